import type { Explanation } from "./weigh.ts";

export function explanationInWords({ agreeing, differing, first }: Explanation): string {
  if (first === null) {
    return "All bytes of the submission are the first ones that it gives in this scenario; then the submission ends.";
  }
  const rest = differing === 1 ? "one field is" : `${differing} fields are`;
  return `It explains the first divergence, and ${agreeing} fields agree with it; ${rest} left, the first of them ${first}.`;
}

/**
 * `after tick 998`, `after ticks 839 to 999`, `after one tick too many`; -1 stands for the state before the first step,
 * and `total` for the one after a step more than the run has.
 */
export function stepsInWords(found: readonly number[], name: string, total: number): string {
  const within = found.filter((step) => step >= 0 && step < total);
  const [first, last] = [within[0], within.at(-1)];
  const parts = found.includes(-1) ? [`before the first ${name}`] : [];
  if (first !== undefined && last !== undefined) {
    const range = first === last ? `${name} ${first}` : `${name}s ${first} to ${last}`;
    parts.push(`after ${range}${last - first + 1 === within.length ? "" : ", with gaps"}`);
  } else if (found.includes(total)) parts.push(`after one ${name} too many`);
  return parts.join(" and ");
}
