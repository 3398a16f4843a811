import type { Comparison } from "../compare/comparator.ts";
import { differingKinds } from "../compare/kinds.ts";
import type { Leaf } from "../dump/field_map.ts";
import { isIntegerType, readInteger } from "../dump/numbers.ts";
import type { KindDifferences, Lab, RunbookRow } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";

/**
 * The first row of the lab's runbook that has something on the first difference; null where none has, or on a match. `kinds` is
 * everything that differs, where that is known: some rows ask whether it bears them out.
 */
export function rowOf(
  lab: Lab,
  expected: Uint8Array,
  comparison: Comparison,
  kinds: readonly KindDifferences[] | null,
): RunbookRow | null {
  const { first, verdict, actual_size_bytes } = comparison;
  if (first === null) return null;
  const { leaf } = first;
  const place = {
    kind: leaf?.kind ?? first.path,
    is_truncated: verdict === "truncated",
    type: leaf?.type ?? null,
    expected: first.expected,
    actual: first.actual,
    head: first.head,
    expected_size_bytes: expected.length,
    actual_size_bytes,
    is_named: leaf && isNamed(leaf, first.actual),
    kinds,
  };
  return lab.runbook.find((row) => row.matches(place)) ?? null;
}

/** Whether the value of an enumeration is one of it; null of any other field, and of one that is cut off. */
function isNamed({ names, type, size }: Leaf, actual: Uint8Array): boolean | null {
  if (names === null || !isIntegerType(type) || actual.length !== size) return null;
  const view = new DataView(actual.buffer, actual.byteOffset, actual.byteLength);
  return names[readInteger(type, view, 0)] !== undefined;
}

/** All kinds of fields that differ, where both dumps have one size and are small enough to be read field by field. */
export function kindsOf(
  { field_map }: Lab,
  expected: Uint8Array,
  bytes: Uint8Array | null,
): readonly KindDifferences[] | null {
  if (bytes === null || bytes.length !== expected.length) return null;
  if (bytes.length > LIMITS.weighed_dump_bytes) return null;
  return differingKinds(field_map, expected, bytes);
}
