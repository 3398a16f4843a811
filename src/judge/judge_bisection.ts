import type { Diagnosis } from "../diagnose/findings.ts";
import {
  type BisectionFinding,
  type JudgedState,
  judgeStates,
  type KnownState,
  nextFinding,
  type StateKind,
} from "../digests/search.ts";
import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import { type Account, accounting } from "../trace/account.ts";

/** What is known of a program by some hashes of its states, as plain data. */
export interface BisectionFindings {
  readonly scenario: Scenario;
  readonly of: StateKind;
  /** In ascending order of their steps. */
  readonly judged: readonly JudgedState[];
  readonly finding: BisectionFinding;
  /** The first wrong state that is known, and what the right run does in its step; null where none is wrong. */
  readonly divergent: { readonly state: JudgedState; readonly account: Account } | null;
  /** What gives every hash that is known; null where none is wrong, and while there is something to ask. */
  readonly diagnosis: Diagnosis | null;
}

/**
 * What is to be asked next, or what was found. A function of what is sent: nothing is remembered between
 * two questions. The run has a step at least. Throws a WorkLimitError beyond the bounds.
 */
export async function judgeBisection(
  scenario: Scenario,
  known: readonly KnownState[],
  of: StateKind,
  byteLimit: number = LIMITS.digest_bytes,
  pace?: Pace,
): Promise<BisectionFindings> {
  const judged = await judgeStates(scenario, known, of, byteLimit, pace);
  const finding = nextFinding(scenario.steps, judged);
  const wrong =
    finding.kind === "divergence" ? judged.find(({ step }) => step === finding.step) : undefined;
  const divergent =
    wrong === undefined
      ? null
      : { state: wrong, account: await paced(accounting(scenario, wrong.step, of), pace) };
  const diagnosis = divergent && (await diagnosed(scenario, judged, of, pace));
  return { scenario, of, judged, finding, divergent, diagnosis };
}

async function diagnosed(
  scenario: Scenario,
  judged: readonly JudgedState[],
  of: StateKind,
  pace: Pace | undefined,
): Promise<Diagnosis> {
  const { diagnoseEvidence } = await import("../diagnose/diagnose_evidence.ts");
  const states = judged.map((state) => ({ ...state, of }));
  const seen = { scenario, final: null, listing: null, states };
  return diagnoseEvidence({ lab: scenario.lab, cases: [seen] }, { pace });
}
