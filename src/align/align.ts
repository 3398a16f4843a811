import type { FieldMap } from "../dump/field_map.ts";
import { finished, type Work } from "../kernel/work.ts";
import { LIMITS } from "../limits.ts";
import type { AlignmentLimits, Change } from "./edit_script.ts";
import type { Edit, EditPattern } from "./edits.ts";
import { type Reordering, reorderingsOf, type Swap, swapsOf } from "./order_findings.ts";
import { interpreting, type Skipped } from "./reading.ts";
import type { Meter } from "./wavefront.ts";

/**
 * How a submission comes from the expected dump: what was inserted, removed, replaced, and what is in
 * another order. The rest agrees. Undoing what is reordered and swapped comes first: the edits are between
 * the expected dump and the submission put in order.
 */
export interface Alignment {
  /**
   * What differs, in order, as stretches of bytes between which the dumps are equal; null where something is in
   * another order, which no such list can show.
   */
  readonly changes: readonly Change[] | null;
  /** The same in terms of fields, in order: what happened at one place. What it merely shifted is none. */
  readonly edits: readonly Edit[];
  /** Edits that recur, the most frequent first. */
  readonly patterns: readonly EditPattern[];
  readonly reordered: readonly Reordering[];
  readonly swapped: readonly Swap[];
  /** Bytes that agree, and those of either dump that agree with none of the other. */
  readonly equal_bytes: number;
  readonly unaligned_expected_bytes: number;
  readonly unaligned_actual_bytes: number;
  /** Fields of the expected dump in which an edit is. */
  readonly root_fields: number;
  /** Fields whose bytes are all there, but not at their offset. */
  readonly knock_on_fields: number;
}

/** There is no alignment, and why. */
export interface NoAlignment {
  readonly skipped: Skipped;
}

const LIMITS_OF_ALIGNMENT: AlignmentLimits = {
  bytes: LIMITS.align_bytes,
  ordered_bytes: LIMITS.ordered_bytes,
  cost: LIMITS.align_cost,
  steps: LIMITS.align_steps,
};

/** The limits where a diagnosis may spend so much work: the same share of the searches, whose steps are lighter. */
export function alignmentLimits(work: number = LIMITS.diagnosis_work): AlignmentLimits {
  const share = Math.min(1, work / LIMITS.diagnosis_work);
  return { ...LIMITS_OF_ALIGNMENT, steps: Math.floor(LIMITS.align_steps * share) };
}

/**
 * The alignment of a submission with the expected dump. The submission is only ever a sequence of bytes:
 * fields are those of the expected dump. Takes time in proportion to the dumps, and besides it what the search
 * between their equal ends takes, which `limits` bounds.
 */
export function* aligningFields(
  map: FieldMap,
  expected: Uint8Array,
  actual: Uint8Array,
  limits: AlignmentLimits = LIMITS_OF_ALIGNMENT,
  meter: Meter = { steps: 0 },
): Work<Alignment | NoAlignment> {
  const interpretation = yield* interpreting({ map, expected, actual, limits, meter });
  if (typeof interpretation === "string") return { skipped: interpretation };
  const { table, order, changes, edits, patterns } = interpretation;
  let removed = 0;
  let inserted = 0;
  for (const { expected_size, actual_size } of changes) {
    removed += expected_size;
    inserted += actual_size;
  }
  const roots = edits.flatMap(({ root: { fields } }) =>
    fields === null ? [] : { first: table.number(fields.first), last: table.number(fields.last) },
  );
  return {
    changes: order === null ? changes : null,
    edits,
    patterns: patterns.filter(({ count }) => count > 1).sort((a, b) => b.count - a.count),
    reordered: order === null ? [] : reorderingsOf(order.whole, order.repeats),
    swapped: order === null ? [] : swapsOf(order.whole, order.swaps),
    equal_bytes: expected.length - removed,
    unaligned_expected_bytes: removed,
    unaligned_actual_bytes: inserted,
    root_fields: roots.reduce((sum, { first, last }) => sum + last - first + 1, 0),
    knock_on_fields: countShifted(map, expected, actual, roots),
  };
}

/** The same at once. */
export function alignFields(...given: Parameters<typeof aligningFields>): Alignment | NoAlignment {
  return finished(aligningFields(...given));
}

/** Fields by their number in the dump, both included. */
interface FieldRange {
  readonly first: number;
  readonly last: number;
}

/** How many fields, other than those of `roots` (in order), are not at their offset in the submission. */
function countShifted(
  map: FieldMap,
  expected: Uint8Array,
  actual: Uint8Array,
  roots: readonly FieldRange[],
): number {
  let shifted = 0;
  let [root, field] = [0, 0];
  const cursor = map.cursor(expected);
  while (cursor.next()) {
    while (root < roots.length && (roots[root] as FieldRange).last < field) root++;
    const isRoot = root < roots.length && (roots[root] as FieldRange).first <= field;
    if (!isRoot && !isAtOffset(expected, actual, cursor.offset, cursor.size)) shifted++;
    field++;
  }
  return shifted;
}

function isAtOffset(
  expected: Uint8Array,
  actual: Uint8Array,
  offset: number,
  size: number,
): boolean {
  let i = offset;
  while (i < offset + size && expected[i] === actual[i]) i++;
  return i === offset + size;
}
