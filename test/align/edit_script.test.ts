import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  alignBytes,
  changesOf,
  costByOffset,
  costOf,
  type Stretch,
  scriptByOffset,
} from "../../src/align/edit_script.ts";
import type { Costs } from "../../src/align/wavefront.ts";

const ROOMY = { bytes: 2 ** 20, ordered_bytes: 2 ** 20, cost: 2 ** 12, steps: 2 ** 25 };

/** The dumb twin: the whole table of the edit distance with affine gaps (Gotoh). */
function distance(a: Uint8Array, b: Uint8Array, { substitution, gap }: Costs): number {
  const far = Number.MAX_SAFE_INTEGER / 2;
  const table = (): number[][] =>
    Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => far));
  const [any, inserting, removing] = [table(), table(), table()];
  const at = (of: number[][], i: number, j: number): number => of[i]?.[j] ?? far;
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      const insertion = Math.min(at(any, i, j - 1) + gap, at(inserting, i, j - 1)) + 1;
      const removal = Math.min(at(any, i - 1, j) + gap, at(removing, i - 1, j)) + 1;
      const step = a[i - 1] === b[j - 1] ? 0 : substitution;
      const diagonal = i + j === 0 ? 0 : at(any, i - 1, j - 1) + step;
      (inserting[i] as number[])[j] = insertion;
      (removing[i] as number[])[j] = removal;
      (any[i] as number[])[j] = Math.min(insertion, removal, diagonal);
    }
  }
  return at(any, a.length, b.length);
}

function apply(
  stretches: readonly Stretch[],
  expected: Uint8Array,
  actual: Uint8Array,
): Uint8Array {
  return Uint8Array.from(
    stretches.flatMap((stretch) => {
      const ours = expected.subarray(
        stretch.expected_offset,
        stretch.expected_offset + stretch.expected_size,
      );
      const theirs = actual.subarray(
        stretch.actual_offset,
        stretch.actual_offset + stretch.actual_size,
      );
      return [...(stretch.kind === "equal" ? ours : theirs)];
    }),
  );
}

/** Runs one after the other in both dumps, from their beginnings to their ends, each of its kind. */
function expectTiling(
  stretches: readonly Stretch[],
  expected: Uint8Array,
  actual: Uint8Array,
): void {
  let [i, j] = [0, 0];
  for (const { kind, expected_offset, actual_offset, expected_size, actual_size } of stretches) {
    expect([expected_offset, actual_offset]).toEqual([i, j]);
    expect(expected_size > 0).toBe(kind !== "inserted");
    expect(actual_size > 0).toBe(kind !== "removed");
    if (kind === "equal" || kind === "replaced") expect(expected_size).toBe(actual_size);
    i += expected_size;
    j += actual_size;
  }
  expect([i, j]).toEqual([expected.length, actual.length]);
  expect(apply(stretches, expected, actual)).toEqual(actual);
}

/** Few different bytes, so that much is equal by chance. */
const bytes = fc.uint8Array({ max: 2, maxLength: 24 });
const costs: fc.Arbitrary<Costs> = fc.record({
  substitution: fc.integer({ min: 1, max: 5 }),
  gap: fc.integer({ min: 1, max: 4 }),
});

describe("an edit script", () => {
  test("is a cheapest one, as the whole table says", () => {
    fc.assert(
      fc.property(bytes, bytes, costs, (expected, actual, of) => {
        const stretches = alignBytes(expected, actual, of, ROOMY);
        if (stretches === null) throw new Error("beyond the limits");
        expect(costOf(stretches, of)).toBe(distance(expected, actual, of));
      }),
      { numRuns: 2000 },
    );
  });

  test("tiles both dumps and leads from one to the other", () => {
    fc.assert(
      fc.property(bytes, bytes, costs, (expected, actual, of) => {
        const stretches = alignBytes(expected, actual, of, ROOMY) ?? [];
        expectTiling(stretches, expected, actual);
        const byOffset = scriptByOffset(expected, actual);
        expectTiling(byOffset, expected, actual);
        expect(costByOffset(expected, actual, of)).toBe(costOf(byOffset, of));
        expect(costOf(stretches, of)).toBeLessThanOrEqual(costOf(byOffset, of));
      }),
      { numRuns: 2000 },
    );
  });

  test("tells a removal and an insertion that touch as a replacement", () => {
    fc.assert(
      fc.property(bytes, bytes, costs, (expected, actual, of) => {
        const changes = changesOf(alignBytes(expected, actual, of, ROOMY) ?? []);
        for (const [i, change] of changes.entries()) {
          const before = changes[i - 1];
          if (before?.kind !== "inserted" && before?.kind !== "removed") continue;
          if (change.kind === "replaced" || change.kind === before.kind) continue;
          expect(before.expected_offset + before.expected_size).not.toBe(change.expected_offset);
        }
        const sum = (of: (stretch: Stretch) => number) =>
          changes.reduce((all, stretch) => all + of(stretch), 0);
        const grown =
          sum(({ actual_size }) => actual_size) - sum((stretch) => stretch.expected_size);
        expect(grown).toBe(actual.length - expected.length);
      }),
      { numRuns: 1000 },
    );
  });

  test("costs no more than the limit, or there is none", () => {
    fc.assert(
      fc.property(bytes, bytes, costs, fc.nat(20), (expected, actual, of, cost) => {
        const stretches = alignBytes(expected, actual, of, { ...ROOMY, cost });
        const least = distance(expected, actual, of);
        if (stretches === null) expect(least).toBeGreaterThan(cost);
        else expect(costOf(stretches, of)).toBe(least);
      }),
      { numRuns: 1000 },
    );
  });

  test("of one gap needs no search, whatever its size", () => {
    const meter = { steps: 0 };
    const [long, short] = [new Uint8Array(2 ** 20).fill(7), new Uint8Array(3).fill(7)];
    const limits = { ...ROOMY, cost: 0, steps: 0 };
    const of = { substitution: 1, gap: 1 };
    expect(alignBytes(long, short, of, limits, meter)).toHaveLength(2);
    expect(alignBytes(short, long, of, limits, meter)).toHaveLength(2);
    expect(alignBytes(long, long, of, limits, meter)).toHaveLength(1);
    expect(meter.steps).toBe(0);
  });

  test("is not looked for where more than the limit remains between the equal ends", () => {
    const of = { substitution: 1, gap: 1 };
    const dump = (middle: number[]) => Uint8Array.from([...new Uint8Array(99), ...middle, 9, 9, 9]);
    for (const [ours, theirs] of [
      [dump([]), dump([1, 2, 3, 4])],
      [dump([5, 6, 7, 8]), dump([1, 2, 3, 4])],
      [dump([1, 2, 3, 4]), dump([5])],
    ] as const) {
      expect(alignBytes(ours, theirs, of, { ...ROOMY, bytes: 3 })).toBeNull();
      expect(alignBytes(ours, theirs, of, { ...ROOMY, bytes: 4 })).not.toBeNull();
    }
  });
});

describe("work is bounded, in steps", () => {
  const SIZE = 2 ** 20;
  const made = (rule: (i: number) => number) =>
    Uint8Array.from({ length: SIZE }, (_, i) => rule(i));
  const limits = { bytes: SIZE, ordered_bytes: SIZE, cost: 1000, steps: 2 ** 22 };
  test.each([
    ["zeros against ones", made(() => 0), made(() => 1)],
    ["alternating bytes against the others", made((i) => i % 2), made((i) => (i + 1) % 2)],
    ["periods of 7 against periods of 11", made((i) => i % 7), made((i) => i % 11)],
    [
      "zeros with ones farther and farther apart",
      made((i) => (i & (i - 1) ? 0 : 1)),
      made(() => 0),
    ],
    ["zeros against fewer ones", made(() => 0), made(() => 1).subarray(0, SIZE - 900)],
    [
      "long equal stretches on many diagonals",
      made((i) => (i % 1024 ? 0 : 1)),
      made((i) => (i % 1023 ? 0 : 1)),
    ],
  ])("%s", (_, expected, actual) => {
    const meter = { steps: 0 };
    for (const of of [
      { substitution: 1, gap: 2 },
      { substitution: 3, gap: 1 },
    ]) {
      meter.steps = 0;
      const stretches = alignBytes(expected, actual, of, limits, meter);
      // A step that is begun is finished: at most one stretch of equal bytes more.
      expect(meter.steps).toBeLessThanOrEqual(limits.steps + SIZE);
      if (stretches !== null) expect(costOf(stretches, of)).toBeLessThanOrEqual(limits.cost);
    }
  });
});
