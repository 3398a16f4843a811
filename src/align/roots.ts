import { type Change, endOf } from "./edit_script.ts";
import type { FieldTable } from "./field_table.ts";
import { isNarrowing, isWidening } from "./widths.ts";

/**
 * What happened to the dump at one place, in terms of its fields. Of `inserted` and `removed` the offsets
 * and sizes are those of the bytes; of the others, those of whole fields.
 */
export interface Root {
  readonly kind: "inserted" | "removed" | "replaced" | "widened" | "narrowed";
  readonly expected_offset: number;
  readonly actual_offset: number;
  readonly expected_size: number;
  readonly actual_size: number;
  /** The fields that it happens in, both included; null of an insertion between two fields. */
  readonly fields: { readonly first: number; readonly last: number } | null;
}

/** The roots of slid changes, in order. No two of them are in the same field. */
export function rootsOf(table: FieldTable, actual: Uint8Array, changes: readonly Change[]): Root[] {
  const pieces = changes.flatMap((change) => splitAtFields(table, change));
  const clusters: Cluster[] = [];
  for (const piece of pieces) {
    const fields = fieldsOf(table, actual, piece);
    const cluster = clusters.at(-1);
    if (fields !== null && cluster?.fields && fields.first <= cluster.fields.last) {
      cluster.pieces.push(piece);
      cluster.fields.last = Math.max(cluster.fields.last, fields.last);
    } else clusters.push({ pieces: [piece], fields });
  }
  return clusters.map((cluster) => rootOf(table, actual, cluster));
}

/** Changes in the same fields. */
interface Cluster {
  readonly pieces: Change[];
  readonly fields: { readonly first: number; last: number } | null;
}

/** A replacement field by field; any other change as it is. */
function splitAtFields(table: FieldTable, change: Change): Change[] {
  if (change.kind !== "replaced") return [change];
  const pieces: Change[] = [];
  const end = change.expected_offset + change.expected_size;
  const toActual = change.actual_offset - change.expected_offset;
  let start = change.expected_offset;
  while (start < end) {
    const size = Math.min(end, table.end(table.fieldAt(start))) - start;
    pieces.push({
      kind: "replaced",
      expected_offset: start,
      actual_offset: start + toActual,
      expected_size: size,
      actual_size: size,
    });
    start += size;
  }
  return pieces;
}

function fieldsOf(
  table: FieldTable,
  actual: Uint8Array,
  piece: Change,
): { first: number; last: number } | null {
  const { expected_offset: offset, expected_size: size } = piece;
  if (size > 0) return { first: table.fieldAt(offset), last: table.fieldAt(offset + size - 1) };
  const one = (field: number) => ({ first: field, last: field });
  if (!table.isBoundary(offset)) return one(table.fieldAt(offset));
  const before = offset === 0 ? null : table.fieldAt(offset - 1);
  const isWider = before !== null && isWidening(table, before, bytesOf(actual, piece));
  return isWider ? one(before) : null;
}

function rootOf(table: FieldTable, actual: Uint8Array, { pieces, fields }: Cluster): Root {
  const [first, last] = [pieces[0] as Change, pieces.at(-1) as Change];
  if (fields === null) return { ...first, fields };
  const whole = wholeFields(table, first, last, fields);
  const kind = kindOf(table, actual, whole);
  const isGap = pieces.length === 1 && first.kind !== "replaced";
  const isPart = kind === "replaced" || !isSameValue(table, actual, whole);
  return isGap && isPart ? { ...first, fields } : { ...whole, kind };
}

/** Whether a field of another width holds the same bytes, as far as both have them. */
function isSameValue(table: FieldTable, actual: Uint8Array, whole: Omit<Root, "kind">): boolean {
  const theirs = bytesOf(actual, whole);
  const end = whole.expected_offset + Math.min(whole.expected_size, whole.actual_size);
  return table.dump.subarray(whole.expected_offset, end).every((byte, i) => byte === theirs[i]);
}

/** The fields, and the bytes that the submission has in place of them. Around the changes it has the same. */
function wholeFields(
  table: FieldTable,
  first: Change,
  last: Change,
  fields: { readonly first: number; readonly last: number },
): Omit<Root, "kind"> & { readonly fields: NonNullable<Root["fields"]> } {
  const start = table.start(fields.first);
  const end = table.end(fields.last);
  const actualStart = first.actual_offset - (first.expected_offset - start);
  const actualEnd = last.actual_offset + last.actual_size + (end - endOf(last));
  return {
    expected_offset: start,
    actual_offset: actualStart,
    expected_size: end - start,
    actual_size: actualEnd - actualStart,
    fields,
  };
}

function kindOf(
  table: FieldTable,
  actual: Uint8Array,
  { fields, ...whole }: ReturnType<typeof wholeFields>,
): Root["kind"] {
  const { expected_size, actual_size } = whole;
  if (fields.first !== fields.last) return "replaced";
  const theirs = bytesOf(actual, whole);
  if (actual_size > expected_size) {
    return isWidening(table, fields.first, theirs.subarray(expected_size)) ? "widened" : "replaced";
  }
  const fewer = expected_size - actual_size;
  return fewer > 0 && isNarrowing(table, fields.first, fewer) ? "narrowed" : "replaced";
}

function bytesOf(
  actual: Uint8Array,
  { actual_offset, actual_size }: { readonly actual_offset: number; readonly actual_size: number },
): Uint8Array {
  return actual.subarray(actual_offset, actual_offset + actual_size);
}
