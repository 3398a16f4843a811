import type { Comparison } from "../compare/comparator.ts";
import { ascii, decodeValue, hex, hexOffset } from "../dump/value.ts";
import type { Findings } from "../judge/judge.ts";
import type { GivenFindings } from "../judge/judge_dumps.ts";
import type { Submission } from "../judge/submission.ts";
import { unseenBy } from "../judge/unseen.ts";
import type { RunbookRow, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Versions } from "../version.ts";
import { alignmentDocument, skippedDocument } from "./alignment_words.ts";
import { diagnosisDocument } from "./diagnosis_words.ts";
import { linkedFinding } from "./linked_finding.ts";
import { reproducedHere } from "./local_commands.ts";
import { pageUrl, subjectOf } from "./page_url.ts";
import { type Report, SCHEMA_VERSION } from "./schema.ts";

/**
 * The report on a submission. `origin` is where the oracle answers over HTTP, for the lines that reproduce it; null where
 * none does.
 */
export function reportOf(findings: Findings, versions: Versions, origin: string | null): Report {
  const { expected, submission, verdict, comparison, row, violations, alignment, diagnosis } =
    findings;
  const { scenario, dump } = expected;
  const first = comparison && divergence(comparison, row);
  return {
    schema_version: SCHEMA_VERSION,
    verdict,
    lab: scenario.lab.id,
    scenario: scenario.listed?.id ?? null,
    parameters: { ...scenario.parameters },
    after: scenario.after,
    provenance: expected.provenance,
    expected: { sha256: expected.sha256, size_bytes: dump.length },
    actual: { sha256: submission.sha256, size_bytes: comparison?.actual_size_bytes ?? null },
    first_divergence: first,
    differences: comparison && differences(comparison),
    violations: violations.map((violation) => ({ ...violation, details: [...violation.details] })),
    alignment: alignmentDocument(alignment),
    alignment_skipped: skippedDocument(alignment),
    diagnosis: diagnosis && diagnosisDocument(scenario.lab, diagnosis),
    unseen: unseenDocument(findings),
    versions,
    reproduce: reproduce(scenario, submission, first, origin),
  };
}

function unseenDocument({ verdict, expected }: Findings): Report["unseen"] {
  const unseen = verdict === "match" ? unseenBy(expected.scenario) : null;
  return unseen && { ...unseen, bugs: [...unseen.bugs] };
}

/** The report on one given dump against another. `command` is the command line that compares them. */
export function reportOfGiven(
  findings: GivenFindings,
  versions: Versions,
  command: string,
): Report {
  const { lab, expected, actual, comparison, row, alignment } = findings;
  return {
    schema_version: SCHEMA_VERSION,
    verdict: comparison.verdict,
    lab: lab.id,
    scenario: null,
    parameters: {},
    after: null,
    provenance: "given",
    expected: { sha256: expected.sha256, size_bytes: expected.bytes.length },
    actual: { sha256: actual.sha256, size_bytes: actual.bytes.length },
    first_divergence: divergence(comparison, row),
    differences: differences(comparison),
    violations: [],
    alignment: alignmentDocument(alignment),
    alignment_skipped: skippedDocument(alignment),
    diagnosis: null,
    unseen: null,
    versions,
    reproduce: { program: command, curl: null, expected_dump: null, page: null },
  };
}

function divergence({ first }: Comparison, row: RunbookRow | null): Report["first_divergence"] {
  if (first === null) return null;
  return {
    offset: first.offset,
    offset_hex: hexOffset(first.offset),
    field: first.path,
    field_offset: first.field_offset,
    node: first.node,
    type: first.leaf?.type ?? null,
    expected_bytes: hex(first.expected),
    actual_bytes: hex(first.actual),
    expected_value: first.leaf && decodeValue(first.leaf, first.expected, first.expected.length),
    actual_value: first.leaf
      ? decodeValue(first.leaf, first.actual, first.expected.length)
      : ascii(first.actual),
    culprit: row && { id: row.id, where: row.where, text: row.culprit, source: row.source },
    last_agreeing_field: first.last_agreeing_field,
    context: [...first.context],
  };
}

function differences(comparison: Comparison): Report["differences"] {
  if (comparison.verdict === "match") return null;
  const groups = comparison.groups.map(({ node, kind, count, first_offset, fields }) => ({
    node,
    kind,
    count,
    first_offset,
    fields: fields.map(({ offset, path, expected_value, actual_value }) => ({
      offset,
      field: path,
      expected_value,
      actual_value,
    })),
  }));
  return {
    fields: comparison.differing_fields,
    bytes: comparison.differing_bytes,
    missing_bytes: comparison.missing_bytes,
    extra_bytes: comparison.extra_bytes,
    groups_total: comparison.groups_count,
    groups_cap: LIMITS.listed_groups,
    listed_fields: groups.reduce((sum, group) => sum + group.fields.length, 0),
    listed_fields_cap: LIMITS.listed_differences,
    groups,
  };
}

/** The query string of a scenario: its id if a suite has it, else its parameters; and its step. */
export function queryOf({ listed, query, after }: Scenario): string {
  const pairs = listed === null ? query : [["scenario", listed.id] as const];
  const all = after === null ? pairs : [...pairs, ["after", after] as const];
  return all.map(([name, text]) => `${name}=${text}`).join("&");
}

/** For a hash too these are the lines for a dump: they reproduce the difference, and say where it is. */
function reproduce(
  scenario: Scenario,
  submission: Submission,
  first: Report["first_divergence"],
  origin: string | null,
): Report["reproduce"] {
  const dump = scenario.after === null ? "--dump" : `--dump-after ${scenario.after}`;
  const program = `${scenario.command} ${dump} > dump.bin`;
  if (origin === null) return reproducedHere(scenario, program);
  const url = `${origin}/v1/labs/${scenario.lab.id}`;
  const query = queryOf(scenario);
  return {
    program,
    curl: `curl -sS --data-binary @dump.bin '${url}/verify?${query}&format=text'`,
    expected_dump: `curl -sS -o expected.bin '${url}/expected?${query}&format=dump'`,
    page: pageUrl(origin, subjectOf(scenario), {
      sha256: submission.sha256,
      dump: submission.kind === "dump" ? linkedDump(submission.bytes) : null,
      finding: linkedFinding(first),
    }),
  };
}

/** A dump that is small enough for a line of a log; else the page is given the hash alone. */
function linkedDump(bytes: Uint8Array | null): Uint8Array | null {
  return bytes !== null && bytes.length <= LIMITS.logged_dump_bytes ? bytes : null;
}
