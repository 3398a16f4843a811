import type { FieldMap } from "../dump/field_map.ts";
import { isNumberType } from "../dump/value.ts";
import type { Work } from "../kernel/work.ts";
import {
  type AlignmentLimits,
  aligningBytes,
  type Change,
  changesOf,
  costByOffset,
  costOf,
  equalEnds,
  type Stretch,
  scriptByOffset,
} from "./edit_script.ts";
import { type Edit, type EditPattern, editsOf, patternsOf } from "./edits.ts";
import { FieldTable } from "./field_table.ts";
import { findOrder, type Order } from "./order.ts";
import { rootsOf } from "./roots.ts";
import { extentsOf, slideGaps } from "./slide.ts";
import type { Costs, Meter } from "./wavefront.ts";

/**
 * Two ideas of what is cheap, since none is right for all damage. Of a missing element no byte should be
 * found again elsewhere for the price of a gap more (a history that ends early); integers that are wider or
 * narrower all over the dump should not become a few wrong values and one large gap (lengths as u16).
 */
const FEW_GAPS: Costs = { substitution: 1, gap: 2 };
const MANY_GAPS: Costs = { substitution: 3, gap: 1 };

/**
 * A script must save half of what comparing by offset costs, to be the better explanation: a wrong digit in
 * the magic is no shift.
 */
const SAVING = 2;
/**
 * Of the shorter dump, at most one byte in four may need an edit; else the dumps have too little in common:
 * values as decimal text, a run that went another way.
 */
const AGREEMENT = 4;
/**
 * Bytes other than zero that must agree at the least, as many as a magic has: a file of zeros agrees with the
 * zeros of any dump.
 */
const COMMON_BYTES = 8;

/** Why there is no alignment. */
export type Skipped =
  /** The dumps are equal. */
  | "equal"
  /** What remains between their equal ends is beyond LIMITS.align_bytes. */
  | "too-large"
  /** They have too little in common, or what they have was not found within the limits of the search. */
  | "too-different"
  /** Comparing them byte by byte at equal offsets says as much. */
  | "by-offset-is-as-good";

/** What is aligned, and within which limits. `meter` counts the work over all searches. */
export interface Alignable {
  readonly map: FieldMap;
  readonly expected: Uint8Array;
  readonly actual: Uint8Array;
  readonly limits: AlignmentLimits;
  readonly meter: Meter;
}

/** A script in terms of fields: its changes where they say most, and the edits that they are. */
export interface Reading {
  /** The fields around the changes. */
  readonly table: FieldTable;
  readonly changes: readonly Change[];
  readonly edits: readonly Edit[];
  readonly patterns: readonly EditPattern[];
}

/** What is in another order, and a reading of the rest. */
export interface Interpretation extends Reading {
  /** With the table of the whole dump; null where nothing is in another order. */
  readonly order: (Order & { readonly whole: FieldTable }) | null;
}

/**
 * What is in another order, and a reading of the rest, if that says less than a reading of the submission
 * as it is: among small integers a shift may look like a swap (lengths as u64, where an epoch stands beside a
 * counter). Where the rest has no better explanation than by offset, elements in another order are still told.
 * Order is looked for in dumps of at most `limits.ordered_bytes`: it takes a table of the whole dump.
 */
export function* interpreting(given: Alignable): Work<Interpretation | Skipped> {
  const { map, expected, actual, limits } = given;
  const { prefix, suffix } = equalEnds(expected, actual);
  const larger = Math.max(expected.length, actual.length);
  if (expected.length === actual.length && prefix === larger) return "equal";
  if (larger - prefix - suffix > limits.bytes) return "too-large";
  const asItIs = yield* bestReading(given);
  const plain = typeof asItIs === "string" ? asItIs : { ...asItIs, order: null };
  // What one gap explains needs no second look, and in a large dump would not get a cheap one.
  if (larger > limits.ordered_bytes || (typeof plain !== "string" && isOneGap(plain))) return plain;
  const whole = new FieldTable(map, expected);
  const order = { ...findOrder(whole, actual), whole };
  const orders = order.repeats.length + order.swaps.length;
  if (orders === 0) return plain;
  const inOrder = { ...given, actual: order.undone };
  const better = yield* bestReading(inOrder);
  const rest = typeof better === "string" ? readingByOffset(inOrder, order) : better;
  if (rest === null) return plain;
  const isShorter =
    typeof plain === "string" || lengthOf(rest, order.undone) + orders < lengthOf(plain, actual);
  return isShorter ? { ...rest, order } : plain;
}

function read({ map, expected, actual }: Alignable, script: readonly Stretch[]): Reading {
  const found = changesOf(script);
  const table = new FieldTable(map, expected, extentsOf(expected, actual, found));
  const changes = slideGaps(table, actual, found);
  const edits = editsOf(table, actual, rootsOf(table, actual, changes));
  return { table, changes, edits, patterns: patternsOf(edits) };
}

/** A reading by offset of what remains when the order of elements is undone, if it may be told. */
function readingByOffset(given: Alignable, { repeats }: Order): Reading | null {
  const { expected, actual, limits } = given;
  if (repeats.length === 0 || costByOffset(expected, actual, FEW_GAPS) > limits.cost) return null;
  return read(given, scriptByOffset(expected, actual));
}

function isOneGap({ changes }: Pick<Reading, "changes">): boolean {
  return changes.length === 1 && changes[0]?.kind !== "replaced";
}

/**
 * How much a reading has to say: one for each different edit, since what recurs at each element is one
 * thing that went wrong; one for each byte other than zero that such an edit brings in place of another
 * (indexes as u32 leave no wrong values); and one for each end of a removal inside a field, where programs do
 * not stop writing (a history that ends early is missing whole entries).
 */
function lengthOf({ table, patterns }: Reading, actual: Uint8Array): number {
  let length = patterns.length;
  for (const { edit } of patterns) {
    const { expected_offset: start, expected_size, actual_offset, actual_size } = edit.root;
    for (let i = 0; i < actual_size; i++) {
      const theirs = actual[actual_offset + i];
      const ours = i < expected_size ? table.dump[start + i] : undefined;
      if (theirs !== 0 && theirs !== ours) length++;
    }
    if (edit.root.kind !== "removed") continue;
    length += [start, start + expected_size].filter((end) => !table.isBoundary(end)).length;
  }
  return length;
}

/** Whether a reading is shorter than another, or as short and leaves fewer bytes unaligned. */
function isBetter(reading: Reading, than: Reading, actual: Uint8Array): boolean {
  const [ours, theirs] = [lengthOf(reading, actual), lengthOf(than, actual)];
  return ours !== theirs ? ours < theirs : unaligned(reading) < unaligned(than);
}

function unaligned({ changes }: Reading): number {
  return changes.reduce((sum, change) => sum + change.expected_size + change.actual_size, 0);
}

/**
 * The best reading of the useful scripts, see {@link isBetter}. One that says more than half of what the
 * expected dump does is the submission written out, and explains nothing (the dump of another scenario); but
 * one gap is one gap, whatever is in it (a banner before a short dump).
 */
function* bestReading(given: Alignable): Work<Reading | Skipped> {
  let best: Reading | null = null;
  let reason: Skipped = "too-different";
  for (const costs of [FEW_GAPS, MANY_GAPS]) {
    const script = yield* usefulScript(given, costs);
    if (typeof script === "string") {
      if (script === "by-offset-is-as-good") reason = script;
      continue;
    }
    const reading = read(given, script);
    if (isOneGap(reading)) return reading;
    if (lengthOf(reading, given.actual) * SAVING > given.expected.length) continue;
    if (best === null || isBetter(reading, best, given.actual)) best = reading;
  }
  return best ?? reason;
}

/**
 * A script that explains the submission better than comparing by offset. In costs, each less
 * what the difference of the sizes takes in any case: with equal sizes it must save half of what
 * comparing by offset costs. With different sizes something is inserted or removed, and the question is
 * whether the dumps are related: at most one byte in four of the shorter one may need an edit. And no
 * script is useful that costs more than one from the dump with its integers the other way round: zeros
 * that wander from the end of each integer to its beginning are a byte order, and no shift.
 */
function* usefulScript(given: Alignable, costs: Costs): Work<Stretch[] | Skipped> {
  const { expected, actual, limits, meter } = given;
  const shorter = Math.min(expected.length, actual.length);
  const inAnyCase = Math.max(expected.length, actual.length) - shorter;
  const most =
    inAnyCase === 0
      ? Math.floor(costByOffset(expected, actual, costs) / SAVING)
      : inAnyCase + Math.floor(shorter / AGREEMENT);
  const within = (cost: number) => ({ ...limits, cost: Math.min(limits.cost, cost) });
  const script = yield* aligningBytes(expected, actual, costs, within(most), meter);
  if (script === null) {
    const isSearched = most <= limits.cost && meter.steps <= limits.steps;
    return inAnyCase === 0 && isSearched ? "by-offset-is-as-good" : "too-different";
  }
  const cost = costOf(script, costs);
  // The cost of a gap that is not searched for is not bounded by the search.
  if (cost > most || !hasInCommon(expected, script)) return "too-different";
  if (cost > inAnyCase + costs.gap && expected.length <= limits.ordered_bytes) {
    const otherOrder = yield* aligningBytes(
      swapByteOrder(given),
      actual,
      costs,
      within(cost - 1),
      meter,
    );
    if (otherOrder !== null) return "by-offset-is-as-good";
  }
  return script;
}

/** Whether COMMON_BYTES other than zero agree: any two dumps have zeros in common. */
function hasInCommon(expected: Uint8Array, script: readonly Stretch[]): boolean {
  let common = 0;
  for (const { kind, expected_offset, expected_size } of script) {
    if (kind !== "equal") continue;
    for (let i = expected_offset; i < expected_offset + expected_size; i++) {
      if (expected[i] !== 0 && ++common === COMMON_BYTES) return true;
    }
  }
  return false;
}

/** The expected dump with the bytes of every number turned round: big-endian where it is little-endian. */
function swapByteOrder({ map, expected }: Alignable): Uint8Array {
  const bytes = Uint8Array.from(expected);
  const cursor = map.cursor(expected);
  while (cursor.next()) {
    if (cursor.leaf === null || !isNumberType(cursor.leaf.type)) continue;
    bytes.subarray(cursor.offset, cursor.offset + cursor.size).reverse();
  }
  return bytes;
}
