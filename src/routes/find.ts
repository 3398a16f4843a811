import { Problem } from "../errors.ts";

/**
 * The one of `id`, which the path's `parameter` names. Throws `not-found`: `lacking` is how the sentence
 * begins, `LAB has no suite`, and what follows names the known ones, or where they are listed.
 */
export function find<T extends { readonly id: string }>(
  all: readonly T[],
  id: string,
  parameter: string,
  lacking: string,
  known = `one of ${all.map((one) => one.id).join(", ")}`,
): T {
  const found = all.find((one) => one.id === id);
  if (found !== undefined) return found;
  const shown = JSON.stringify(id.slice(0, 80));
  throw new Problem("not-found", [{ parameter, detail: `${lacking} ${shown}; expected ${known}` }]);
}
