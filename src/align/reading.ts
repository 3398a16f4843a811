import {
  type AlignmentLimits,
  alignBytes,
  type Change,
  changesOf,
  costByOffset,
  costOf,
  type Run,
  scriptByOffset,
} from "./edit_script.ts";
import type { FieldTable } from "./field_table.ts";
import { findReordered, type Reordered } from "./order.ts";
import { type Root, rootsOf } from "./roots.ts";
import { Narrator, type Phrase } from "./sentences.ts";
import { slideGaps } from "./slide.ts";
import type { Costs, Meter } from "./wavefront.ts";

/**
 * Two ideas of what is cheap, since none is right for all damage. Of a missing element no byte should be
 * found again elsewhere for the price of a gap more; integers that are wider all over the dump should not
 * become a few wrong values and one large gap.
 */
const FEW_GAPS: Costs = { substitution: 1, gap: 2 };
const MANY_GAPS: Costs = { substitution: 3, gap: 1 };

/** A script must save half of what comparing by offset costs, to be the better explanation. */
const SAVING = 2;
/** Of the shorter dump, at most one byte in four may need an edit; else the dumps have nothing in common. */
const AGREEMENT = 4;
/** Bytes other than zero that must agree at the least: as many as a magic has. */
const COMMON_BYTES = 8;

/** A script in terms of fields: its changes where they say most, its roots, and those that are alike. */
export interface Reading {
  readonly changes: readonly Change[];
  readonly roots: readonly (readonly [Root, Phrase])[];
  readonly groups: readonly Group[];
}

/** Roots that are the same edit, at the same kind of place. */
export interface Group {
  readonly root: Root;
  readonly phrase: Phrase;
  count: number;
}

function read(table: FieldTable, actual: Uint8Array, script: readonly Run[]): Reading {
  const changes = slideGaps(table, actual, changesOf(script));
  const roots = rootsOf(table, actual, changes);
  const narrator = new Narrator(table, actual, roots);
  const groups = new Map<string, Group>();
  const phrased = roots.map((root, i) => {
    const phrase = narrator.phrase(root);
    const sizes = `${root.expected_size} ${root.actual_size}`;
    const place = phrase.kind ?? `root ${i}`;
    const key = `${root.kind} ${place} ${sizes} ${phrase.same}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { root, phrase, count: 1 });
    else group.count++;
    return [root, phrase] as const;
  });
  return { changes, roots: phrased, groups: [...groups.values()] };
}

/**
 * What is in another order, and a reading of the rest, if that says less than a reading of the submission
 * as it is: among small integers a shift may look like a swap. Where the rest has no better explanation
 * than by offset, elements in another order are still told, and swapped fields if they are half of what
 * differs.
 */
export function explain(
  table: FieldTable,
  actual: Uint8Array,
  limits: AlignmentLimits,
  meter: Meter,
): (Reordered & Reading) | null {
  const asItIs = bestReading(table, actual, limits, meter);
  const plain = asItIs && { repeats: [], swaps: [], undone: actual, ...asItIs };
  if (plain !== null && isOneGap(plain)) return plain;
  const found = findReordered(table, actual);
  const { repeats, swaps, undone } = found;
  const orders = repeats.length + swaps.length;
  if (orders === 0) return plain;
  const rest = bestReading(table, undone, limits, meter) ?? readingByOffset(table, found, limits);
  if (rest === null) return plain;
  const isShorter =
    plain === null || lengthOf(table, undone, rest) + orders < lengthOf(table, actual, plain);
  return isShorter ? { ...found, ...rest } : plain;
}

/** A reading by offset of what remains when the order is undone, if it may be told. */
function readingByOffset(
  table: FieldTable,
  { repeats, undone }: Reordered,
  limits: AlignmentLimits,
): Reading | null {
  const isTold = repeats.length > 0 && costByOffset(table.dump, undone, FEW_GAPS) <= limits.cost;
  return isTold ? read(table, undone, scriptByOffset(table.dump, undone)) : null;
}

function isOneGap({ changes }: Reading): boolean {
  return changes.length === 1 && changes[0]?.kind !== "replaced";
}

/**
 * How much a reading has to say: one for each different edit, since what recurs at each element is one
 * thing that went wrong; one for each byte other than zero that such an edit brings in place of another;
 * and one for each end of a removal inside a field, where programs do not stop writing.
 */
function lengthOf(table: FieldTable, actual: Uint8Array, { groups }: Reading): number {
  let length = groups.length;
  for (const { root } of groups) {
    const { expected_offset: start, expected_size, actual_offset, actual_size } = root;
    const ours = table.dump.subarray(start, start + expected_size);
    const theirs = actual.subarray(actual_offset, actual_offset + actual_size);
    for (const [i, byte] of theirs.entries()) if (byte !== 0 && byte !== ours[i]) length++;
    if (root.kind !== "removed") continue;
    length += [start, start + expected_size].filter((end) => !table.isBoundary(end)).length;
  }
  return length;
}

/** Whether a reading is shorter than another, or as short and leaves fewer bytes unaligned. */
function isBetter(table: FieldTable, actual: Uint8Array, reading: Reading, than: Reading): boolean {
  const [ours, theirs] = [lengthOf(table, actual, reading), lengthOf(table, actual, than)];
  return ours !== theirs ? ours < theirs : unaligned(reading) < unaligned(than);
}

function unaligned({ changes }: Reading): number {
  return changes.reduce((sum, change) => sum + change.expected_size + change.actual_size, 0);
}

/**
 * The best reading of the useful scripts, see {@link isBetter}. One that says more than half of what the
 * expected dump does is the submission written out, and explains nothing; but one gap is one gap, whatever
 * is in it.
 */
function bestReading(
  table: FieldTable,
  actual: Uint8Array,
  limits: AlignmentLimits,
  meter: Meter,
): Reading | null {
  let best: Reading | null = null;
  for (const costs of [FEW_GAPS, MANY_GAPS]) {
    const script = usefulScript(table, actual, costs, limits, meter);
    if (script === null) continue;
    const reading = read(table, actual, script);
    if (!isOneGap(reading) && lengthOf(table, actual, reading) * SAVING > table.dump.length)
      continue;
    if (best === null || isBetter(table, actual, reading, best)) best = reading;
  }
  return best;
}

/**
 * A script that explains the submission better than comparing by offset, or null. In costs, each less
 * what the difference of the sizes takes in any case: with equal sizes it must save half of what
 * comparing by offset costs. With different sizes something is inserted or removed, and the question is
 * whether the dumps are related: at most one byte in four of the shorter one may need an edit. And no
 * script is useful that costs more than one from the dump with its integers the other way round: zeros
 * that wander from the end of each integer to its beginning are a byte order, and no shift.
 */
function usefulScript(
  table: FieldTable,
  actual: Uint8Array,
  costs: Costs,
  limits: AlignmentLimits,
  meter: Meter,
): Run[] | null {
  const expected = table.dump;
  const shorter = Math.min(expected.length, actual.length);
  const inAnyCase = Math.max(expected.length, actual.length) - shorter;
  const most =
    inAnyCase === 0
      ? Math.floor(costByOffset(expected, actual, costs) / SAVING)
      : inAnyCase + Math.floor(shorter / AGREEMENT);
  const within = (cost: number) => ({ ...limits, cost: Math.min(limits.cost, cost) });
  const script = alignBytes(expected, actual, costs, within(most), meter);
  if (script === null) return null;
  const cost = costOf(script, costs);
  if (cost > most || !hasInCommon(expected, script)) return null;
  if (cost > inAnyCase + costs.gap) {
    const otherOrder = alignBytes(swapByteOrder(table), actual, costs, within(cost - 1), meter);
    if (otherOrder !== null) return null;
  }
  return script;
}

/** Whether COMMON_BYTES other than zero agree: any two dumps have zeros in common. */
function hasInCommon(expected: Uint8Array, script: readonly Run[]): boolean {
  let common = 0;
  for (const { kind, expected_offset, expected_size } of script) {
    if (kind !== "equal") continue;
    for (let i = expected_offset; i < expected_offset + expected_size; i++) {
      if (expected[i] !== 0 && ++common === COMMON_BYTES) return true;
    }
  }
  return false;
}

/** The expected dump with every integer in big-endian byte order. */
function swapByteOrder(table: FieldTable): Uint8Array {
  const bytes = Uint8Array.from(table.dump);
  for (let field = 0; field < table.size; field++) {
    if (table.leaf(field).type !== "bytes") {
      bytes.subarray(table.start(field), table.end(field)).reverse();
    }
  }
  return bytes;
}
