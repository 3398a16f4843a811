import { bugOf, isReproducing, sharedInWords } from "./diagnosis_text.ts";
import type { Case, Exam, Outcome } from "./exam.ts";
import { plural } from "./plural.ts";
import type { FindingDocument, Report } from "./schema.ts";
import { renderText, shownValue } from "./text.ts";
import { visible } from "./visible.ts";

/**
 * What the renderings of an exam say alike, and what makes it safe to say: names, messages and
 * standard error come from the program under exam, and no format may let them act.
 */

export const TOOL = "Assay";

/** Bounds of what one rendering quotes, in UTF-16 units. The JSON has all of it. */
const NAME_LENGTH = 200;
const VALUE_LENGTH = 80;
const LINE_LENGTH = 500;
/** A command line with every flag; one with a long table of outages is cut. */
const COMMAND_LENGTH = 4000;
const STDERR_FIRST_LINES = 8;
const STDERR_LAST_LINES = 12;

/** At most `length` UTF-16 units of a text and, where that is not all, an ellipsis. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  // Not in the middle of a pair: half of one is no character.
  return `${text.slice(0, length).replace(/[\ud800-\udbff]$/, "")}...`;
}

export function shownName(name: string): string {
  return visible(shorten(name, NAME_LENGTH));
}

export function shownCommand({ command }: Case): string {
  return visible(shorten(command, COMMAND_LENGTH));
}

/** Whether a case makes the exam fail. */
export function isBad(outcome: Outcome): boolean {
  return outcome === "failed" || outcome === "trouble" || outcome === "unexpectedly-passed";
}

/** Outcomes as prose has them. */
export function outcomeWords({ outcome, trouble }: Case): string {
  if (outcome === "trouble" && trouble !== null) return `trouble: ${trouble.kind}`;
  return outcome.replace("-", " ");
}

/** Where and what a first divergence is, each as one visible line. */
export interface ShownDivergence {
  readonly offset: string;
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

export function shownDivergence(report: Report | null): ShownDivergence | null {
  const first = report?.first_divergence ?? null;
  if (first === null) return null;
  const { type, expected_value, expected_bytes, actual_value, actual_bytes } = first;
  const shown = (text: string): string => visible(shorten(text, VALUE_LENGTH));
  return {
    offset: `${first.offset_hex} (byte ${first.offset})`,
    field: shown(first.field),
    expected: shown(shownValue(type, expected_value, expected_bytes)),
    actual: shown(shownValue(type, actual_value, actual_bytes)),
  };
}

/** A report in one line: the verdict, and where and what the first divergence is. */
export function reportSummary(report: Report): string {
  const place = shownDivergence(report);
  if (place !== null) {
    const { offset, field, expected, actual } = place;
    const where = `${report.verdict} at ${offset}, ${field}: expected ${expected}, actual ${actual}`;
    return `${where}${reproducedSuffix(report)}`;
  }
  if (report.verdict === "match") return "match";
  const hashes = `expected ${report.expected.sha256}, actual ${report.actual.sha256}`;
  return `${report.verdict} of the hash: ${hashes}${reproducedSuffix(report)}`;
}

function reproducedSuffix(report: Report): string {
  const names = reproducedBy(report);
  const { diagnosis } = report;
  return names === "" || diagnosis === null
    ? ""
    : `; reproduced by ${names}; ${sharedInWords(diagnosis)}`;
}

/** What gives all that was submitted: known bugs, and changes without a name. */
export function reproducingFindings(
  report: Pick<Report, "diagnosis"> | null,
): readonly FindingDocument[] {
  return (report?.diagnosis?.findings ?? []).filter(isReproducing);
}

/** Of those what is worth a line in a summary: the known bugs, or, where there is none, the likeliest change. */
export function foremostFindings(
  report: Pick<Report, "diagnosis"> | null,
): readonly FindingDocument[] {
  const findings = reproducingFindings(report);
  const named = findings.filter(({ bug }) => bug !== null);
  return named.length > 0 ? named : findings.slice(0, 1);
}

/** The same by their names: any of them gives the submission. Empty where nothing does. */
export function reproducedBy(report: Pick<Report, "diagnosis"> | null): string {
  const foremost = foremostFindings(report);
  const rest = reproducingFindings(report).length - foremost.length;
  const isUnnamed = foremost.some(({ bug }) => bug === null);
  const others = isUnnamed && rest > 0 ? `, or by ${plural(rest, "other change")}` : "";
  return foremost.map((one) => bugOf(one) ?? changeOf(one)).join(" or ") + others;
}

/** A change without a name in a few words. */
function changeOf({ changes: [first] }: FindingDocument): string {
  return first === undefined ? "a single change" : `a single change of ${first.where}`;
}

/** Whether a case failed by its listing alone: the dump at the end is right. */
export function isListingFailure({ listing, report }: Pick<Case, "listing" | "report">): boolean {
  return listing?.verdict === "mismatch" && report?.verdict === "match";
}

/** What is wrong with a listing, in one sentence without a full stop. */
function listingWords({ listing }: Case): string {
  const { first_step = null, agrees_again = null } = listing ?? {};
  const where = first_step === null ? "" : `: step ${first_step} is the first wrong one`;
  const again = agrees_again === null ? "" : `, step ${agrees_again} is right again`;
  return `the final dump is right, but the listing (--digests) is not${where}${again}`;
}

/** A case in one line: its report or its trouble, and what is to be known beside it. */
export function caseSummary(one: Case): string {
  const { report, trouble, note } = one;
  const parts: string[] = [];
  if (trouble !== null) parts.push(`${trouble.kind}: ${trouble.message}`);
  else if (isListingFailure(one)) parts.push(listingWords(one));
  else if (report !== null) parts.push(reportSummary(report));
  if (note !== null) parts.push(note);
  return parts.map((part) => visible(shorten(part, LINE_LENGTH))).join("; ");
}

/** A case in full, for a person: the text report, or the trouble with the end of standard error. */
export function caseLines(one: Case): string[] {
  const { report, trouble, note, listing } = one;
  const lines: string[] = [];
  if (trouble !== null) {
    lines.push(visible(shorten(`${trouble.kind}: ${trouble.message}`, LINE_LENGTH)));
    lines.push(...stderrLines(trouble.stderr));
  }
  if (isListingFailure(one)) {
    lines.push(
      `  ${listingWords(one)}`,
      `  expected    ${listing?.expected_sha256 ?? "(no suite has its hash)"}`,
      `  actual      ${listing?.actual_sha256}`,
      `  reproduce   ${shownCommand(one)} --digests | sha256sum`,
      "  look        assay bisect says what a right run does in that step",
    );
  } else if (report !== null) lines.push(...renderText(report).trimEnd().split("\n").map(visible));
  if (note !== null) lines.push(`  note        ${visible(shorten(note, LINE_LENGTH))}`);
  return lines;
}

/** The first and the last lines of standard error, each behind a bar: a crash says why in either. */
export function stderrLines(stderr: string): string[] {
  const all = stderr.replace(/\r?\n$/, "").split(/\r?\n/);
  if (all.length === 1 && all[0] === "") return [];
  const shown = (lines: readonly string[]): string[] =>
    lines.map((line) => `  | ${visible(shorten(line, LINE_LENGTH))}`);
  const hidden = all.length - STDERR_FIRST_LINES - STDERR_LAST_LINES;
  if (hidden <= 0) return shown(all);
  return [
    ...shown(all.slice(0, STDERR_FIRST_LINES)),
    `  (${plural(hidden, "line")} of stderr between)`,
    ...shown(all.slice(-STDERR_LAST_LINES)),
  ];
}

/** Something that makes the exam fail and is no case of it. */
export interface Fault {
  readonly kind: "stale-entry" | "empty-exam";
  readonly name: string;
  readonly message: string;
}

/** Entries of the known-failing list that match no case; and an exam of nothing, which is no pass. */
export function faultsOf({ cases, stale_entries }: Exam): Fault[] {
  const faults: Fault[] = stale_entries.map((entry) => ({
    kind: "stale-entry",
    name: `known-failing list: ${shownName(entry)}`,
    message: `the entry ${shownName(entry)} of the known-failing list matches no case; expected it to be removed`,
  }));
  if (cases.length > 0) return faults;
  return [{ kind: "empty-exam", name: "exam", message: "no case was examined" }, ...faults];
}

/** The totals in words; what there rarely is only where there is some. */
export function totalsLine({ totals, not_run, stale_entries }: Exam): string {
  const parts = [
    `${totals.passed} passed`,
    `${totals.failed} failed`,
    `${totals.trouble} in trouble`,
  ];
  if (totals.known_failing > 0) parts.push(`${totals.known_failing} known failing`);
  if (totals.unexpectedly_passed > 0) {
    parts.push(`${totals.unexpectedly_passed} unexpectedly passed`);
  }
  if (not_run > 0) parts.push(`${not_run} not run`);
  if (stale_entries.length > 0) {
    parts.push(plural(stale_entries.length, "stale entry", "stale entries"));
  }
  return parts.join(", ");
}
