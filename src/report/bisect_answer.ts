import * as z from "zod";
import type { BisectionFinding, StateKind } from "../digests/search.ts";
import type { BisectionFindings } from "../judge/judge_bisection.ts";
import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Account } from "../trace/account.ts";
import type { Versions } from "../version.ts";
import { queryOf } from "./build.ts";
import { diagnosisLines } from "./diagnosis_text.ts";
import { diagnosisDocument } from "./diagnosis_words.ts";
import {
  diagnosisSchema,
  SCHEMA_VERSION,
  schemaVersion,
  sha256Schema,
  subjectFields,
  versionsSchema,
} from "./schema.ts";
import { accountDocument, accountSchema } from "./trace_schema.ts";
import { accountLines, subjectOf } from "./trace_words.ts";

/** What a client of a bisection sends, and what it is answered. */

const step = z.int().min(0).describe("A tick (operation) of the run, from 0");

export const bisectRequestSchema = z
  .strictObject({
    digests: z
      .array(z.strictObject({ step, sha256: z.string().regex(/^[0-9A-Fa-f]{64}$/) }))
      .max(LIMITS.bisect_digests)
      .describe(
        "What is known of the program: hashes of its states, in any order; none to begin with",
      ),
    of: z
      .enum(["dump", "digest"])
      .default("dump")
      .describe("dump: hashes of what --dump-after prints; digest: what --digests prints"),
  })
  .meta({ id: "BisectRequest" });

export const bisectAnswerSchema = z
  .strictObject({
    schema_version: schemaVersion,
    status: z.enum(["ask", "divergence", "match"]),
    message: z.string().describe("The same in a sentence"),
    ...subjectFields,
    steps: z.int().describe("Ticks (operations) of the run"),
    of: z.enum(["dump", "digest"]),
    known: z
      .array(z.strictObject({ step, agrees: z.boolean() }))
      .describe("What was sent, by tick, and whether it is right"),
    next: z
      .strictObject({
        step: step.describe("The tick to be sent next, beside what is known"),
        at_most: z.int().describe("Questions that are left at most, this one included"),
        command: z.string().describe("What prints the hash, as the first word of its output"),
      })
      .nullable(),
    first_divergence: z
      .strictObject({
        step,
        expected_sha256: sha256Schema,
        actual_sha256: sha256Schema,
        agrees_again: step
          .nullable()
          .describe("A later tick that is right again: then an earlier one may differ too"),
        is_first: z.boolean().describe("Whether every tick before it is known to be right"),
      })
      .nullable(),
    account: accountSchema
      .nullable()
      .describe("What the right run does in the first divergent tick"),
    diagnosis: diagnosisSchema
      .nullable()
      .describe(
        "Which known bugs and single changes give every hash that was sent; null before the end",
      ),
    versions: versionsSchema,
    reproduce: z.strictObject({
      program: z.string().nullable().describe("What prints the divergent state"),
      curl: z.string().nullable().describe("What compares it field by field, where it is a dump"),
    }),
  })
  .meta({ id: "BisectAnswer" });

export type BisectAnswer = z.infer<typeof bisectAnswerSchema>;

/** The answer to a question. `origin` is where the oracle answers. */
export function bisectAnswer(
  { scenario, of, judged, finding, divergent, diagnosis }: BisectionFindings,
  versions: Versions,
  origin: string | null,
): BisectAnswer {
  const found = finding.kind === "divergence" ? finding : null;
  return {
    schema_version: SCHEMA_VERSION,
    status: finding.kind === "agreement" ? "match" : finding.kind,
    message: inWords(scenario, finding),
    lab: scenario.lab.id,
    scenario: scenario.listed?.id ?? null,
    parameters: { ...scenario.parameters },
    steps: scenario.steps,
    of,
    known: judged.map(({ step: at, agrees }) => ({ step: at, agrees })),
    next:
      finding.kind === "ask"
        ? {
            step: finding.step,
            at_most: finding.at_most,
            command: hashCommand(scenario, finding.step, of),
          }
        : null,
    first_divergence: found &&
      divergent && {
        step: found.step,
        expected_sha256: divergent.state.expected,
        actual_sha256: divergent.state.sha256,
        agrees_again: found.agrees_again,
        is_first: found.is_first,
      },
    account: divergent && accountDocument(divergent.account),
    diagnosis: diagnosis && diagnosisDocument(scenario.lab, diagnosis),
    versions,
    reproduce: {
      program: found && stateCommand(scenario, found.step, of),
      curl:
        found && of === "dump" && origin !== null
          ? `curl -sS --data-binary @dump.bin '${origin}/v1/labs/${scenario.lab.id}/verify?${queryOf({ ...scenario, after: found.step })}&format=text'`
          : null,
    },
  };
}

function hashCommand({ command }: Scenario, step: number, of: StateKind): string {
  return of === "dump"
    ? `${command} --dump-after ${step} | sha256sum`
    : `${command} --digests | sed -n 's/^${step} //p'`;
}

function stateCommand(scenario: Scenario, step: number, of: StateKind): string {
  return of === "dump"
    ? `${scenario.command} --dump-after ${step} > dump.bin`
    : hashCommand(scenario, step, of);
}

/** A finding as a sentence. */
function inWords({ lab: { step_name }, steps }: Scenario, finding: BisectionFinding): string {
  switch (finding.kind) {
    case "ask":
      return `send the hash of the state after ${step_name} ${finding.step} too (${finding.at_most} at most to go)`;
    case "agreement":
      return finding.is_complete
        ? `the states after all ${steps} ${step_name}s are right`
        : `the state after the last ${step_name} is right, and no known one is wrong`;
    case "divergence": {
      const found = `the first state that is wrong is the one after ${step_name} ${finding.step}`;
      // Half of what is left is left out at every question: that a wrong state stays wrong is taken for granted.
      const first = finding.is_first ? found : `${found}, if a wrong state stays wrong`;
      if (finding.agrees_again === null) return first;
      const doubt = finding.is_first
        ? ""
        : "; an earlier one may differ as well, since states agree again";
      return `${first}, and the one after ${step_name} ${finding.agrees_again} is right again${doubt}`;
    }
  }
}

/** The answer for a person; ends with a newline. */
export function renderBisectAnswer({ lab }: Scenario, answer: BisectAnswer): string {
  const { status, message, known, next, first_divergence: first, account, reproduce } = answer;
  const lines = [`${status.toUpperCase()}  ${subjectOf(answer)}: ${message}`];
  if (known.length > 0) {
    const right = known.filter(({ agrees }) => agrees).length;
    lines.push(`  known       ${known.length} states, ${right} of them right`);
  }
  if (next !== null) {
    lines.push("", `    ${next.command}`, "");
    // The form is fixed: a shell reads the step from this line.
    lines.push(
      `  append      ${next.step} <the 64 hex digits>  to the lines, and send them all again`,
    );
  }
  if (first !== null) {
    lines.push(`  expected    ${first.expected_sha256}`, `  actual      ${first.actual_sha256}`);
  }
  if (account !== null) lines.push("", ...accountLines(lab, account as Account));
  if (answer.diagnosis !== null) lines.push("", ...diagnosisLines(answer.diagnosis));
  const { program, curl } = reproduce;
  const commands = [program, curl].filter((line) => line !== null);
  if (commands.length > 0) {
    lines.push("", "  reproduce", ...commands.map((line) => `    ${line}`));
  }
  return `${lines.join("\n")}\n`;
}
