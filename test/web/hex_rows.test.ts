import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allRows,
  type HexRows,
  lineAt,
  lineOf,
  rowsAround,
  withPlace,
} from "../../src/web/model/hex_rows.ts";
import { inspect } from "../../src/web/model/inspect.ts";

/** Every line as text: a row by its number, or how many are hidden. */
function linesOf(rows: HexRows): string[] {
  return Array.from({ length: rows.lines }, (_, at) => {
    const line = lineAt(rows, at);
    return "row" in line ? String(line.row) : `…${line.hidden}`;
  });
}

describe("the rows of a hex pane", () => {
  test.each([
    ["nothing differs", [], 9, ["…9"]],
    ["one place", [[160, 161]], 40, ["…8", "8", "9", "10", "11", "12", "…27"]],
    [
      "two near each other",
      [
        [160, 170],
        [200, 201],
      ],
      16,
      ["…8", ..."89".split(""), "10", "11", "12", "13", "14", "15"],
    ],
    [
      "at the start and the end",
      [
        [0, 1],
        [639, 640],
      ],
      40,
      ["0", "1", "2", "…34", "37", "38", "39"],
    ],
    [
      "a single row between",
      [
        [0, 1],
        [97, 98],
      ],
      9,
      ["0", "1", "2", "3", "4", "5", "6", "7", "8"],
    ],
    ["no bytes", [], 0, []],
  ] as const)("around what differs: %s", (_, places, rows, lines) => {
    const given = places.map(([from, until]) => ({ from, until }));
    expect(linesOf(rowsAround(given, rows, 16))).toEqual(lines);
  });

  test("are each on one line or hidden, and what differs is shown", () => {
    const cells = fc.uniqueArray(fc.nat(999), { maxLength: 12 });
    fc.assert(
      fc.property(cells, fc.nat(999), (froms, selected) => {
        const places = froms.sort((a, b) => a - b).map((from) => ({ from, until: from + 1 }));
        const one = { from: selected, until: selected + 1 };
        const rows = rowsAround(withPlace(places, one), 125, 8);
        let row = 0;
        for (let at = 0; at < rows.lines; at++) {
          expect(lineOf(rows, row)).toBe(at);
          const line = lineAt(rows, at);
          if ("row" in line) expect(line.row).toBe(row);
          row += "row" in line ? 1 : line.hidden;
        }
        expect(row).toBe(125);
        for (const { from } of [...places, one]) {
          expect(lineAt(rows, lineOf(rows, Math.floor(from / 8)))).toEqual({
            row: Math.floor(from / 8),
          });
        }
      }),
    );
  });

  test("are all shown where none is hidden", () => {
    expect(linesOf(allRows(3))).toEqual(["0", "1", "2"]);
  });
});

test("bytes are read as each kind of number, as far as there are enough of them", () => {
  const read = (...bytes: number[]) =>
    Object.fromEntries(inspect(Uint8Array.from(bytes)).map(({ name, value }) => [name, value]));
  expect(read(0xff, 0x41, 0, 0x80, 0, 0, 0, 1, 0x0a)).toEqual({
    bits: "11111111",
    u8: "255",
    i8: "-1",
    u16le: "16895",
    u16be: "65345",
    u32le: "2147500543",
    u32be: "4282450048",
    i32le: "-2147466753",
    u64le: "72057596185428479",
    u64be: "18392982902913630209",
    text: "·A·······",
  });
  expect(read(7)).toMatchObject({ u8: "7", u16le: "", u64be: "", text: "·" });
  expect(read()).toMatchObject({ bits: "", u8: "", text: "" });
});
