import * as z from "zod";
import type { StepRange } from "../digests/digests.ts";
import type { ShiftCause } from "../digests/listing_comparator.ts";
import type { ListingFindings } from "../judge/judge_listing.ts";
import type { Scenario } from "../labs/lab.ts";
import type { Account } from "../trace/account.ts";
import type { Versions } from "../version.ts";
import { queryOf } from "./build.ts";
import { diagnosisLines } from "./diagnosis_text.ts";
import { diagnosisDocument } from "./diagnosis_words.ts";
import { plural } from "./plural.ts";
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

const step = z.int().min(0).describe("A tick (operation) of the run, from 0");

export const listingReportSchema = z
  .strictObject({
    schema_version: schemaVersion,
    verdict: z
      .enum(["match", "mismatch", "truncated", "partial", "trailing-lines"])
      .describe(
        "truncated: every line is right, and the listing ends too early; partial: every line is right, and others are missing before or between them; trailing-lines: every line of the run is right, and more follow",
      ),
    ...subjectFields,
    steps: z.int().describe("Ticks (operations) of the run"),
    part: z
      .strictObject({ from: step, until: z.int().min(0), stride: z.int().min(1) })
      .describe("What the listing must hold, by the query: the whole run where it says nothing"),
    listing: z.strictObject({
      lines: z.int().describe("Lines of ticks of the run"),
      first_step: step.nullable(),
      last_step: step.nullable(),
      stride: z.int().min(1).describe("How many ticks its lines stand apart, by the first two"),
      missing_from: step.nullable().describe("The tick whose line is missing at the end"),
      missing_lines: z.int().min(0).describe("Lines of the part that the listing does not have"),
      extra_lines: z.int().describe("Lines of ticks that the run, or its part, does not have"),
    }),
    first_divergence: z
      .strictObject({
        step,
        line: z.int().min(1).describe("The number of the line, from 1"),
        is_exact: z
          .boolean()
          .describe(
            "Whether the tick before it is known to be right, so that this one is the first",
          ),
        expected_sha256: sha256Schema,
        actual_sha256: sha256Schema,
        last_agreeing_step: step.nullable(),
        differing_lines: z.int().min(1),
        agrees_again: step.nullable().describe("The first tick after it whose line is right"),
        shift: z
          .strictObject({
            steps: z
              .union([z.literal(-1), z.literal(1)])
              .describe("-1: the lines are those of the tick before, 1: of the tick after"),
            from: step,
            lines: z.int(),
            cause: z
              .enum(["numbering", "run", "undecided"])
              .describe(
                "numbering: the lines are numbered from 1, and all are right for the tick before; run: the program itself is behind or ahead; undecided: it is one of these",
              ),
          })
          .nullable()
          .describe("Where every line from the first wrong one on is that of another tick"),
      })
      .nullable(),
    account: accountSchema
      .nullable()
      .describe("What the right run does in the first divergent tick, where that is exact"),
    diagnosis: diagnosisSchema
      .nullable()
      .describe(
        "Which known bugs and single changes give every line. null where no line is wrong, where the lines only have other " +
          "numbers, and where none was asked for",
      ),
    versions: versionsSchema,
    reproduce: z.strictObject({
      program: z.string(),
      curl: z.string().nullable().describe("null where no oracle was asked over HTTP"),
    }),
  })
  .meta({ id: "ListingReport" });

export type ListingReport = z.infer<typeof listingReportSchema>;

/** The report on a listing of digests. `origin` is where the oracle answers over HTTP; null where none does. */
export function listingReport(
  { scenario, part, comparison, is_exact, account, diagnosis }: ListingFindings,
  versions: Versions,
  origin: string | null,
): ListingReport {
  const { divergence, verdict, ...listing } = comparison;
  const query = `${queryOf(scenario)}${partQuery(scenario, part)}`;
  const url = `${origin}/v1/labs/${scenario.lab.id}/digests/verify?${query}&format=text`;
  return {
    schema_version: SCHEMA_VERSION,
    verdict,
    lab: scenario.lab.id,
    scenario: scenario.listed?.id ?? null,
    parameters: { ...scenario.parameters },
    steps: scenario.steps,
    part: { from: part.from, until: part.until, stride: part.stride },
    listing,
    first_divergence: divergence && {
      ...divergence,
      is_exact,
      shift: divergence.shift && { ...divergence.shift, from: divergence.step },
    },
    account: account && accountDocument(account),
    diagnosis: diagnosis && diagnosisDocument(scenario.lab, diagnosis),
    versions,
    reproduce: {
      program: `${scenario.command} --digests${partFilter(scenario, part)} > digests.txt`,
      curl: origin === null ? null : `curl -sS --data-binary @digests.txt '${url}'`,
    },
  };
}

/** The parameters that declare a part, to be put behind others; nothing for the whole run. */
function partQuery({ steps }: Scenario, { from, until, stride }: StepRange): string {
  return [
    from === 0 ? "" : `&from=${from}`,
    until === steps ? "" : `&until=${until}`,
    stride === 1 ? "" : `&stride=${stride}`,
  ].join("");
}

/** What leaves that part of a program's listing, which is always the whole. */
function partFilter({ steps }: Scenario, { from, until, stride }: StepRange): string {
  const conditions = [
    ...(from === 0 ? [] : [`$1 >= ${from}`]),
    ...(until === steps ? [] : [`$1 < ${until}`]),
    ...(stride === 1 ? [] : [`($1 - ${from}) % ${stride} == 0`]),
  ];
  return conditions.length === 0 ? "" : ` | awk '${conditions.join(" && ")}'`;
}

/** The report for a person; ends with a newline. */
export function renderListingReport(scenario: Scenario, report: ListingReport): string {
  const { step_name } = scenario.lab;
  const { verdict, part, listing, first_divergence: first, account, reproduce, steps } = report;
  const subject = subjectOf(report);
  const what = headline();
  const lines = [`${verdict.toUpperCase()}  ${subject}${what}`, `  listing     ${extent()}`];
  if (listing.missing_from !== null) {
    lines.push(
      `  missing     the line of ${step_name} ${listing.missing_from}, and what follows it`,
    );
  }
  // Lines that only have other numbers are all there.
  const isNumbering = first?.shift?.cause === "numbering";
  if (listing.missing_lines > 0 && !isNumbering) lines.push(...missingLines());
  if (listing.extra_lines > 0 && !isNumbering) {
    lines.push(`  too many    ${plural(listing.extra_lines, "line")} behind the last ${step_name}`);
  }
  if (first !== null) lines.push(...placeLines(first));
  if (account !== null) lines.push("", ...accountLines(scenario.lab, account as Account));
  if (report.diagnosis !== null) lines.push("", ...diagnosisLines(report.diagnosis));
  if (verdict !== "match") {
    const commands = [reproduce.program, reproduce.curl].filter((line) => line !== null);
    lines.push("", "  reproduce", ...commands.map((line) => `    ${line}`));
  }
  return `${lines.join("\n")}\n`;

  function headline(): string {
    if (first !== null) {
      return `: the first line that is not right is line ${first.line}, of ${step_name} ${first.step}`;
    }
    if (verdict !== "partial") return "";
    const all = listing.lines + listing.missing_lines;
    return `: every line that is there is right, but ${listing.missing_lines} of ${all} are missing`;
  }

  /** What is missing before the lines and between them, and how to say that no more was meant. */
  function missingLines(): string[] {
    const { first_step, last_step, stride } = listing;
    if (first_step === null || last_step === null) return [];
    const before = first_step === part.from ? [] : [`${step_name}s before ${first_step}`];
    const between = stride === part.stride ? [] : [`${step_name}s between two lines`];
    if (before.length + between.length === 0) return [];
    const found = `  missing     the lines of the ${[...before, ...between].join(", and of the ")}`;
    if (verdict !== "partial") return [found];
    const meant = { from: first_step, until: part.until, stride };
    return [
      found,
      `  if meant    ${partQuery(scenario, meant).slice(1)} in the query declares such a part, which then is a match`,
    ];
  }

  function extent(): string {
    const { lines: count, first_step, last_step, stride } = listing;
    if (first_step === null || last_step === null) return "no line of the run";
    const apart = stride === 1 ? "" : `, every ${stride} of them`;
    return `${plural(count, "line")}, ${step_name}s ${first_step} .. ${last_step} of 0 .. ${steps - 1}${apart}`;
  }

  function placeLines(place: NonNullable<typeof first>): string[] {
    const { last_agreeing_step: before, agrees_again, shift, differing_lines } = place;
    const again = agrees_again === null ? "" : `; ${step_name} ${agrees_again} agrees again`;
    const found = [
      `  expected    ${place.expected_sha256}`,
      `  actual      ${place.actual_sha256}`,
      `  agreeing    ${before === null ? "nothing before it" : `up to and including ${step_name} ${before}`}`,
      `  differing   ${differing_lines} of ${plural(listing.lines, "line")}${again}`,
    ];
    if (!place.is_exact) {
      found.push(
        `  where       in one of the ${step_name}s ${(before ?? -1) + 1} .. ${place.step}: send their lines to learn in which`,
      );
    }
    if (shift !== null) {
      found.push(`  shifted     ${shiftInWords(shift, step_name)}`);
    }
    return found;
  }
}

/** What it means that lines are right for another step, `steps` away from their own. */
export function shiftInWords(
  { steps, cause }: { readonly steps: -1 | 1; readonly cause: ShiftCause },
  stepName: string,
): string {
  const [other, is] = steps < 0 ? ["before", "behind"] : ["after", "ahead"];
  const numbering = `the lines are numbered from 1, where ${stepName}s count from 0`;
  if (cause === "numbering") {
    return `every line is right for the ${stepName} before its number: ${numbering}`;
  }
  const either = cause === "undecided" ? `, or ${numbering}` : "";
  return `from there on every line is right for the ${stepName} ${other}: the program is one ${stepName} ${is}${either}`;
}
