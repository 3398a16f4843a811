import * as z from "zod";
import { LIMITS } from "../limits.ts";

/**
 * The report: one value, from which every rendering is made. The schema is what the API documents;
 * the type is inferred from it.
 */

const offset = z.int().min(0).describe("0-based offset in bytes");
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const hexBytes = z.string().regex(/^([0-9a-f]{2})*$/);
const value = z
  .union([z.number(), z.string(), z.null()])
  .describe(
    "Decoded: a u64 as decimal digits, an enumeration with its name; null where bytes are missing",
  );

export const parametersSchema = z
  .record(z.string(), z.unknown())
  .describe("By name, with defaults applied; a u64 is a decimal string");

/**
 * Of reports, and of the answers of a search: another one when a member goes, or means something else. A member that comes
 * changes nothing for who ignores what it does not know.
 */
export const SCHEMA_VERSION = 1;

export const schemaVersion = z
  .literal(SCHEMA_VERSION)
  .describe("Another one when a member goes or means something else; others may come without that");

/** Which scenario an answer is about. */
export const subjectFields = {
  lab: z.string(),
  scenario: z
    .string()
    .nullable()
    .describe("The scenario of a suite that the parameters are, if any"),
  parameters: parametersSchema,
};

export const versionsSchema = z
  .strictObject({
    engine: z.string(),
    specification: z.string(),
    suite_sha256: sha256Schema.describe(
      "SHA-256 of the lab's first suite: the published one, where there is one",
    ),
  })
  .meta({ id: "Versions" });

export const provenanceSchema = z
  .enum(["published", "computed"])
  .describe(
    "Whether the hash stands in the lab's published table or follows from the specification only",
  );

const culpritSchema = z.strictObject({
  id: z.string().describe("The runbook row, as the lab's document names it; unique in the lab"),
  where: z.string(),
  text: z.string(),
  source: z.enum(["published", "assay"]).describe("The lab's own runbook, or an addition of ours"),
});

const contextRowSchema = z.strictObject({
  offset,
  expected: hexBytes.describe("Up to 16 bytes from offset on, in hex"),
  actual: hexBytes,
});

export const divergenceSchema = z
  .strictObject({
    offset: offset.describe("The first differing byte, 0-based"),
    offset_hex: z.string(),
    field: z
      .string()
      .describe(
        "A path such as nodes[2].history[4].zxid.counter; end_of_dump after the last field",
      ),
    field_offset: offset.describe("The first byte of that field"),
    node: z.int().nullable().describe("The node that the field belongs to"),
    type: z
      .string()
      .nullable()
      .describe(
        "A number such as u8, u32le, i64be or f64le; bytes (ASCII text), utf8 (other text) or hex (no text); null at end_of_dump",
      ),
    expected_bytes: hexBytes.describe("The whole field"),
    actual_bytes: hexBytes.describe("The whole field, or what the submission has of it"),
    expected_value: value,
    actual_value: value,
    culprit: culpritSchema.nullable(),
    last_agreeing_field: z.string().nullable(),
    context: z.array(contextRowSchema),
  })
  .meta({ id: "Divergence" });

const differenceSchema = z.strictObject({
  offset,
  field: z.string(),
  expected_value: value,
  actual_value: value,
});

const differencesSchema = z
  .strictObject({
    fields: z
      .int()
      .describe("All fields, of those that the submission reaches, in which a byte differs"),
    bytes: z.int().describe("All bytes that differ"),
    missing_bytes: z.int().describe("Bytes of the expected dump after the submission's end"),
    extra_bytes: z.int().describe("Bytes of the submission after the expected dump's end"),
    groups_total: z.int().describe("Groups of differing fields, the listed ones included"),
    groups_cap: z.int(),
    listed_fields: z.int(),
    listed_fields_cap: z.int(),
    groups: z.array(
      z.strictObject({
        node: z.int().nullable(),
        kind: z.string().describe("The path without indexes"),
        count: z.int().describe("All differing fields of this group"),
        first_offset: offset,
        fields: z.array(differenceSchema).describe("The first of them, within listed_fields_cap"),
      }),
    ),
  })
  .meta({ id: "Differences" });

const editKind = z.enum(["inserted", "removed", "replaced", "widened", "narrowed"]);

const alignmentSchema = z
  .strictObject({
    edits: z
      .array(
        z.strictObject({
          kind: editKind,
          offset: offset.describe("In the expected dump"),
          actual_offset: offset.describe("In the submission"),
          size_expected: z.int(),
          size_actual: z.int(),
          field: z.string().describe("The field in which, or next to which, it happens"),
          node: z.int().nullable(),
          expected_bytes: hexBytes.describe(`The first ${LIMITS.edit_bytes}`),
          actual_bytes: hexBytes.describe(`The first ${LIMITS.edit_bytes}`),
          description: z.string(),
        }),
      )
      .describe(
        "The roots, in order: what happened at one place, and what it merely shifted left out",
      ),
    edits_total: z.int(),
    edits_cap: z.int(),
    patterns: z
      .array(
        z.strictObject({
          kind: z.string().describe("The path without indexes"),
          edit: editKind,
          description: z.string(),
          count: z.int(),
          total: z.int().describe("Fields or elements of the kind, in the expected dump"),
        }),
      )
      .describe("The same edit in several places, the most frequent first"),
    patterns_total: z.int(),
    reordered: z
      .array(
        z.strictObject({
          repeat: z.string(),
          count: z.int().describe("Elements of the first such list"),
          places: z.int().describe("Lists of this kind that are in another order"),
          description: z.string(),
        }),
      )
      .describe("Elements that are all there, in another order"),
    swapped: z
      .array(
        z.strictObject({
          fields: z.tuple([z.string(), z.string()]),
          count: z.int(),
          total: z.int(),
          description: z.string(),
        }),
      )
      .describe("Neighbouring fields that have changed places"),
    equal_bytes: z.int(),
    unaligned_expected_bytes: z.int(),
    unaligned_actual_bytes: z.int(),
    root_fields: z.int().describe("Fields of the expected dump in which an edit is"),
    knock_on_fields: z.int().describe("Fields whose bytes are all there, only not at their offset"),
  })
  .meta({ id: "Alignment" });

export const changeSchema = z
  .strictObject({
    id: z.string().describe("Stable: the place, then what is done to it"),
    of: z
      .enum(["simulation", "layout", "parameters", "misreading"])
      .describe(
        "What is changed: a rule, how a state is written, what is made of the parameters, or a rule as the lab tells that it may be misread",
      ),
    sentence: z.string().describe("Exactly what is different"),
    where: z.string().describe("A function or constant of the rules, a kind of field, a parameter"),
    section: z.string().nullable().describe("The section of the specification that has the rule"),
    source: z.string().nullable().describe("The line of the oracle's own sources that has it"),
  })
  .meta({ id: "Change" });

const findingSchema = z
  .strictObject({
    certainty: z
      .enum(["proven", "reproduces", "consistent", "likely"])
      .describe(
        "proven: something was seen of the program in every scenario of the lab's suites, of a wrong one every state or of two the " +
          "final dump, and this class alone, of all that was tried, gives all of it. reproduces: it was run and gave all that " +
          "was seen; other changes, known or not, may give it too. consistent: it explains the first divergence and at least " +
          "half of the differing fields, not all. likely: only the runbook says so",
      ),
    bug: z
      .string()
      .nullable()
      .describe(
        "The id in the lab's catalogue of bugs; null of a change without a name, and if likely",
      ),
    with: z.string().nullable().describe("The second bug, where only both together give the bytes"),
    kind: z.enum(["protocol", "encoding", "transport"]).nullable(),
    title: z.string(),
    explanation: z.string().describe("What is done differently"),
    evidence: z.string().describe("What shows it"),
    fix: z.string().describe("What to look at, and how it is right"),
    changes: z
      .array(changeSchema)
      .describe(
        "Single changes that no scenario of the lab's suites tells apart: those that the finding is, or that are the bug. The " +
          `likeliest first, ${LIMITS.listed_members} at most`,
      ),
    changes_total: z.int().describe("All of them"),
    confirm: z
      .array(z.string())
      .describe("Other scenarios of the lab that the bug fails as well: they confirm or refute it"),
  })
  .meta({ id: "Finding" });

export const diagnosisSchema = z
  .strictObject({
    findings: z
      .array(findingSchema)
      .describe(
        "The most certain first; all single bugs that give the same are listed, and of changes without a name the first " +
          `${LIMITS.listed_classes} classes`,
      ),
    shared: z
      .strictObject({
        bugs: z.int().describe("Known bugs"),
        changes: z.int().describe("Single changes"),
        classes: z
          .int()
          .describe("The same, those that no scenario of the suites tells apart once"),
      })
      .describe("How many of those that were tried, each alone, give all that was seen"),
    told_apart_by: z
      .array(z.string())
      .describe(
        "Scenarios of the lab that decide between several bugs that reproduce the submission: each gives other bytes",
      ),
    next: z
      .strictObject({
        ask: z.enum(["listing", "scenario", "suite"]),
        id: z.string().nullable().describe("The scenario or the suite"),
        why: z.string(),
      })
      .nullable()
      .describe(
        "What to observe next: it would say most. null where nothing reproduces it, or it is proven",
      ),
    tried: z
      .strictObject({
        bugs: z.int().describe("Known bugs, each alone"),
        changes: z
          .int()
          .describe("Single changes of the simulation, the layout and the parameters"),
        pairs: z.int().describe("Dumps of two bugs at once"),
        scenarios: z.int().describe("Other scenarios"),
        steps: z.int().describe("States after other steps of this scenario"),
      })
      .describe("What was compared with the submission"),
    left_out: z
      .array(z.strictObject({ what: z.string(), why: z.string() }))
      .describe("What was not tried, and why"),
  })
  .meta({ id: "Diagnosis" });

export type FindingDocument = z.infer<typeof findingSchema>;
export type DiagnosisDocument = z.infer<typeof diagnosisSchema>;

const violationSchema = z
  .strictObject({
    invariant: z.string().describe("Its id; unique in the lab"),
    statement: z.string().describe("What holds after every step, as the specification states it"),
    details: z
      .array(z.string())
      .describe(
        `Where the dump breaks it; they may quote text of the dump. The first ${LIMITS.listed_breaches}`,
      ),
    total: z.int().describe("All places where it does"),
  })
  .meta({ id: "Violation" });

export const reportSchema = z
  .strictObject({
    schema_version: schemaVersion,
    verdict: z.enum(["match", "mismatch", "truncated", "trailing-bytes"]),
    ...subjectFields,
    after: z
      .int()
      .nullable()
      .describe(
        "The tick (operation), from 0, after which the state was compared; null at the end",
      ),
    provenance: z
      .enum([...provenanceSchema.options, "given"])
      .describe("Of the expected side; given: it is a file, as for assay diff"),
    expected: z.strictObject({ sha256: sha256Schema, size_bytes: z.int() }),
    actual: z.strictObject({
      sha256: sha256Schema,
      size_bytes: z.int().nullable().describe("null where only a hash was submitted"),
    }),
    first_divergence: divergenceSchema
      .nullable()
      .describe("null on a match, and where only a hash was submitted"),
    differences: differencesSchema
      .nullable()
      .describe("null on a match, and where only a hash was submitted"),
    violations: z
      .array(violationSchema)
      .describe(
        "Invariants that the submitted dump breaks by itself: the specification lets no right run be in such a state, whatever " +
          "the scenario. Empty, too, on a match, of a hash, for two given dumps, and where the dump does not read as one of " +
          `the lab or has more than ${LIMITS.weighed_dump_bytes} bytes: then it is not looked at`,
      ),
    alignment: alignmentSchema
      .nullable()
      .describe(
        "What was inserted, removed or reordered. null where comparing by offset says as much, where the dumps have " +
          "too little in common, and where nothing was compared",
      ),
    alignment_skipped: z
      .enum(["too-large", "too-different", "by-offset-is-as-good", "not-kept"])
      .nullable()
      .describe(
        "Why there is no alignment. too-large: what remains between the equal ends is beyond the limit; too-different: " +
          "too little in common, or no more found within the limits; not-kept: the submission is beyond the limit",
      ),
    diagnosis: diagnosisSchema
      .nullable()
      .describe("null on a match, for two given dumps, and where none was asked for"),
    unseen: z
      .strictObject({
        bugs: z.array(z.string()).describe("Ids: in some reading they give the right dump here"),
        of: z.int().describe("Known bugs of which that is tabled"),
        changes: z
          .strictObject({ passed: z.int(), of: z.int() })
          .nullable()
          .describe(
            "Of the single changes of the simulation that any scenario ever showed (docs/mutants.md), those that give the right dump here; null where none were tried",
          ),
        next: z
          .strictObject({ scenario: z.string(), sees: z.int() })
          .nullable()
          .describe("The scenario that fails the most of them, whatever their reading"),
      })
      .nullable()
      .describe(
        "What a match does not rule out; null for any other verdict, and for scenarios of no suite",
      ),
    versions: versionsSchema,
    reproduce: z.strictObject({
      curl: z.string().nullable().describe("null where no oracle was asked over HTTP"),
      assay: z
        .string()
        .optional()
        .describe("The command line that compares the dump, where no oracle was asked over HTTP"),
      expected_dump: z
        .string()
        .nullable()
        .describe(
          "What gets the right dump: by curl, or by assay where no oracle was asked over HTTP",
        ),
      program: z.string().describe("The command line of a program under exam"),
      page: z
        .string()
        .nullable()
        .describe(
          "The page that shows it: with the dump where it is small, else with the hash and what was found first. null where no oracle was asked",
        ),
    }),
  })
  .meta({ id: "Report" });

export type Report = z.infer<typeof reportSchema>;
