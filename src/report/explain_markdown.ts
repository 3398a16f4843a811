import type { Lab } from "../labs/lab.ts";
import type { ExplainAnswer, ExplainReport } from "./explain_schema.ts";
import { answerSections, headOf, programSections, type Section } from "./explain_text.ts";
import { visible } from "./visible.ts";

/** The page of `assay explain` as GitHub-flavoured Markdown: for a job summary. */
export function renderExplainMarkdown(lab: Lab, report: ExplainReport): string {
  const { answer } = report;
  return markdown([
    headOf(answer, report),
    ...programSections(report),
    ...(answer === null ? [] : answerSections(lab, answer, report)),
  ]);
}

/** The page of an answer alone. */
export function renderAnswerMarkdown(lab: Lab, answer: ExplainAnswer): string {
  return markdown([headOf(answer, null), ...answerSections(lab, answer, null)]);
}

/** What a program printed stands in fences, longer than any run of backticks in it, and is no markup there. */
function markdown(sections: readonly Section[]): string {
  const blocks = sections.map(({ title, lines }, i) => {
    const text = lines.map(visible).join("\n");
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = "`".repeat(longest + 1);
    const heading = `${i === 0 ? "##" : "###"} ${escaped(visible(title))}`;
    return text === "" ? heading : `${heading}\n\n${fence}\n${text}\n${fence}`;
  });
  return `${blocks.join("\n\n")}\n`;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
}
