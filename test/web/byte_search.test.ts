import { describe, expect, test } from "vitest";
import { scenarioById } from "../../src/labs/define.ts";
import { findLab } from "../../src/labs/index.ts";
import { simulate } from "../../src/oracle/expected.ts";
import type { Sides } from "../../src/web/engine/protocol.ts";
import { find, readQuery, type SearchKind } from "../../src/web/model/byte_search.ts";
import { columnsOf } from "../../src/web/model/columns.ts";
import { differencesOf } from "../../src/web/model/differences.ts";
import { fieldAt, fieldsOfDump } from "../../src/web/model/dump_fields.ts";

const lab = findLab("zab");
const dump = simulate(scenarioById(lab, "B"));
const [AT, EXTRA] = [900, 3];
/** Three bytes too many at 900, and another value at 1500. */
const actual = Uint8Array.from([...dump.subarray(0, AT), 0xa7, 0xa8, 0xa9, ...dump.subarray(AT)]);
const WRONG = 1500;
actual[WRONG + EXTRA] = 0x77;
const fields = fieldsOfDump(lab.field_map, dump);
const columns = columnsOf([
  { expected_offset: 0, actual_offset: 0, expected_size: AT, actual_size: AT },
  { expected_offset: AT, actual_offset: AT, expected_size: 0, actual_size: EXTRA },
  {
    expected_offset: AT,
    actual_offset: AT + EXTRA,
    expected_size: dump.length - AT,
    actual_size: dump.length - AT,
  },
]);
const sides: Sides = { expected: dump, actual, fields, columns, is_aligned: true };
const differing = new Set(
  differencesOf(columns, fields, dump, actual).flatMap(({ field }) => field ?? []),
);

function look(kind: SearchKind, text: string, cell: number, direction: 1 | -1 = 1) {
  const query = readQuery(kind, text);
  return "fault" in query ? query.fault : find(sides, differing, query, cell, direction);
}

/** All hits from the start on, until one comes again. */
function all(kind: SearchKind, text: string, direction: 1 | -1 = 1): number[] {
  const cells: number[] = [];
  let cell = direction === 1 ? -1 : columns.size;
  for (;;) {
    const hit = look(kind, text, cell, direction);
    if (hit === null || typeof hit === "string" || cells.includes(hit.cell)) return cells;
    cells.push(hit.cell);
    cell = hit.cell;
  }
}

describe("a search", () => {
  test("finds every place of some bytes, in either direction", () => {
    const text = "zab-1";
    const offsets: number[] = [];
    for (let at = 0; at < dump.length; at++) {
      if (new TextDecoder().decode(dump.subarray(at, at + 5)) === text) offsets.push(at);
    }
    const cells = offsets.map((at) => (at < AT ? at : at + EXTRA));
    expect(cells.length).toBeGreaterThan(5);
    expect(all("text", text)).toEqual(cells);
    expect(all("hex", "7A 61 622d 0x31")).toEqual(cells);
    expect(all("text", text, -1)).toEqual(cells.toReversed());
  });

  test("finds what only one of the dumps has", () => {
    expect(look("hex", "a7a8a9", -1)).toEqual({ cell: AT, side: "actual", offset: AT });
    const own = `${(dump[WRONG - 1] as number).toString(16).padStart(2, "0")}77`;
    expect(look("hex", own, -1)).toMatchObject({ side: "actual", offset: WRONG - 1 + EXTRA });
    expect(look("hex", "fefefefefefe", -1)).toBeNull();
  });

  test("finds a field by its value, in the other dump too", () => {
    const field = fieldAt(fields, WRONG) as number;
    const hits = all("value", "20");
    expect(hits.length).toBeGreaterThan(1);
    expect(all("value", "20", -1)).toEqual(hits.toReversed());
    expect(all("value", "zab-19").length).toBeGreaterThan(0);
    expect(differing.has(field)).toBe(true);
    expect(look("value", "987654321", -1)).toBeNull();
  });

  test.each([
    ["29", 29],
    ["0x1D", 29],
    ["901", 901 + EXTRA],
  ])("goes to the offset %s", (text, cell) => {
    expect(look("offset", text, -1)).toMatchObject({ cell, side: "expected" });
  });

  test.each([
    ["hex", "abc", "expected hex digits, two to a byte, such as 05 00"],
    ["hex", "", "expected hex digits, two to a byte, such as 05 00"],
    ["text", "", "expected text"],
    ["value", " ", "expected a field's value, such as 42"],
    ["offset", "-1", "expected a byte, such as 29 or 0x1d"],
    ["offset", "99999", null],
  ] as const)("for %s %j is answered with %j", (kind, text, expected) => {
    expect(look(kind, text, -1)).toBe(expected);
  });
});
