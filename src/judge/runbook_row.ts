import type { Comparison } from "../compare/comparator.ts";
import type { Lab, RunbookRow } from "../labs/lab.ts";

/** The first row of the lab's runbook that has something on the first difference; null where none has, or on a match. */
export function rowOf(lab: Lab, expectedSize: number, comparison: Comparison): RunbookRow | null {
  const { first, verdict, actual_size_bytes } = comparison;
  if (first === null) return null;
  const place = {
    kind: first.leaf?.kind ?? first.path,
    is_truncated: verdict === "truncated",
    type: first.leaf?.type ?? null,
    expected: first.expected,
    actual: first.actual,
    head: first.head,
    expected_size_bytes: expectedSize,
    actual_size_bytes,
  };
  return lab.runbook.find((row) => row.matches(place)) ?? null;
}
