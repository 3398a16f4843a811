import * as z from "zod";
import {
  diagnosisSchema,
  type Report,
  reportSchema,
  sha256Schema,
  versionsSchema,
} from "./schema.ts";

/**
 * The result of an exam: one case for each scenario that a program was examined on. Every format of
 * an exam is rendered from this one value; a single report is an exam of one case.
 */

/** What kept a program from giving an answer that could be compared. It is neither pass nor failure. */
export const troubleSchema = z
  .strictObject({
    kind: z.enum(["not-started", "crashed", "timed-out", "refused", "bad-output", "oracle"]),
    message: z.string().describe("One sentence: what happened and what was expected"),
    /** The end of what the program wrote to standard error. */
    stderr: z.string(),
  })
  .meta({ id: "Trouble" });

export const outcomeSchema = z.enum([
  "passed",
  "failed",
  "trouble",
  "known-failing",
  "unexpectedly-passed",
]);

/** What became of the listing that a program printed with --digests, where it was compared. */
export const listingCheckSchema = z
  .strictObject({
    verdict: z.enum(["match", "mismatch"]),
    expected_sha256: sha256Schema
      .nullable()
      .describe("SHA-256 of the right listing; null where no suite has it"),
    actual_sha256: sha256Schema.describe("SHA-256 of the listing as the program printed it"),
    first_step: z.int().nullable().describe("The first step whose digest is wrong"),
    agrees_again: z.int().nullable().describe("The first step after it whose digest is right"),
  })
  .meta({ id: "ListingCheck" });

export const caseSchema = z
  .strictObject({
    /** `zab/A`; the name by which --scenario and --known-failing select it. */
    name: z.string(),
    outcome: outcomeSchema,
    /** The command line that was run, or would reproduce the case. */
    command: z.string(),
    report: reportSchema.nullable().describe("null where there was trouble"),
    trouble: troubleSchema.nullable(),
    listing: listingCheckSchema
      .optional()
      .describe(
        "What became of the listing, where the program offers one: of a right dump, and of the failures that are diagnosed",
      ),
    /** What is to be known beside the report: why a known failure counts, for example. */
    note: z.string().nullable(),
    seconds: z.number().nullable(),
  })
  .meta({ id: "Case" });

/** What the passed scenarios of a suite say of the known bugs. All numbers are counts. */
const bugScoreSchema = z.strictObject({
  kind: z.enum(["protocol", "encoding", "transport"]),
  known_total: z.int().describe("Known bugs of this kind that some scenario can show"),
  ruled_out_total: z.int(),
  possible_total: z.int(),
  ruled_out: z
    .array(z.string())
    .describe("Ids: a scenario that was passed fails with each of them"),
  possible: z.array(z.string()).describe("Ids: every scenario that was passed lets them pass"),
});

/** How many single changes of a lab's simulation a suite shows (docs/mutants.md). */
export const mutationScoreSchema = z
  .strictObject({
    tried: z.int().describe("Single changes of the lab's simulation that were tried"),
    seen: z
      .int()
      .describe("Those that a dump or a listing showed, in any suite or a random scenario"),
    by_dump: z.int().describe("Those that a final dump of the suite shows"),
    by_listing: z.int().describe("Those that a final dump or a listing of it shows"),
    random: z.int().describe("Random scenarios that were looked at beside those of the suites"),
    by_scenario: z
      .record(z.string(), z.int())
      .describe("By the id of a scenario of the suite, how many its final dump alone shows"),
  })
  .meta({ id: "MutationScore" });

export const scoreSchema = z
  .strictObject({
    suite: z.strictObject({
      id: z.string(),
      version: z.string(),
      sha256: z.string().describe("SHA-256 of the suite: its scenarios and hashes"),
    }),
    mutation: mutationScoreSchema
      .nullable()
      .describe("The mutation score of the suite, whatever passed; null where none was computed"),
    scenarios: z.strictObject({
      total: z.int(),
      passed: z.int(),
      failed: z.int(),
      missing: z.int().describe("Those without an answer to compare"),
      not_asked: z
        .int()
        .optional()
        .describe("Those that an exam of a part of the suite left out, if there are any"),
    }),
    bugs: z.array(bugScoreSchema).describe("One entry for each kind"),
  })
  .meta({ id: "Score" });

/** What several cases say together. */
export const conclusionSchema = z
  .strictObject({
    failures: z.int().describe("Failed cases"),
    diagnosis: diagnosisSchema
      .nullable()
      .describe(
        "Which known bugs and single changes give all that was seen: every wrong dump and listing, and every right one",
      ),
    in_common: z
      .array(
        z.strictObject({
          bug: z.string(),
          with: z.string().nullable(),
          title: z.string(),
          fix: z.string(),
        }),
      )
      .describe(
        "Where the diagnosis finds nothing: pairs of known bugs, and bugs on the dump's way, that reproduce every failure that was diagnosed, and that no passed case refutes",
      ),
  })
  .meta({ id: "Conclusion" });

export const examSchema = z
  .strictObject({
    program: z.string(),
    lab: z.string(),
    suite: z.string(),
    cases: z.array(caseSchema),
    totals: z.strictObject({
      passed: z.int(),
      failed: z.int(),
      trouble: z.int(),
      known_failing: z.int(),
      unexpectedly_passed: z.int(),
    }),
    not_run: z.int().describe("Cases that were left out after the first that did not pass"),
    /** Entries of the known-failing list that match no case. */
    stale_entries: z.array(z.string()),
    score: scoreSchema.nullable().describe("null where the suite is none of the lab's own"),
    conclusion: conclusionSchema.nullable().describe("null where no case failed"),
    lacks: z
      .array(z.string())
      .describe(
        "Optional flags of the contract that the program refuses, as far as it was asked for them",
      ),
    artifact: z
      .string()
      .nullable()
      .describe(
        "A file that an alert may point at, relative to the repository or the working directory: the program, or " +
          "what else was given as a file; null for none",
      ),
    versions: versionsSchema,
  })
  .meta({ id: "Exam" });

export type Trouble = z.infer<typeof troubleSchema>;
export type ListingCheck = z.infer<typeof listingCheckSchema>;
export type Outcome = z.infer<typeof outcomeSchema>;
export type Case = z.infer<typeof caseSchema>;
export type Score = z.infer<typeof scoreSchema>;
export type Conclusion = z.infer<typeof conclusionSchema>;
export type Exam = z.infer<typeof examSchema>;

/** The exam that `cases` make: the same facts, with their totals. */
export function examOf(
  facts: Pick<Exam, "program" | "lab" | "suite" | "versions">,
  cases: readonly Case[],
  staleEntries: readonly string[] = [],
  {
    score = null,
    conclusion = null,
    artifact = null,
    not_run = 0,
    lacks = [],
  }: Partial<Pick<Exam, "score" | "conclusion" | "artifact" | "not_run" | "lacks">> = {},
): Exam {
  const count = (outcome: Outcome): number => cases.filter((one) => one.outcome === outcome).length;
  const { program, lab, suite, versions } = facts;
  return {
    program,
    lab,
    suite,
    cases: [...cases],
    totals: {
      passed: count("passed"),
      failed: count("failed"),
      trouble: count("trouble"),
      known_failing: count("known-failing"),
      unexpectedly_passed: count("unexpectedly-passed"),
    },
    not_run,
    stale_entries: [...staleEntries],
    score,
    conclusion,
    lacks,
    artifact,
    versions,
  };
}

/** A single report as an exam of one case, so that every format can render it. */
export function examOfReport(
  report: Report,
  name: string,
  command: string,
  artifact: string | null = null,
): Exam {
  const outcome = report.verdict === "match" ? "passed" : "failed";
  const one = { name, outcome, command, report, trouble: null, note: null, seconds: null } as const;
  const { lab, versions } = report;
  return examOf({ program: "", lab, suite: "one submission", versions }, [one], [], { artifact });
}
