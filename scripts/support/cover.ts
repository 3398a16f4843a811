/** Bounds of the search for covers: its branches, and the covers that it returns. */
export interface CoverBounds {
  readonly branches: number;
  readonly covers: number;
}

/**
 * The covers of `everything` with the fewest sets, as lists of their indices; sets are bits of a number.
 * All of them as far as the bounds go, some more than once. None where more than `most` sets are needed.
 */
export function smallestCovers(
  sets: readonly bigint[],
  everything: bigint,
  most: number,
  bounds: CoverBounds,
): number[][] {
  for (let size = 0; size <= most; size++) {
    const covers = coversOf(sets, everything, size, bounds);
    if (covers.length > 0) return covers;
  }
  return [];
}

/** Covers of at most `size` sets: one after the other takes the bit that the fewest sets have. */
function coversOf(
  sets: readonly bigint[],
  everything: bigint,
  size: number,
  bounds: CoverBounds,
): number[][] {
  const having = new Map<bigint, readonly number[]>();
  for (let bit = 1n; bit <= everything; bit <<= 1n) {
    if ((everything & bit) === 0n) continue;
    having.set(
      bit,
      sets.flatMap((set, index) => ((set & bit) !== 0n ? [index] : [])),
    );
  }
  const rarestFirst = [...having].sort(([, a], [, b]) => a.length - b.length);
  const found: number[][] = [];
  let branches = 0;
  const extend = (chosen: readonly number[], covered: bigint): void => {
    const open = rarestFirst.find(([bit]) => (covered & bit) === 0n);
    if (open === undefined) found.push([...chosen]);
    else if (chosen.length < size) {
      for (const index of open[1]) {
        if (++branches > bounds.branches || found.length >= bounds.covers) return;
        extend([...chosen, index], covered | (sets[index] as bigint));
      }
    }
  };
  extend([], 0n);
  return found;
}
