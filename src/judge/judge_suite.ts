import type { Evidence } from "../diagnose/evidence.ts";
import type { Diagnosis } from "../diagnose/findings.ts";
import type { Bug, BugKind } from "../labs/bug.ts";
import { scenarioOfSuite } from "../labs/define.ts";
import type { Lab } from "../labs/lab.ts";
import type { Registry } from "../labs/lab_entry.ts";
import { isKnownTo, isRuledOut, type Suite, type SuiteScenario } from "../labs/suite.ts";
import { LIMITS } from "../limits.ts";
import { seal, simulating } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import { type Findings, judge } from "./judge.ts";
import { judgeProgram } from "./judge_program.ts";

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

/** What a program gave for a scenario, in lower case: the hash of its dump, and that of its whole listing or null. */
export interface GivenHashes {
  readonly sha256: string;
  readonly digests_sha256: string | null;
}

/** A scenario of a suite, and the hashes that a program gave for it. */
export interface ScoredScenario {
  readonly scenario: SuiteScenario;
  readonly verdict: Exclude<ScenarioVerdict, "not-asked">;
  /** Null where none was given. */
  readonly actual: string | null;
  /** Null where none was given. */
  readonly actual_digests: string | null;
  /** What is known of a wrong hash of a dump; null of any other, and beyond LIMITS.diagnosed_cases. */
  readonly findings: Findings | null;
}

export interface JudgedSuite {
  readonly scenarios: readonly ScoredScenario[];
  readonly score: SuiteScore;
  /** What gives all hashes, the right ones among them; null where none is wrong. */
  readonly diagnosis: Diagnosis | null;
}

/** Judges the hashes that a program gave, by the scenarios' ids. */
export async function judgeHashes(
  lab: Lab,
  suite: Suite,
  hashes: ReadonlyMap<string, GivenHashes>,
  registry: Registry,
  pace?: Pace,
): Promise<JudgedSuite> {
  const scenarios: ScoredScenario[] = [];
  let diagnosed = 0;
  // Each has the budget of a diagnosis; where that is less than the limits allow, it is meant for a whole request.
  const most = pace?.diagnosis_work === undefined ? LIMITS.diagnosed_cases : 1;
  for (const scenario of suite.scenarios) {
    const given = hashes.get(scenario.id) ?? null;
    const actual = given?.sha256 ?? null;
    const verdict = verdictOf(scenario, given);
    const isWrong = actual !== null && actual !== scenario.sha256;
    const isJudged = isWrong && diagnosed++ < most;
    const findings = isJudged ? await findingsOfHash(lab, scenario, actual, registry, pace) : null;
    const actual_digests = given?.digests_sha256 ?? null;
    scenarios.push({ scenario, verdict, actual, actual_digests, findings });
  }
  const verdicts = new Map(scenarios.map(({ scenario: { id }, verdict }) => [id, verdict]));
  const diagnosis = await judgeProgram(evidenceOf(lab, scenarios), { pace });
  return { scenarios, score: scoreOf(suite, lab.bugs, verdicts), diagnosis };
}

/** What was given for the scenarios of a suite, all of it together. */
function evidenceOf(lab: Lab, scored: readonly ScoredScenario[]): Evidence {
  const cases = scored.flatMap(({ scenario, actual, actual_digests }) => {
    if (actual === null) return [];
    const final = { sha256: actual, agrees: actual === scenario.sha256 };
    const listing =
      actual_digests === null
        ? null
        : {
            sha256: actual_digests,
            agrees: actual_digests === scenario.digests_sha256,
          };
    return [{ scenario: scenarioOfSuite(lab, scenario), final, listing, states: [] }];
  });
  return { lab, cases };
}

/** A program whose run goes wrong and heals fails as well, where it gave the hash of its listing. */
function verdictOf(
  { sha256, digests_sha256 }: SuiteScenario,
  given: GivenHashes | null,
): ScoredScenario["verdict"] {
  if (given === null) return "missing";
  const isListingRight = given.digests_sha256 === null || given.digests_sha256 === digests_sha256;
  return given.sha256 === sha256 && isListingRight ? "passed" : "failed";
}

async function findingsOfHash(
  lab: Lab,
  of: SuiteScenario,
  sha256: string,
  registry: Registry,
  pace: Pace | undefined,
): Promise<Findings> {
  const scenario = scenarioOfSuite(lab, of);
  const expected = await seal(scenario, await paced(simulating(scenario), pace));
  return judge(expected, { kind: "hash", sha256 }, "bugs", registry, pace);
}
