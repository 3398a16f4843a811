import type { Scenario } from "../labs/lab.ts";
import { mutantsOf } from "../mutants/index.ts";

/** A rule of the simulation that the right run comes by in a step. */
export interface RuleInPlay {
  /** The function or constant, by the specification's name for it where it has one. */
  readonly where: string;
  /** `zab.md, "Node state"`; null where no page tells. */
  readonly section: string | null;
  /** Whether the run does not come by it in the step before. */
  readonly is_new: boolean;
}

/**
 * The rules that the right run comes by in a step: those that it does not come by in the step before first, and those of the
 * lab's own page before others. None where a lab declares no sources.
 */
export async function rulesInPlay(scenario: Scenario, step: number): Promise<RuleInPlay[]> {
  const mutants = await mutantsOf(scenario.lab);
  if (mutants === null) return [];
  const words = await mutants.inWords();
  const passed = (at: number): ReadonlySet<number> =>
    at < 0 ? new Set() : mutants.passed(scenario, [], { from: at, until: at + 1, isBegun: false });
  const before = namesOf(passed(step - 1));
  const rules = new Map<string, RuleInPlay>();
  for (const number of passed(step)) {
    const { where, section } = words[number - 1] ?? {};
    if (where === undefined || section === undefined) continue;
    rules.set(where, { where, section, is_new: !before.has(where) });
  }
  const isOwn = ({ section }: RuleInPlay): boolean =>
    section?.startsWith(`${scenario.lab.id}.md`) ?? false;
  const rank = (rule: RuleInPlay): number => (rule.is_new ? 0 : 2) + (isOwn(rule) ? 0 : 1);
  return [...rules.values()].toSorted((a, b) => rank(a) - rank(b));

  function namesOf(numbers: ReadonlySet<number>): Set<string> {
    return new Set([...numbers].flatMap((number) => words[number - 1]?.where ?? []));
  }
}
