import { plural } from "./plural.ts";
import type { DiagnosisDocument, FindingDocument, Report } from "./schema.ts";

/** The lines of a report for a person that tell of a diagnosis: labels as in report/text.ts. */

const LISTED_FINDINGS = 3;

/** Whether something gives all that was seen. */
export function isReproduced({ findings }: DiagnosisDocument): boolean {
  return findings[0] !== undefined && isReproducing(findings[0]);
}

export function isReproducing({ certainty }: Pick<FindingDocument, "certainty">): boolean {
  return certainty === "proven" || certainty === "reproduces";
}

/**
 * What is likely, where nothing reproduces the submission: what the differences look like, and what the runbook has on the
 * first of them, unless bytes are only shifted or the diagnosis has found that it does not fit.
 */
export function likelyIn({
  first_divergence,
  alignment,
  diagnosis,
}: Pick<Report, "first_divergence" | "alignment" | "diagnosis">): {
  readonly shapes: readonly FindingDocument[];
  readonly culprit: NonNullable<Report["first_divergence"]>["culprit"];
} {
  const culprit = first_divergence?.culprit ?? null;
  const likely = (diagnosis?.findings ?? []).filter(({ certainty }) => certainty === "likely");
  const shapes = likely.filter(({ explanation }) => explanation !== culprit?.text);
  const isBorneOut = diagnosis === null || likely.length > shapes.length;
  return { shapes, culprit: alignment === null && isBorneOut ? culprit : null };
}

/** A diagnosis as lines: what gives all that was seen, or what was tried in vain. */
export function diagnosisLines(diagnosis: DiagnosisDocument): string[] {
  const rest = isReproduced(diagnosis)
    ? reproducedLines(diagnosis)
    : [`  tried       ${triedInWords(diagnosis)}`];
  return [...findingLines(diagnosis), ...rest];
}

/** The findings, the first of them in full; what the runbook alone says is not among them. */
export function findingLines({ findings }: DiagnosisDocument): string[] {
  const told = findings.filter(({ certainty }) => certainty !== "likely");
  const lines = told.slice(0, LISTED_FINDINGS).flatMap(linesOf);
  const rest = told.length - LISTED_FINDINGS;
  if (rest > 0) lines.push(`              and ${rest} more: the JSON report has them`);
  return lines;
}

function linesOf(finding: FindingDocument): string[] {
  const { certainty, title, evidence, explanation, fix, confirm } = finding;
  const name = bugOf(finding);
  return [
    `  ${certainty.padEnd(10)}  ${name === null ? title : `${name}: ${title}`}`,
    `              ${evidence}`,
    `              ${explanation}`,
    `  fix         ${fix}`,
    ...(confirm.length > 0
      ? [`  confirm     that bug also fails scenario ${confirm.join(", ")}`]
      : []),
  ];
}

/** What else there is to know where something reproduces what was seen. */
export function reproducedLines(diagnosis: DiagnosisDocument): string[] {
  const { told_apart_by: apart, next, left_out } = diagnosis;
  return [
    ...(apart.length > 0 ? [`  decide      told apart by scenario ${apart.join(", ")}`] : []),
    `  known       ${sharedInWords(diagnosis)}`,
    ...(left_out.length > 0 ? [`  left out    ${leftOutInWords(diagnosis)}`] : []),
    ...(next === null ? [] : [`  next        ${next.why}`]),
  ];
}

/** The bug of a finding by its id, or both of a pair; null of a change without a name. */
export function bugOf({ bug, with: other }: Pick<FindingDocument, "bug" | "with">): string | null {
  return other === null ? bug : `${bug} with ${other}`;
}

/** A finding by the id of its bug or of its change. */
export function nameOf(finding: FindingDocument): string {
  return bugOf(finding) ?? finding.changes[0]?.id ?? finding.title;
}

/** How much it says that something gives what was seen: how many of those that were tried do, and that others may. */
export function sharedInWords({ findings, shared, tried }: DiagnosisDocument): string {
  const bugs = `${shared.bugs} of ${plural(tried.bugs, "known bug")}`;
  const changes = `${shared.changes} of ${plural(tried.changes, "single change")}`;
  const those = tried.changes === 0 ? bugs : `${bugs} and ${changes}`;
  const isOne = shared.bugs + shared.changes === 1;
  const apart =
    shared.classes > 1 && shared.changes > 0
      ? ` (${shared.classes} that the suites tell apart)`
      : "";
  const which = `${those} tried ${isOne ? "gives" : "give"} this${apart}`;
  return findings[0]?.certainty === "proven"
    ? `${which}, in every scenario of the suites; what no scenario of them shows is not known`
    : `${which}; a change that was not tried may give it as well`;
}

/** What was tried, where none of it gives the submission. */
export function triedInWords(diagnosis: DiagnosisDocument): string {
  const { tried, left_out } = diagnosis;
  const parts = [
    plural(tried.bugs, "known bug"),
    plural(tried.changes, "single change"),
    plural(tried.pairs, "pair"),
    plural(tried.scenarios, "other scenario"),
    plural(tried.steps, "other state"),
  ];
  const none = `none of ${parts.join(", ")} gives this submission`;
  return left_out.length === 0 ? none : `${none}; left out: ${leftOutInWords(diagnosis)}`;
}

function leftOutInWords({ left_out }: DiagnosisDocument): string {
  const [first] = left_out;
  if (first === undefined) return "nothing";
  return `${first.what} (${first.why})${left_out.length > 1 ? ` and ${left_out.length - 1} more` : ""}`;
}
