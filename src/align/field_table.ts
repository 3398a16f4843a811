import type { FieldCursor, FieldMap, Leaf } from "../dump/field_map.ts";

/** A repeat of a dump, with those of its elements that are in the table. */
export interface Repeat {
  /** Without indexes, `nodes[].history`, and with those around it, `nodes[2].history`. */
  readonly kind: string;
  readonly path: string;
  /** How many repeats it stands in. */
  readonly depth: number;
  readonly elements: Element[];
}

/** An element of a repeat: its bytes `start` .. `end`, its fields in the table, ends excluded. */
export interface Element {
  readonly repeat: Repeat;
  readonly index: number;
  readonly start: number;
  readonly first_field: number;
  end: number;
  end_field: number;
}

/** `nodes[2]` */
export function elementPath({ repeat, index }: Element): string {
  return `${repeat.path}[${index}]`;
}

/** Offsets of a dump, both included: what a table has to know. */
export interface Extent {
  readonly from: number;
  readonly until: number;
}

/**
 * The fields of a dump of ours around some offsets, to be found by offset: those that have a byte in one of
 * `extents`, or begin or end there, and the elements that they stand in. All else is only walked over and counted,
 * so that a change in a dump of many megabytes costs a walk and little memory. Fields are known by their number
 * in the table, from 0 in their order; a field without bytes (an empty text) is at no offset. Asking for an offset
 * outside the extents gives no sensible answer.
 */
export class FieldTable {
  /** Fields in the table. */
  readonly size: number;
  readonly dump: Uint8Array;
  readonly leaves: readonly Leaf[];
  /** The elements in the order of their first bytes, an element before those inside it. */
  readonly elements: readonly Element[];
  /** In the same order. Repeats without elements are not among them. */
  readonly repeats: readonly Repeat[];
  /** Where each field starts; one more, where the dump ends. */
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  /** The number that each field has in the whole dump. */
  private readonly numbers: Int32Array;
  private readonly leafIndexes: Int32Array;
  /** The indexes of each field in the repeats that it stands in, the outermost first. */
  private readonly indexes: Int32Array;
  private readonly depth: number;
  private readonly totals: ReadonlyMap<string, number>;

  constructor(
    map: FieldMap,
    dump: Uint8Array,
    extents: readonly Extent[] = [{ from: 0, until: dump.length }],
  ) {
    this.dump = dump;
    this.leaves = map.leaves;
    this.depth = Math.max(0, ...map.leaves.map(({ repeats }) => repeats.length));
    const starts: number[] = [];
    const ends: number[] = [];
    const numbers: number[] = [];
    const leafIndexes: number[] = [];
    const indexes: number[] = [];
    const elements = new ElementWalk(this.depth);
    const fieldTotals = new Int32Array(map.leaves.length);
    const ordered = merged(extents);
    let [extent, number] = [0, 0];
    const cursor = map.cursor(dump);
    while (cursor.next()) {
      const { offset, size } = cursor;
      const { index, repeats } = cursor.leaf as Leaf;
      const end = offset + size;
      fieldTotals[index] = (fieldTotals[index] as number) + 1;
      elements.enter(repeats, cursor);
      while ((ordered[extent]?.until ?? end) < offset) extent++;
      if ((ordered[extent]?.from ?? dump.length + 1) <= end) {
        elements.keep(repeats, cursor, starts.length);
        starts.push(offset);
        ends.push(end);
        numbers.push(number);
        leafIndexes.push(index);
        for (let depth = 0; depth < this.depth; depth++) {
          indexes.push(depth < repeats.length ? cursor.indexAt(depth) : 0);
        }
      }
      elements.leave(end);
      number++;
    }
    starts.push(dump.length);
    this.size = leafIndexes.length;
    this.starts = Int32Array.from(starts);
    this.ends = Int32Array.from(ends);
    this.numbers = Int32Array.from(numbers);
    this.leafIndexes = Int32Array.from(leafIndexes);
    this.indexes = Int32Array.from(indexes);
    this.elements = elements.kept;
    this.repeats = elements.repeats;
    const totals = new Map(map.leaves.map(({ kind, index }) => [kind, fieldTotals[index] ?? 0]));
    for (const [kind, total] of elements.totals) totals.set(`${kind}[]`, total);
    this.totals = totals;
  }

  /** Where field `field` starts; of the field after the last one, where the dump ends. */
  start(field: number): number {
    return this.starts[field] as number;
  }

  end(field: number): number {
    return this.ends[field] as number;
  }

  /** The number that the field has among all fields of the dump, from 0. */
  number(field: number): number {
    return this.numbers[field] as number;
  }

  bytes(field: number): Uint8Array {
    return this.dump.subarray(this.start(field), this.end(field));
  }

  leaf(field: number): Leaf {
    return this.leaves[this.leafIndexes[field] as number] as Leaf;
  }

  /** `nodes[2].history[4].zxid.counter` */
  path(field: number): string {
    let depth = field * this.depth;
    return this.leaf(field).kind.replaceAll("[]", () => `[${this.indexes[depth++]}]`);
  }

  /** The number of the node that the field belongs to, or null. */
  node(field: number): number | null {
    return this.leaf(field).inNode ? (this.indexes[field * this.depth] as number) : null;
  }

  /** How many fields or elements of a kind, `nodes[].role` or `nodes[]`, the whole dump has. */
  total(kind: string): number {
    return this.totals.get(kind) ?? 0;
  }

  /** The field that holds the byte at `offset`, which must be inside the dump. */
  fieldAt(offset: number): number {
    return this.firstFieldAfter(offset) - 1;
  }

  /** Whether a field starts at `offset`, or the dump ends there. */
  isBoundary(offset: number): boolean {
    return offset === this.dump.length || this.start(this.fieldAt(offset)) === offset;
  }

  /** Offsets from `from` to `until` (included) at which a field starts or the dump ends. */
  boundaries(from: number, until: number): number[] {
    const found: number[] = [];
    for (let field = this.firstFieldAfter(from - 1); ; field++) {
      const offset = this.starts[field];
      if (offset === undefined || offset > until) break;
      if (offset !== found.at(-1)) found.push(offset);
    }
    return found;
  }

  /** The elements that start at `offset`, the outermost first. */
  elementsAt(offset: number): Element[] {
    const { elements } = this;
    const low = firstOf(elements.length, (i) => (elements[i] as Element).start >= offset);
    const found: Element[] = [];
    for (let i = low; elements[i]?.start === offset; i++) found.push(elements[i] as Element);
    return found;
  }

  /** The elements of one repeat that are together the bytes `from` .. `until`: the outermost such. */
  elementsBetween(from: number, until: number): Element[] | null {
    for (const first of this.elementsAt(from)) {
      const { elements } = first.repeat;
      const last = firstOf(elements.length, (i) => (elements[i] as Element).end >= until);
      if (elements[last]?.end !== until) continue;
      const { index } = first;
      const place = firstOf(elements.length, (i) => (elements[i] as Element).index >= index);
      return elements.slice(place, last + 1);
    }
    return null;
  }

  /** The elements right before or after `offset` of which `bytes` are a copy, or null. */
  elementsCopied(offset: number, bytes: Uint8Array): Element[] | null {
    for (const start of [offset - bytes.length, offset]) {
      const end = start + bytes.length;
      const elements =
        start < 0 || end > this.dump.length ? null : this.elementsBetween(start, end);
      if (elements === null) continue;
      if (bytes.every((byte, i) => byte === this.dump[start + i])) return elements;
    }
    return null;
  }

  /** The first field that starts after `offset`; one past the last field, if none does. */
  private firstFieldAfter(offset: number): number {
    return firstOf(this.size, (field) => this.start(field) > offset);
  }
}

/** The first of 0 .. `count` - 1 of which `holds` is true, as it is of all that follow; `count` for none. */
function firstOf(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The extents in their order, those that meet as one. */
function merged(extents: readonly Extent[]): Extent[] {
  const all: Extent[] = [];
  for (const extent of [...extents].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last === undefined || last.until < extent.from) all.push(extent);
    else all[all.length - 1] = { from: last.from, until: Math.max(last.until, extent.until) };
  }
  return all;
}

/** The elements that a walk over the fields goes through: all are counted, some are kept. */
class ElementWalk {
  readonly kept: Element[] = [];
  readonly repeats: Repeat[] = [];
  /** How many elements the repeats of each kind have. */
  readonly totals = new Map<string, number>();
  /** Of each depth: the kind of the repeat that the walk is in, the index and first byte of the element. */
  private readonly kinds: string[] = [];
  private readonly indexes: Int32Array;
  private readonly starts: Int32Array;
  /** The repeat and the element themselves, once they are kept. */
  private readonly openRepeats: (Repeat | undefined)[] = [];
  private readonly openElements: (Element | undefined)[] = [];

  constructor(depth: number) {
    this.indexes = new Int32Array(depth);
    this.starts = new Int32Array(depth);
  }

  /** Goes on to a field that stands in repeats of these kinds. */
  enter(kinds: readonly string[], cursor: FieldCursor): void {
    for (let depth = 0; depth < kinds.length; depth++) {
      const kind = kinds[depth] as string;
      const index = cursor.indexAt(depth);
      const isSameRepeat = this.kinds[depth] === kind;
      if (isSameRepeat && this.indexes[depth] === index) continue;
      this.close(depth);
      if (!isSameRepeat || index === 0) this.openRepeats.length = depth;
      this.kinds.push(kind);
      this.indexes[depth] = index;
      this.starts[depth] = cursor.offset;
      this.totals.set(kind, (this.totals.get(kind) ?? 0) + 1);
    }
    this.close(kinds.length);
  }

  /** Keeps the elements that the current field stands in; in the table it is field `field`. */
  keep(kinds: readonly string[], cursor: FieldCursor, field: number): void {
    for (const [depth, kind] of kinds.entries()) {
      const open = this.openElements[depth];
      if (open !== undefined) {
        open.end_field = field + 1;
        continue;
      }
      const repeat = this.openRepeats[depth] ?? this.begin(kind, depth);
      const start = this.starts[depth] as number;
      const fields = { first_field: field, end_field: field + 1 };
      const element = { repeat, index: cursor.indexAt(depth), start, end: start, ...fields };
      repeat.elements.push(element);
      this.kept.push(element);
      this.openElements[depth] = element;
    }
  }

  /** Leaves the current field, which ends at `end`. */
  leave(end: number): void {
    for (const element of this.openElements) if (element !== undefined) element.end = end;
  }

  private close(depth: number): void {
    this.kinds.length = Math.min(this.kinds.length, depth);
    this.openElements.length = Math.min(this.openElements.length, depth);
    this.openRepeats.length = Math.min(this.openRepeats.length, depth + 1);
  }

  private begin(kind: string, depth: number): Repeat {
    const parent = this.openElements[depth - 1];
    const path = parent ? elementPath(parent) + kind.slice(parent.repeat.kind.length + 2) : kind;
    const repeat = { kind, path, depth, elements: [] };
    this.openRepeats[depth] = repeat;
    this.repeats.push(repeat);
    return repeat;
  }
}
