import type { Bug } from "../labs/bug.ts";
import type { Lab } from "../labs/lab.ts";
import { bySmallSuites, failingOf } from "../labs/suite.ts";
import { LIMITS } from "../limits.ts";
import type { Finding, NextObservation, Shared } from "./findings.ts";
import type { Hypothesis, SingleChange } from "./hypotheses.ts";

/** What cannot be told apart by the suites: a known bug with the changes that it is, or changes without a name. */
export interface ChangeClass {
  readonly bugs: readonly Bug[];
  readonly hypotheses: readonly Hypothesis[];
}

/**
 * The classes of hypotheses that all give the same: bugs first, in their order, then changes without a name. Two bugs
 * are in one class where a change is both; a change that is a bug which is not among `bugs` goes without its name here.
 */
export function classesOf(
  bugs: readonly Bug[],
  hypotheses: readonly Hypothesis[],
): readonly ChangeClass[] {
  const classes: { bugs: Bug[]; hypotheses: Hypothesis[] }[] = bugs.map((bug) => ({
    bugs: [bug],
    hypotheses: [],
  }));
  for (const hypothesis of hypotheses) {
    const named = classes.filter((one) => one.bugs.some((bug) => hypothesis.bugs.includes(bug)));
    const [first, ...others] = named;
    if (first === undefined) {
      classes.push({ bugs: [], hypotheses: [hypothesis] });
      continue;
    }
    first.hypotheses.push(hypothesis);
    for (const other of others) {
      first.bugs.push(...other.bugs);
      first.hypotheses.push(...other.hypotheses);
      classes.splice(classes.indexOf(other), 1);
    }
  }
  return classes;
}

export function sharedOf(classes: readonly ChangeClass[]): Shared {
  const hypotheses = classes.flatMap((one) => one.hypotheses);
  return {
    bugs: new Set(classes.flatMap(({ bugs }) => bugs)).size,
    changes: hypotheses.reduce((sum, { changes }) => sum + changes, 0),
    classes: classes.length,
  };
}

/** The changes of a class in words, those of which there are too many left out. */
export async function inWords({
  hypotheses,
}: ChangeClass): Promise<Pick<Finding, "changes" | "changes_total">> {
  const changes: SingleChange[] = [];
  for (const hypothesis of hypotheses) {
    if (changes.length < LIMITS.listed_members) changes.push(...(await hypothesis.inWords()));
  }
  return {
    changes: changes.slice(0, LIMITS.listed_members),
    changes_total: hypotheses.reduce((sum, one) => sum + one.changes, 0),
  };
}

/** The other scenarios of the lab that a program with a bug fails, whatever its reading. */
export function failedBy({ suites }: Lab, { id }: Bug): readonly string[] {
  return bySmallSuites(suites, (suite) => failingOf(suite, id).always);
}

/** The scenario in which classes differ most, as far as tables tell, of those that were not seen. */
export function bestScenario(
  lab: Lab,
  classes: readonly ChangeClass[],
  seen: ReadonlySet<string>,
): NextObservation | null {
  let best: { id: string; parts: number; left: number } | null = null;
  for (const { id } of new Set(lab.suites.flatMap(({ scenarios }) => scenarios))) {
    if (seen.has(id)) continue;
    const groups = Map.groupBy(classes, (one) => outcomeOf(lab, one, id));
    // How many are left, on average, when it is known which of the groups the program is in.
    const left = [...groups.values()].reduce((sum, { length }) => sum + length * length, 0);
    if (groups.size > 1 && left < (best?.left ?? Number.POSITIVE_INFINITY)) {
      best = { id, parts: groups.size, left };
    }
  }
  return best && { kind: "scenario", id: best.id, parts: best.parts };
}

/** What a class makes of a listed scenario; "?" where that is not known. */
function outcomeOf(lab: Lab, { bugs, hypotheses }: ChangeClass, scenario: string): string {
  const tabled = hypotheses.map((one) => one.tabled(scenario)).find((known) => known !== null);
  if (tabled !== undefined) return tabled;
  const [bug] = bugs;
  if (bug === undefined) return "?";
  return failedBy(lab, bug).includes(scenario) ? "d" : ".";
}
