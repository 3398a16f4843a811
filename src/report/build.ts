import type { Comparison, Divergence } from "../compare/comparator.ts";
import { ascii, decodeValue, hex, hexOffset } from "../dump/value.ts";
import type { Lab, Place, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Expected } from "../oracle/expected.ts";
import type { Versions } from "../version.ts";
import { pageUrl, subjectOf } from "./page_url.ts";
import type { Report } from "./schema.ts";

/** What was submitted: a dump that was compared, or a hash alone. */
export type Submission =
  | {
      readonly kind: "dump";
      readonly sha256: string;
      readonly comparison: Comparison;
      /** The dump itself; null where it was too large to be kept. */
      readonly bytes: Uint8Array | null;
    }
  | { readonly kind: "hash"; readonly sha256: string };

/** The report on a submission, without alignment and diagnosis. `origin` is where the oracle answers, for the lines that reproduce it. */
export function buildReport(
  expected: Expected,
  submission: Submission,
  versions: Versions,
  origin: string,
): Report {
  const { scenario, dump } = expected;
  const comparison = submission.kind === "dump" ? submission.comparison : null;
  const isEqualHash = submission.sha256 === expected.sha256;
  return {
    verdict: comparison?.verdict ?? (isEqualHash ? "match" : "mismatch"),
    lab: scenario.lab.id,
    scenario: scenario.listed?.id ?? null,
    parameters: { ...scenario.parameters },
    after: scenario.after,
    provenance: expected.provenance,
    expected: { sha256: expected.sha256, size_bytes: dump.length },
    actual: { sha256: submission.sha256, size_bytes: comparison?.actual_size_bytes ?? null },
    first_divergence: comparison && divergence(scenario.lab, dump.length, comparison),
    differences: comparison && differences(comparison),
    alignment: null,
    diagnosis: null,
    versions,
    reproduce: reproduce(scenario, submission, origin),
  };
}

/** A dump that was given, by its hash and size. */
interface GivenDump {
  readonly sha256: string;
  readonly size_bytes: number;
}

/** The report on one given dump against another: no oracle, no scenario. `command` made it. */
export function buildDiffReport(
  lab: Lab,
  [expected, actual]: readonly [GivenDump, GivenDump],
  comparison: Comparison,
  alignment: Report["alignment"],
  versions: Versions,
  command: string,
): Report {
  return {
    verdict: comparison.verdict,
    lab: lab.id,
    scenario: null,
    parameters: {},
    after: null,
    provenance: "given",
    expected,
    actual,
    first_divergence: divergence(lab, expected.size_bytes, comparison),
    differences: differences(comparison),
    alignment,
    diagnosis: null,
    versions,
    reproduce: { program: command, curl: null, expected_dump: null, page: null },
  };
}

function divergence(
  lab: Lab,
  expectedSize: number,
  comparison: Comparison,
): Report["first_divergence"] {
  const { first } = comparison;
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
    culprit: culprit(lab, placeOf(first, expectedSize, comparison)),
    last_agreeing_field: first.last_agreeing_field,
    context: [...first.context],
  };
}

function placeOf(first: Divergence, expectedSize: number, comparison: Comparison): Place {
  return {
    kind: first.leaf?.kind ?? first.path,
    is_truncated: comparison.verdict === "truncated",
    type: first.leaf?.type ?? null,
    expected: first.expected,
    actual: first.actual,
    head: first.head,
    expected_size_bytes: expectedSize,
    actual_size_bytes: comparison.actual_size_bytes,
  };
}

function culprit(lab: Lab, place: Place) {
  const row = lab.runbook.find((candidate) => candidate.matches(place));
  return row ? { id: row.id, where: row.where, text: row.culprit, source: row.source } : null;
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
  origin: string,
): Report["reproduce"] {
  const url = `${origin}/v1/labs/${scenario.lab.id}`;
  const query = queryOf(scenario);
  const dump = scenario.after === null ? "--dump" : `--dump-after ${scenario.after}`;
  return {
    program: `${scenario.command} ${dump} > dump.bin`,
    curl: `curl -sS --data-binary @dump.bin '${url}/verify?${query}&format=text'`,
    expected_dump: `curl -sS -o expected.bin '${url}/expected?${query}&format=dump'`,
    page: pageUrl(origin, subjectOf(scenario), {
      sha256: submission.sha256,
      dump: submission.kind === "dump" ? linkedDump(submission.bytes) : null,
    }),
  };
}

/** A dump that is small enough for a line of a log; else the page is given the hash alone. */
function linkedDump(bytes: Uint8Array | null): Uint8Array | null {
  return bytes !== null && bytes.length <= LIMITS.logged_dump_bytes ? bytes : null;
}
