import { type Change, endOf } from "./edit_script.ts";
import type { Extent, FieldTable } from "./field_table.ts";
import { areZeros, isExtensible, isWidening, WIDTHS } from "./widths.ts";

/**
 * A gap among equal bytes has no place of its own: `00 00` in place of `00` is a zero more, before or
 * behind. Each gap is moved, as far as the bytes leave it free, to where it says most: whole elements
 * or fields, an integer of another width, a boundary between fields. Among equals it goes where other gaps
 * of the script go as well, so that what recurs at each element is seen to recur (payloads without their
 * length, where a length and the counter before it are the same bytes); then to the first.
 */
export function slideGaps(
  table: FieldTable,
  actual: Uint8Array,
  changes: readonly Change[],
): Change[] {
  const votes = new Map<string, number>();
  for (const [i, change] of changes.entries()) {
    const spots = spotsFor(table, actual, change, changes[i - 1], changes[i + 1]);
    for (const label of new Set(spots.map((spot) => spot.label))) {
      votes.set(label, (votes.get(label) ?? 0) + 1);
    }
  }
  const slid: Change[] = [];
  for (const [i, change] of changes.entries()) {
    const spots = spotsFor(table, actual, change, slid.at(-1), changes[i + 1]);
    let best: Spot | undefined;
    for (const spot of spots) if (!best || isBetter(spot, best, votes)) best = spot;
    if (best === undefined) slid.push(change);
    else {
      // One gap alone stays one: nothing says that the program writes integers wider elsewhere.
      const parts = changes.length > 1 ? split(table, actual, change, spots) : null;
      slid.push(...(parts ?? [move(change, best.offset)]));
    }
  }
  return slid;
}

/** The gap at another offset of the expected dump. */
function move(change: Change, expected_offset: number): Change {
  const by = expected_offset - change.expected_offset;
  return { ...change, expected_offset, actual_offset: change.actual_offset + by };
}

/**
 * Zeros among zeros, as several insertions: where that makes every integer which ends there as wide as
 * the others (every integer as u64, in a node that is all zeros). To the search, gaps among the same zeros
 * are one gap. Null where it is not so.
 */
function split(
  table: FieldTable,
  actual: Uint8Array,
  change: Change,
  spots: readonly Spot[],
): Change[] | null {
  const { actual_offset: start, actual_size: size } = change;
  if (size === 0 || !areZeros(actual.subarray(start, start + size))) return null;
  const ends = spots.filter(({ offset }) => offset > 0 && table.isBoundary(offset));
  const fields = [...new Set(ends.map(({ offset }) => table.fieldAt(offset - 1)))];
  for (const width of WIDTHS) {
    const wider = fields
      .filter((field) => isExtensible(table.leaf(field).type))
      .map((field) => ({ end: table.end(field), by: width - table.bytes(field).length }))
      .filter(({ by }) => by > 0);
    const isFilled = wider.reduce((sum, { by }) => sum + by, 0) === size;
    if (!isFilled || wider.length < 2) continue;
    let before = 0;
    return wider.map(({ end, by }) => {
      const { expected_offset, actual_offset } = move(change, end);
      const piece = { expected_offset, actual_offset: actual_offset + before, actual_size: by };
      before += by;
      return { ...change, ...piece };
    });
  }
  return null;
}

/**
 * The bytes of the expected dump that decide what the changes are told as: those around each change to which it
 * may be moved. One that is moved over the place of its neighbour, which was moved away, is in the neighbour's.
 */
export function extentsOf(
  expected: Uint8Array,
  actual: Uint8Array,
  changes: readonly Change[],
): Extent[] {
  return changes.map((change, i) => {
    const { left, right } = slackOf(expected, actual, change, changes[i - 1], changes[i + 1]);
    // What is inserted may be a copy of as many bytes before or behind it.
    const copied = change.kind === "inserted" ? change.actual_size : 0;
    return {
      from: Math.max(0, change.expected_offset - left - copied),
      until: Math.min(expected.length, endOf(change) + right + copied),
    };
  });
}

/**
 * A spot for a gap. Of a lower rank it says more; gaps that say the same there have the same label; of
 * two with as many gaps the lower preference comes first.
 */
interface Spot {
  readonly offset: number;
  readonly rank: number;
  readonly label: string;
  readonly preference: number;
}

function isBetter(spot: Spot, than: Spot, votes: ReadonlyMap<string, number>): boolean {
  if (spot.rank !== than.rank) return spot.rank < than.rank;
  const [ours, theirs] = [votes.get(spot.label) ?? 0, votes.get(than.label) ?? 0];
  if (ours !== theirs) return ours > theirs;
  if (spot.preference !== than.preference) return spot.preference < than.preference;
  return spot.offset < than.offset;
}

/** By how many bytes a gap may be moved between its neighbours, within the equal bytes around it. */
function slackOf(
  expected: Uint8Array,
  actual: Uint8Array,
  change: Change,
  before: Change | undefined,
  after: Change | undefined,
): { readonly left: number; readonly right: number } {
  if (change.kind === "replaced") return { left: 0, right: 0 };
  const isInserted = change.kind === "inserted";
  const bytes = isInserted ? actual : expected;
  const start = isInserted ? change.actual_offset : change.expected_offset;
  const size = change.expected_size + change.actual_size;
  const roomBefore = change.expected_offset - (before ? endOf(before) : 0);
  const roomAfter = (after?.expected_offset ?? expected.length) - endOf(change);
  let left = 0;
  while (left < roomBefore && bytes[start - left - 1] === bytes[start - left - 1 + size]) left++;
  let right = 0;
  while (right < roomAfter && bytes[start + right] === bytes[start + right + size]) right++;
  return { left, right };
}

/** Spots that a gap is free to take between its neighbours: where fields begin or end; for an insertion, the first. */
function spotsFor(
  table: FieldTable,
  actual: Uint8Array,
  change: Change,
  before: Change | undefined,
  after: Change | undefined,
): Spot[] {
  if (change.kind === "replaced") return [];
  const { expected_offset, actual_offset } = change;
  const size = change.expected_size + change.actual_size;
  const { left, right } = slackOf(table.dump, actual, change, before, after);
  const [lowest, highest] = [expected_offset - left, expected_offset + right];
  const offsets = table.boundaries(lowest, highest);
  if (change.kind === "inserted") {
    offsets.push(lowest);
    const toActual = actual_offset - expected_offset;
    return offsets.map((offset) =>
      spotOfInsertion(table, offset, actual.subarray(offset + toActual, offset + toActual + size)),
    );
  }
  for (const boundary of table.boundaries(lowest + size, highest + size)) {
    offsets.push(boundary - size);
  }
  return offsets.map((offset) => spotOfRemoval(table, offset, size));
}

function spotOfInsertion(table: FieldTable, offset: number, bytes: Uint8Array): Spot {
  const size = bytes.length;
  if (!table.isBoundary(offset)) {
    return { offset, rank: 2, label: `inside ${size}`, preference: 1 };
  }
  const before = offset === 0 ? null : table.fieldAt(offset - 1);
  const kind = before === null ? "" : table.leaf(before).kind;
  if (before !== null && isWidening(table, before, bytes)) {
    return { offset, rank: 1, label: `wider ${kind} ${size}`, preference: 0 };
  }
  return { offset, rank: 1, label: `after ${kind}`, preference: 1 };
}

function spotOfRemoval(table: FieldTable, offset: number, size: number): Spot {
  const end = offset + size;
  const element = table.elementsBetween(offset, end)?.[0];
  if (element !== undefined) {
    const label = `elements ${element.repeat.kind}`;
    return { offset, rank: 0, label, preference: 0 };
  }
  const first = table.fieldAt(offset);
  const { kind } = table.leaf(first);
  const [starts, ends] = [table.isBoundary(offset), table.isBoundary(end)];
  if (starts && ends) {
    return { offset, rank: 1, label: `fields ${kind} ${size}`, preference: 0 };
  }
  const rank = starts || ends ? 2 : 3;
  return { offset, rank, label: `part ${kind} ${size}`, preference: starts ? 1 : 2 };
}
