import fc from "fast-check";
import { expect, test } from "vitest";
import { smallestCovers } from "../../scripts/support/cover.ts";
import { titleOf } from "../../scripts/support/suite_search.ts";
import { kv } from "../../src/labs/kv/index.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { scenarioOfArguments } from "../support/scenarios.ts";

const UNBOUNDED = { branches: 1_000_000, covers: 1_000_000 };

/** The dumb twin: every subset. */
function everyCover(sets: readonly bigint[], everything: bigint): number[][] {
  const covers: number[][] = [];
  for (let chosen = 0; chosen < 2 ** sets.length; chosen++) {
    const indices = sets.flatMap((_, index) => ((chosen >> index) & 1 ? [index] : []));
    const covered = indices.reduce((mask, index) => mask | (sets[index] as bigint), 0n);
    if ((covered & everything) === everything) covers.push(indices);
  }
  const least = Math.min(...covers.map(({ length }) => length));
  return covers.filter(({ length }) => length === least);
}

test("the smallest covers are those of a search through every subset", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(0n, 63n), { maxLength: 8 }), fc.bigInt(0n, 63n), (sets, all) => {
      const found = smallestCovers(sets, all, 6, UNBOUNDED).map((cover) => cover.toSorted().join());
      expect(new Set(found)).toEqual(new Set(everyCover(sets, all).map((cover) => cover.join())));
    }),
    { numRuns: 500 },
  );
});

test("bounds end the search for covers", () => {
  const sets = Array.from({ length: 30 }, () => 1n);
  expect(smallestCovers(sets, 1n, 1, { branches: 100, covers: 7 })).toHaveLength(7);
  expect(smallestCovers(sets, 1n, 1, { branches: 4, covers: 70 })).toHaveLength(4);
  expect(smallestCovers([1n, 2n, 4n], 7n, 2, UNBOUNDED)).toEqual([]);
});

test.each([
  [zab, "--seed 9 --nodes 1 --rounds 2 --proposals 0", "1 node, 2 rounds, 0 proposals"],
  [
    zab,
    "--seed 9 --nodes 3 --rounds 20 --proposals 1 --partition 0,1 --outage 1,2,0,1,3,4,0,1",
    "3 nodes, 20 rounds, 1 proposal, 1 partition, 2 outages",
  ],
  [kv, "--seed 9 --ops 1 --keys 7 --scenario default", "1 op, 7 keys, default"],
  [
    kv,
    "--seed 9 --ops 10 --keys 1 --scenario partition --cut 1,2 --cut-from 4 --replica 3",
    "10 ops, 1 key, partition, cut 1,2, cut from 4, replica 3",
  ],
])("a title says what a scenario has: %o %s", (lab, flags, title) => {
  expect(titleOf(scenarioOfArguments(lab, flags))).toBe(title);
});
