import { type Columns, cellOfExpected } from "./columns.ts";
import { endOf, type Fields, fieldAt, startOf } from "./dump_fields.ts";

/** A place where the dumps differ: a field, or bytes that stand in no field of the expected dump. */
export interface MarkedDifference {
  /** Its cells, from .. until (excluded); of a field all of them. */
  readonly from: number;
  readonly until: number;
  /** The field of the expected dump; null for bytes that are too many. */
  readonly field: number | null;
  /** The same field; of bytes that are too many, the one that they stand after or inside, -1 before the first. */
  readonly near: number;
  /** Whether bytes of the field stand beside a gap. */
  readonly is_missing: boolean;
}

/** All differences in their order: one for each differing field, and one for each piece that is too much. */
export function differencesOf(
  columns: Columns,
  fields: Fields,
  expected: Uint8Array,
  actual: Uint8Array,
): MarkedDifference[] {
  const found: MarkedDifference[] = [];
  let last: number | null = null;
  for (const run of columns.runs) {
    const { cell, expected_offset, actual_offset, expected_size, actual_size } = run;
    if (expected_size === 0) {
      const near = fieldAt(fields, expected_offset - 1) ?? -1;
      const until = cell + actual_size;
      found.push({ from: cell, until, field: null, near, is_missing: false });
      continue;
    }
    let at = 0;
    while (at < expected_size) {
      const isSame =
        actual_size > 0 && expected[expected_offset + at] === actual[actual_offset + at];
      if (isSame) {
        at++;
        continue;
      }
      const field = fieldAt(fields, expected_offset + at) as number;
      const end = Math.min(endOf(fields, field) - expected_offset, expected_size);
      // A field that a gap divides is one difference.
      if (field !== last) {
        const from = cellOfExpected(columns, startOf(fields, field));
        const until = cellOfExpected(columns, endOf(fields, field) - 1) + 1;
        found.push({ from, until, field, near: field, is_missing: actual_size === 0 });
        last = field;
      }
      at = end;
    }
  }
  return found;
}

/** The number of the next difference after `cell` (or before it), around the end; null where there is none. */
export function neighbour(
  differences: readonly MarkedDifference[],
  cell: number,
  direction: 1 | -1,
): number | null {
  const count = differences.length;
  if (count === 0) return null;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { from } = differences[middle] as MarkedDifference;
    if (direction === 1 ? from <= cell : from < cell) low = middle + 1;
    else high = middle;
  }
  return direction === 1 ? low % count : (low - 1 + count) % count;
}
