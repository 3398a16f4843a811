import type { Scenario } from "../labs/lab.ts";
import { failingOf, isKnownTo, type Suite } from "../labs/suite.ts";

/** What a right dump of a scenario does not rule out. Bugs by their ids. */
export interface Unseen {
  /** The known bugs of which a reading gives the right dump in this scenario, of how many. */
  readonly bugs: readonly string[];
  readonly of: number;
  /** Of the single changes that were ever seen, how many end in the right dump here, and of how many; null where none were tried. */
  readonly changes: { readonly passed: number; readonly of: number } | null;
  /** The scenario of the lab, by id, that every reading of the most of them fails, and how many those are. */
  readonly next: { readonly scenario: string; readonly sees: number } | null;
}

/** Null for a scenario that is in no suite, or a state within a run: what known bugs make of it is not tabled. */
export function unseenBy({ lab, listed, after }: Scenario): Unseen | null {
  if (listed === null || after !== null) return null;
  const suite = lab.suites.find(({ scenarios }) => scenarios.includes(listed));
  if (suite === undefined) return null;
  const known = lab.bugs.filter(({ id, is_observable }) => is_observable && isKnownTo(suite, id));
  const bugs = known
    .filter(({ id }) => !failingOf(suite, id).always.includes(listed.id))
    .map(({ id }) => id);
  return {
    bugs,
    of: known.length,
    changes: changesBy(suite, listed.id),
    next: bestOf(lab.suites, bugs),
  };
}

function changesBy({ mutation }: Suite, id: string): Unseen["changes"] {
  const shown = mutation?.by_scenario[id];
  return mutation === null || shown === undefined
    ? null
    : { passed: mutation.seen - shown, of: mutation.seen };
}

function bestOf(suites: readonly Suite[], bugs: readonly string[]): Unseen["next"] {
  let best: Unseen["next"] = null;
  for (const suite of suites) {
    for (const { id: scenario } of suite.scenarios) {
      const sees = bugs.filter((bug) => failingOf(suite, bug).always.includes(scenario)).length;
      if (sees > (best?.sees ?? 0)) best = { scenario, sees };
    }
  }
  return best;
}
