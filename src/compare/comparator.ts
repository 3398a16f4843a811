import type { FieldCursor, FieldMap, Leaf } from "../dump/field_map.ts";
import { decodeValue, type FieldValue, hex } from "../dump/value.ts";
import { LIMITS } from "../limits.ts";

/** How a submitted dump relates to the expected one. */
export type Verdict = "match" | "mismatch" | "truncated" | "trailing-bytes";

/** The path, and the kind, of what lies after the last field. */
export const END_OF_DUMP = "end_of_dump";

/** Sixteen bytes to a row, two rows before the first divergence and two after it. */
const ROW_BYTES = 16;
const CONTEXT_ROWS = 2;
/** Bytes of an overlong dump that are shown. */
const TRAILING_SHOWN = 16;
/** Bytes that are kept of a submission that differs from its first byte on: more than a hash has digits. */
const HEAD_BYTES = 96;

/** One row of both dumps; a byte that a dump does not have is missing from the end of its hex. */
export interface ContextRow {
  readonly offset: number;
  readonly expected: string;
  readonly actual: string;
}

/** Where two dumps differ first. */
export interface Divergence {
  readonly offset: number;
  /** The field that holds `offset`; null after the last field. */
  readonly leaf: Leaf | null;
  readonly path: string;
  readonly node: number | null;
  readonly field_offset: number;
  /** The whole field; of a submission that ends inside it, what there is. */
  readonly expected: Uint8Array;
  readonly actual: Uint8Array;
  readonly last_agreeing_field: string | null;
  readonly context: readonly ContextRow[];
  /** How a submission begins that differs from its first byte on; else empty. */
  readonly head: Uint8Array;
}

/** A differing field that a report lists. */
export interface Difference {
  readonly offset: number;
  readonly path: string;
  readonly expected_value: FieldValue | null;
  readonly actual_value: FieldValue | null;
}

/** The differing fields of one kind in one node. */
export interface DifferenceGroup {
  readonly node: number | null;
  readonly kind: string;
  /** All of them; `fields` lists the first few. */
  count: number;
  readonly first_offset: number;
  readonly fields: Difference[];
}

export interface Comparison {
  readonly verdict: Verdict;
  readonly actual_size_bytes: number;
  readonly first: Divergence | null;
  readonly differing_fields: number;
  readonly differing_bytes: number;
  /** Bytes of the expected dump after the end of the submitted one, and the other way round. */
  readonly missing_bytes: number;
  readonly extra_bytes: number;
  readonly groups: readonly DifferenceGroup[];
  readonly groups_count: number;
}

/** A field in which a difference was found, while its bytes are still coming in. */
interface OpenField {
  readonly end: number;
  /** What the report will list of it; null where it is only counted. */
  readonly listing: { readonly into: Difference[]; readonly actual: Uint8Array } | null;
}

/**
 * Compares a submitted dump, pushed in chunks of any size, with the expected one. Fields are located
 * with the map of the expected dump only: nothing about the submitted bytes is trusted, and no
 * number in them is ever used as a length. Memory is bounded, whatever the submission's size.
 */
export class Comparator {
  private readonly map: FieldMap;
  private readonly expected: Uint8Array;
  private readonly cursor: FieldCursor;
  private readonly leafCount: number;
  private readonly groups = new Map<number, DifferenceGroup>();
  private position = 0;
  private open: OpenField | null = null;
  private listed = 0;
  private differingFields = 0;
  private differingBytes = 0;
  private readonly unlistedGroups = new Set<number>();
  private first: Omit<Divergence, "actual" | "context" | "head"> | null = null;
  /** What the submission has from the first divergence on, as far as a report shows it. */
  private window = new Uint8Array(0);
  private windowLength = 0;

  constructor(map: FieldMap, expected: Uint8Array) {
    this.map = map;
    this.expected = expected;
    this.cursor = map.cursor(expected);
    this.leafCount = map.leaves.length;
  }

  /** Takes the next bytes of the submission. The chunk may be reused afterwards. */
  push(chunk: Uint8Array): void {
    const start = this.position;
    const comparable = Math.max(0, Math.min(chunk.length, this.expected.length - start));
    let i = 0;
    while (i < comparable) {
      if (this.open !== null) {
        i = this.continueField(this.open, chunk, i, comparable);
        continue;
      }
      while (i < comparable && chunk[i] === this.expected[start + i]) i++;
      if (i < comparable) this.openField(start + i);
    }
    if (this.first === null && chunk.length > comparable) this.diverge(this.expected.length);
    this.fillWindow(chunk, start);
    this.position = start + chunk.length;
  }

  /** The result, when all bytes have been pushed. */
  finish(): Comparison {
    const missing = Math.max(0, this.expected.length - this.position);
    const extra = Math.max(0, this.position - this.expected.length);
    if (this.open !== null) this.closeField(this.open, this.position);
    if (missing > 0 && this.first === null) {
      this.cursor.seek(this.position);
      this.diverge(this.position);
    }
    return {
      verdict: this.verdict(missing, extra),
      actual_size_bytes: this.position,
      first: this.divergence(),
      differing_fields: this.differingFields,
      differing_bytes: this.differingBytes,
      missing_bytes: missing,
      extra_bytes: extra,
      groups: [...this.groups.values()],
      groups_count: this.groups.size + this.unlistedGroups.size,
    };
  }

  private verdict(missing: number, extra: number): Verdict {
    if (this.differingBytes > 0) return "mismatch";
    if (missing > 0) return "truncated";
    return extra > 0 ? "trailing-bytes" : "match";
  }

  private openField(offset: number): void {
    this.cursor.seek(offset);
    if (this.first === null) this.diverge(offset);
    this.differingFields++;
    const group = this.countInGroup();
    const end = this.cursor.offset + this.cursor.size;
    if (group === null || this.listed === LIMITS.listed_differences) {
      this.open = { end, listing: null };
      return;
    }
    this.listed++;
    const actual = new Uint8Array(this.cursor.size);
    actual.set(this.expected.subarray(this.cursor.offset, offset));
    this.open = { end, listing: { into: group.fields, actual } };
  }

  /** Counts the current field in its group; null when the report has no room for that group. */
  private countInGroup(): DifferenceGroup | null {
    const leaf = this.cursor.leaf as Leaf;
    const node = this.cursor.node();
    const key = (node === null ? 0 : node + 1) * this.leafCount + leaf.index;
    const group = this.groups.get(key);
    if (group !== undefined) {
      group.count++;
      return group;
    }
    if (this.groups.size === LIMITS.listed_groups) {
      this.unlistedGroups.add(key);
      return null;
    }
    const first_offset = this.cursor.offset;
    const created = { node, kind: leaf.kind, count: 1, first_offset, fields: [] };
    this.groups.set(key, created);
    return created;
  }

  private continueField(
    open: OpenField,
    chunk: Uint8Array,
    from: number,
    comparable: number,
  ): number {
    const until = Math.min(comparable, open.end - this.position);
    for (let i = from; i < until; i++) {
      const byte = chunk[i] as number;
      const offset = this.position + i;
      if (byte !== this.expected[offset]) this.differingBytes++;
      if (open.listing !== null) open.listing.actual[offset - this.cursor.offset] = byte;
    }
    if (this.position + until === open.end) this.closeField(open, open.end);
    return until;
  }

  /** Lists the current field, of which the submission has the bytes before `end`. */
  private closeField({ listing }: OpenField, end: number): void {
    this.open = null;
    if (listing === null) return;
    const { offset, size } = this.cursor;
    const leaf = this.cursor.leaf as Leaf;
    listing.into.push({
      offset,
      path: this.cursor.path(),
      expected_value: decodeValue(leaf, this.expected.subarray(offset, offset + size), size),
      actual_value: decodeValue(leaf, listing.actual.subarray(0, end - offset), size),
    });
  }

  /** Notes the first divergence. The cursor stands at its field, if there is one. */
  private diverge(offset: number): void {
    const isInside = offset < this.expected.length;
    const { leaf, size } = this.cursor;
    const fieldOffset = isInside ? this.cursor.offset : offset;
    const end = isInside ? fieldOffset + size : offset;
    this.first = {
      offset,
      leaf: isInside ? leaf : null,
      path: isInside ? this.cursor.path() : END_OF_DUMP,
      node: isInside ? this.cursor.node() : null,
      field_offset: fieldOffset,
      expected: this.expected.subarray(fieldOffset, end),
      last_agreeing_field: this.fieldBefore(fieldOffset),
    };
    const contextEnd = (Math.floor(offset / ROW_BYTES) + CONTEXT_ROWS + 1) * ROW_BYTES;
    const headEnd = offset === 0 ? HEAD_BYTES : 0;
    const windowEnd = Math.max(contextEnd, end, offset + TRAILING_SHOWN, headEnd);
    this.window = new Uint8Array(windowEnd - offset);
  }

  private fieldBefore(offset: number): string | null {
    if (offset === 0) return null;
    const cursor = this.map.cursor(this.expected);
    cursor.seek(offset - 1);
    return cursor.path();
  }

  private fillWindow(chunk: Uint8Array, start: number): void {
    if (this.first === null || this.windowLength === this.window.length) return;
    const from = this.first.offset + this.windowLength - start;
    const bytes = chunk.subarray(from, from + this.window.length - this.windowLength);
    this.window.set(bytes, this.windowLength);
    this.windowLength += bytes.length;
  }

  /** The submission's bytes from..until, as far as they are known: up to the end of the window. */
  private actualBytes(from: number, until: number): Uint8Array {
    const divergence = (this.first as Divergence).offset;
    const agreeing = this.expected.subarray(
      Math.min(from, divergence),
      Math.min(until, divergence),
    );
    const others = this.window.subarray(
      Math.max(0, from - divergence),
      Math.min(this.windowLength, Math.max(0, until - divergence)),
    );
    const bytes = new Uint8Array(agreeing.length + others.length);
    bytes.set(agreeing);
    bytes.set(others, agreeing.length);
    return bytes;
  }

  private divergence(): Divergence | null {
    if (this.first === null) return null;
    const { offset, leaf, field_offset, expected } = this.first;
    const end = leaf === null ? offset + TRAILING_SHOWN : field_offset + expected.length;
    return {
      ...this.first,
      actual: this.actualBytes(field_offset, end),
      context: this.context(),
      head: this.actualBytes(0, offset === 0 ? HEAD_BYTES : 0),
    };
  }

  private context(): ContextRow[] {
    const offset = (this.first as Divergence).offset;
    const row = Math.floor(offset / ROW_BYTES);
    const rows: ContextRow[] = [];
    for (let i = Math.max(0, row - CONTEXT_ROWS); i <= row + CONTEXT_ROWS; i++) {
      const from = i * ROW_BYTES;
      const expected = hex(this.expected.subarray(from, from + ROW_BYTES));
      const actual = hex(this.actualBytes(from, from + ROW_BYTES));
      if (expected !== "" || actual !== "") rows.push({ offset: from, expected, actual });
    }
    return rows;
  }
}
