import { concludingLines } from "./concluding.ts";
import type { Case, Exam } from "./exam.ts";
import { plural } from "./plural.ts";
import {
  caseLines,
  caseSummary,
  faultsOf,
  isListingFailure,
  outcomeWords,
  shownCommand,
  shownDivergence,
  shownName,
  totalsLine,
} from "./summary.ts";

/** Cases of an outcome that are shown in full: the first ones usually say what the others say again. */
const FULL_REPORTS = 3;
/** Cases up to which the table lists those that passed as well. */
const LISTED_CASES = 50;

/** The exam as a person wants to read it in a CI log. No colour; the last line has the totals. */
export function renderExamText(exam: Exam): string {
  const blocks = [table(exam.cases), ...full(exam.cases, "failed"), ...full(exam.cases, "trouble")];
  const short = exam.cases.filter(({ outcome }) => outcome === "unexpectedly-passed");
  const lines = [
    ...short.map((one) => `FAILED  ${shownName(one.name)}: ${caseSummary(one)}`),
    ...faultsOf(exam).map(({ message }) => `FAILED  ${message}`),
  ];
  blocks.push(lines, concludingLines(exam), lackingLines(exam), [totalsLine(exam)]);
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

/** What the program refuses of the contract's optional parts: a line, or none. */
export function lackingLines({ lacks }: Exam): string[] {
  if (lacks.length === 0) return [];
  return [
    `optional: the program refuses ${lacks.join(" and ")}; assay contract says what else there is`,
  ];
}

function table(cases: readonly Case[]): string[] {
  const isLong = cases.length > LISTED_CASES;
  const listed = isLong ? cases.filter(({ outcome }) => outcome !== "passed") : cases;
  if (listed.length === 0) return [];
  const rows = listed.map((one) => {
    const place = shownDivergence(one.report);
    const listing = isListingFailure(one) ? `(listing, step ${one.listing?.first_step})` : "";
    return [shownName(one.name), outcomeWords(one), place?.offset ?? "", place?.field ?? listing];
  });
  const head = ["case", "outcome", "offset", "field"];
  const widths = head.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** The first cases of an outcome in full; the others are counted. */
function full(cases: readonly Case[], outcome: "failed" | "trouble"): string[][] {
  const all = cases.filter((one) => one.outcome === outcome);
  const blocks = all
    .slice(0, FULL_REPORTS)
    .map((one) => [
      `${outcome.toUpperCase()}  ${shownName(one.name)}`,
      ...caseLines(one),
      ...(outcome === "trouble" ? [`  command     ${shownCommand(one)}`] : []),
    ]);
  const rest = all.length - blocks.length;
  const more = outcome === "failed" ? plural(rest, "more failure") : `${rest} more in trouble`;
  if (rest > 0) blocks.push([`and ${more}: --format json has all of them`]);
  return blocks;
}
