import type { Leaf } from "../dump/field_map.ts";
import { hex } from "../dump/value.ts";
import type { FieldTable, Repeat } from "./field_table.ts";
import type { FoundOrder, FoundSwap, LeafRange } from "./order.ts";

/** Elements of a repeat that are all there, in another order. */
export interface Reordering {
  /** The repeat, without indexes and with them: `nodes[].history`, `nodes[0].history`. */
  readonly kind: string;
  readonly path: string;
  /** The indexes of the expected elements in the order in which the submission has them. */
  readonly order: readonly number[];
  /** What tells the elements apart: a field that is different in each; null where none is. */
  readonly names: ElementNames | null;
  /** How many repeats of this kind are in another order; this is the first. */
  readonly places: number;
}

/** A field of each element of a repeat. */
export interface ElementNames {
  readonly leaf: Leaf;
  /** Its name in the element: `zxid.counter`. */
  readonly label: string;
  /** Its bytes in the expected elements, in their order. */
  readonly values: readonly Uint8Array[];
}

/** Two neighbouring fields, or groups of fields, that have changed places wherever they stand. */
export interface Swap {
  /** Their kinds, and that of the group that they are in, empty for the dump itself. */
  readonly first: string;
  readonly second: string;
  readonly group: string;
  /** In how many places it shows, because the two hold different bytes, of how many in all. */
  readonly count: number;
  readonly total: number;
  /** The first place where it shows: the path of the group there, and the fields of both as expected. */
  readonly owner: string;
  readonly first_values: readonly FieldSample[];
  readonly second_values: readonly FieldSample[];
}

/** A field of the expected dump with its bytes. */
export interface FieldSample {
  readonly leaf: Leaf;
  readonly bytes: Uint8Array;
}

/** One for each kind of repeat. */
export function reorderingsOf(table: FieldTable, found: readonly FoundOrder[]): Reordering[] {
  const kinds = Map.groupBy(found, ({ repeat }) => repeat.kind);
  return [...kinds.values()].map((all) => {
    const { repeat, order } = all[0] as FoundOrder;
    const { kind, path } = repeat;
    return { kind, path, order, names: namesOf(table, repeat), places: all.length };
  });
}

/** Bytes of a text by which it is told from others: a sentence shows no more of them. */
const NAME_BYTES = 40;

/** The first field of the elements that is different in each. */
function namesOf(table: FieldTable, { kind, depth, elements }: Repeat): ElementNames | null {
  for (const leaf of table.leaves) {
    const isDirect = leaf.kind.startsWith(`${kind}[].`) && leaf.repeats.length === depth + 1;
    if (!isDirect) continue;
    const values = elements.map(({ first_field, end_field }) => {
      let field = first_field;
      while (field < end_field && table.leaf(field) !== leaf) field++;
      return table.bytes(field);
    });
    const different = new Set(values.map((bytes) => hex(bytes.subarray(0, NAME_BYTES))));
    if (different.size < values.length) continue;
    return { leaf, label: leaf.kind.slice(kind.length + "[].".length), values };
  }
  return null;
}

export function swapsOf(table: FieldTable, found: readonly FoundSwap[]): Swap[] {
  return found.map(({ first, second, showing, total }) => {
    const group = first.kind.slice(0, Math.max(0, first.kind.lastIndexOf(".")));
    const field = showing[0] as number;
    const inGroup = table.leaf(field).kind.length - group.length;
    const middle = field + sizeOf(first);
    return {
      first: first.kind,
      second: second.kind,
      group,
      count: showing.length,
      total,
      owner: group === "" ? "" : table.path(field).slice(0, -inGroup),
      first_values: samples(table, field, middle),
      second_values: samples(table, middle, middle + sizeOf(second)),
    };
  });
}

function sizeOf({ from, to }: LeafRange): number {
  return to - from;
}

/** The fields `from` .. `to`, `to` excluded. */
function samples(table: FieldTable, from: number, to: number): FieldSample[] {
  return Array.from({ length: to - from }, (_, i) => ({
    leaf: table.leaf(from + i),
    bytes: table.bytes(from + i),
  }));
}
