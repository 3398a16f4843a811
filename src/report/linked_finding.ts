import type { LinkedFinding } from "./page_url.ts";
import type { Report } from "./schema.ts";
import { shownValue } from "./text.ts";

/** What a report found first, as a link to the page has it; null where it names no place. */
export function linkedFinding(first: Report["first_divergence"]): LinkedFinding | null {
  if (first === null) return null;
  const { offset, field, type, expected_value, expected_bytes, actual_value, actual_bytes } = first;
  return {
    offset,
    field,
    expected: shownValue(type, expected_value, expected_bytes),
    actual: shownValue(type, actual_value, actual_bytes),
  };
}
