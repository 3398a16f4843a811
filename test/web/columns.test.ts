import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  besides,
  cellOfActual,
  cellOfExpected,
  cellsOf,
  columnsByOffset,
  columnsOf,
  type Piece,
} from "../../src/web/model/columns.ts";

/** Pieces of both dumps, one after the other. */
const pieces: fc.Arbitrary<Piece[]> = fc
  .array(
    fc.oneof(
      fc.nat(9).map((size) => [size, size] as const),
      fc.nat(9).map((size) => [size, 0] as const),
      fc.nat(9).map((size) => [0, size] as const),
    ),
    { maxLength: 12 },
  )
  .map((sizes) => {
    let [expected_offset, actual_offset] = [0, 0];
    return sizes.map(([expected_size, actual_size]) => {
      const piece = { expected_offset, actual_offset, expected_size, actual_size };
      expected_offset += expected_size;
      actual_offset += actual_size;
      return piece;
    });
  });

describe("columns", () => {
  test("have every byte of both dumps once, in order, and never two gaps beside each other", () => {
    fc.assert(
      fc.property(pieces, (given) => {
        const columns = columnsOf(given);
        const cells = cellsOf(columns, 0, columns.size);
        expect(cells).toHaveLength(columns.size);
        const sum = (of: (piece: Piece) => number) => given.reduce((all, one) => all + of(one), 0);
        const counted = (size: number) => Array.from({ length: size }, (_, i) => i);
        const offsets = (side: "expected" | "actual") =>
          cells.flatMap(({ [side]: at }) => (at === null ? [] : [at]));
        expect(offsets("expected")).toEqual(counted(sum(({ expected_size }) => expected_size)));
        expect(offsets("actual")).toEqual(counted(sum(({ actual_size }) => actual_size)));
        expect(cells.some(({ expected, actual }) => expected === null && actual === null)).toBe(
          false,
        );
      }),
    );
  });

  test("are found by the offsets of both dumps", () => {
    fc.assert(
      fc.property(pieces, (given) => {
        const columns = columnsOf(given);
        for (const [cell, { expected, actual }] of cellsOf(columns, 0, columns.size).entries()) {
          if (expected !== null) expect(cellOfExpected(columns, expected)).toBe(cell);
          if (actual !== null) expect(cellOfActual(columns, actual)).toBe(cell);
        }
      }),
    );
  });

  test("of any window are those of the whole", () => {
    fc.assert(
      fc.property(pieces, fc.nat(60), fc.nat(20), (given, from, size) => {
        const columns = columnsOf(given);
        const all = cellsOf(columns, 0, columns.size);
        expect(cellsOf(columns, from, from + size)).toEqual(all.slice(from, from + size));
      }),
    );
  });

  test.each([
    ["equal sizes", 3, 3, ["0 0", "1 1", "2 2"]],
    ["a shorter dump", 3, 1, ["0 0", "1 -", "2 -"]],
    ["a longer dump", 1, 3, ["0 0", "- 1", "- 2"]],
    ["no dump at all", 2, 0, ["0 -", "1 -"]],
  ])("by offset: %s", (_, expectedSize, actualSize, shown) => {
    const columns = columnsByOffset(expectedSize, actualSize);
    const cells = cellsOf(columns, 0, columns.size);
    expect(cells.map(({ expected, actual }) => `${expected ?? "-"} ${actual ?? "-"}`)).toEqual(
      shown,
    );
  });

  test("what stands beside a field leaves out what is missing", () => {
    const actual = Uint8Array.of(10, 11, 14, 15);
    const columns = columnsOf([
      { expected_offset: 0, actual_offset: 0, expected_size: 2, actual_size: 2 },
      { expected_offset: 2, actual_offset: 2, expected_size: 2, actual_size: 0 },
      { expected_offset: 4, actual_offset: 2, expected_size: 2, actual_size: 2 },
    ]);
    expect([...besides(columns, actual, 1, 5)]).toEqual([11, 14]);
    expect([...besides(columns, actual, 2, 4)]).toEqual([]);
  });
});
