import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encode } from "../../src/dump/encode.ts";
import { FieldMap } from "../../src/dump/field_map.ts";
import {
  enum8,
  group,
  type Layout,
  magic,
  repeat,
  repeatNodes,
  text,
  u32le,
  u64le,
} from "../../src/dump/layout.ts";
import { fieldsOf } from "../support/fields.ts";
import { kvScenario, zabWithFaults } from "../support/random.ts";
import { runToEnd } from "../support/scenarios.ts";

interface Cell {
  readonly id: number;
  readonly words: readonly string[];
}

interface Table {
  readonly big: number;
  readonly cells: readonly Cell[];
}

/** A layout with everything a layout can have: nesting, empty repeats, empty texts. */
const layout: Layout<Table> = [
  magic("MAGIC"),
  u64le("big", ({ big }: Table) => big),
  u32le("cell_count", ({ cells }) => cells.length),
  repeatNodes(
    "cells",
    "cell_count",
    ({ cells }: Table) => cells,
    group<Cell>(
      "head",
      u32le("id", ({ id }) => id),
      enum8("parity", ["Even", "Odd"], ({ id }) => id % 2),
    ),
    u32le("word_count", ({ words }) => words.length),
    repeat(
      "words",
      "word_count",
      ({ words }: Cell) => words,
      u32le("len", (word: string) => word.length),
      text("word", "len", (word: string) => word),
    ),
  ),
];
const map = new FieldMap(layout);

const word = fc.string({ unit: fc.constantFrom("a", "b", "\\", "\n"), maxLength: 5 });
const table: fc.Arbitrary<Table> = fc.record({
  big: fc.maxSafeNat(),
  cells: fc.array(fc.record({ id: fc.nat(0xffff_ffff), words: fc.array(word, { maxLength: 4 }) }), {
    maxLength: 5,
  }),
});

/** The dumb twin of the cursor: the same layout, written out by hand. */
function expectedFields({ big, cells }: Table): [path: string, value: unknown, size: number][] {
  return [
    ["magic", "MAGIC", 5],
    ["big", String(big), 8],
    ["cell_count", cells.length, 4],
    ...cells.flatMap(({ id, words }, i): [string, unknown, number][] => [
      [`cells[${i}].head.id`, id, 4],
      [`cells[${i}].head.parity`, id % 2 === 0 ? "Even (0)" : "Odd (1)", 1],
      [`cells[${i}].word_count`, words.length, 4],
      ...words.flatMap((w, j): [string, unknown, number][] => [
        [`cells[${i}].words[${j}].len`, w.length, 4],
        [
          `cells[${i}].words[${j}].word`,
          w.replaceAll("\\", "\\x5c").replaceAll("\n", "\\x0a"),
          w.length,
        ],
      ]),
    ]),
  ];
}

describe("a layout's encoder and its field map agree", () => {
  test("on every path, value and size, and the fields tile the dump", () => {
    fc.assert(
      fc.property(table, (value) => {
        const dump = encode(layout, value);
        const fields = fieldsOf(map, dump);
        expect(fields.map(([, bytes, path, decoded]) => [path, decoded, bytes.length / 2])).toEqual(
          expectedFields(value),
        );
        let end = 0;
        for (const [offset, bytes] of fields) {
          expect(offset).toBe(end);
          end += bytes.length / 2;
        }
        expect(end).toBe(dump.length);
      }),
      { numRuns: 500 },
    );
  });

  test("and seek finds the field of any byte", () => {
    fc.assert(
      fc.property(table, fc.nat(), (value, any) => {
        const dump = encode(layout, value);
        const offset = any % dump.length;
        const cursor = map.cursor(dump);
        cursor.seek(offset);
        expect(cursor.offset).toBeLessThanOrEqual(offset);
        expect(cursor.offset + cursor.size).toBeGreaterThan(offset);
      }),
    );
  });

  test("nodes are numbered by the repeat that is of nodes", () => {
    const dump = encode(layout, {
      big: 0,
      cells: [
        { id: 7, words: [] },
        { id: 8, words: ["a"] },
      ],
    });
    const cursor = map.cursor(dump);
    const nodes: (number | null)[] = [];
    while (cursor.next()) nodes.push(cursor.node());
    expect(nodes).toEqual([null, null, null, 0, 0, 0, 1, 1, 1, 1, 1]);
  });
});

describe("a dump that is not of the layout", () => {
  const dump = encode(layout, { big: 1, cells: [{ id: 1, words: ["ab"] }] });

  test.each([
    ["too short", dump.subarray(0, dump.length - 1), /reaches beyond the dump/],
    ["too long", Uint8Array.from([...dump, 0]), /the layout ends at/],
  ])("is our fault, and thrown: %s", (_, damaged, message) => {
    expect(() => fieldsOf(map, damaged)).toThrow(message);
  });

  test("seek beyond the end throws", () => {
    expect(() => map.cursor(dump).seek(dump.length)).toThrow(/beyond the dump/);
  });
});

test.each([
  ["zab", zabWithFaults, 50],
  ["kv", kvScenario, 200],
] as const)("the field map tiles every dump of %s", (_, scenarios, numRuns) => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const dump = runToEnd(scenario).dump();
      let end = 0;
      for (const [offset, bytes] of fieldsOf(scenario.lab.field_map, dump)) {
        expect(offset).toBe(end);
        end += bytes.length / 2;
      }
      expect(end).toBe(dump.length);
    }),
    { numRuns },
  );
});
