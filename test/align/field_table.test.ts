import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementPath, FieldTable } from "../../src/align/field_table.ts";
import { LABS } from "../../src/labs/index.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { kvScenario, zabWithFaults } from "../support/random.ts";
import { writtenFields } from "../support/rewrite.ts";
import { published, runToEnd } from "../support/scenarios.ts";

const subject = fc
  .oneof(zabWithFaults, kvScenario)
  .map((scenario) => ({ map: scenario.lab.field_map, dump: runToEnd(scenario).dump() }));

describe("a table of fields agrees with the walk over the dump", () => {
  test("on fields, their offsets and boundaries", () => {
    fc.assert(
      fc.property(subject, ({ map, dump }) => {
        const table = new FieldTable(map, dump);
        const fields = writtenFields(map, dump);
        expect(table.size).toBe(fields.length);
        const boundaries = new Set([dump.length]);
        let offset = 0;
        for (const [i, { path, kind, bytes }] of fields.entries()) {
          expect([table.start(i), table.path(i), table.leaf(i).kind]).toEqual([offset, path, kind]);
          expect(table.bytes(i)).toEqual(bytes);
          for (let at = offset; at < offset + bytes.length; at++) expect(table.fieldAt(at)).toBe(i);
          boundaries.add(offset);
          offset += bytes.length;
        }
        const all = Array.from({ length: dump.length + 1 }, (_, at) => at);
        expect(all.filter((at) => table.isBoundary(at))).toEqual(
          [...boundaries].sort((a, b) => a - b),
        );
        const [from, until] = [dump.length >> 2, dump.length >> 1];
        expect(table.boundaries(from, until)).toEqual(
          all.filter((at) => at >= from && at <= until && boundaries.has(at)),
        );
      }),
      { numRuns: 15 },
    );
  });

  test("on elements: those are the fields whose paths begin alike", () => {
    fc.assert(
      fc.property(subject, ({ map, dump }) => {
        const table = new FieldTable(map, dump);
        const paths = new Map<string, { start: number; end: number }>();
        for (let i = 0; i < table.size; i++) {
          for (const { index } of table.path(i).matchAll(/\]/g)) {
            const path = table.path(i).slice(0, index + 1);
            const start = paths.get(path)?.start ?? table.start(i);
            paths.set(path, { start, end: table.end(i) });
          }
        }
        expect(
          table.elements.map((element) => [elementPath(element), element.start, element.end]),
        ).toEqual([...paths].map(([path, { start, end }]) => [path, start, end]));
        for (const { elements } of table.repeats) {
          const [first, last] = [elements[0], elements.at(-1)];
          expect(table.elementsBetween(first?.start ?? 0, last?.end ?? 0)).not.toBeNull();
          expect(elements.map(({ index }) => index)).toEqual([...elements.keys()]);
          for (const element of elements) {
            expect(table.elementsAt(element.start)).toContain(element);
            expect(table.start(element.first_field)).toBe(element.start);
            expect(table.end(element.end_field - 1)).toBe(element.end);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});

test("a table of some extents of a dump says of them what the table of the whole does", () => {
  const extents = fc.array(fc.tuple(fc.nat(9999), fc.nat(60)), { maxLength: 4 });
  fc.assert(
    fc.property(subject, extents, ({ map, dump }, drawn) => {
      const whole = new FieldTable(map, dump);
      const asked = drawn.map(([from, size]) => {
        const start = from % dump.length;
        return { from: start, until: Math.min(dump.length, start + size) };
      });
      const part = new FieldTable(map, dump, asked);
      expect(part.size).toBeLessThanOrEqual(whole.size);
      for (const { kind, repeats } of map.leaves) {
        expect(part.total(kind)).toBe(whole.total(kind));
        for (const repeat of repeats) {
          expect(part.total(`${repeat}[]`)).toBe(whole.total(`${repeat}[]`));
        }
      }
      const shown = (table: FieldTable, from: number, until: number) =>
        table.elementsBetween(from, until)?.map(elementPath) ?? null;
      for (const { from, until } of asked) {
        expect(part.boundaries(from, until)).toEqual(whole.boundaries(from, until));
        for (let at = from; at <= until; at++) {
          expect(part.isBoundary(at)).toBe(whole.isBoundary(at));
          expect(part.elementsAt(at).map(elementPath)).toEqual(
            whole.elementsAt(at).map(elementPath),
          );
          expect(shown(part, from, at)).toEqual(shown(whole, from, at));
          if (at === dump.length) continue;
          const [ours, theirs] = [part.fieldAt(at), whole.fieldAt(at)];
          expect([part.path(ours), part.start(ours), part.end(ours), part.number(ours)]).toEqual([
            whole.path(theirs),
            whole.start(theirs),
            whole.end(theirs),
            theirs,
          ]);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("a part of an element, and two elements and a half, are no elements", () => {
  for (const lab of LABS) {
    const dump = simulate(published(lab, "A"));
    const table = new FieldTable(lab.field_map, dump);
    const [first, second, third] = table.repeats[0]?.elements ?? [];
    if (!first || !second || !third) throw new Error("too few elements");
    expect(table.elementsBetween(first.start, second.end)).toEqual([first, second]);
    expect(table.elementsBetween(first.start, third.end - 1)).toBeNull();
    expect(table.elementsBetween(first.start + 1, second.end)).toBeNull();
    expect(table.elementsBetween(0, first.start)).toBeNull();
  }
});
