import type { StateKind } from "../digests/search.ts";
import type { Lab, Scenario } from "../labs/lab.ts";

/**
 * What has been seen of one program. A hypothesis explains it only where it gives all of it: the right states before
 * the first wrong one as well as the wrong ones after, and the right dumps of other scenarios too.
 */
export interface Evidence {
  readonly lab: Lab;
  /** One for each scenario, whether the program failed it or not. */
  readonly cases: readonly CaseEvidence[];
}

/** What has been seen of a program in one scenario. */
export interface CaseEvidence {
  readonly scenario: Scenario;
  /** The dump that the scenario asks for; null where it was not seen. */
  readonly final: SeenHash | null;
  /** The whole listing of digests as it is printed; null where it was not seen, or is in `states` line by line. */
  readonly listing: SeenHash | null;
  /** Single states, in ascending order of their steps, those of one step in any order. */
  readonly states: readonly SeenState[];
}

/** A SHA-256 that a program gave, in lower case, and whether it is the right one. */
export interface SeenHash {
  readonly sha256: string;
  readonly agrees: boolean;
}

export interface SeenState extends SeenHash {
  readonly step: number;
  readonly of: StateKind;
}

/** Everything that was seen in one scenario. */
export function seenIn({ final, listing, states }: CaseEvidence): readonly SeenHash[] {
  return [...states, ...[final, listing].filter((one) => one !== null)];
}

/** Whether anything that was seen in a scenario is wrong. */
export function isWrong(one: CaseEvidence): boolean {
  return seenIn(one).some(({ agrees }) => !agrees);
}

/** Whether the state after every step was seen. */
export function isWhole({ scenario, listing, states }: CaseEvidence): boolean {
  if (listing !== null) return true;
  const steps = new Set(states.flatMap(({ step, of }) => (of === "digest" ? [step] : [])));
  return scenario.steps > 0 && steps.size === scenario.steps;
}

/** How much was seen, in numbers for a sentence. */
export interface EvidenceExtent {
  readonly scenarios: number;
  readonly wrong_scenarios: number;
  /** Scenarios of which every state was seen. */
  readonly whole: number;
  /** Single states, and those of them that are wrong. */
  readonly states: number;
  readonly wrong_states: number;
}

export function extentOf({ cases }: Evidence): EvidenceExtent {
  const states = cases.flatMap((one) => one.states);
  return {
    scenarios: cases.length,
    wrong_scenarios: cases.filter(isWrong).length,
    whole: cases.filter(isWhole).length,
    states: states.length,
    wrong_states: states.filter(({ agrees }) => !agrees).length,
  };
}

/**
 * Whether evidence can prove anything: it has a word on every scenario of the lab's suites, and of the wrong ones either
 * one with every state of it, or the final dumps of two. Less leaves open what the program does elsewhere, and
 * a change that was not tried could give it too.
 */
export function isDecisive({ lab, cases }: Evidence): boolean {
  const seen = new Set(
    cases.flatMap(({ scenario: { listed, after }, final, listing }) =>
      listed !== null && after === null && (final ?? listing) !== null ? [listed.id] : [],
    ),
  );
  const all = lab.suites.flatMap(({ scenarios }) => scenarios);
  if (!all.every(({ id }) => seen.has(id))) return false;
  const wrong = cases.filter(isWrong);
  return wrong.some(isWhole) || wrong.length > 1;
}
