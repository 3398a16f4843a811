import type { FieldMap, Leaf } from "../../dump/field_map.ts";

/**
 * The fields of a dump as plain columns, so that they can be sent from the engine's thread to the page: a dump
 * of a megabyte has hundreds of thousands of them. Fields are numbered from 0 in their order.
 */
export interface Fields {
  readonly leaves: readonly Leaf[];
  /** Where each field starts; one more, where the dump ends. */
  readonly starts: Int32Array;
  readonly leaf_indexes: Uint16Array;
  /** By field, `depth` of them: its index in each of the repeats that it stands in, the outermost first. */
  readonly indexes: Int32Array;
  readonly depth: number;
}

/** The fields of `dump`, which must be a dump of this layout. Throws a LayoutMismatch where it is not. */
export function fieldsOfDump(map: FieldMap, dump: Uint8Array): Fields {
  const depths = map.leaves.map(({ kind }) => depthOf(kind));
  const depth = Math.max(0, ...depths);
  const starts: number[] = [];
  const leafIndexes: number[] = [];
  const indexes: number[] = [];
  const cursor = map.cursor(dump);
  while (cursor.next()) {
    const { index } = cursor.leaf as Leaf;
    starts.push(cursor.offset);
    leafIndexes.push(index);
    const own = depths[index] as number;
    for (let i = 0; i < depth; i++) indexes.push(i < own ? cursor.indexAt(i) : 0);
  }
  starts.push(dump.length);
  return {
    leaves: map.leaves,
    starts: Int32Array.from(starts),
    leaf_indexes: Uint16Array.from(leafIndexes),
    indexes: Int32Array.from(indexes),
    depth,
  };
}

/** How many repeats a field of this kind stands in. */
export function depthOf(kind: string): number {
  return kind.split("[]").length - 1;
}

export function fieldCount({ leaf_indexes }: Fields): number {
  return leaf_indexes.length;
}

export function startOf({ starts }: Fields, field: number): number {
  return starts[field] as number;
}

export function endOf({ starts }: Fields, field: number): number {
  return starts[field + 1] as number;
}

export function leafOf({ leaves, leaf_indexes }: Fields, field: number): Leaf {
  return leaves[leaf_indexes[field] as number] as Leaf;
}

/** The index of a field's element in the repeat at `depth`. */
export function indexOf({ indexes, depth }: Fields, field: number, at: number): number {
  return indexes[field * depth + at] as number;
}

/** `nodes[2].history[4].zxid.counter` */
export function pathOf(fields: Fields, field: number): string {
  let at = 0;
  return leafOf(fields, field).kind.replaceAll("[]", () => `[${indexOf(fields, field, at++)}]`);
}

/** The node that a field belongs to, or null. */
export function nodeOf(fields: Fields, field: number): number | null {
  return leafOf(fields, field).inNode ? indexOf(fields, field, 0) : null;
}

/** The field that holds the byte at `offset`; null outside the dump. A field without bytes holds none. */
export function fieldAt({ starts }: Fields, offset: number): number | null {
  const end = starts[starts.length - 1] as number;
  if (offset < 0 || offset >= end) return null;
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
