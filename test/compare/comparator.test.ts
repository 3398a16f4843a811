import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Comparator, type Comparison, END_OF_DUMP } from "../../src/compare/comparator.ts";
import { decodeValue, hex } from "../../src/dump/value.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { LIMITS } from "../../src/limits.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { published } from "../support/scenarios.ts";

const SUBJECTS = LABS.flatMap((lab) =>
  lab.scenarios.map(({ id }) => ({ lab, dump: simulate(published(lab, id)) })),
);

function compare(lab: Lab, expected: Uint8Array, actual: Uint8Array, cuts: readonly number[] = []) {
  const comparator = new Comparator(lab.field_map, expected);
  let from = 0;
  // Every piece is handed over in the same buffer, which is overwritten: nothing may be kept of it.
  const shared = new Uint8Array(actual.length);
  for (const cut of [
    ...cuts.map((n) => n % (actual.length + 1)).toSorted((a, b) => a - b),
    actual.length,
  ]) {
    const piece = shared.subarray(0, cut - from);
    piece.set(actual.subarray(from, cut));
    comparator.push(piece);
    shared.fill(0xee);
    from = cut;
  }
  return comparator.finish();
}

interface NaiveField {
  readonly offset: number;
  readonly path: string;
  readonly kind: string;
  readonly node: number | null;
}

/** The dumb twin: both dumps whole, byte by byte, and the field map as a list. */
function naive(lab: Lab, expected: Uint8Array, actual: Uint8Array) {
  const fields: (NaiveField & { size: number; expected_value: unknown; actual_value: unknown })[] =
    [];
  const cursor = lab.field_map.cursor(expected);
  while (cursor.next()) {
    const { offset, size, leaf } = cursor;
    if (leaf === null) throw new Error("no leaf");
    const theirs = actual.subarray(offset, offset + size);
    fields.push({
      offset,
      size,
      path: cursor.path(),
      kind: leaf.kind,
      node: cursor.node(),
      expected_value: decodeValue(leaf, expected.subarray(offset, offset + size), size),
      actual_value: decodeValue(leaf, theirs, size),
    });
  }
  const common = Math.min(expected.length, actual.length);
  let first = common;
  for (let i = common - 1; i >= 0; i--) if (expected[i] !== actual[i]) first = i;
  const differs = (i: number) => i < common && expected[i] !== actual[i];
  const differing = fields.filter(({ offset, size }) =>
    Array.from({ length: size }, (_, i) => offset + i).some(differs),
  );
  const verdict =
    first < common
      ? "mismatch"
      : actual.length < expected.length
        ? "truncated"
        : actual.length > expected.length
          ? "trailing-bytes"
          : "match";
  const at = fields.find(({ offset, size }) => first >= offset && first < offset + size);
  const before = fields.findLast(({ offset, size }) => offset + size <= (at?.offset ?? first));
  return { verdict, first, at, before, differing, common };
}

/** Checks a comparison against the twin's, in everything a report shows. */
function expectSame(lab: Lab, expected: Uint8Array, actual: Uint8Array, result: Comparison): void {
  const twin = naive(lab, expected, actual);
  expect(result.verdict).toBe(twin.verdict);
  expect(result.actual_size_bytes).toBe(actual.length);
  expect(result.missing_bytes).toBe(Math.max(0, expected.length - actual.length));
  expect(result.extra_bytes).toBe(Math.max(0, actual.length - expected.length));
  expect(result.differing_fields).toBe(twin.differing.length);
  let bytes = 0;
  for (let i = 0; i < twin.common; i++) if (expected[i] !== actual[i]) bytes++;
  expect(result.differing_bytes).toBe(bytes);

  const listed = result.groups
    .flatMap(({ fields }) => fields)
    .toSorted((a, b) => a.offset - b.offset);
  expect(listed).toEqual(
    twin.differing
      .slice(0, LIMITS.listed_differences)
      .map(({ offset, path, expected_value, actual_value }) => ({
        offset,
        path,
        expected_value,
        actual_value,
      })),
  );
  expect(result.groups.reduce((sum, { count }) => sum + count, 0)).toBe(twin.differing.length);
  expect(result.groups_count).toBe(
    new Set(twin.differing.map(({ node, kind }) => `${node} ${kind}`)).size,
  );

  if (twin.verdict === "match") {
    expect(result.first).toBeNull();
    return;
  }
  const { first } = result;
  expect(first).toMatchObject({
    offset: twin.first,
    path: twin.at?.path ?? END_OF_DUMP,
    node: twin.at?.node ?? null,
    field_offset: twin.at?.offset ?? twin.first,
    last_agreeing_field: twin.before?.path ?? null,
  });
  const start = first?.field_offset ?? 0;
  const end = twin.at ? start + twin.at.size : start + 16;
  expect(hex(first?.expected ?? new Uint8Array(0))).toBe(
    twin.at ? hex(expected.subarray(start, end)) : "",
  );
  expect(hex(first?.actual ?? new Uint8Array(0))).toBe(hex(actual.subarray(start, end)));
  const row = Math.floor(twin.first / 16);
  const rows = [row - 2, row - 1, row, row + 1, row + 2].filter((r) => r >= 0).map((r) => r * 16);
  expect(first?.context).toEqual(
    rows
      .map((offset) => ({
        offset,
        expected: hex(expected.subarray(offset, offset + 16)),
        actual: hex(actual.subarray(offset, offset + 16)),
      }))
      .filter((r) => r.expected !== "" || r.actual !== ""),
  );
}

const subject = fc.constantFrom(...SUBJECTS);
const cuts = fc.array(fc.nat(4000), { maxLength: 8 });

/** Damage as programs do it: bytes changed, inserted, removed, cut off, added. */
const edit = fc.record({
  kind: fc.constantFrom("change", "insert", "remove", "cut", "append"),
  at: fc.nat(4000),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
});

function apply(
  dump: Uint8Array,
  { kind, at, bytes }: { kind: string; at: number; bytes: Uint8Array },
) {
  const i = at % (dump.length + 1);
  const [head, tail] = [dump.subarray(0, i), dump.subarray(i)];
  if (kind === "cut") return head;
  if (kind === "append") return Uint8Array.from([...dump, ...bytes]);
  if (kind === "insert") return Uint8Array.from([...head, ...bytes, ...tail]);
  const rest = tail.subarray(Math.min(bytes.length, tail.length));
  return Uint8Array.from(
    kind === "remove" ? [...head, ...rest] : [...head, ...bytes.subarray(0, tail.length), ...rest],
  );
}

describe("the comparator agrees with its naive twin", () => {
  test("on damaged dumps, in pieces of any size", () => {
    fc.assert(
      fc.property(subject, fc.array(edit, { maxLength: 4 }), cuts, ({ lab, dump }, edits, at) => {
        const actual = edits.reduce(apply, dump);
        expectSame(lab, dump, actual, compare(lab, dump, actual, at));
      }),
      { numRuns: 1500 },
    );
  });

  test("on any bytes at all", () => {
    fc.assert(
      fc.property(subject, fc.uint8Array({ maxLength: 600 }), cuts, ({ lab, dump }, actual, at) => {
        expectSame(lab, dump, actual, compare(lab, dump, actual, at));
      }),
      { numRuns: 1500 },
    );
  });

  test("on a single changed byte at every offset of every published dump", () => {
    for (const { lab, dump } of SUBJECTS) {
      for (let offset = 0; offset < dump.length; offset++) {
        const actual = Uint8Array.from(dump);
        actual[offset] = (dump[offset] as number) ^ 0x01;
        const result = compare(lab, dump, actual);
        expect(result.verdict).toBe("mismatch");
        expect(result.first?.offset).toBe(offset);
        expect(result.differing_fields).toBe(1);
        expect(result.differing_bytes).toBe(1);
      }
    }
  });

  test("on every proper prefix of a dump", () => {
    const { lab, dump } = SUBJECTS[0] as (typeof SUBJECTS)[number];
    for (let size = 0; size < dump.length; size++) {
      const actual = dump.subarray(0, size);
      expectSame(lab, dump, actual, compare(lab, dump, actual));
    }
  });
});

test("a history_len of 4294967295 in a submission is a number like any other", () => {
  const dump = simulate(published(zab, "A"));
  const actual = Uint8Array.from(dump);
  actual.fill(0xff, 0x29, 0x2d);
  const result = compare(zab, dump, actual);
  expect(result.first?.path).toBe("nodes[0].history_len");
  expect(result.groups[0]?.fields[0]?.actual_value).toBe(4294967295);
});

test("lists are capped, counts are not", () => {
  const given = new Map([
    ["seed", "7"],
    ["nodes", "20"],
    ["rounds", "2000"],
    ["proposals", "50"],
  ]);
  const dump = simulate(zab.scenario(given));
  const result = compare(
    zab,
    dump,
    dump.map((byte) => byte ^ 0xff),
  );
  const fields = result.groups.flatMap((group) => group.fields);
  expect(fields).toHaveLength(LIMITS.listed_differences);
  expect(result.groups).toHaveLength(LIMITS.listed_groups);
  expect(result.groups_count).toBe(2 + 20 * 13);
  expect(result.differing_fields).toBe(2 + 20 * (9 + 50 * 4));
  expect(result.differing_bytes).toBe(dump.length);
});

test("nothing is expected of the kind of a leaf", () => {
  expect(zab.field_map.leaves.map(({ kind }) => kind)).not.toContain(END_OF_DUMP);
});
