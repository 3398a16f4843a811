import { hexOffset, isTextType } from "../dump/value.ts";
import { skippedInWords, toldOf } from "./alignment_words.ts";
import {
  findingLines,
  isReproduced,
  likelyIn,
  reproducedLines,
  triedInWords,
} from "./diagnosis_text.ts";
import { plural } from "./plural.ts";
import type { Report } from "./schema.ts";
import { violationsInWords } from "./violation_words.ts";
import { visible } from "./visible.ts";

const LISTED_GROUPS = 12;
const LISTED_EDITS = 6;
const LISTED_VIOLATIONS = 6;

/** The report as a person wants to read it in a CI log: plain ASCII, no colour, ends with a newline. */
export function renderText(report: Report): string {
  const lines = [banner(report), ...identity(report)];
  if (report.unseen !== null) lines.push(`  unseen      ${unseenInWords(report)}`);
  if (report.first_divergence !== null) lines.push("", ...place(report.first_divergence));
  else if (report.verdict !== "match") {
    lines.push("", "  Only a hash was submitted: it can say that the dumps differ, not where.");
    lines.push("  To learn the place, submit the dump, as below.");
  }
  const skipped = skippedLine(report);
  if (report.alignment !== null) lines.push("", ...aligned(report.alignment));
  else if (skipped !== null) lines.push("", `  alignment   ${skipped}`);
  if (report.violations.length > 0) lines.push("", ...broken(report));
  if (report.verdict !== "match") lines.push("", ...why(report));
  if (report.differences !== null) {
    const [total, ...groups] = summary(report.differences);
    // Of a shifted dump the groups are nearly all fields, and say nothing.
    if (report.alignment === null) lines.push("", total as string, ...groups);
    else lines.push("", `${total}, compared offset by offset`);
  }
  if (report.verdict !== "match") lines.push("", ...reproduction(report));
  return `${lines.join("\n")}\n`;
}

function banner({ verdict, lab, scenario, provenance, first_divergence: first }: Report): string {
  const unpublished = provenance === "given" ? "(two given dumps)" : "(unpublished scenario)";
  const subject = `${lab} ${scenario === null ? unpublished : `scenario ${scenario}`}`;
  if (first === null) return `${verdict.toUpperCase()}  ${subject}`;
  return `${verdict.toUpperCase()}  ${subject}: first divergence at ${first.offset_hex} (byte ${first.offset}), ${first.field}`;
}

function identity({ parameters, after, provenance, expected, actual, versions }: Report): string[] {
  const list = Object.entries(parameters)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.flat().join(",") : value}`);
  return [
    ...(list.length > 0 ? [`  parameters  ${list.join(" ")}`] : []),
    ...(after === null ? [] : [`  after       step ${after} of the run, counted from 0`]),
    `  expected    ${expected.sha256}  ${bytes(expected.size_bytes)}, ${provenance}`,
    `  actual      ${actual.sha256}${actual.size_bytes === null ? "" : `  ${bytes(actual.size_bytes)}`}`,
    `  versions    engine ${versions.engine}, specification ${versions.specification}, suite ${versions.suite_sha256.slice(0, 12)}`,
  ];
}

/** That there is no alignment; null where all of the submission is reproduced, so that nobody misses it. */
export function skippedLine({ diagnosis, alignment_skipped }: Report): string | null {
  const isKnown = diagnosis !== null && isReproduced(diagnosis);
  return isKnown ? null : skippedInWords(alignment_skipped);
}

/** What a match says, and does not: of how many known bugs the scenario would have shown. */
export function unseenInWords({ unseen, scenario }: Report): string {
  if (unseen === null) return "";
  const { bugs, of, changes, next } = unseen;
  const single =
    changes === null ? "" : `, and ${changes.passed} of ${changes.of} single changes ever seen`;
  const best = next === null ? "" : `; ${next.scenario} fails ${next.sees} of those bugs`;
  return `${scenario} passes ${bugs.length} of ${of} known bugs of protocol and encoding${single}${best}`;
}

function place(first: NonNullable<Report["first_divergence"]>): string[] {
  const owner = first.node === null ? "" : `, node ${first.node}`;
  const lines = [
    `  field       ${first.field}${first.type === null ? "" : ` (${first.type}${owner}, from ${hexOffset(first.field_offset)})`}`,
    `  expected    ${side(first.type, first.expected_value, first.expected_bytes)}`,
    `  actual      ${side(first.type, first.actual_value, first.actual_bytes)}`,
    `  agreeing    ${first.last_agreeing_field === null ? "nothing before it" : `up to and including ${first.last_agreeing_field}`}`,
    "",
    ...first.context.flatMap(hexRows),
  ];
  return lines;
}

/** What was inserted, removed or reordered; the same edit in many places is one line. */
function aligned(alignment: NonNullable<Report["alignment"]>): string[] {
  const all = toldOf(alignment);
  const shown = all.slice(0, LISTED_EDITS).map(visible);
  const hidden = all.length - shown.length;
  if (hidden > 0) shown.push(`and ${hidden} more: the JSON report has them`);
  const shifted = alignment.knock_on_fields;
  const knockOn = shifted === 0 ? "" : `; ${plural(shifted, "field")} only shifted`;
  shown.push(`the rest agrees: ${bytes(alignment.equal_bytes)}${knockOn}`);
  return shown.map((line, i) => `  ${(i === 0 ? "alignment" : "").padEnd(12)}${line}`);
}

/** The invariants that the dump breaks by itself, a line each. */
function broken(report: Report): string[] {
  const all = violationsInWords(report);
  const lines = all.slice(0, LISTED_VIOLATIONS).map((line) => `  invariant   ${line}`);
  const hidden = all.length - lines.length;
  if (hidden > 0) lines.push(`              and ${hidden} more: the JSON report has them`);
  return lines;
}

/** The diagnosis, and what the runbook has, where nothing reproduces the submission. */
function why(report: Report): string[] {
  const { diagnosis } = report;
  const lines = diagnosis === null ? [] : findingLines(diagnosis);
  if (diagnosis !== null && isReproduced(diagnosis)) {
    return [...lines, ...reproducedLines(diagnosis)];
  }
  const { shapes, culprit } = likelyIn(report);
  for (const { explanation, fix } of shapes) {
    lines.push(`  likely      ${explanation}`, `  fix         ${fix}`);
  }
  if (culprit !== null) {
    const source = culprit.source === "published" ? "the lab's runbook" : "Assay";
    lines.push(`  likely      ${culprit.text}`);
    lines.push(`              (${source}, on: ${culprit.where})`);
  }
  if (diagnosis !== null) lines.push(`  tried       ${triedInWords(diagnosis)}`);
  return lines;
}

function side(type: string | null, value: string | number | null, hexBytes: string): string {
  const shown = shownValue(type, value, hexBytes);
  return hexBytes === "" ? shown : `${shown}  [${spaced(hexBytes)}]`;
}

/** A field's value for a person: text is quoted, and what is not there is said in words. */
export function shownValue(
  type: string | null,
  value: string | number | null,
  hexBytes: string,
): string {
  if (hexBytes === "") return "no bytes: the dump has ended";
  if (value === null) return "incomplete";
  const isText = type === null || isTextType(type);
  return isText ? `"${visible(String(value))}"` : String(value);
}

function spaced(hexBytes: string): string {
  return (hexBytes.match(/../g) ?? []).join(" ");
}

/** A row of both dumps (one line where they agree), with the differing bytes marked below. */
function hexRows(row: NonNullable<Report["first_divergence"]>["context"][number]): string[] {
  const address = row.offset.toString(16).padStart(8, "0");
  if (row.expected === row.actual) return [`    ${address}    ${spaced(row.expected)}`];
  const expected = row.expected.match(/../g) ?? [];
  const actual = row.actual.match(/../g) ?? [];
  const marks = Array.from({ length: Math.max(expected.length, actual.length) }, (_, i) =>
    expected[i] === actual[i] ? "  " : "^^",
  );
  const indent = " ".repeat(address.length);
  return [
    `    ${address}  - ${expected.join(" ")}`.trimEnd(),
    `    ${indent}  + ${actual.join(" ")}`.trimEnd(),
    `    ${indent}    ${marks.join(" ")}`.trimEnd(),
  ];
}

function summary(differences: NonNullable<Report["differences"]>): string[] {
  const { fields, missing_bytes, extra_bytes, groups, groups_total } = differences;
  const parts: string[] = [];
  if (fields > 0) parts.push(`${plural(differences.bytes, "byte")} in ${plural(fields, "field")}`);
  if (missing_bytes > 0) parts.push(`${bytes(missing_bytes)} missing at the end`);
  if (extra_bytes > 0) parts.push(`${bytes(extra_bytes)} too many at the end`);
  const lines = [`  differences ${parts.join("; ")}`];
  for (const { node, kind, count: number, first_offset } of groups.slice(0, LISTED_GROUPS)) {
    const owner = node === null ? "" : `node ${node}: `;
    lines.push(`    ${owner}${kind} (${number}, the first at ${hexOffset(first_offset)})`);
  }
  if (groups_total > LISTED_GROUPS) {
    lines.push(
      `    and ${groups_total - LISTED_GROUPS} more kinds of field: the JSON report has them`,
    );
  }
  return lines;
}

function reproduction({ reproduce }: Report): string[] {
  const { program, curl, assay, expected_dump, page } = reproduce;
  const lines = [program, curl ?? assay ?? null, expected_dump].filter((line) => line !== null);
  const look = page === null ? [] : ["", "  look at it", `    ${page}`];
  return ["  reproduce", ...lines.map((line) => `    ${line}`), ...look];
}

function bytes(number: number): string {
  return plural(number, "byte");
}
