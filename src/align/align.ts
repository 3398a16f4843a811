import { areEqual } from "../dump/bytes.ts";
import type { FieldMap } from "../dump/field_map.ts";
import { hex } from "../dump/value.ts";
import { LIMITS } from "../limits.ts";
import type { AlignmentLimits } from "./edit_script.ts";
import { FieldTable } from "./field_table.ts";
import { describeOrders, describeSwaps, type Reordering, type Swap } from "./order_sentences.ts";
import { explain, type Group } from "./reading.ts";
import type { Root } from "./roots.ts";
import { type Phrase, someOf } from "./sentences.ts";
import type { Meter } from "./wavefront.ts";

/** A root: something that happened at one place. What it merely shifted is none. */
export interface AlignedEdit {
  readonly kind: Root["kind"];
  /** In the expected dump; of `inserted` and `removed` of the bytes, else of the field. */
  readonly offset: number;
  readonly actual_offset: number;
  readonly size_expected: number;
  readonly size_actual: number;
  /** The field in which it happens; where it happens between two, the one that the description names. */
  readonly field: string;
  readonly node: number | null;
  /** In hex, the first LIMITS.edit_bytes of each side. */
  readonly expected_bytes: string;
  readonly actual_bytes: string;
  readonly description: string;
}

/** The same edit in several places. */
export interface EditPattern {
  /** The kind of field, or of element: `nodes[].role`, `nodes[].history[]`. */
  readonly kind: string;
  readonly edit: Root["kind"];
  readonly description: string;
  /** In how many of the `total` fields or elements of the kind. */
  readonly count: number;
  readonly total: number;
}

/**
 * How a submission comes from the expected dump: what was inserted, removed, replaced, and what is in
 * another order. The rest agrees. Undoing what is reordered and swapped comes first: the edits are between
 * the expected dump and the submission put in order.
 */
export interface Alignment {
  /** The first LIMITS.listed_edits, in order. */
  readonly edits: AlignedEdit[];
  readonly edits_total: number;
  readonly edits_cap: number;
  /** Edits that recur, the most frequent first: the first LIMITS.listed_patterns. */
  readonly patterns: EditPattern[];
  readonly patterns_total: number;
  readonly reordered: Reordering[];
  readonly swapped: Swap[];
  /** Bytes that agree, and those of either dump that agree with none of the other. */
  readonly equal_bytes: number;
  readonly unaligned_expected_bytes: number;
  readonly unaligned_actual_bytes: number;
  /** Fields of the expected dump in which an edit is. */
  readonly root_fields: number;
  /** Fields whose bytes are all there, but not at their offset. */
  readonly knock_on_fields: number;
}

const LIMITS_OF_ALIGNMENT: AlignmentLimits = {
  bytes: LIMITS.align_bytes,
  cost: LIMITS.align_cost,
  steps: LIMITS.align_steps,
};

/**
 * The alignment of a submission with the expected dump. The submission is only ever a sequence of bytes:
 * fields are those of the expected dump. Null where the dumps are equal, where comparing by offset says
 * as much, where the dumps have too little in common, and beyond `limits`.
 */
export function alignFields(
  map: FieldMap,
  expected: Uint8Array,
  actual: Uint8Array,
  limits: AlignmentLimits = LIMITS_OF_ALIGNMENT,
  meter: Meter = { steps: 0 },
): Alignment | null {
  if (Math.max(expected.length, actual.length) > limits.bytes) return null;
  if (areEqual(expected, actual)) return null;
  const table = new FieldTable(map, expected);
  const explanation = explain(table, actual, limits, meter);
  if (explanation === null) return null;
  const { undone, repeats, swaps, changes, roots, groups } = explanation;
  const patterns = patternsOf(groups);
  let removed = 0;
  let inserted = 0;
  for (const { expected_size, actual_size } of changes) {
    removed += expected_size;
    inserted += actual_size;
  }
  return {
    edits: roots
      .slice(0, LIMITS.listed_edits)
      .map(([root, phrase]) => editOf(root, phrase, expected, undone)),
    edits_total: roots.length,
    edits_cap: LIMITS.listed_edits,
    patterns: patterns.slice(0, LIMITS.listed_patterns),
    patterns_total: patterns.length,
    reordered: describeOrders(table, repeats),
    swapped: describeSwaps(table, swaps),
    equal_bytes: expected.length - removed,
    unaligned_expected_bytes: removed,
    unaligned_actual_bytes: inserted,
    ...countFields(
      table,
      actual,
      roots.map(([root]) => root),
    ),
  };
}

function editOf(root: Root, phrase: Phrase, expected: Uint8Array, actual: Uint8Array): AlignedEdit {
  const { expected_offset, actual_offset, expected_size, actual_size } = root;
  const shown = (dump: Uint8Array, offset: number, size: number) =>
    hex(dump.subarray(offset, offset + Math.min(size, LIMITS.edit_bytes)));
  return {
    kind: root.kind,
    offset: expected_offset,
    actual_offset,
    size_expected: expected_size,
    size_actual: actual_size,
    field: phrase.field,
    node: phrase.node,
    expected_bytes: shown(expected, expected_offset, expected_size),
    actual_bytes: shown(actual, actual_offset, actual_size),
    description: phrase.say(phrase.subject, false),
  };
}

function patternsOf(groups: readonly Group[]): EditPattern[] {
  return groups
    .filter(({ count }) => count > 1)
    .sort((a, b) => b.count - a.count)
    .map(({ root, phrase, count }) => {
      const kind = phrase.kind as string;
      const subject = someOf(kind, count, phrase.total);
      const description = phrase.say(subject, count < phrase.total);
      return { kind, edit: root.kind, description, count, total: phrase.total };
    });
}

/** How many fields have an edit, and how many others are not at their offset in the submission. */
function countFields(
  table: FieldTable,
  actual: Uint8Array,
  roots: readonly Root[],
): { root_fields: number; knock_on_fields: number } {
  const isRoot = new Uint8Array(table.size);
  for (const { fields } of roots)
    if (fields !== null) isRoot.fill(1, fields.first, fields.last + 1);
  let root_fields = 0;
  let knock_on_fields = 0;
  for (let field = 0; field < table.size; field++) {
    const offset = table.start(field);
    if (isRoot[field] === 1) root_fields++;
    else if (table.bytes(field).some((byte, i) => byte !== actual[offset + i])) knock_on_fields++;
  }
  return { root_fields, knock_on_fields };
}
