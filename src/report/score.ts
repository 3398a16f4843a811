import type { ScenarioVerdict, SuiteScore } from "../judge/judge_suite.ts";
import type { MutationScore, Suite } from "../labs/suite.ts";
import type { Case, Score } from "./exam.ts";

/** The score as the API and an exam have it; `sha256` is the suite's. */
export function scoreDocument({ suite, counts, kinds }: SuiteScore, sha256: string): Score {
  return {
    suite: { id: suite.id, version: suite.version, sha256 },
    mutation: suite.mutation && { ...suite.mutation },
    scenarios: {
      total: suite.scenarios.length,
      passed: counts.passed,
      failed: counts.failed,
      missing: counts.missing,
      ...(counts["not-asked"] > 0 ? { not_asked: counts["not-asked"] } : {}),
    },
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

/**
 * What the cases of an exam of a suite, or of a part of it, are for the score: a program in trouble has given no
 * answer.
 */
export function verdictsOf(
  lab: string,
  { scenarios }: Pick<Suite, "scenarios">,
  cases: readonly Pick<Case, "name" | "outcome">[],
): Map<string, ScenarioVerdict> {
  const outcomes = new Map(cases.map(({ name, outcome }) => [name, outcome]));
  return new Map(
    scenarios.map(({ id }) => {
      const outcome = outcomes.get(`${lab}/${id}`);
      return [id, outcome === undefined ? "not-asked" : VERDICTS[outcome]] as const;
    }),
  );
}

const VERDICTS: Readonly<Record<Case["outcome"], ScenarioVerdict>> = {
  passed: "passed",
  "unexpectedly-passed": "passed",
  failed: "failed",
  "known-failing": "failed",
  trouble: "missing",
};

/** What a suite is worth, measured: a matter of the suite, and not of what passed. */
function mutationLine(suite: string, { seen, by_dump, by_listing }: MutationScore): string {
  return `mutation score of ${suite}: ${by_listing} of ${seen} single changes that were ever seen, ${by_dump} of them by final hashes alone`;
}

/** Possible bugs that a line of text names; the JSON has all of them. */
const NAMED_BUGS = 5;

/** The score for a person, a line for the scenarios and one for each kind of bug, with the bugs that are possible. */
export function scoreLines(
  { suite, scenarios, bugs, mutation }: Score,
  namesPossible = true,
): string[] {
  const { passed, total, missing, not_asked = 0 } = scenarios;
  const asked = not_asked === 0 ? `${total} scenarios` : `${total - not_asked} asked`;
  const unanswered = missing > 0 ? `, ${missing} without an answer` : "";
  const rest = not_asked > 0 ? `; ${not_asked} not asked` : "";
  return [
    `suite ${suite.id} ${suite.version}: ${passed} of ${asked} passed${unanswered}${rest}`,
    ...bugs.map(({ kind, known_total, ruled_out_total, possible }) => {
      const named = namesPossible ? possible.slice(0, NAMED_BUGS) : [];
      const rest = possible.length - named.length;
      const more = rest > 0 ? ` and ${rest} more` : "";
      const left = named.length === 0 ? "" : `; possible: ${named.join(", ")}${more}`;
      return `${kind}: ${ruled_out_total} of ${known_total} known bugs ruled out${left}`;
    }),
    ...(mutation === null ? [] : [mutationLine(suite.id, mutation)]),
  ];
}
