import type { Diagnosis } from "../diagnose/findings.ts";
import type { Lab } from "../labs/lab.ts";
import { failingOf } from "../labs/suite.ts";
import { bugOf, diagnosisLines, isReproduced } from "./diagnosis_text.ts";
import { diagnosisDocument } from "./diagnosis_words.ts";
import type { Conclusion, Outcome } from "./exam.ts";
import { plural } from "./plural.ts";
import type { FindingDocument, Report } from "./schema.ts";
import { reproducingFindings } from "./summary.ts";

/** A case, as far as a conclusion needs it. */
interface Concluded {
  readonly outcome: Outcome;
  readonly report: Pick<Report, "scenario" | "diagnosis"> | null;
}

/**
 * What the cases of a lab say together; null where none failed. `diagnosis` is of all that was seen: where it finds
 * nothing, what the diagnoses of the failures have in common is left, two bugs at once and what becomes of a dump on its way.
 */
export function conclusionOf(
  lab: Lab,
  cases: readonly Concluded[],
  diagnosis: Diagnosis | null,
): Conclusion | null {
  const failures = cases.filter(({ outcome }) => isFailure(outcome)).length;
  if (failures === 0) return null;
  const document = diagnosis && diagnosisDocument(lab, diagnosis);
  const isExplained = document !== null && isReproduced(document);
  return {
    failures,
    diagnosis: document,
    in_common: isExplained ? [] : inCommon(lab, cases),
  };
}

function isFailure(outcome: Outcome): boolean {
  return outcome === "failed" || outcome === "known-failing";
}

function inCommon(lab: Lab, cases: readonly Concluded[]): Conclusion["in_common"] {
  const diagnosed = cases.filter(({ report }) => report?.diagnosis);
  const [first, ...others] = diagnosed.map(({ report }) => reproducingFindings(report));
  if (first === undefined) return [];
  const passed = new Set(
    cases.flatMap(({ outcome, report }) =>
      outcome === "passed" && report?.scenario ? [report.scenario] : [],
    ),
  );
  const isEverywhere = (finding: FindingDocument): boolean =>
    others.every((findings) => findings.some((other) => bugOf(other) === bugOf(finding)));
  const isRefuted = ({ bug }: FindingDocument): boolean =>
    lab.suites.some((suite) => failingOf(suite, bug ?? "").always.some((id) => passed.has(id)));
  // A single bug or change of the program does not give all that was seen, passes included.
  const isOpen = ({ with: other, kind }: FindingDocument): boolean =>
    other !== null || kind === "transport";
  return first
    .filter((finding) => isOpen(finding) && isEverywhere(finding) && !isRefuted(finding))
    .flatMap(({ bug, with: other, title, fix }) =>
      bug === null ? [] : [{ bug, with: other, title, fix }],
    );
}

/** The conclusion for a person. */
export function conclusionLines({ failures, diagnosis, in_common }: Conclusion): string[] {
  const these = failures === 1 ? "the failure" : `all ${plural(failures, "failure")}`;
  if (diagnosis !== null && isReproduced(diagnosis)) {
    return [`conclusion: what gives ${these}, and what was passed`, ...diagnosisLines(diagnosis)];
  }
  const [first, ...others] = in_common;
  if (first === undefined) {
    return [
      `conclusion: nothing that was tried gives ${these} and what was passed`,
      ...(diagnosis === null ? [] : diagnosisLines(diagnosis)),
    ];
  }
  if (others.length === 0) {
    return [
      `conclusion: the failures that were diagnosed have in common: ${bugOf(first)} (a change that was not tried may give them as well)`,
      `  ${first.title}. ${first.fix}`,
    ];
  }
  return [
    `conclusion: the failures that were diagnosed have ${in_common.length} explanations in common (a change that was not tried may give them as well):`,
    ...in_common.map((bug) => `  ${bugOf(bug)}: ${bug.title}`),
  ];
}
