import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as align from "../../src/align/align.ts";
import { tile } from "../../src/align/edit_script.ts";
import { LABS } from "../../src/labs/index.ts";
import { kv } from "../../src/labs/kv/index.ts";
import type { Lab } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { LIMITS } from "../../src/limits.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { alignmentDocument } from "../../src/report/alignment_words.ts";
import { rewrite, type Written, writtenFields } from "../support/rewrite.ts";
import { published, runToEnd } from "../support/scenarios.ts";

/** The alignment as a report has it. */
const alignFields = (...given: Parameters<typeof align.alignFields>) =>
  alignmentDocument(align.alignFields(...given));

type Alignment = NonNullable<ReturnType<typeof alignFields>>;
type AlignedEdit = Alignment["edits"][number];

/** Bytes that are not zero: with few of them a dump, cut short, is like nearly anything. */
const weight = (dump: Uint8Array): number => dump.filter((byte) => byte !== 0).length;

/** The published dumps of any weight. */
const SUBJECTS = LABS.flatMap((lab) =>
  lab.scenarios.map(({ id }) => ({ lab, id, dump: simulate(published(lab, id)) })),
).filter(({ dump }) => weight(dump) >= 20);

type Rule = (field: Written, index: number, all: readonly Written[]) => Iterable<number>;

/** The alignment with a program that writes some fields otherwise. */
function alignRewritten(lab: Lab, id: string, rule: Rule): Alignment | null {
  const dump = simulate(published(lab, id));
  return alignFields(lab.field_map, dump, rewrite(lab.field_map, dump, rule));
}

const without =
  (prefix: string) =>
  ({ path, bytes }: Written) =>
    path === prefix || path.startsWith(`${prefix}.`) ? [] : bytes;
const zerosAfter =
  (kinds: RegExp, size: number) =>
  ({ kind, bytes }: Written) =>
    kinds.test(kind) ? [...bytes, ...new Array<number>(size).fill(0)] : bytes;
const u32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);
const bigEndian = ({ type, bytes }: Written) => (type === "bytes" ? bytes : bytes.toReversed());

/** Edits as a report shows them, or a line for each pattern and each change of order. */
function lines(alignment: Alignment | null): string[] {
  if (alignment === null) return ["null"];
  const { patterns, reordered, swapped, edits } = alignment;
  const summary = [...patterns, ...reordered, ...swapped];
  const listed = edits.filter(({ kind }) => !patterns.some(({ edit }) => edit === kind));
  return [...summary, ...listed].map(({ description }) => description);
}

describe("what a program did otherwise is told in the terms of the fields", () => {
  test.each<[what: string, lab: Lab, id: string, rule: Rule, told: string[]]>([
    [
      "a NUL after the magic",
      zab,
      "A",
      zerosAfter(/^magic$/, 1),
      ["1 byte (00) was inserted before node_count"],
    ],
    [
      "the role as u32, or padded",
      zab,
      "A",
      zerosAfter(/\.role$/, 3),
      ["each of the 3 nodes[].role is 4 bytes wide in place of 1 (00 00 00 follow)"],
    ],
    [
      "the role as u32, where a node is all zeros",
      zab,
      "E",
      zerosAfter(/\.role$/, 3),
      ["each of the 3 nodes[].role is 4 bytes wide in place of 1 (00 00 00 follow)"],
    ],
    [
      "zeros before the role",
      zab,
      "E",
      zerosAfter(/^nodes\[\]\.id$/, 3),
      ["3 bytes (00 00 00) were inserted after each of the 3 nodes[].id"],
    ],
    [
      "payloads that end with a NUL",
      zab,
      "B",
      zerosAfter(/\.payload$/, 1),
      ["1 byte (00) was inserted after each of the 100 nodes[].history[].payload"],
    ],
    [
      "payloads padded to 8 bytes",
      zab,
      "B",
      ({ kind, bytes }) =>
        kind.endsWith(".payload") ? [...bytes, ...new Uint8Array(8 - bytes.length)] : bytes,
      [
        "3 bytes (00 00 00) were inserted after 50 of the 100 nodes[].history[].payload",
        "2 bytes (00 00) were inserted after 50 of the 100 nodes[].history[].payload",
      ],
    ],
    [
      "a history entry that is missing",
      zab,
      "A",
      without("nodes[1].history[2]"),
      ["nodes[1].history[2] (17 bytes) is missing"],
    ],
    [
      "a history entry that is missing, and not counted",
      zab,
      "A",
      (field) =>
        field.path === "nodes[1].history_len" ? u32(4) : without("nodes[1].history[2]")(field),
      ["nodes[1].history_len is 4 in place of 5", "nodes[1].history[2] (17 bytes) is missing"],
    ],
    [
      "the last history entry of each node missing",
      zab,
      "A",
      ({ path, kind, bytes }) =>
        /history\[4\]/.test(path) ? [] : kind === "nodes[].history_len" ? u32(4) : bytes,
      [
        "each of the 3 nodes[].history_len is 4 in place of 5",
        "3 of the 15 nodes[].history[] (17 bytes each) are missing",
      ],
    ],
    [
      "a node that is missing",
      zab,
      "B",
      (field) => (field.path === "node_count" ? u32(4) : without("nodes[1]")(field)),
      ["node_count is 4 in place of 5", "nodes[1] (383 bytes) is missing"],
    ],
    [
      "two history entries of a node missing",
      zab,
      "A",
      ({ path, bytes }) => (/^nodes\[1\]\.history\[[12]\]/.test(path) ? [] : bytes),
      ["nodes[1].history[1] to nodes[1].history[2] (34 bytes) are missing"],
    ],
    [
      "a history entry written twice",
      zab,
      "A",
      ({ path, bytes }, i, all) =>
        path === "nodes[1].history[2].payload"
          ? [...bytes, ...all.slice(i - 3, i + 1).flatMap((field) => [...field.bytes])]
          : bytes,
      [
        `17 bytes (01 00 00 00 03 00 00 00 …) were inserted before nodes[1].history[2]: nodes[1].history[2] once more`,
      ],
    ],
    [
      "a payload that is longer",
      zab,
      "A",
      ({ path, bytes }) =>
        path === "nodes[1].history[2].payload" ? new TextEncoder().encode("zab-12") : bytes,
      [`1 byte (31) was inserted inside nodes[1].history[2].payload, after its first 4 bytes`],
    ],
    [
      "u64 lengths",
      kv,
      "B",
      zerosAfter(/_len$/, 4),
      [
        "each of the 97 entries[].key_len is 8 bytes wide in place of 4 (00 00 00 00 follow)",
        "each of the 97 entries[].value_len is 8 bytes wide in place of 4 (00 00 00 00 follow)",
      ],
    ],
    [
      "u32 values",
      kv,
      "B",
      ({ kind, bytes }) => (kind === "entries[].value" ? bytes.subarray(0, 4) : bytes),
      ["each of the 97 entries[].value is 4 bytes wide in place of 8"],
    ],
    [
      "a u32 commit_index",
      kv,
      "A",
      ({ kind, bytes }) => (kind === "commit_index" ? bytes.subarray(0, 4) : bytes),
      ["commit_index is 4 bytes wide in place of 8"],
    ],
    ["no current_term", kv, "A", without("current_term"), ["current_term (8 bytes) is missing"]],
    [
      "no value_len",
      kv,
      "A",
      ({ kind, bytes }) => (kind === "entries[].value_len" ? [] : bytes),
      ["each of the 25 entries[].value_len (4 bytes) is missing"],
    ],
    [
      "an end that is missing",
      kv,
      "A",
      ({ path, bytes }) => (path === "entries[24].value" ? bytes.subarray(0, 3) : bytes),
      ["5 bytes (00 00 00 00 00) are missing at the end of entries[24].value"],
    ],
  ])("%s", (_, lab, id, rule, told) => {
    expect(lines(alignRewritten(lab, id, rule))).toEqual(told);
  });

  test("every integer as u64", () => {
    for (const { lab, id } of SUBJECTS) {
      const wide = ({ type, bytes }: Written) =>
        type === "bytes" ? bytes : [...bytes, ...new Uint8Array(8 - bytes.length)];
      const { edits_total, patterns, root_fields } = alignRewritten(lab, id, wide) as Alignment;
      const dump = simulate(published(lab, id));
      const narrow = writtenFields(lab.field_map, dump).filter(
        ({ type, bytes }) => type !== "bytes" && bytes.length < 8,
      );
      expect([edits_total, root_fields]).toEqual([narrow.length, narrow.length]);
      expect(
        patterns.every(({ edit, count, total }) => edit === "widened" && count === total),
      ).toBe(true);
    }
  });

  test("a field's edit names the field, the bytes of both sides and their places", () => {
    const alignment = alignRewritten(zab, "A", zerosAfter(/\.role$/, 3));
    expect(alignment?.edits[1]).toEqual({
      kind: "widened",
      offset: 134,
      actual_offset: 137,
      size_expected: 1,
      size_actual: 4,
      field: "nodes[1].role",
      node: 1,
      expected_bytes: "01",
      actual_bytes: "01000000",
      description: "nodes[1].role is 4 bytes wide in place of 1 (00 00 00 follow)",
    });
    expect(alignment).toMatchObject({
      edits_total: 3,
      equal_bytes: 366,
      unaligned_expected_bytes: 0,
      unaligned_actual_bytes: 9,
      root_fields: 3,
      patterns: [{ kind: "nodes[].role", edit: "widened", count: 3, total: 3 }],
    });
  });
});

describe("what is all there in another order is told as that", () => {
  test("nodes in descending order", () => {
    const dump = simulate(published(zab, "B"));
    const fields = writtenFields(zab.field_map, dump);
    const of = (prefix: string) => fields.filter(({ path }) => path.startsWith(prefix));
    const order = ["magic", "node_count", ...[4, 3, 2, 1, 0].map((id) => `nodes[${id}]`)];
    const actual = Uint8Array.from(order.flatMap(of).flatMap(({ bytes }) => [...bytes]));
    const alignment = alignFields(zab.field_map, dump, actual);
    expect(lines(alignment)).toEqual([
      "the 5 elements of nodes are all there, in the reverse order: " +
        "expected id 0, id 1, id 2, id 3 …, found id 4, id 3, id 2, id 1 …",
    ]);
    expect(alignment).toMatchObject({ edits_total: 0, root_fields: 0, equal_bytes: dump.length });
  });

  /** The entries by the numbers of their keys, and what comes before them. */
  function inNumericOrder(dump: Uint8Array): [head: number[], entries: number[]] {
    const fields = writtenFields(kv.field_map, dump);
    const [head, rest] = [fields.slice(0, 4), fields.slice(4)];
    const entries = Map.groupBy(rest, ({ path }) => path.split(".")[0] as string);
    const number = (entry: Written[]) =>
      Number(new TextDecoder().decode(entry[1]?.bytes).slice("k".length));
    const sorted = [...entries.values()].sort((a, b) => number(a) - number(b));
    const bytes = (of: Written[]) => of.flatMap((field) => [...field.bytes]);
    return [bytes(head), bytes(sorted.flat())];
  }

  const ORDER =
    "the 97 elements of entries are all there, in another order: " +
    "expected k1, k10, k100, k102 …, found k1, k2, k3, k4 …";

  test("keys in numeric order", () => {
    const dump = simulate(published(kv, "B"));
    const actual = Uint8Array.from(inNumericOrder(dump).flat());
    expect(lines(alignFields(kv.field_map, dump, actual))).toEqual([ORDER]);
  });

  test("keys in numeric order, and other damage before them", () => {
    const dump = simulate(published(kv, "B"));
    const [head, entries] = inNumericOrder(dump);
    const actual = Uint8Array.from([...head.slice(0, 8), 0, ...head.slice(8), ...entries]);
    expect(lines(alignFields(kv.field_map, dump, actual))).toEqual([
      ORDER,
      "1 byte (00) was inserted before commit_index",
    ]);
    const wrong = Uint8Array.from([...head, ...entries]);
    wrong[8] = 1;
    expect(lines(alignFields(kv.field_map, dump, wrong))).toEqual([
      ORDER,
      "commit_index is 1793 in place of 2000",
    ]);
  });

  test("histories in reverse, in every node", () => {
    const reversed = ({ path }: Written, i: number, all: readonly Written[]) => {
      const match = /^(.*\.history\[)(\d)\](.*)$/.exec(path);
      if (match === null) return all[i]?.bytes ?? [];
      const [, before, index, after] = match;
      const other = `${before}${4 - Number(index)}]${after}`;
      return all.find((field) => field.path === other)?.bytes ?? [];
    };
    expect(lines(alignRewritten(zab, "A", reversed))).toEqual([
      "the 5 elements of nodes[0].history are all there, in the reverse order: " +
        "expected zxid.counter 1, zxid.counter 2, zxid.counter 3, zxid.counter 4 …, " +
        "found zxid.counter 5, zxid.counter 4, zxid.counter 3, zxid.counter 2 …" +
        " (and so in 2 more nodes[].history)",
    ]);
  });

  test("epochs and counters of every zxid", () => {
    const swapped: Rule = ({ kind, bytes }, i, all) =>
      kind.endsWith("history[].zxid.epoch")
        ? (all[i + 1]?.bytes ?? [])
        : kind.endsWith("history[].zxid.counter")
          ? (all[i - 1]?.bytes ?? [])
          : bytes;
    expect(lines(alignRewritten(zab, "A", swapped))).toEqual([
      "epoch and counter are swapped in each of the 15 nodes[].history[].zxid" +
        " (it shows in 12: in the others the two are equal): nodes[0].history[1].zxid has 2, 1 in place of 1, 2",
    ]);
  });

  test("the epochs of every node, where they differ", () => {
    const swapped: Rule = ({ kind, bytes }, i, all) =>
      kind === "nodes[].current_epoch"
        ? (all[i + 1]?.bytes ?? [])
        : kind === "nodes[].accepted_epoch"
          ? (all[i - 1]?.bytes ?? [])
          : bytes;
    let told: string[] = [];
    let equal = 0;
    runToEnd(published(zab, "A"), (run) => {
      if (told.length > 0) return;
      const dump = run.dump();
      const alignment = alignFields(zab.field_map, dump, rewrite(zab.field_map, dump, swapped));
      if (alignment === null) equal++;
      else told = lines(alignment);
    });
    expect(equal).toBeGreaterThan(0);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^current_epoch and accepted_epoch are swapped in each of the 3 nodes\[\].*: nodes\[\d\] has 1, 0 in place of 0, 1$/,
    );
  });
});

describe("there is no alignment", () => {
  test.each(SUBJECTS)(
    "of a dump with itself, or with a few wrong bytes: $lab.id $id",
    ({ lab, dump }) => {
      expect(alignFields(lab.field_map, dump, dump)).toBeNull();
      for (let offset = 0; offset < dump.length; offset += 13) {
        const actual = Uint8Array.from(dump);
        actual[offset] = (dump[offset] as number) ^ 0x40;
        expect(alignFields(lab.field_map, dump, actual)).toBeNull();
      }
    },
  );

  test.each(SUBJECTS)("with the integers the other way round: $lab.id $id", ({ lab, id, dump }) => {
    expect(alignRewritten(lab, id, bigEndian)).toBeNull();
    // A quiet cluster's dump is zeros but for 20 bytes: with a byte inserted as well, a shift of zeros says as much.
    if (weight(dump) <= 20) return;
    const actual = rewrite(lab.field_map, dump, (field) =>
      field.kind === "magic" ? [...field.bytes, 0] : bigEndian(field),
    );
    expect(alignFields(lab.field_map, dump, actual)).toBeNull();
  });

  test("with unrelated bytes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SUBJECTS),
        fc.oneof(
          fc.uint8Array({ maxLength: 600 }),
          fc.uint8Array({ maxLength: 600, max: 3 }),
          fc.nat(600).map((size) => new Uint8Array(size)),
        ),
        ({ lab, dump }, actual) => {
          expect(alignFields(lab.field_map, dump, actual)).toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });

  test("with a dump of another lab, unless most of the shorter one is there", () => {
    for (const { lab, dump } of SUBJECTS) {
      for (const other of SUBJECTS) {
        if (other.lab === lab) continue;
        const alignment = alignFields(lab.field_map, dump, other.dump);
        if (alignment === null) continue;
        const shorter = Math.min(dump.length, other.dump.length);
        expect(alignment.equal_bytes).toBeGreaterThan(shorter / 2);
      }
    }
  });

  test("beyond the limits", () => {
    const { lab, dump } = SUBJECTS[0] as (typeof SUBJECTS)[number];
    const actual = Uint8Array.from([
      ...dump.subarray(0, 8),
      0,
      ...dump.subarray(8, 200),
      ...dump.subarray(201),
    ]);
    const limits = { bytes: 1000, ordered_bytes: 1000, cost: 100, steps: 10_000 };
    expect(alignFields(lab.field_map, dump, actual, limits)).not.toBeNull();
    expect(alignFields(lab.field_map, dump, actual, { ...limits, bytes: 100 })).toBeNull();
    expect(alignFields(lab.field_map, dump, actual, { ...limits, cost: 3 })).toBeNull();
    expect(alignFields(lab.field_map, dump, actual, { ...limits, steps: 20 })).toBeNull();
  });
});

describe("where there is no alignment, the reason is given", () => {
  const { lab, dump } = SUBJECTS[0] as (typeof SUBJECTS)[number];
  const flipped = dump.map((byte, i) => (i === 50 ? byte ^ 1 : byte));
  const twoGaps = remove(insert(dump, 20, Uint8Array.of(9)), 200, 1);
  test.each<[what: string, actual: Uint8Array, limits: object, skipped: string]>([
    ["the dump itself", dump, {}, "equal"],
    ["a wrong bit", flipped, {}, "by-offset-is-as-good"],
    [
      "the integers the other way round",
      rewrite(lab.field_map, dump, bigEndian),
      {},
      "by-offset-is-as-good",
    ],
    ["nothing", new Uint8Array(), {}, "too-different"],
    ["unrelated bytes", new Uint8Array(600).fill(7), {}, "too-different"],
    ["a middle beyond the limit", twoGaps, { bytes: 100 }, "too-large"],
    ["a search beyond its cost", twoGaps, { cost: 3 }, "too-different"],
    ["a search beyond its steps", twoGaps, { steps: 20 }, "too-different"],
  ])("%s", (_, actual, limits, skipped) => {
    const all = { bytes: 1000, ordered_bytes: 1000, cost: 100, steps: 10_000, ...limits };
    expect(align.alignFields(lab.field_map, dump, actual, all)).toEqual({ skipped });
  });
});

describe("what is equal at both ends counts for no limit", () => {
  const limits = { bytes: 8, ordered_bytes: 8, cost: 0, steps: 0 };
  test.each(SUBJECTS.filter(({ dump }) => dump.length > 100))(
    "one gap, in a dump larger than the limit: $lab.id $id",
    ({ lab, dump }) => {
      const meter = { steps: 0 };
      for (let at = 0; at <= dump.length - 8; at += 7) {
        for (const actual of [
          insert(dump, at, Uint8Array.of(7, 8, 9, 7, 8)),
          remove(dump, at, 5),
        ]) {
          const small = align.alignFields(lab.field_map, dump, actual, limits, meter);
          expect(small).toEqual(align.alignFields(lab.field_map, dump, actual));
          expect(small).toMatchObject({ edits: [{ root: {} }], reordered: [] });
        }
      }
      expect(meter.steps).toBe(0);
    },
  );
});

test("what was inserted at five places of a large dump is found, by looking at each byte a few times", () => {
  const { lab } = SUBJECTS[0] as (typeof SUBJECTS)[number];
  const given = { seed: "7", nodes: "5", rounds: "36000", proposals: "20000" };
  const dump = simulate(lab.scenario(new Map(Object.entries(given))));
  expect(dump.length).toBeGreaterThan(1_900_000);
  let actual: Uint8Array = dump;
  const places = [100, 400_001, 900_002, 1_300_003, 1_900_004];
  for (const place of places.toReversed()) actual = insert(actual, place, Uint8Array.of(0xfe));
  const meter = { steps: 0 };
  const found = align.alignFields(lab.field_map, dump, actual, undefined, meter);
  expect(found).toMatchObject({ equal_bytes: dump.length, unaligned_actual_bytes: 5 });
  expect(meter.steps).toBeLessThan(4 * dump.length);
});

/** The submission that the edits make of the expected dump, if none of them is left out. */
function apply({ edits, edits_total }: Alignment, expected: Uint8Array, actual: Uint8Array) {
  if (edits.length < edits_total) return actual;
  const pieces: Uint8Array[] = [];
  let end = 0;
  for (const { offset, size_expected, actual_offset, size_actual } of edits) {
    pieces.push(expected.subarray(end, offset));
    pieces.push(actual.subarray(actual_offset, actual_offset + size_actual));
    end = offset + size_expected;
  }
  pieces.push(expected.subarray(end));
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

const subject = fc.constantFrom(...SUBJECTS);
const grown = ({ size_actual, size_expected }: AlignedEdit) => size_actual - size_expected;

function insert(dump: Uint8Array, at: number, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...dump.subarray(0, at), ...bytes, ...dump.subarray(at)]);
}

function remove(dump: Uint8Array, at: number, size: number): Uint8Array {
  return Uint8Array.from([...dump.subarray(0, at), ...dump.subarray(at + size)]);
}

describe("damage is recognised as what it is", () => {
  test("one insertion, anywhere", () => {
    fc.assert(
      fc.property(
        subject,
        fc.nat(4000),
        fc.oneof(
          fc.uint8Array({ minLength: 1, maxLength: 20 }),
          fc.integer({ min: 1, max: 20 }).map((size) => new Uint8Array(size)),
        ),
        ({ lab, dump }, place, bytes) => {
          const actual = insert(dump, place % (dump.length + 1), bytes);
          const alignment = alignFields(lab.field_map, dump, actual);
          expect(alignment).toMatchObject({ edits_total: 1, reordered: [], swapped: [] });
          const [edit] = (alignment as Alignment).edits as [AlignedEdit];
          expect(["inserted", "widened"]).toContain(edit.kind);
          expect(grown(edit)).toBe(bytes.length);
          expect(apply(alignment as Alignment, dump, actual)).toEqual(actual);
          expect(alignment?.equal_bytes).toBe(dump.length);
        },
      ),
      { numRuns: 600 },
    );
  });

  test("one removal, anywhere", () => {
    fc.assert(
      fc.property(
        subject,
        fc.nat(4000),
        fc.integer({ min: 1, max: 40 }),
        ({ lab, dump }, place, size) => {
          const at = place % (dump.length - size + 1);
          const actual = remove(dump, at, size);
          const alignment = alignFields(lab.field_map, dump, actual);
          expect(alignment).toMatchObject({ edits_total: 1, reordered: [], swapped: [] });
          const [edit] = (alignment as Alignment).edits as [AlignedEdit];
          expect(["removed", "narrowed"]).toContain(edit.kind);
          expect(grown(edit)).toBe(-size);
          expect(apply(alignment as Alignment, dump, actual)).toEqual(actual);
          expect(alignment?.equal_bytes).toBe(dump.length - size);
        },
      ),
      { numRuns: 600 },
    );
  });

  test("one byte too many, at every offset", () => {
    for (const { lab, dump } of SUBJECTS.filter((one) => one.dump.length < 300)) {
      for (let at = 0; at <= dump.length; at++) {
        const actual = insert(dump, at, Uint8Array.of(0xee));
        const alignment = alignFields(lab.field_map, dump, actual);
        expect(alignment?.edits).toMatchObject([
          { kind: "inserted", offset: at, actual_offset: at, size_expected: 0, actual_bytes: "ee" },
        ]);
      }
    }
  });

  test("two insertions of bytes that the dump does not have, a few fields apart", () => {
    const foreign = fc.integer({ min: 1, max: 9 }).map((size) => new Uint8Array(size).fill(0xee));
    fc.assert(
      fc.property(
        subject,
        fc.nat(4000),
        fc.nat(4000),
        foreign,
        foreign,
        ({ lab, dump }, p, q, one, two) => {
          const first = p % (dump.length - 40);
          const second = first + 24 + (q % (dump.length - first - 24));
          const actual = insert(insert(dump, second, two), first, one);
          expect(alignFields(lab.field_map, dump, actual)).toMatchObject({
            edits_total: 2,
            edits: [
              { kind: "inserted", offset: first, actual_offset: first, size_actual: one.length },
              {
                kind: "inserted",
                offset: second,
                actual_offset: second + one.length,
                size_actual: two.length,
              },
            ],
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  test("the edits lead from one dump to the other, and the counts add up", () => {
    const damage = fc.record({
      kind: fc.constantFrom("insert", "remove", "change"),
      place: fc.nat(4000),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(
        subject,
        fc.array(damage, { minLength: 1, maxLength: 5 }),
        ({ lab, dump }, all) => {
          let actual = dump;
          for (const { kind, place, bytes } of all) {
            const at = place % actual.length;
            if (kind !== "insert") actual = remove(actual, at, bytes.length);
            if (kind !== "remove") actual = insert(actual, at, bytes);
          }
          const alignment = alignFields(lab.field_map, dump, actual);
          if (alignment === null) return;
          expect(alignment.equal_bytes + alignment.unaligned_expected_bytes).toBe(dump.length);
          expect(alignment.equal_bytes + alignment.unaligned_actual_bytes).toBe(actual.length);
          const fields = writtenFields(lab.field_map, dump).length;
          expect(alignment.root_fields + alignment.knock_on_fields).toBeLessThanOrEqual(fields);
          expect(JSON.parse(JSON.stringify(alignment))).toEqual(alignment);
          const { changes } = align.alignFields(lab.field_map, dump, actual) as align.Alignment;
          const isInOrder = alignment.reordered.length + alignment.swapped.length === 0;
          expect(changes !== null).toBe(isInOrder);
          if (changes === null) return;
          expect(apply(alignment, dump, actual)).toEqual(actual);
          const pieces = tile(changes, dump.length).flatMap((piece) => {
            const ours = dump.subarray(
              piece.expected_offset,
              piece.expected_offset + piece.expected_size,
            );
            const theirs = actual.subarray(
              piece.actual_offset,
              piece.actual_offset + piece.actual_size,
            );
            return [...(piece.kind === "equal" ? ours : theirs)];
          });
          expect(Uint8Array.from(pieces)).toEqual(actual);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("knock-on fields are those that are all there, only shifted", () => {
  const { lab, dump } = SUBJECTS[0] as (typeof SUBJECTS)[number];
  const actual = insert(dump, 12, Uint8Array.of(0xee));
  const fields = writtenFields(lab.field_map, dump);
  let offset = 0;
  let shifted = 0;
  for (const { bytes } of fields) {
    const theirs = actual.subarray(offset, offset + bytes.length);
    if (bytes.some((byte, i) => byte !== theirs[i])) shifted++;
    offset += bytes.length;
  }
  expect(alignFields(lab.field_map, dump, actual)).toMatchObject({
    root_fields: 0,
    knock_on_fields: shifted,
  });
});

test("lists are capped, counts are not", () => {
  const alignment = alignRewritten(zab, "B", zerosAfter(/\.payload$/, 1));
  expect(alignment?.edits).toHaveLength(LIMITS.listed_edits);
  expect(alignment?.edits_total).toBe(100);
  const dump = simulate(published(zab, "A"));
  const banner = new Uint8Array(500).fill(0x2a);
  const [edit] = alignFields(zab.field_map, dump, insert(dump, 0, banner))?.edits ?? [];
  expect(edit?.actual_bytes).toBe("2a".repeat(LIMITS.edit_bytes));
  expect(edit?.description).toBe(
    "500 bytes (2a 2a 2a 2a 2a 2a 2a 2a …) were inserted before magic",
  );
});

test("work is bounded by the steps of the limits, whatever is submitted", () => {
  const given = new Map([
    ["seed", "7"],
    ["nodes", "5"],
    ["rounds", "3000"],
    ["proposals", "400"],
  ]);
  const dump = simulate(zab.scenario(given));
  for (const actual of [
    new Uint8Array(dump.length),
    new Uint8Array(dump.length + 100).fill(1),
    dump.map((_, i) => i % 2),
    dump.toReversed(),
    Uint8Array.from([...dump.subarray(1), ...dump.subarray(0, 100)]),
  ]) {
    const meter = { steps: 0 };
    alignFields(zab.field_map, dump, actual, undefined, meter);
    expect(meter.steps).toBeLessThanOrEqual(LIMITS.align_steps + dump.length);
  }
});
