import { type Change, endOf } from "./edit_script.ts";
import type { FieldTable } from "./field_table.ts";
import { areZeros, isWidening, WIDTHS } from "./widths.ts";

/**
 * A gap among equal bytes has no place of its own: `00 00` in place of `00` is a zero more, before or
 * behind. Each gap is moved, as far as the bytes leave it free, to where it says most: a whole element
 * or field, an integer of another width, a boundary between fields. Among equals it goes where other gaps
 * of the script go as well, so that what recurs at each element is seen to recur; then to the first.
 */
export function slideGaps(
  table: FieldTable,
  actual: Uint8Array,
  changes: readonly Change[],
): Change[] {
  const votes = new Map<string, number>();
  for (const [i, change] of changes.entries()) {
    const places = placesFor(table, actual, change, changes[i - 1], changes[i + 1]);
    for (const label of new Set(places.map((place) => place.label))) {
      votes.set(label, (votes.get(label) ?? 0) + 1);
    }
  }
  const slid: Change[] = [];
  for (const [i, change] of changes.entries()) {
    const places = placesFor(table, actual, change, slid.at(-1), changes[i + 1]);
    let best: Place | undefined;
    for (const place of places) if (!best || isBetter(place, best, votes)) best = place;
    if (best === undefined) slid.push(change);
    else slid.push(...(split(table, actual, change, places) ?? [move(change, best.offset)]));
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
 * the others. To the search, gaps among the same zeros are one gap. Null where it is not so.
 */
function split(
  table: FieldTable,
  actual: Uint8Array,
  change: Change,
  places: readonly Place[],
): Change[] | null {
  const { actual_offset: start, actual_size: size } = change;
  if (size === 0 || !areZeros(actual.subarray(start, start + size))) return null;
  const ends = places.filter(({ offset }) => offset > 0 && table.isBoundary(offset));
  const fields = [...new Set(ends.map(({ offset }) => table.fieldAt(offset - 1)))];
  for (const width of WIDTHS) {
    const wider = fields
      .filter((field) => table.leaf(field).type !== "bytes")
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
 * A place for a gap. Of a lower rank it says more; gaps that say the same there have the same label; of
 * two with as many gaps the lower preference comes first.
 */
interface Place {
  readonly offset: number;
  readonly rank: number;
  readonly label: string;
  readonly preference: number;
}

const MOST_PREFERRED = 0;

function isBetter(place: Place, than: Place, votes: ReadonlyMap<string, number>): boolean {
  if (place.rank !== than.rank) return place.rank < than.rank;
  const [ours, theirs] = [votes.get(place.label) ?? 0, votes.get(than.label) ?? 0];
  if (ours !== theirs) return ours > theirs;
  if (place.preference !== than.preference) return place.preference < than.preference;
  return place.offset < than.offset;
}

/** Places that a gap is free to take between its neighbours: where fields begin or end, else the first. */
function placesFor(
  table: FieldTable,
  actual: Uint8Array,
  change: Change,
  before: Change | undefined,
  after: Change | undefined,
): Place[] {
  if (change.kind === "replaced") return [];
  const isInserted = change.kind === "inserted";
  const bytes = isInserted ? actual : table.dump;
  const start = isInserted ? change.actual_offset : change.expected_offset;
  const size = change.expected_size + change.actual_size;
  const roomBefore = change.expected_offset - (before ? endOf(before) : 0);
  const roomAfter = (after?.expected_offset ?? table.dump.length) - endOf(change);
  let left = 0;
  while (left < roomBefore && bytes[start - left - 1] === bytes[start - left - 1 + size]) left++;
  let right = 0;
  while (right < roomAfter && bytes[start + right] === bytes[start + right + size]) right++;

  const [lowest, highest] = [change.expected_offset - left, change.expected_offset + right];
  const offsets = table.boundaries(lowest, highest);
  if (isInserted) {
    offsets.push(lowest);
    const toActual = change.actual_offset - change.expected_offset;
    return offsets.map((offset) =>
      placeOfInsertion(table, offset, actual.subarray(offset + toActual, offset + toActual + size)),
    );
  }
  for (const boundary of table.boundaries(lowest + size, highest + size)) {
    offsets.push(boundary - size);
  }
  offsets.push(lowest);
  return offsets.map((offset) => placeOfRemoval(table, offset, size));
}

function placeOfInsertion(table: FieldTable, offset: number, bytes: Uint8Array): Place {
  const size = bytes.length;
  if (!table.isBoundary(offset)) {
    return { offset, rank: 2, label: `inside ${size}`, preference: 1 };
  }
  const before = offset === 0 ? null : table.fieldAt(offset - 1);
  const kind = before === null ? "" : table.leaf(before).kind;
  if (before !== null && isWidening(table, before, bytes)) {
    return { offset, rank: 1, label: `wider ${kind} ${size}`, preference: MOST_PREFERRED };
  }
  return { offset, rank: 1, label: `after ${kind}`, preference: 1 };
}

function placeOfRemoval(table: FieldTable, offset: number, size: number): Place {
  const end = offset + size;
  const element = table.elementsBetween(offset, end)?.[0];
  if (element !== undefined) {
    const label = `elements ${element.repeat.kind}`;
    return { offset, rank: 0, label, preference: MOST_PREFERRED };
  }
  const first = table.fieldAt(offset);
  const { kind } = table.leaf(first);
  const [starts, ends] = [table.isBoundary(offset), table.isBoundary(end)];
  if (starts && ends) {
    return { offset, rank: 1, label: `fields ${kind} ${size}`, preference: MOST_PREFERRED };
  }
  const rank = starts || ends ? 2 : 3;
  return { offset, rank, label: `part ${kind} ${size}`, preference: starts ? 1 : 2 };
}
