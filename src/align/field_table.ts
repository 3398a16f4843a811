import type { FieldMap, Leaf } from "../dump/field_map.ts";

/** A repeat of a dump, with its elements. */
export interface Repeat {
  /** Without indexes, `nodes[].history`, and with those around it, `nodes[2].history`. */
  readonly kind: string;
  readonly path: string;
  /** How many repeats it stands in. */
  readonly depth: number;
  readonly elements: Element[];
}

/** An element of a repeat: its bytes `start` .. `end`, its fields `first_field` .. `end_field`, ends excluded. */
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

/**
 * The fields and elements of a dump of ours in tables, to be found by offset. Fields are numbered from 0
 * in their order; a field without bytes (an empty text) is at no offset.
 */
export class FieldTable {
  /** Fields of the dump, and its bytes. */
  readonly size: number;
  readonly dump: Uint8Array;
  readonly leaves: readonly Leaf[];
  /** The elements in the order of their first bytes, an element before those inside it. */
  readonly elements: readonly Element[];
  /** In the same order. Repeats without elements are not among them. */
  readonly repeats: readonly Repeat[];
  /** Where each field starts; one more, where the dump ends. */
  private readonly starts: Int32Array;
  private readonly leafIndexes: Int32Array;
  private readonly indexes: Int32Array;
  private readonly depth: number;

  constructor(map: FieldMap, dump: Uint8Array) {
    this.dump = dump;
    this.leaves = map.leaves;
    const repeatKinds = map.leaves.map(({ kind }) => repeatsOf(kind));
    this.depth = Math.max(0, ...repeatKinds.map((kinds) => kinds.length));
    const starts: number[] = [];
    const leafIndexes: number[] = [];
    const indexes: number[] = [];
    const collector = new ElementCollector();
    const cursor = map.cursor(dump);
    while (cursor.next()) {
      const { index } = cursor.leaf as Leaf;
      const kinds = repeatKinds[index] as string[];
      for (let depth = 0; depth < this.depth; depth++) {
        indexes.push(depth < kinds.length ? cursor.indexAt(depth) : 0);
      }
      collector.field(kinds, indexes.slice(indexes.length - this.depth), cursor, starts.length);
      starts.push(cursor.offset);
      leafIndexes.push(index);
    }
    starts.push(dump.length);
    this.size = leafIndexes.length;
    this.starts = Int32Array.from(starts);
    this.leafIndexes = Int32Array.from(leafIndexes);
    this.indexes = Int32Array.from(indexes);
    this.elements = collector.elements;
    this.repeats = collector.repeats;
  }

  /** Where field `field` starts; of the field after the last one, where the dump ends. */
  start(field: number): number {
    return this.starts[field] as number;
  }

  end(field: number): number {
    return this.starts[field + 1] as number;
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
    let [low, high] = [0, this.elements.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.elements[middle] as Element).start < offset) low = middle + 1;
      else high = middle;
    }
    const found: Element[] = [];
    for (let i = low; this.elements[i]?.start === offset; i++)
      found.push(this.elements[i] as Element);
    return found;
  }

  /** The elements of one repeat that are together the bytes `from` .. `until`: the outermost such. */
  elementsBetween(from: number, until: number): Element[] | null {
    for (const first of this.elementsAt(from)) {
      const siblings = first.repeat.elements;
      let [low, high] = [first.index, siblings.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((siblings[middle] as Element).end < until) low = middle + 1;
        else high = middle;
      }
      if (siblings[low]?.end === until) return siblings.slice(first.index, low + 1);
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
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The repeats that a field of this kind stands in: `nodes[].history[].zxid` in `nodes`, `nodes[].history`. */
function repeatsOf(kind: string): string[] {
  const parts = kind.split("[]");
  return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join("[]"));
}

class ElementCollector {
  readonly elements: Element[] = [];
  readonly repeats: Repeat[] = [];
  /** The element of each depth that the last field was in. */
  private readonly open: Element[] = [];

  field(
    kinds: readonly string[],
    indexes: readonly number[],
    { offset, size }: { readonly offset: number; readonly size: number },
    field: number,
  ): void {
    for (const [depth, kind] of kinds.entries()) {
      const index = indexes[depth] as number;
      const current = this.open[depth];
      if (current?.repeat.kind === kind && current.index === index) continue;
      this.open.length = depth;
      const isNext = current?.repeat.kind === kind && index > 0;
      const repeat = isNext ? current.repeat : this.begin(kind, depth);
      const element = { repeat, index, start: offset, first_field: field, end: 0, end_field: 0 };
      repeat.elements.push(element);
      this.elements.push(element);
      this.open[depth] = element;
    }
    this.open.length = kinds.length;
    for (const element of this.open) {
      element.end = offset + size;
      element.end_field = field + 1;
    }
  }

  private begin(kind: string, depth: number): Repeat {
    const parent = this.open[depth - 1];
    const path = parent ? elementPath(parent) + kind.slice(parent.repeat.kind.length + 2) : kind;
    const repeat = { kind, path, depth, elements: [] };
    this.repeats.push(repeat);
    return repeat;
  }
}
