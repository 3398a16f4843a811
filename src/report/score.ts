import type { ScenarioVerdict, SuiteScore } from "../judge/judge_suite.ts";
import type { Case, Score } from "./exam.ts";

/** The score as the API and an exam have it; `sha256` is the suite's. */
export function scoreDocument({ suite, counts, kinds }: SuiteScore, sha256: string): Score {
  return {
    suite: { id: suite.id, version: suite.version, sha256 },
    scenarios: { total: suite.scenarios.length, ...counts },
    bugs: kinds.map(({ kind, ruled_out, possible }) => ({
      kind,
      known_total: ruled_out.length + possible.length,
      ruled_out_total: ruled_out.length,
      possible_total: possible.length,
      ruled_out: ruled_out.map(({ id }) => id),
      possible: possible.map(({ id }) => id),
    })),
  };
}

/** What the cases of an exam are for the score: a program in trouble has given no answer. */
export function verdictsOf(
  lab: string,
  cases: readonly Pick<Case, "name" | "outcome">[],
): Map<string, ScenarioVerdict> {
  return new Map(
    cases.map(({ name, outcome }) => [name.slice(lab.length + 1), VERDICTS[outcome]] as const),
  );
}

const VERDICTS: Readonly<Record<Case["outcome"], ScenarioVerdict>> = {
  passed: "passed",
  "unexpectedly-passed": "passed",
  failed: "failed",
  "known-failing": "failed",
  trouble: "missing",
};

/** Possible bugs that a line of text names; the JSON has all of them. */
const NAMED_BUGS = 5;

/** The score for a person, a line for the scenarios and one for each kind of bug, with the bugs that are possible. */
export function scoreLines({ suite, scenarios, bugs }: Score, namesPossible = true): string[] {
  const { passed, total, missing } = scenarios;
  return [
    `suite ${suite.id} ${suite.version}: ${passed} of ${total} scenarios passed${missing > 0 ? `, ${missing} without an answer` : ""}`,
    ...bugs.map(({ kind, known_total, ruled_out_total, possible }) => {
      const named = namesPossible ? possible.slice(0, NAMED_BUGS) : [];
      const rest = possible.length - named.length;
      const more = rest > 0 ? ` and ${rest} more` : "";
      const left = named.length === 0 ? "" : `; possible: ${named.join(", ")}${more}`;
      return `${kind}: ${ruled_out_total} of ${known_total} known bugs ruled out${left}`;
    }),
  ];
}
