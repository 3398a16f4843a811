import { expect, test } from "vitest";
import { encode } from "../../src/dump/encode.ts";
import {
  bytes,
  f64be,
  flag,
  group,
  i64be,
  type Layout,
  magic,
  optional,
  repeat,
  text,
  u8,
  u32le,
  u64le,
  utf8,
} from "../../src/dump/layout.ts";
import { readDump } from "../../src/dump/read_dump.ts";
import { listedScenarios, scenarioOfSuite } from "../../src/labs/define.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { ring } from "../support/ring/index.ts";

interface Part {
  readonly note: number | null;
  readonly marks: readonly number[];
}

const layout: Layout<readonly Part[]> = [
  magic("X1"),
  group<readonly Part[]>(
    "header",
    u64le("large", () => ({ hi: 0xffff_ffff, lo: 0xffff_fffe })),
    i64be("low", () => -2),
    f64be("ratio", () => -0.5),
  ),
  u8("count", (parts) => parts.length),
  repeat<readonly Part[], Part>(
    "parts",
    "count",
    (parts) => parts,
    u8("mark_count", ({ marks }) => marks.length),
    repeat(
      "marks",
      "mark_count",
      ({ marks }) => marks,
      u32le("at", (mark: number) => mark),
    ),
    flag("has_note", ({ note }) => note !== null),
    optional(
      "note",
      "has_note",
      ({ note }) => note,
      u8("at", (note: number) => note),
    ),
    text("name", 3, () => "a\u00e9\\"),
    utf8("place", 2, () => "\u00e9"),
    bytes("seal", 2, () => Uint8Array.of(0xa5, 0)),
  ),
];

test("a dump is read as its layout nests it, with 64 bits exact and each byte of a text a character", () => {
  const dump = encode(layout, [
    { note: 7, marks: [] },
    { note: null, marks: [1, 0xffff_ffff] },
  ]);
  const rest = { name: "a\u00e9\\", place: "\u00e9", seal: "a500" };
  expect(readDump(layout, dump)).toEqual({
    magic: "X1",
    header: { large: 0xffff_ffff_ffff_fffen, low: -2n, ratio: -0.5 },
    count: 2,
    parts: [
      { mark_count: 0, marks: [], has_note: 1, note: { at: 7 }, ...rest },
      {
        mark_count: 2,
        marks: [{ at: 1 }, { at: 0xffff_ffff }],
        has_note: 0,
        note: null,
        ...rest,
      },
    ],
  });
});

test("an empty repeat is an empty list, also where nothing follows", () => {
  const dump = encode(layout, []);
  expect(readDump(layout, dump)).toMatchObject({ count: 0, parts: [] });
});

test("the dump of a lab that has every kind of field is read whole", () => {
  const [scenario] = listedScenarios(ring);
  if (scenario === undefined) throw new Error("no scenario");
  const value = readDump(ring.layout, simulate(scenarioOfSuite(ring, scenario)));
  const { header, stations } = value as unknown as {
    readonly header: { readonly station_count: number };
    readonly stations: readonly { readonly name: string; readonly seal: string }[];
  };
  expect(stations).toHaveLength(header.station_count);
  expect(stations[1]).toMatchObject({ name: "Köln-1", seal: "a501" });
});

test.each([
  ["a byte too few", (dump: Uint8Array) => dump.subarray(0, -1)],
  ["a byte too many", (dump: Uint8Array) => Uint8Array.of(...dump, 0)],
  ["a count that nothing bears out", (dump: Uint8Array) => dump.with(26, 9)],
  ["nothing", () => new Uint8Array()],
])("bytes with %s are not read", (_, damage) => {
  const dump = encode(layout, [{ note: 7, marks: [] }]);
  expect(readDump(layout, damage(dump))).toBeNull();
});
