import { Problem, type ProblemItem } from "../errors.ts";
import type { Scenario } from "../labs/lab.ts";
import { withArticle } from "../labs/parameter_types.ts";
import type { KnownState } from "./search.ts";

/** Where a body holds a member of its i-th state: what a Problem about it points to. */
export type StatePointer = (
  index: number,
  member: "step" | "sha256",
) => Omit<ProblemItem, "detail">;

/**
 * The states that a client knows, each once. Throws a Problem that names every state that the run does not have, or that is
 * given with two hashes; the same hash twice is one.
 */
export function knownStates(
  scenario: Scenario,
  digests: readonly KnownState[],
  pointer: StatePointer,
): KnownState[] {
  const { lab, steps } = scenario;
  const problems: ProblemItem[] = [];
  const states = new Map<number, KnownState>();
  for (const [i, { step, sha256: given }] of digests.entries()) {
    const sha256 = given.toLowerCase();
    const other = states.get(step);
    if (step >= steps) {
      const expected = `${withArticle(lab.step_name)} 0 .. ${steps - 1} of the run`;
      problems.push({ ...pointer(i, "step"), detail: `step is ${step}; expected ${expected}` });
    } else if (other !== undefined && other.sha256 !== sha256) {
      const detail = `${lab.step_name} ${step} is given with two hashes: the program is not deterministic, or they are of two programs; expected one`;
      problems.push({ ...pointer(i, "sha256"), detail });
    } else states.set(step, { step, sha256 });
  }
  if (problems.length > 0) throw new Problem("invalid-body", problems);
  return [...states.values()];
}
