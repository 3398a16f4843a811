import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encode } from "../../src/dump/encode.ts";
import { FieldMap } from "../../src/dump/field_map.ts";
import { readingFault } from "../../src/dump/fields.ts";
import {
  edited,
  enum8,
  flag,
  group,
  i8,
  i16le,
  i32be,
  i64le,
  integerOrNone,
  type Layout,
  optional,
  repeat,
  repeatNodes,
  text,
  u8,
  u16le,
  u64le,
} from "../../src/dump/layout.ts";
import { compareKeys, hex } from "../../src/dump/value.ts";
import { fieldsOf } from "../support/fields.ts";

/** Path and value of every field. */
function read<T>(layout: Layout<T>, value: T) {
  const dump = encode(layout, value);
  const fields = fieldsOf(new FieldMap(layout), dump);
  expect(fields.map(([, bytes]) => bytes).join("")).toBe(hex(dump));
  return fields.map(([, , path, decoded]) => [path, decoded]);
}

interface Node {
  readonly vote: number | null;
  readonly snapshot: { readonly index: number; readonly term: number } | null;
}

const layout: Layout<readonly Node[]> = [
  u8("count", (nodes: readonly Node[]) => nodes.length),
  repeatNodes(
    "nodes",
    "count",
    (nodes) => nodes,
    integerOrNone("i64le", "vote", -1, ({ vote }: Node) => vote, "the candidate voted for"),
    flag("has_snapshot", ({ snapshot }: Node) => snapshot !== null),
    optional(
      "snapshot",
      "has_snapshot",
      ({ snapshot }: Node) => snapshot,
      u16le("index", ({ index }) => index),
      u8("term", ({ term }) => term),
    ),
  ),
];
const map = new FieldMap(layout);

describe("an optional part", () => {
  test("is there where its flag is 1, and the flag is a field of its own", () => {
    expect(
      read(layout, [
        { vote: 2, snapshot: { index: 7, term: 1 } },
        { vote: null, snapshot: null },
      ]),
    ).toEqual([
      ["count", 2],
      ["nodes[0].vote", "2"],
      ["nodes[0].has_snapshot", "present (1)"],
      ["nodes[0].snapshot.index", 7],
      ["nodes[0].snapshot.term", 1],
      ["nodes[1].vote", "none (-1)"],
      ["nodes[1].has_snapshot", "absent (0)"],
    ]);
  });

  test("is known by its leaves, which do not stand in every element", () => {
    expect(map.leaves.map(({ kind, optional: part }) => [kind, part])).toEqual([
      ["count", null],
      ["nodes[].vote", null],
      ["nodes[].has_snapshot", null],
      ["nodes[].snapshot.index", "nodes[].snapshot"],
      ["nodes[].snapshot.term", "nodes[].snapshot"],
    ]);
  });

  test("has the same fields in any dump", () => {
    const nodes = fc.array(
      fc.record<Node>({
        vote: fc.option(fc.nat()),
        snapshot: fc.option(fc.record({ index: fc.nat(0xffff), term: fc.nat(255) })),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(nodes, (value) => {
        expect(read(layout, value)).toEqual([
          ["count", value.length],
          ...value.flatMap(({ vote, snapshot }, i) => [
            [`nodes[${i}].vote`, vote === null ? "none (-1)" : String(vote)],
            [`nodes[${i}].has_snapshot`, snapshot ? "present (1)" : "absent (0)"],
            ...(snapshot
              ? Object.entries(snapshot).map(([name, of]) => [`nodes[${i}].snapshot.${name}`, of])
              : []),
          ]),
        ]);
      }),
    );
  });

  test("can be edited inside, as bugs of encoding do", () => {
    const without = edited(layout, (field, kind) =>
      kind === "nodes[].snapshot.term" ? [] : [field],
    );
    const value = [{ vote: 0, snapshot: { index: 7, term: 1 } }];
    expect(read(without, value).at(-1)).toEqual(["nodes[0].snapshot.index", 7]);
  });
});

describe("a value that means none", () => {
  test.each<
    [Parameters<typeof integerOrNone>[0], number | { hi: number; lo: number }, string, unknown]
  >([
    ["u32le", 0xffff_ffff, "ffffffff", "none (4294967295)"],
    ["u8", 0, "00", "none (0)"],
    ["i32be", -1, "ffffffff", "none (-1)"],
    ["i64le", -1, "ffffffffffffffff", "none (-1)"],
    [
      "u64be",
      { hi: 0xffff_ffff, lo: 0xffff_ffff },
      "ffffffffffffffff",
      "none (18446744073709551615)",
    ],
  ])("of %s %j", (type, none, bytes, decoded) => {
    const of = (value: number | null) => {
      const one: Layout<null> = [integerOrNone(type, "it", none, () => value)];
      return fieldsOf(new FieldMap(one), encode(one, null))[0];
    };
    expect(of(null)).toEqual([0, bytes, "it", decoded]);
    expect(String(of(1)?.[3])).toBe("1");
  });

  test("is told in the note, for the documented table", () => {
    expect(map.leaves[1]?.note).toBe("the candidate voted for; -1 = none");
  });
});

interface Grid {
  readonly width: number;
  readonly rows: readonly (readonly number[])[];
  readonly name: string;
}

const grid: Layout<Grid> = [
  group<Grid>(
    "header",
    group<Grid>(
      "size",
      u8("width", ({ width }) => width),
    ),
    u8("height", ({ rows }) => rows.length),
    i16le("name_len", ({ name }) => name.length),
  ),
  text("name", "header.name_len", ({ name }: Grid) => name),
  repeat(
    "corners",
    2,
    () => [8, 9],
    u8("at", (at: number) => at),
  ),
  repeat(
    "rows",
    "header.height",
    ({ rows }: Grid) => rows,
    enum8("even", ["no", "yes"], (row: readonly number[]) => (row.length + 1) % 2),
    repeat(
      "cells",
      "header.size.width",
      (row: readonly number[]) => row,
      i8("value", (value: number) => value),
    ),
  ),
];

describe("a count or a length", () => {
  test("is found in a group before, around the element that uses it, or is fixed", () => {
    expect(
      read(grid, {
        width: 2,
        rows: [
          [1, 2],
          [-3, -4],
        ],
        name: "ab",
      }),
    ).toEqual([
      ["header.size.width", 2],
      ["header.height", 2],
      ["header.name_len", 2],
      ["name", "ab"],
      ["corners[0].at", 8],
      ["corners[1].at", 9],
      ["rows[0].even", "yes (1)"],
      ["rows[0].cells[0].value", 1],
      ["rows[0].cells[1].value", 2],
      ["rows[1].even", "yes (1)"],
      ["rows[1].cells[0].value", -3],
      ["rows[1].cells[1].value", -4],
    ]);
  });

  test("is the nearest of its name", () => {
    const nested: Layout<readonly string[][]> = [
      u8("n", (all: readonly string[][]) => all.length),
      repeat(
        "outer",
        "n",
        (all: readonly string[][]) => all,
        group<string[]>(
          "inner",
          u8("n", (words) => words.length),
          repeat(
            "words",
            "n",
            (words: string[]) => words,
            text("word", 1, (word: string) => word),
          ),
        ),
        u8("after", () => 0),
      ),
    ];
    expect(read(nested, [["a", "b", "c"], []]).map(([path]) => path)).toEqual([
      "n",
      "outer[0].inner.n",
      "outer[0].inner.words[0].word",
      "outer[0].inner.words[1].word",
      "outer[0].inner.words[2].word",
      "outer[0].after",
      "outer[1].inner.n",
      "outer[1].after",
    ]);
  });

  test.each<[string, Layout<null>]>([
    ["that stands behind", [text("word", "len", () => "a"), u8("len", () => 1)]],
    ["that is no integer", [text("len", 1, () => "1"), text("word", "len", () => "a")]],
    [
      "that is not there",
      [
        repeat(
          "items",
          "count",
          () => [],
          u8("a", () => 1),
        ),
      ],
    ],
    [
      "in a group that ends before it",
      [
        group(
          "g",
          u8("n", () => 1),
        ),
        text("word", "n", () => "a"),
      ],
    ],
    [
      "inside a repeat",
      [
        repeat(
          "items",
          1,
          () => [0],
          u8("n", () => 1),
        ),
        text("word", "items.n", () => "a"),
      ],
    ],
    [
      "inside an optional part",
      [
        flag("has", () => true),
        optional(
          "part",
          "has",
          () => 0,
          u8("n", () => 1),
        ),
        text("word", "part.n", () => "a"),
      ],
    ],
    [
      "of a name that something else has nearby",
      [
        u8("n", () => 1),
        group(
          "g",
          text("n", 1, () => "a"),
          text("word", "n", () => "a"),
        ),
      ],
    ],
  ])("%s makes a layout that cannot be read", (_, unreadable) => {
    expect(new FieldMap(unreadable).isReadable).toBe(false);
  });
});

describe("bytes of somebody else's that cannot be read are refused", () => {
  test.each([
    [
      "a flag of 2",
      layout,
      "01 0000000000000000 02",
      "the flag of nodes[].snapshot at 10 is 2, not 0 or 1",
    ],
    [
      "a part cut off",
      layout,
      "01 0000000000000000 01 0700",
      "nodes[].snapshot.term at 12 reaches beyond the dump",
    ],
    [
      "a part too many",
      layout,
      "01 0000000000000000 00 070001",
      "the layout ends at 10, the dump at 13",
    ],
    ["a negative length", grid, "00 00 ffff", "name at 4 has -1 bytes"],
  ])("%s", (_, of, digits, message) => {
    const bytes = digits.replaceAll(" ", "").match(/../g) ?? [];
    const dump = Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16));
    expect(readingFault(new FieldMap(of as Layout<never>), dump)).toBe(message);
  });

  test("a negative count", () => {
    const counted: Layout<number> = [
      i64le("n", (n: number) => n),
      repeat(
        "items",
        "n",
        () => [],
        u8("a", () => 0),
      ),
    ];
    const fault = readingFault(new FieldMap(counted), encode(counted, -(2 ** 40)));
    expect(fault).toBe("items at 8 has -1099511627776 elements");
  });

  test("a count beyond 2^53 ends with the bytes", () => {
    const counted: Layout<number> = [
      u64le("n", () => ({ hi: 0xffff_ffff, lo: 0xffff_ffff })),
      repeat(
        "items",
        "n",
        () => [1, 2, 3],
        u8("a", (a: number) => a),
      ),
    ];
    const fault = readingFault(new FieldMap(counted), encode(counted, 0));
    expect(fault).toBe("items[].a at 11 reaches beyond the dump");
  });
});

describe("keys are in order", () => {
  test.each<[string, string, string]>([
    ["bytes", "6b3130", "6b32"],
    ["bytes", "6b31", "6b3130"],
    ["utf8", "7a", "c3a4"],
    ["hex", "00ff", "01"],
    ["hex", "", "00"],
    ["u32le", "ff000000", "00010000"],
    ["u32be", "000000ff", "00000100"],
    ["i16le", "ffff", "0000"],
    ["i32be", "80000000", "7fffffff"],
    ["u64le", "ffffffff00000000", "0000000001000000"],
    ["i8", "80", "7f"],
  ])("of %s %s before %s", (type, first, second) => {
    const [a, b] = [first, second].map((digits) =>
      Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
    ) as [Uint8Array, Uint8Array];
    expect(compareKeys(type, a, b)).toBeLessThan(0);
    expect(compareKeys(type, b, a)).toBeGreaterThan(0);
    expect(compareKeys(type, a, a)).toBe(0);
  });

  test("of integers by their value", () => {
    const value = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const one: Layout<number> = [i32be("key", (of: number) => of)];
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(Math.sign(compareKeys("i32be", encode(one, a), encode(one, b)))).toBe(
          Math.sign(a - b),
        );
      }),
    );
  });
});
