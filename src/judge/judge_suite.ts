import type { Bug, BugKind } from "../labs/bug.ts";
import { scenarioOfSuite } from "../labs/define.ts";
import type { Lab } from "../labs/lab.ts";
import { isKnownTo, isRuledOut, type Suite, type SuiteScenario } from "../labs/suite.ts";
import { LIMITS } from "../limits.ts";
import { seal, simulating } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import { type Findings, judge } from "./judge.ts";

/** What became of a scenario of a suite; `missing` where there is no answer to compare. */
export type ScenarioVerdict = "passed" | "failed" | "missing" | "not-asked";

/** What the passed scenarios of a suite say of the known bugs of one kind. */
export interface KindScore {
  readonly kind: BugKind;
  /** Those that some scenario can show. A scenario that was passed fails with each of the first. */
  readonly ruled_out: readonly Bug[];
  readonly possible: readonly Bug[];
}

export interface SuiteScore {
  readonly suite: Suite;
  /** Scenarios of the suite, by what became of them. */
  readonly counts: Readonly<Record<ScenarioVerdict, number>>;
  /** An entry for each kind of which there are bugs. */
  readonly kinds: readonly KindScore[];
}

/**
 * What the scenarios of a suite, by their ids, say of the known bugs: one that fails a passed scenario, whatever its
 * reading, is not in the program. A scenario without a verdict is missing.
 */
export function scoreOf(
  suite: Suite,
  bugs: readonly Bug[],
  verdicts: ReadonlyMap<string, ScenarioVerdict>,
): SuiteScore {
  const ids = suite.scenarios.map(({ id }) => id);
  const having = (verdict: ScenarioVerdict): string[] =>
    ids.filter((id) => (verdicts.get(id) ?? "missing") === verdict);
  const passed = new Set(having("passed"));
  const judged = bugs.filter(({ id, is_observable }) => is_observable && isKnownTo(suite, id));
  const byKind = Map.groupBy(judged, ({ kind }) => kind);
  return {
    suite,
    counts: {
      passed: passed.size,
      failed: having("failed").length,
      missing: having("missing").length,
      "not-asked": having("not-asked").length,
    },
    kinds: [...byKind].map(([kind, known]) => {
      const ruled_out = known.filter((bug) => isRuledOut(suite, bug, passed));
      return { kind, ruled_out, possible: known.filter((bug) => !ruled_out.includes(bug)) };
    }),
  };
}

/** A scenario of a suite, and the hash that a program gave for it. */
export interface ScoredScenario {
  readonly scenario: SuiteScenario;
  readonly verdict: Exclude<ScenarioVerdict, "not-asked">;
  /** Null where none was given. */
  readonly actual: string | null;
  /** What is known of a wrong hash; null of any other, and beyond LIMITS.diagnosed_cases. */
  readonly findings: Findings | null;
}

/** Judges the hashes that a program gave, by the scenarios' ids, in lower case. */
export async function judgeHashes(
  lab: Lab,
  suite: Suite,
  hashes: ReadonlyMap<string, string>,
  labs: readonly Lab[],
  pace?: Pace,
): Promise<{ readonly scenarios: readonly ScoredScenario[]; readonly score: SuiteScore }> {
  const scenarios: ScoredScenario[] = [];
  let diagnosed = 0;
  // Each has the budget of a diagnosis; where that is less than the limits allow, it is meant for a whole request.
  const most = pace?.diagnosis_work === undefined ? LIMITS.diagnosed_cases : 1;
  for (const scenario of suite.scenarios) {
    const actual = hashes.get(scenario.id) ?? null;
    const verdict = verdictOf(scenario, actual);
    const isJudged = verdict === "failed" && diagnosed++ < most;
    const findings =
      isJudged && actual !== null ? await findingsOfHash(lab, scenario, actual, labs, pace) : null;
    scenarios.push({ scenario, verdict, actual, findings });
  }
  const verdicts = new Map(scenarios.map(({ scenario: { id }, verdict }) => [id, verdict]));
  return { scenarios, score: scoreOf(suite, lab.bugs, verdicts) };
}

function verdictOf({ sha256 }: SuiteScenario, actual: string | null): ScoredScenario["verdict"] {
  if (actual === null) return "missing";
  return actual === sha256 ? "passed" : "failed";
}

async function findingsOfHash(
  lab: Lab,
  of: SuiteScenario,
  sha256: string,
  labs: readonly Lab[],
  pace: Pace | undefined,
): Promise<Findings> {
  const scenario = scenarioOfSuite(lab, of);
  const expected = await seal(scenario, await paced(simulating(scenario), pace));
  return judge(expected, { kind: "hash", sha256 }, "diagnosis", labs, pace);
}
