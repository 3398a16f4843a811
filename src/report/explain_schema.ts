import * as z from "zod";
import { LIMITS } from "../limits.ts";
import { changeSchema, parametersSchema, schemaVersion, versionsSchema } from "./schema.ts";
import { accountSchema } from "./trace_schema.ts";

/** What a client of `explain` sends, and what it is answered. */

const hash = z.string().regex(/^[0-9A-Fa-f]{64}$/);

export const explainRequestSchema = z
  .strictObject({
    observations: z
      .array(
        z.strictObject({
          scenario: z
            .string()
            .nullable()
            .default(null)
            .describe("A scenario of the lab's suites by its id; else the parameters are given"),
          parameters: z
            .record(z.string(), z.string())
            .default({})
            .describe("The lab's parameters by name, as text, where no scenario is named"),
          sha256: hash
            .nullable()
            .describe("What the program prints without a flag; null where it gave no answer"),
          digests_sha256: hash
            .nullable()
            .default(null)
            .describe("SHA-256 of what it prints with --digests; null where it refuses that"),
          digests: z
            .array(hash)
            .nullable()
            .default(null)
            .describe("The digests themselves, one for each step, where they were asked for"),
        }),
      )
      .max(LIMITS.evidence_cases)
      .describe(
        "Everything that was seen of one program, once for each scenario; none to begin with",
      ),
  })
  .meta({ id: "ExplainRequest" });

const askedSchema = z.strictObject({
  scenario: z.string().nullable(),
  parameters: parametersSchema,
  query: z.record(z.string(), z.string()).describe("The parameters as an observation has them"),
  command: z.string().describe("The command line of a program under exam, without an output flag"),
});

const setMemberSchema = z
  .strictObject({
    bug: z
      .string()
      .nullable()
      .describe("The id in the lab's catalogue; null of a change without a name"),
    title: z.string(),
    explanation: z.string().describe("What is done differently"),
    fix: z.string(),
    section: z
      .string()
      .nullable()
      .describe("The section of the specification that has the rule; null where none is known"),
    changes: z
      .array(changeSchema)
      .describe(
        `Single changes that are the same thing, as far as the suites tell, the likeliest first; ${LIMITS.listed_members} at most`,
      ),
    changes_total: z.int(),
  })
  .meta({ id: "ExplainedChange" });

export const explainAnswerSchema = z
  .strictObject({
    schema_version: schemaVersion,
    status: z
      .enum(["ask", "right", "explained", "unexplained"])
      .describe(
        "ask: not enough was seen; explained: something gives everything that was seen; unexplained: nothing that was tried does",
      ),
    message: z.string().describe("The same in a sentence"),
    lab: z.string(),
    seen: z.strictObject({
      scenarios: z.int(),
      wrong_scenarios: z.int(),
      whole: z.int().describe("Scenarios of which every state was seen"),
    }),
    first_wrong: z
      .strictObject({
        scenario: z.string().nullable(),
        parameters: parametersSchema,
        query: z.record(z.string(), z.string()).describe("The same as text, defaults left out"),
        command: z.string(),
        step: z
          .int()
          .nullable()
          .describe(
            "The first step after which the state is wrong; null where no states were seen",
          ),
        sentence: z.string(),
        account: accountSchema.nullable().describe("What the right run does in that step"),
        rules: z
          .array(
            z.strictObject({
              where: z.string().describe("A function or constant of the rules"),
              section: z.string().nullable(),
              is_new: z
                .boolean()
                .describe("Whether the run does not come by it in the step before"),
            }),
          )
          .describe("The rules that the right run comes by in that step, the new ones first"),
      })
      .nullable()
      .describe("The wrong scenario that is the least work; null where nothing is wrong"),
    explanations: z
      .array(
        z.strictObject({
          certainty: z
            .enum(["proven", "reproduces"])
            .describe(
              "proven: every scenario of the suites was seen, this alone of all that was tried gives everything, none of its " +
                "changes can be left out, and nothing was left untried of what the search tries; reproduces: it gives everything, others may too",
            ),
          changes: z.array(setMemberSchema).describe("One, or several that do it only together"),
        }),
      )
      .describe(
        `What gives everything that was seen, of one size; ${LIMITS.listed_classes} at most`,
      ),
    explanations_total: z.int(),
    closest: z
      .strictObject({
        changes: z.array(setMemberSchema),
        sentence: z.string().describe("How far they agree"),
      })
      .nullable()
      .describe(
        "The changes that agree longest, where none give everything: they are not the cause alone",
      ),
    tried: z.strictObject({
      bugs: z.int().describe("Known bugs, each alone"),
      changes: z.int().describe("Single changes, each alone"),
      sets: z.int().describe("Sets of changes that were run in search of several at once"),
    }),
    left_out: z.array(z.strictObject({ what: z.string(), why: z.string() })),
    next: z
      .strictObject({
        ask: z
          .enum(["hashes", "listings"])
          .describe("hashes: sha256 and digests_sha256 of each; listings: the digests as well"),
        scenarios: z.array(askedSchema),
        why: z.string(),
      })
      .nullable()
      .describe(
        "What to observe next, beside all that was sent; null where nothing more would help",
      ),
    versions: versionsSchema,
    page: z
      .string()
      .nullable()
      .describe(
        "The page on the first wrong step: its whole address where an oracle was asked, else its path; null where nothing is wrong",
      ),
  })
  .meta({ id: "ExplainAnswer" });

export type ExplainAnswer = z.infer<typeof explainAnswerSchema>;
export type ExplainedChange = z.infer<typeof setMemberSchema>;

/** What `assay explain` prints as JSON. */
export const explainReportSchema = z
  .strictObject({
    schema_version: schemaVersion,
    program: z.string(),
    contract: z.strictObject({
      kept: z.int(),
      broken: z.array(z.strictObject({ id: z.string(), message: z.string(), command: z.string() })),
    }),
    lacks: z.array(z.string()).describe("Optional flags that the program refuses"),
    is_ended: z.boolean().describe("Whether it was ended before everything was asked or tried"),
    trouble: z.array(z.strictObject({ command: z.string(), message: z.string() })),
    smallest: z
      .strictObject({
        command: z.string().describe("The smallest scenario found that goes wrong alike"),
        shrunk_from: z
          .string()
          .nullable()
          .describe("The scenario of the suite that it was made of"),
      })
      .nullable(),
    first_event: z
      .strictObject({
        sentence: z.string().describe("What is wrong with it"),
        section: z
          .string()
          .nullable()
          .describe("The section of the specification by whose rule it comes about"),
        lines: z.array(z.string()).describe("It, and what stands around it"),
      })
      .nullable()
      .describe(
        "The first event that is not right in that scenario, of a program that offers events; null of any other",
      ),
    answer: explainAnswerSchema.nullable().describe("null where the program could not be asked"),
  })
  .meta({ id: "ExplainReport" });

/** What the first wrong event is, in words. */
export type FirstEvent = NonNullable<ExplainReport["first_event"]>;
export type ExplainReport = z.infer<typeof explainReportSchema>;
