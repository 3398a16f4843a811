import type { Scenario } from "../labs/lab.ts";
import type { Pace } from "../oracle/pace.ts";
import { StateHashes } from "./state_hashes.ts";

/** What a state is compared by: the dump that a scenario asks for, or all that its digest is of. */
export type StateKind = "dump" | "digest";

/** The hash of a program's state after a step, counted from 0. */
export interface KnownState {
  readonly step: number;
  readonly sha256: string;
}

/** Whether a program's state after a step is the right one. */
export interface JudgedState extends KnownState {
  readonly expected: string;
  readonly agrees: boolean;
}

/** What is to be asked next, or what has been found. */
export type BisectionFinding =
  | {
      readonly kind: "ask";
      readonly step: number;
      /** Questions that are still to be asked at most, this one included. */
      readonly at_most: number;
    }
  | {
      readonly kind: "agreement";
      /** Whether the state after every step is known to be right, and not that of some alone. */
      readonly is_complete: boolean;
    }
  | {
      readonly kind: "divergence";
      /** The state after it is wrong; that after the step before is right, or there is none. */
      readonly step: number;
      /** The first step later than it after which the state is known to be right again. */
      readonly agrees_again: number | null;
      /** Whether the states after all steps before it are known to be right. */
      readonly is_first: boolean;
    };

/**
 * The search for the first step after which a state is wrong, as a function of what is known: nothing is
 * remembered between two questions. The last step is asked first, since a run that ends right is taken to be
 * right; then the middle between the lowest step that differs and the highest right one before it. A state
 * that is right again later contradicts that halves can be left out: it is told, and the search goes on
 * before the lowest difference. `steps` is at least 1; no step is known twice.
 */
export function nextFinding(
  steps: number,
  known: readonly Pick<JudgedState, "step" | "agrees">[],
): BisectionFinding {
  const right = known.filter(({ agrees }) => agrees).map(({ step }) => step);
  const wrong = known.filter(({ agrees }) => !agrees).map(({ step }) => step);
  if (wrong.length === 0) {
    const isEndKnown = right.includes(steps - 1);
    if (isEndKnown) return { kind: "agreement", is_complete: right.length === steps };
    return { kind: "ask", step: steps - 1, at_most: 1 + halvings(steps - 1 - highest(right)) };
  }
  const differing = wrong.reduce((least, step) => Math.min(least, step));
  const agreeing = highest(right.filter((step) => step < differing));
  if (differing - agreeing > 1) {
    const step = Math.floor((agreeing + differing) / 2);
    return { kind: "ask", step, at_most: halvings(differing - agreeing) };
  }
  const later = right.filter((step) => step > differing);
  return {
    kind: "divergence",
    step: differing,
    agrees_again: later.length === 0 ? null : later.reduce((least, step) => Math.min(least, step)),
    is_first: right.length - later.length === differing,
  };
}

function highest(steps: readonly number[]): number {
  return steps.reduce((most, step) => Math.max(most, step), -1);
}

/** How often a distance is halved until it is 1. */
function halvings(distance: number): number {
  let count = 0;
  for (let rest = distance; rest > 1; rest -= Math.floor(rest / 2)) count++;
  return count;
}

/**
 * Judges states of a program by one run of the right one, up to the latest of them. Throws a WorkLimitError
 * where more than `byteLimit` bytes would be hashed.
 */
export async function judgeStates(
  scenario: Scenario,
  known: readonly KnownState[],
  of: StateKind,
  byteLimit: number,
  pace?: Pace,
): Promise<JudgedState[]> {
  const hashes = new StateHashes(scenario.start(), {
    byteLimit,
    pace,
    bytesOf: (run) => (of === "digest" ? run.digestInput() : run.dump()),
    remedyAt: () => ({ expected: "fewer hashes: a bisection needs no more than it asks for" }),
  });
  const judged: JudgedState[] = [];
  for (const { step, sha256 } of known.toSorted((a, b) => a.step - b.step)) {
    const expected = await hashes.after(step);
    judged.push({ step, sha256, expected, agrees: sha256 === expected });
  }
  hashes.end();
  return judged;
}
