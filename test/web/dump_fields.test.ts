import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldsOf } from "../../src/dump/fields.ts";
import { scenarioById } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { columnsByOffset, columnsOf } from "../../src/web/model/columns.ts";
import {
  differencesOf,
  type MarkedDifference,
  neighbour,
} from "../../src/web/model/differences.ts";
import {
  endOf,
  type Fields,
  fieldAt,
  fieldCount,
  fieldsOfDump,
  leafOf,
  nodeOf,
  pathOf,
  startOf,
} from "../../src/web/model/dump_fields.ts";
import {
  type FieldGroup,
  groupsAround,
  groupsOf,
  nameInGroup,
  rowsOf,
} from "../../src/web/model/tree.ts";

const SUBJECTS = LABS.flatMap((lab) =>
  lab.scenarios.map(({ id }) => {
    const dump = simulate(scenarioById(lab, id));
    return { name: `${lab.id} ${id}`, lab, dump, fields: fieldsOfDump(lab.field_map, dump) };
  }),
);

describe.each(SUBJECTS)("the fields of $name", ({ lab, dump, fields }) => {
  test("are those of the layout's own walk, with their paths", () => {
    const walked = fieldsOf(lab.field_map, dump) ?? [];
    expect(fieldCount(fields)).toBe(walked.length);
    for (const [i, { path, offset, bytes, leaf }] of walked.entries()) {
      expect(pathOf(fields, i)).toBe(path);
      expect(startOf(fields, i)).toBe(offset);
      expect(endOf(fields, i)).toBe(offset + bytes.length);
      expect(leafOf(fields, i)).toBe(leaf);
      expect(nodeOf(fields, i)).toBe(leaf.inNode ? Number(/\[(\d+)\]/.exec(path)?.[1]) : null);
    }
  });

  test("are found by each of their bytes", () => {
    for (let offset = 0; offset < dump.length; offset++) {
      const field = fieldAt(fields, offset) as number;
      expect(startOf(fields, field)).toBeLessThanOrEqual(offset);
      expect(endOf(fields, field)).toBeGreaterThan(offset);
    }
    expect(fieldAt(fields, -1)).toBeNull();
    expect(fieldAt(fields, dump.length)).toBeNull();
  });

  test("are all in the tree once, each under its path", () => {
    const root = groupsOf(fields, []);
    const all = new Set<FieldGroup>();
    const collect = (group: FieldGroup): void => {
      for (const child of group.children) {
        all.add(child);
        collect(child);
      }
    };
    collect(root);
    const rows = rowsOf(root, all, () => true, false);
    const shown = rows.flatMap(({ field }) => (field === null ? [] : [field]));
    expect(shown).toEqual(Array.from({ length: fieldCount(fields) }, (_, i) => i));
    for (const { field, level } of rows) {
      if (field === null) continue;
      const around = groupsAround(root, field);
      expect(level).toBe(around.length + 1);
      const path = [...around.map(({ name }) => name), nameInGroup(leafOf(fields, field).kind)];
      expect(path.join(".")).toBe(pathOf(fields, field));
    }
  });
});

describe("differences", () => {
  const { dump, fields } = SUBJECTS[0] as (typeof SUBJECTS)[number];
  const byOffset = columnsByOffset(dump.length, dump.length);

  /** The same, field by field. */
  function plainly(of: Fields, expected: Uint8Array, actual: Uint8Array): number[] {
    return Array.from({ length: fieldCount(of) }, (_, field) => field).filter((field) => {
      const bytes = (side: Uint8Array) => side.slice(startOf(of, field), endOf(of, field)).join();
      return bytes(expected) !== bytes(actual);
    });
  }

  test("by offset are the differing fields", () => {
    const places = fc.array(fc.nat(dump.length - 1), { maxLength: 12 });
    fc.assert(
      fc.property(places, (offsets) => {
        const actual = dump.slice();
        for (const offset of offsets) actual[offset] = (actual[offset] as number) ^ 0x55;
        const found = differencesOf(byOffset, fields, dump, actual);
        expect(found.map(({ field }) => field)).toEqual(plainly(fields, dump, actual));
        for (const { from, until, field } of found) {
          expect(from).toBe(startOf(fields, field as number));
          expect(until).toBe(endOf(fields, field as number));
        }
      }),
    );
  });

  test("of bytes that are missing or too many are the fields and the pieces", () => {
    const actual = Uint8Array.from([...dump.subarray(0, 8), 7, 7, ...dump.subarray(12)]);
    const columns = columnsOf([
      { expected_offset: 0, actual_offset: 0, expected_size: 8, actual_size: 8 },
      { expected_offset: 8, actual_offset: 8, expected_size: 0, actual_size: 2 },
      { expected_offset: 8, actual_offset: 10, expected_size: 4, actual_size: 0 },
      {
        expected_offset: 12,
        actual_offset: 10,
        expected_size: dump.length - 12,
        actual_size: dump.length - 12,
      },
    ]);
    expect(differencesOf(columns, fields, dump, actual)).toEqual([
      { from: 8, until: 10, field: null, near: fieldAt(fields, 7), is_missing: false },
      {
        from: 10,
        until: 14,
        field: fieldAt(fields, 8),
        near: fieldAt(fields, 8),
        is_missing: true,
      },
    ]);
  });

  test("that are too many are a row of the tree, in the element where they happened", () => {
    const end = startOf(fields, 12);
    for (const at of [0, end, dump.length]) {
      const columns = columnsOf([
        { expected_offset: 0, actual_offset: 0, expected_size: at, actual_size: at },
        { expected_offset: at, actual_offset: at, expected_size: 0, actual_size: 2 },
        {
          expected_offset: at,
          actual_offset: at + 2,
          expected_size: dump.length - at,
          actual_size: dump.length - at,
        },
      ]);
      const actual = Uint8Array.from([...dump.subarray(0, at), 7, 7, ...dump.subarray(at)]);
      const found = differencesOf(columns, fields, dump, actual);
      expect(found).toHaveLength(1);
      const root = groupsOf(fields, found);
      const near = at === 0 ? -1 : (fieldAt(fields, at - 1) as number);
      const around = new Set(groupsAround(root, near));
      for (const { differences } of around) expect(differences).toBe(1);
      const rows = rowsOf(root, around, () => true, false, found);
      const row = rows.findIndex(({ extra }) => extra !== null);
      expect(rows[row]).toMatchObject({ extra: found[0], level: around.size + 1 });
      if (at > 0) expect(rows[row - 1]?.field).toBe(near);
      else expect(row).toBe(0);
    }
  });

  test.each([
    ["the next one", 3, 1, 1],
    ["the next one, from inside none", 0, 1, 0],
    ["the first after the last", 20, 1, 0],
    ["the one before", 20, -1, 1],
    ["the last before the first", 3, -1, 2],
  ] as const)("%s", (_, cell, direction, expected) => {
    const differences: MarkedDifference[] = [3, 9, 20].map((from) => ({
      from,
      until: from + 2,
      field: from,
      near: from,
      is_missing: false,
    }));
    expect(neighbour(differences, cell, direction)).toBe(expected);
    expect(neighbour([], cell, direction)).toBeNull();
  });
});
