import { concludingLines } from "./concluding.ts";
import type { Case, Exam } from "./exam.ts";
import { plural } from "./plural.ts";
import {
  caseLines,
  caseSummary,
  faultsOf,
  isBad,
  outcomeWords,
  reproducedBy,
  shownDivergence,
  shownName,
  TOOL,
  totalsLine,
} from "./summary.ts";
import { visible } from "./visible.ts";

/**
 * GitHub takes at most 1 MiB of summary from a step and drops all of a longer one (GitHub Docs,
 * "Workflow commands", step isolation and limits). A part of it is for the table, so that a long
 * table leaves room for reports.
 */
const SUMMARY_BYTES = 1024 * 1024;
const TABLE_BYTES = SUMMARY_BYTES / 2;
/** Room for what is written after the reports, and for the blank lines between blocks. */
const RESERVED_BYTES = 4096;
const FULL_REPORTS = 10;
const LISTED_FAULTS = 10;

/** The exam as GitHub-flavoured Markdown: fits a step summary, or a comment. */
export function renderMarkdown(exam: Exam): string {
  const blocks = [heading(exam), table(exam.cases), score(exam), ...faults(exam)].filter(
    (block) => block !== "",
  );
  const used = blocks.reduce((sum, block) => sum + utf8Bytes(block) + 2, 0);
  blocks.push(...details(exam.cases, SUMMARY_BYTES - RESERVED_BYTES - used));
  return `${blocks.join("\n\n")}\n`;
}

function heading(exam: Exam): string {
  const { program, lab, suite, versions } = exam;
  const subject = [
    ...(program === "" ? [] : [`program ${code(shownName(program))}`]),
    `lab ${code(shownName(lab))}`,
    `suite ${code(shownName(suite))}`,
    `engine ${code(shownName(versions.engine))}`,
    `specification ${code(shownName(versions.specification))}`,
  ];
  return [`## ${TOOL}: ${verdict(exam)}`, "", `${totalsLine(exam)}  `, subject.join(", ")].join(
    "\n",
  );
}

function verdict(exam: Exam): string {
  const { cases } = exam;
  if (cases.length === 0) return "no case was examined";
  const bad = cases.filter(({ outcome }) => isBad(outcome)).length;
  if (bad > 0) return `${bad} of ${plural(cases.length, "case")} did not pass`;
  if (exam.stale_entries.length > 0) return "the known-failing list has stale entries";
  const known = exam.totals.known_failing;
  if (known > 0) return `passed, but for ${plural(known, "known failure")}`;
  return cases.length === 1 ? "the case passed" : `all ${cases.length} cases passed`;
}

function table(cases: readonly Case[]): string {
  if (cases.length === 0) return "";
  const rows = cases.map(row);
  const shown = new Set<number>();
  let left = TABLE_BYTES;
  const take = (isTaken: (one: Case) => boolean): void => {
    for (const [index, one] of cases.entries()) {
      if (!isTaken(one)) continue;
      left -= utf8Bytes(rows[index] ?? "") + 1;
      if (left < 0) return;
      shown.add(index);
    }
  };
  // Where not all cases fit, those that did not pass go first.
  take(({ outcome }) => outcome !== "passed");
  take(({ outcome }) => outcome === "passed");
  const lines = [
    "| case | outcome | offset | field | expected | actual | reproduced by |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.filter((_, index) => shown.has(index)),
  ];
  const hidden = rows.length - shown.size;
  if (hidden > 0) {
    lines.push("", `${plural(hidden, "more case")} left out of the table: a summary has 1 MiB.`);
  }
  return lines.join("\n");
}

function row(one: Case): string {
  const place = shownDivergence(one.report);
  const cells = [code(shownName(one.name)), outcomeWords(one), place?.offset ?? ""];
  for (const text of [place?.field, place?.expected, place?.actual]) {
    cells.push(text === undefined ? "" : code(text));
  }
  cells.push(code(reproducedBy(one.report)));
  return `| ${cells.join(" | ")} |`;
}

function score(exam: Exam): string {
  return concludingLines(exam)
    .map((line) => (line.startsWith("  ") ? `  - ${code(line.trim())}` : `- ${line}`))
    .join("\n");
}

function faults(exam: Exam): string[] {
  const all = faultsOf(exam);
  const lines = all.slice(0, LISTED_FAULTS).map(({ message }) => `- ${code(message)}`);
  const rest = all.length - lines.length;
  if (rest > 0) lines.push(`- and ${plural(rest, "more entry", "more entries")} like it`);
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** The reports in full of the cases that did not pass, as far as `bytes` go. */
function details(cases: readonly Case[], bytes: number): string[] {
  const bad = cases.filter(({ outcome }) => isBad(outcome));
  const blocks: string[] = [];
  let left = bytes;
  let tooLong = 0;
  for (const one of bad.slice(0, FULL_REPORTS)) {
    const block = report(one);
    const size = utf8Bytes(block) + 2;
    if (size > left) {
      tooLong++;
      continue;
    }
    left -= size;
    blocks.push(block);
  }
  const past = bad.length - blocks.length - tooLong;
  if (past > 0) {
    blocks.push(
      `${plural(past, "more case")} did not pass; only the first ${FULL_REPORTS} reports are shown.`,
    );
  }
  if (tooLong > 0) {
    blocks.push(`${plural(tooLong, "report")} left out: a summary has 1 MiB.`);
  }
  return blocks;
}

/**
 * A report behind a line to open it. What stands between `<details>` and the blank line is HTML
 * (CommonMark 4.6, condition 6); the fence is longer than any run of backticks inside, so nothing
 * inside can close it (CommonMark 4.5).
 */
function report(one: Case): string {
  const text = caseLines(one).join("\n");
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = "`".repeat(Math.max(3, longest + 1));
  return [
    "<details>",
    `<summary><code>${html(`${shownName(one.name)}: ${caseSummary(one)}`)}</code></summary>`,
    "",
    `${fence}text`,
    text,
    fence,
    "",
    "</details>",
  ].join("\n");
}

/**
 * A code span: nothing in it is markup, link, mention or emoji. The two characters that could end it,
 * or the cell of a table that it stands in, are written as in a dump's text: how a backslash and a
 * pipe in a code span in a cell are read differs between parsers (GFM 4.10, CommonMark 6.1).
 */
function code(text: string): string {
  const inert = visible(text).replaceAll("`", "\\x60").replaceAll("|", "\\x7c");
  return inert.trim() === "" ? "" : `\`${inert}\``;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function html(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
