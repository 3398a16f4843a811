import type { Lab } from "../labs/lab.ts";
import { failingOf } from "../labs/suite.ts";
import { bugOf } from "./diagnosis_text.ts";
import type { Conclusion, Outcome } from "./exam.ts";
import { plural } from "./plural.ts";
import type { FindingDocument, Report } from "./schema.ts";
import { reproducingFindings } from "./summary.ts";

/** What the cases of a lab have in common; null where no failure was diagnosed. */
export function conclusionOf(
  lab: Lab,
  cases: readonly {
    readonly outcome: Outcome;
    readonly report: Pick<Report, "scenario" | "diagnosis"> | null;
  }[],
): Conclusion | null {
  const diagnosed = cases.filter(({ report }) => report?.diagnosis);
  const [first, ...others] = diagnosed.map(({ report }) => reproducingFindings(report));
  if (first === undefined) return null;
  const passed = new Set(
    cases.flatMap(({ outcome, report }) =>
      outcome === "passed" && report?.scenario ? [report.scenario] : [],
    ),
  );
  const isEverywhere = (finding: FindingDocument): boolean =>
    others.every((findings) => findings.some((other) => bugOf(other) === bugOf(finding)));
  const isRefuted = ({ bug }: FindingDocument): boolean =>
    lab.suites.some((suite) => failingOf(suite, bug ?? "").always.some((id) => passed.has(id)));
  const explaining = first.filter((finding) => isEverywhere(finding) && !isRefuted(finding));
  return {
    failures: diagnosed.length,
    explained_by: explaining.flatMap(({ bug, with: other, title, fix }) =>
      bug === null ? [] : [{ bug, with: other, title, fix }],
    ),
  };
}

/** The conclusion for a person. */
export function conclusionLines({ failures, explained_by }: Conclusion): string[] {
  const these = failures === 1 ? "the failure" : `all ${plural(failures, "failure")}`;
  const [first, ...others] = explained_by;
  if (first === undefined) return [`conclusion: no single known bug reproduces ${these}`];
  if (others.length === 0) {
    return [
      `conclusion: one known bug reproduces ${these}: ${bugOf(first)} (a change that is in no catalogue may as well)`,
      `  ${first.title}. ${first.fix}`,
    ];
  }
  return [
    `conclusion: ${explained_by.length} known bugs reproduce ${these}, each of them alone (a change that is in no catalogue may as well):`,
    ...explained_by.map((bug) => `  ${bugOf(bug)}: ${bug.title}`),
  ];
}
