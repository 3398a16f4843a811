import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alignFields } from "../../src/align/align.ts";
import { FieldTable } from "../../src/align/field_table.ts";
import { findOrder } from "../../src/align/order.ts";
import { Comparator } from "../../src/compare/comparator.ts";
import { checkLayout } from "../../src/dump/check_layout.ts";
import { checkValue } from "../../src/dump/check_value.ts";
import { encode } from "../../src/dump/encode.ts";
import { FieldMap } from "../../src/dump/field_map.ts";
import {
  bytes,
  edited,
  f64le,
  flag,
  group,
  type IntegerField,
  i32be,
  i32le,
  integerOrNone,
  type Layout,
  magic,
  optional,
  repeatKeyed,
  repeatNodes,
  u8,
  u16le,
  u32be,
  utf8,
} from "../../src/dump/layout.ts";
import { retyped } from "../../src/dump/layout_bugs.ts";
import { utf8Length } from "../../src/dump/utf8_bytes.ts";
import { hex, isNumberType, isTextType } from "../../src/dump/value.ts";
import { sharedRows } from "../../src/labs/runbook.ts";
import { alignmentDocument } from "../../src/report/alignment_words.ts";
import { shownValue } from "../../src/report/text.ts";
import { changesBetween } from "../../src/trace/changes.ts";

/** What every reader of fields meets in a lab whose layout has types that no published lab has. */
interface Sensor {
  readonly name: string;
  readonly offset: number;
  readonly value: number;
  readonly peer: number | null;
  readonly alarm: { readonly since: number; readonly level: number } | null;
  readonly samples: ReadonlyMap<number, { readonly raw: number; readonly mark: number | null }>;
}

type Sample = readonly [number, { readonly raw: number; readonly mark: number | null }];

const layout: Layout<readonly Sensor[]> = [
  magic("SENSORS1"),
  u32be("count", (sensors: readonly Sensor[]) => sensors.length),
  repeatNodes(
    "sensors",
    "count",
    (sensors) => sensors,
    u8("name_len", ({ name }: Sensor) => utf8Length(name)),
    utf8("name", "name_len", ({ name }: Sensor) => name),
    i32le("offset", ({ offset }: Sensor) => offset),
    f64le("value", ({ value }: Sensor) => value),
    integerOrNone("u32le", "peer", 0xffff_ffff, ({ peer }: Sensor) => peer),
    flag("has_alarm", ({ alarm }: Sensor) => alarm !== null),
    optional(
      "alarm",
      "has_alarm",
      ({ alarm }: Sensor) => alarm,
      u16le("since", ({ since }) => since),
      u16le("level", ({ level }) => level),
    ),
    group<Sensor>(
      "samples",
      u16le("count", ({ samples }) => samples.size),
    ),
    repeatKeyed(
      "by_time",
      "samples.count",
      "time",
      ({ samples }: Sensor) => [...samples].sort(([a], [b]) => a - b),
      i32be("time", ([time]: Sample) => time),
      flag("is_marked", ([, { mark }]: Sample) => mark !== null),
      optional(
        "mark",
        "is_marked",
        ([, { mark }]: Sample) => mark,
        u8("by", (by) => by),
      ),
      bytes("raw", 3, ([, { raw }]: Sample) => new Uint8Array(3).fill(raw)),
    ),
  ),
];
const map = new FieldMap(layout);

const quiet: Sensor = {
  name: "für",
  offset: -1,
  value: 0.1,
  peer: null,
  alarm: null,
  samples: new Map([
    [-2, { raw: 1, mark: null }],
    [256, { raw: 2, mark: 9 }],
  ]),
};
const loud: Sensor = { ...quiet, name: "b", offset: 300, alarm: { since: 1, level: 2 } };
const sensors = [quiet, loud, { ...loud, name: "c", alarm: { since: 3, level: 4 } }];

const sensor: fc.Arbitrary<Sensor> = fc.record({
  name: fc.string({ unit: "grapheme", maxLength: 20 }),
  offset: fc.integer(),
  value: fc.double(),
  peer: fc.option(fc.nat(5)),
  alarm: fc.option(fc.record({ since: fc.nat(0xffff), level: fc.nat(0xffff) })),
  samples: fc
    .uniqueArray(
      fc.tuple(
        fc.integer({ min: -5, max: 300 }),
        fc.record({ raw: fc.nat(255), mark: fc.option(fc.nat(255)) }),
      ),
      { selector: ([time]) => time, maxLength: 6 },
    )
    .map((samples) => new Map(samples)),
});
const anySensors = fc.array(sensor, { minLength: 1, maxLength: 4 });

test("the layout is one that is accepted, as are its values", () => {
  checkLayout(layout);
  fc.assert(fc.property(anySensors, (value) => checkValue(layout, value)));
});

function changes(before: readonly Sensor[], after: readonly Sensor[]) {
  const parts = (value: readonly Sensor[]) => [{ prefix: "", dump: encode(layout, value) }];
  const { listed } = changesBetween(map, parts(before), parts(after), 100);
  return listed.map(({ field, before: from, after: to }) => [field, from, to]);
}

describe("what changes between two states", () => {
  const samples = new Map([
    [-2, { raw: 1, mark: 7 }],
    [1, { raw: 1, mark: null }],
    [256, { raw: 5, mark: null }],
  ]);

  test("is told by field, of elements with their keys, whatever is optional", () => {
    expect(
      changes([quiet], [{ ...quiet, value: -0, alarm: { since: 1, level: 2 }, samples }]),
    ).toEqual([
      ["sensors[0].value", "0.1", "-0"],
      ["sensors[0].has_alarm", "absent (0)", "present (1)"],
      ["sensors[0].alarm.since", null, 1],
      ["sensors[0].alarm.level", null, 2],
      ["sensors[0].samples.count", 2, 3],
      ["sensors[0].by_time[-2].is_marked", "absent (0)", "present (1)"],
      ["sensors[0].by_time[-2].mark.by", null, 7],
      ["sensors[0].by_time[1].time", null, 1],
      ["sensors[0].by_time[1].is_marked", null, "absent (0)"],
      ["sensors[0].by_time[1].raw", null, "010101"],
      ["sensors[0].by_time[256].is_marked", "present (1)", "absent (0)"],
      ["sensors[0].by_time[256].mark.by", 9, null],
      ["sensors[0].by_time[256].raw", "020202", "050505"],
    ]);
  });

  test("is the same in the other direction, with the sides in each other's place", () => {
    fc.assert(
      fc.property(anySensors, anySensors, (a, b) => {
        const turned = changes(b, a).map(([field, before, after]) => [field, after, before]);
        expect(turned).toEqual(changes(a, b));
        expect(changes(a, a)).toEqual([]);
      }),
    );
  });
});

describe("alignment", () => {
  const dump = encode(layout, sensors);
  const retypedAt = (kind: string, type: IntegerField<never>["type"]) =>
    edited(layout, (field, here) =>
      here === kind ? [retyped(field as IntegerField<unknown>, type)] : [field],
    );

  test("finds fields of an optional part that are swapped, and takes no others for them", () => {
    const swapped = edited(layout, (field, kind) =>
      kind === "sensors[].alarm" && field.kind === "optional"
        ? [{ ...field, fields: field.fields.toReversed() }]
        : [field],
    );
    const { swaps } = findOrder(new FieldTable(map, dump), encode(swapped, sensors));
    expect(
      swaps.map(({ first, second, showing, total }) => [
        first.kind,
        second.kind,
        showing.length,
        total,
      ]),
    ).toEqual([["sensors[].alarm.since", "sensors[].alarm.level", 2, 2]]);
  });

  test("knows a wider integer, and a text that has grown", () => {
    const aligned = (actual: Uint8Array) => alignmentDocument(alignFields(map, dump, actual));
    const wider = aligned(encode(retypedAt("sensors[].samples.count", "u32le"), sensors));
    expect(wider?.patterns.map(({ kind, edit, count }) => [kind, edit, count])).toEqual([
      ["sensors[].samples.count", "widened", 3],
    ]);
    const renamed = sensors.map((of, i) => (i === 0 ? { ...of, name: "f€ür" } : of));
    const longer = aligned(encode(layout, renamed));
    expect(longer?.edits.map(({ kind, field }) => [kind, field])).toEqual([
      ["replaced", "sensors[0].name_len"],
      ["inserted", "sensors[0].name"],
    ]);
  });

  test("bears any damage to any field", () => {
    fc.assert(
      fc.property(
        anySensors,
        anySensors,
        fc.nat(),
        fc.uint8Array({ maxLength: 9 }),
        (a, b, at, extra) => {
          const expected = encode(layout, a);
          const offset = at % expected.length;
          const damaged = Uint8Array.from([
            ...expected.subarray(0, offset),
            ...extra,
            ...expected.subarray(offset + (at % 3)),
          ]);
          for (const actual of [damaged, encode(layout, b)]) {
            alignFields(map, expected, actual);
            const comparator = new Comparator(map, expected);
            comparator.push(actual);
            expect(comparator.finish().verdict === "match").toBe(hex(actual) === hex(expected));
          }
        },
      ),
    );
  });
});

describe("a field's type", () => {
  test.each([
    ["u8", true, false],
    ["i64be", true, false],
    ["f64le", true, false],
    ["bytes", false, true],
    ["utf8", false, true],
    ["hex", false, false],
  ])("%s is a number: %s, a text: %s", (type, isNumber, isText) => {
    expect([isNumberType(type), isTextType(type)]).toEqual([isNumber, isText]);
    expect(shownValue(type, "1", "31")).toBe(isText ? '"1"' : "1");
  });

  const reversed = sharedRows.find(({ id }) => id === "byte-order");
  test.each([
    ["i32le", "00000001", "01000000", true],
    ["u16le", "0001", "0100", true],
    ["i32be", "00000001", "01000000", false],
    ["f64le", "0000000000000001", "0100000000000000", false],
    ["utf8", "6162", "6261", false],
    ["hex", "0001", "0100", false],
    ["u8", "01", "02", false],
  ])("%s %s as %s is the wrong byte order: %s", (type, ours, theirs, expected) => {
    const [a, b] = [ours, theirs].map((digits) =>
      Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
    ) as [Uint8Array, Uint8Array];
    const place = {
      ...{ kind: "a", is_truncated: false, type, expected: a, actual: b, head: new Uint8Array() },
      ...{ expected_size_bytes: 8, actual_size_bytes: 8, is_named: null, kinds: null },
    };
    expect(reversed?.matches(place)).toBe(expected);
  });
});
