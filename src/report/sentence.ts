import { hexOffset } from "../dump/value.ts";
import type { Report } from "./schema.ts";
import { shownValue } from "./text.ts";

/** What the submission is called, and what it is where it matches. */
export interface Naming {
  readonly actual: string;
  readonly right: string;
}

/** The report in one plain sentence: the first thing that a person reads. */
export function sentenceOf(report: Report, { actual: name, right }: Naming): string {
  const { verdict, first_divergence: first, expected, actual, differences } = report;
  const size = bytes(expected.size_bytes);
  if (verdict === "match") {
    return actual.size_bytes === null
      ? "This is the hash of the right dump."
      : `${name} is ${right}: all ${size} agree.`;
  }
  if (first === null) {
    return "This is not the hash of the right dump. Where it differs, only the dump itself can say.";
  }
  const place = `byte ${first.offset} (${hexOffset(first.offset)})`;
  if (verdict === "truncated") {
    const missing = differences?.missing_bytes ?? 0;
    const begin = first.offset === 0 ? `${name} is empty` : `${name} ends before ${place}`;
    return `${begin}: ${missing} of ${size} are missing, from ${fieldInWords(report)} on.`;
  }
  if (verdict === "trailing-bytes") {
    const extra = differences?.extra_bytes ?? 0;
    return `${name} has all ${size}, and ${bytes(extra)} more after them, from ${place} on.`;
  }
  const expectedValue = shownValue(first.type, first.expected_value, first.expected_bytes);
  const actualValue = shownValue(first.type, first.actual_value, first.actual_bytes);
  return `${name} first differs at ${place}: ${fieldInWords(report)} is ${actualValue}, expected ${expectedValue}.`;
}

/** `node 0, last_zxid.counter`: the field as a person would say it. */
function fieldInWords({ first_divergence: first }: Report): string {
  if (first === null) return "";
  const { field, node } = first;
  return node === null ? field : `node ${node}, ${field.replace(/^[^.]*\]\./, "")}`;
}

function bytes(count: number): string {
  return `${count} byte${count === 1 ? "" : "s"}`;
}
