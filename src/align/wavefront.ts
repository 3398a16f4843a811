import type { Work } from "../kernel/work.ts";

/**
 * The cheapest way from one sequence of bytes to another, by furthest-reaching points (Ukkonen; Landau
 * and Vishkin), in the form with affine gaps (Marco-Sola's wavefronts): a missing history entry is then
 * one gap, and not a dozen small ones that happen to be as short in all.
 */

/** What edits cost, in whole numbers from 1. Each byte of a gap costs {@link GAP_BYTE_COST} besides. */
export interface Costs {
  /** A byte in place of another. */
  readonly substitution: number;
  /** A gap, to begin with. */
  readonly gap: number;
}

export const GAP_BYTE_COST = 1;

/** A step of the way: what happens to the next byte. An `open` step may have equal bytes before it. */
export const STEP = {
  substitute: 0,
  openInsertion: 1,
  extendInsertion: 2,
  openRemoval: 3,
  extendRemoval: 4,
} as const;

/** Counts the work done: bytes compared and points visited. */
export interface Meter {
  steps: number;
}

export interface SearchLimits {
  /** The highest cost of an answer. */
  readonly cost: number;
  /** The most that the meter may show; beyond it the search is given up. */
  readonly steps: number;
}

/** Steps of the meter in a piece: some ten milliseconds. */
const STEPS_OF_A_PIECE = 200_000;

/** Where no way leads. Adding to it a few times must leave it negative. */
const NOWHERE = -(2 ** 30);

/** How a point was reached, a byte each: the last step in the lower bits, and whether the gaps go on. */
const BY_SUBSTITUTION = 0;
const BY_INSERTION = 1;
const BY_REMOVAL = 2;
const LAST_STEP = 3;
const INSERTION_GOES_ON = 4;
const REMOVAL_GOES_ON = 8;

/** The points of one cost. A diagonal is `to` position minus `from` position. */
interface Trace {
  readonly lowest: number;
  readonly reachedBy: Uint8Array;
}

/**
 * The steps of a cheapest way from `from` to `to`, with {@link STEP}; between them, wherever a step does
 * not extend a gap, as many equal bytes as there are. Null where it costs more than `limits.cost`, or
 * takes more than `limits.steps`. Memory is a byte for each cost and diagonal.
 */
export function* searchingWay(
  from: Uint8Array,
  to: Uint8Array,
  costs: Costs,
  limits: SearchLimits,
  meter: Meter,
): Work<number[] | null> {
  const last = to.length - from.length;
  if (Math.max(last, -last) > limits.cost) return null;
  const opening = costs.gap + GAP_BYTE_COST;
  // The current wavefront, and those that it is made from.
  const kept = Math.max(costs.substitution, opening) + 1;
  const middle = Math.min(limits.cost, Math.max(from.length, to.length)) + 1;
  const wavefronts = (count: number) =>
    Array.from({ length: count }, () => new Int32Array(2 * middle + 1).fill(NOWHERE));
  const [all, inserting, removing] = [wavefronts(kept), wavefronts(2), wavefronts(2)];
  const traces: Trace[] = [];
  let pause = meter.steps + STEPS_OF_A_PIECE;
  for (let cost = 0; cost <= limits.cost; cost++) {
    const points = all[cost % kept] as Int32Array;
    const substitutable = all[(cost + kept - costs.substitution) % kept] as Int32Array;
    const openable = all[(cost + kept - opening) % kept] as Int32Array;
    const [insertions, removals] = [inserting[cost % 2], removing[cost % 2]] as Int32Array[];
    const [inserted, removed] = [inserting[(cost + 1) % 2], removing[(cost + 1) % 2]];
    // Diagonals that gaps of this cost reach, and from which the rest of the cost leads to the end.
    const reach = Math.max(0, cost - costs.gap);
    const left = limits.cost - cost;
    const lowest = Math.max(-reach, -from.length, last - left);
    const highest = Math.min(reach, to.length, last + left);
    const reachedBy = new Uint8Array(Math.max(0, highest - lowest + 1));
    for (let diagonal = lowest; diagonal <= highest; diagonal++) {
      const k = middle + diagonal;
      const opened = (openable[k - 1] as number) + 1;
      const wentOn = ((inserted as Int32Array)[k - 1] as number) + 1;
      let insertion = Math.max(opened, wentOn);
      if (insertion > to.length) insertion = NOWHERE;
      const openedRemoval = openable[k + 1] as number;
      const removalWentOn = (removed as Int32Array)[k + 1] as number;
      let removal = Math.max(openedRemoval, removalWentOn);
      if (removal - diagonal > from.length) removal = NOWHERE;
      let furthest = cost === 0 ? 0 : (substitutable[k] as number) + 1;
      if (furthest > to.length || furthest - diagonal > from.length) furthest = NOWHERE;
      let by = BY_SUBSTITUTION;
      if (insertion > furthest) {
        furthest = insertion;
        by = BY_INSERTION;
      }
      if (removal > furthest) {
        furthest = removal;
        by = BY_REMOVAL;
      }
      if (wentOn >= opened) by |= INSERTION_GOES_ON;
      if (removalWentOn >= openedRemoval) by |= REMOVAL_GOES_ON;
      (insertions as Int32Array)[k] = insertion;
      (removals as Int32Array)[k] = removal;
      reachedBy[diagonal - lowest] = by;
      meter.steps++;
      if (furthest >= 0) {
        const start = furthest;
        let i = furthest - diagonal;
        while (furthest < to.length && i < from.length && from[i] === to[furthest]) {
          furthest++;
          i++;
        }
        meter.steps += furthest - start;
      }
      points[k] = furthest;
      if (meter.steps > limits.steps) return null;
    }
    traces.push({ lowest, reachedBy });
    if (meter.steps > pause) {
      pause = meter.steps + STEPS_OF_A_PIECE;
      yield;
    }
    if (points[middle + last] === to.length) return stepsBack(traces, costs, last);
  }
  return null;
}

/** The steps that led to the end of the last wavefront on `diagonal`, first one first. */
function stepsBack(traces: readonly Trace[], costs: Costs, end: number): number[] {
  const steps: number[] = [];
  let cost = traces.length - 1;
  let diagonal = end;
  const reached = () => {
    const { lowest, reachedBy } = traces[cost] as Trace;
    return reachedBy[diagonal - lowest] as number;
  };
  while (cost > 0) {
    const by = reached() & LAST_STEP;
    if (by === BY_SUBSTITUTION) {
      steps.push(STEP.substitute);
      cost -= costs.substitution;
      continue;
    }
    const isInsertion = by === BY_INSERTION;
    const goesOn = isInsertion ? INSERTION_GOES_ON : REMOVAL_GOES_ON;
    const towards = isInsertion ? -1 : 1;
    while ((reached() & goesOn) !== 0) {
      steps.push(isInsertion ? STEP.extendInsertion : STEP.extendRemoval);
      cost -= GAP_BYTE_COST;
      diagonal += towards;
    }
    steps.push(isInsertion ? STEP.openInsertion : STEP.openRemoval);
    cost -= costs.gap + GAP_BYTE_COST;
    diagonal += towards;
  }
  return steps.reverse();
}
