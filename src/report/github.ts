import { toldOf } from "./alignment_words.ts";
import type { Case, Exam } from "./exam.ts";
import { plural } from "./plural.ts";
import {
  caseSummary,
  faultsOf,
  foremostFindings,
  isBad,
  outcomeWords,
  shownCommand,
  shownName,
  stderrLines,
  TOOL,
  totalsLine,
} from "./summary.ts";
import { visible } from "./visible.ts";

/** GitHub shows ten error annotations of a step, and says nothing of the others. */
const ANNOTATIONS = 10;

/**
 * The exam as workflow commands of GitHub Actions, a line each: an error for each case that did not
 * pass, and a notice with the totals. The syntax is that of actions/toolkit, packages/core/src/command.ts.
 */
export function renderGithub(exam: Exam): string {
  const errors = [
    ...exam.cases
      .filter(({ outcome }) => isBad(outcome))
      .map((one) => ({
        title: `${shownName(one.name)}: ${outcomeWords(one)}`,
        lines: message(one),
      })),
    ...faultsOf(exam).map(({ name, message: text }) => ({ title: name, lines: [text] })),
  ];
  const shown = errors.slice(0, ANNOTATIONS);
  const rest = errors.length - shown.length;
  if (rest > 0) shown.at(-1)?.lines.push(`and ${plural(rest, "more error")} like it in this exam`);
  const commands = shown.map(({ title, lines }) => command("error", title, lines.join("\n")));
  return [...commands, command("notice", TOOL, totalsLine(exam)), ""].join("\n");
}

function message(one: Case): string[] {
  const lines = [caseSummary(one), ...stderrLines(one.trouble?.stderr ?? "")];
  const bugs = foremostFindings(one.report);
  const culprit = one.report?.first_divergence?.culprit ?? null;
  for (const { title, explanation, fix, bug } of bugs) {
    lines.push(`${bug === null ? explanation : `${title}.`} ${fix}`);
  }
  const alignment = one.report?.alignment ?? null;
  if (bugs.length === 0 && alignment !== null) {
    for (const told of toldOf(alignment).slice(0, 1)) lines.push(visible(told));
  } else if (bugs.length === 0 && culprit !== null) {
    lines.push(`likely: ${visible(culprit.text)}`);
  }
  lines.push(`reproduce: ${shownCommand(one)}`);
  return lines;
}

function command(name: "error" | "notice", title: string, data: string): string {
  return `::${name} title=${escapeProperty(title)}::${escapeData(data)}`;
}

/** The percent sign goes first: it begins the others' escapes. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
