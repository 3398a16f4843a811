import type { FieldTable, Repeat } from "./field_table.ts";

/** A repeat whose elements are all in the submission, byte for byte, in another order. */
export interface FoundOrder {
  readonly repeat: Repeat;
  /** The indexes of the expected elements in the order in which the submission has them. */
  readonly order: readonly number[];
}

/** Two neighbouring members of a group, by their leaves (from .. to, `to` excluded). */
export interface Siblings {
  readonly first: LeafRange;
  readonly second: LeafRange;
}

export interface LeafRange {
  /** The path without indexes: of a field, or of a group of fields. */
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

/** Neighbours that change places in all of the dump. */
export interface FoundSwap extends Siblings {
  /** The first field of the first neighbour, wherever the swap shows: the two hold different bytes. */
  readonly showing: readonly number[];
  /** How often the two neighbours stand in the dump. */
  readonly total: number;
}

/** What is in another order, and the submission with that undone, so that only the rest differs. */
export interface Order {
  readonly repeats: readonly FoundOrder[];
  readonly swaps: readonly FoundSwap[];
  readonly undone: Uint8Array;
}

/**
 * Looks for elements and fields that are all there, in another order. `table` has the whole dump. The places in
 * the submission are those of the expected dump, counted from the beginning or from the end: what was inserted
 * or removed on the other side does not matter (keys in numeric order, and a byte too many in the head). The
 * elements of a repeat are taken from the expected dump, and no encoding of an element is the beginning of
 * another's (lengths come first), so each is found without trying.
 */
export function findOrder(table: FieldTable, actual: Uint8Array): Order {
  const undone = Uint8Array.from(actual);
  const shifts = [...new Set([0, actual.length - table.dump.length])];
  const repeats: FoundOrder[] = [];
  for (const repeat of table.repeats) {
    const [start, end] = bounds(repeat);
    for (const shift of shifts) {
      if (start + shift < 0 || end + shift > undone.length) continue;
      const region = undone.subarray(start + shift, end + shift);
      if (compareBytes(table.dump.subarray(start, end), region) === 0) continue;
      const order = orderOf(table.dump, repeat, region);
      if (order === null) continue;
      repeats.push({ repeat, order });
      undone.set(table.dump.subarray(start, end), start + shift);
      break;
    }
  }
  const swaps: FoundSwap[] = [];
  for (const siblings of neighbours(table)) {
    const found = shifts
      .map((shift) => findSwap(table, siblings, undone, shift))
      .find((swap) => swap !== null);
    if (found) swaps.push(found);
  }
  return { repeats, swaps, undone };
}

function bounds({ elements }: Repeat): [start: number, end: number] {
  return [elements[0]?.start ?? 0, elements.at(-1)?.end ?? 0];
}

/** The elements of `repeat` in the order in which `region` has them; null where it has anything else. */
function orderOf(dump: Uint8Array, repeat: Repeat, region: Uint8Array): number[] | null {
  const slice = (index: number) => {
    const element = repeat.elements[index];
    return dump.subarray(element?.start, element?.end);
  };
  const sorted = repeat.elements
    .map(({ index }) => index)
    .sort((a, b) => compareBytes(slice(a), slice(b)) || a - b);
  /** How many of the equal elements from a place of `sorted` on have been found. */
  const found = new Map<number, number>();
  const order: number[] = [];
  for (let at = 0; at < region.length; ) {
    const rest = region.subarray(at);
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = slice(sorted[middle] as number);
      if (compareBytes(candidate, rest.subarray(0, candidate.length)) < 0) low = middle + 1;
      else high = middle;
    }
    const place = low + (found.get(low) ?? 0);
    const index = sorted[place];
    if (index === undefined) return null;
    const element = slice(index);
    if (compareBytes(element, rest.subarray(0, element.length)) !== 0 || element.length === 0) {
      return null;
    }
    found.set(low, place - low + 1);
    order.push(index);
    at += element.length;
  }
  return order.length === repeat.elements.length ? order : null;
}

/** Byte by byte; the beginning of another comes before it. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  }
  return a.length - b.length;
}

/**
 * Every two neighbouring members of every group, if without repeats. Those of the fewest fields come first: the
 * two numbers of a zxid change places, and not a zxid with its neighbour.
 */
function neighbours(table: FieldTable): Siblings[] {
  const kinds = table.leaves.map(({ kind }) => kind);
  const groups = new Set(
    kinds.flatMap((kind) => [...kind.matchAll(/\./g)].map(({ index }) => kind.slice(0, index + 1))),
  );
  const repeats = ({ kind, from, to }: LeafRange) =>
    kind.endsWith("[]") || kinds.slice(from, to).some((leaf) => leaf.includes("[]", kind.length));
  const pairs: Siblings[] = [];
  for (const group of ["", ...groups]) {
    const members: LeafRange[] = [];
    for (const [leaf, kind] of kinds.entries()) {
      if (!kind.startsWith(group)) continue;
      const name = group + (kind.slice(group.length).split(".")[0] as string);
      const before = members.at(-1);
      if (before?.kind === name && before.to === leaf) {
        members[members.length - 1] = { ...before, to: leaf + 1 };
      } else members.push({ kind: name, from: leaf, to: leaf + 1 });
    }
    for (const [i, second] of members.entries()) {
      const first = members[i - 1];
      if (first === undefined || repeats(first) || repeats(second)) continue;
      if (!isWhole(table, first.from, second.to)) continue;
      pairs.push({ first, second });
    }
  }
  const leaves = ({ first, second }: Siblings) => second.to - first.from;
  return pairs.sort((a, b) => leaves(a) - leaves(b));
}

/** Whether these leaves stand in the same optional part or in none, so that where one is the others are. */
function isWhole({ leaves }: FieldTable, from: number, to: number): boolean {
  return leaves.slice(from, to).every(({ optional }) => optional === leaves[from]?.optional);
}

/** Whether there is such a field, and the submission has its bytes `shift` bytes further on. */
function agrees(table: FieldTable, field: number, actual: Uint8Array, shift: number): boolean {
  if (field < 0 || field >= table.size) return false;
  const start = Math.max(0, table.start(field) + shift);
  return compareBytes(table.bytes(field), actual.subarray(start, table.end(field) + shift)) === 0;
}

/**
 * The swap of two neighbours, if the submission has them the other way round everywhere, and the field
 * before them or the one after them in its place. Without that, a few bytes inserted before two small
 * numbers look like a swap of the two.
 */
function findSwap(
  table: FieldTable,
  { first, second }: Siblings,
  undone: Uint8Array,
  shift: number,
): FoundSwap | null {
  const showing: number[] = [];
  const places: [start: number, end: number][] = [];
  for (let field = 0; field < table.size; field++) {
    if (table.leaf(field).index !== first.from) continue;
    const middle = field + first.to - first.from;
    const [start, end] = [table.start(field), table.start(middle + second.to - second.from)];
    const ours = table.dump.subarray(start, end);
    const theirs = undone.subarray(Math.max(0, start + shift), Math.max(0, end + shift));
    const sizeOfFirst = table.start(middle) - start;
    const sizeOfSecond = end - table.start(middle);
    const isSwapped =
      compareBytes(ours.subarray(sizeOfFirst), theirs.subarray(0, sizeOfSecond)) === 0 &&
      compareBytes(ours.subarray(0, sizeOfFirst), theirs.subarray(sizeOfSecond)) === 0;
    if (!isSwapped) return null;
    if (compareBytes(ours, theirs) !== 0) {
      const after = middle + second.to - second.from;
      const isFixed = [field - 1, after].some((other) => agrees(table, other, undone, shift));
      if (!isFixed) return null;
      showing.push(field);
    }
    places.push([start, end]);
  }
  if (showing.length === 0) return null;
  for (const [start, end] of places) undone.set(table.dump.subarray(start, end), start + shift);
  return { first, second, showing, total: places.length };
}
