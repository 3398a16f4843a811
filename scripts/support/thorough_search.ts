import { Draws } from "../../src/kernel/draws.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import type { Mutants } from "../../src/mutants/index.ts";
import { Examined } from "./mutant_runs.ts";
import { Records } from "./records.ts";

/**
 * The search for a lab's suite `thorough`: scenarios that, beside those of its other suites, show every single change
 * of the simulation that any candidate shows; by a final dump where one does, else by a listing. A greedy cover, of
 * which the scenarios are left out again that the others make superfluous.
 */

export interface ThoroughOptions {
  /** The scenarios that are in the suite anyhow. */
  readonly base: readonly Scenario[];
  /** Random and directed scenarios that are looked at, by turns. */
  readonly candidates: number;
  readonly seed: number;
  /** The search ends with what it has after so many seconds, and goes on from there when it is called again. */
  readonly seconds: number;
  readonly most: number;
  readonly progress: (text: string) => void;
}

export interface FoundThorough {
  readonly scenarios: readonly Scenario[];
  /** Candidates that were looked at. */
  readonly candidates: number;
  /** Single changes that the base or a candidate shows, and those that the suite found shows: by dumps, and in all. */
  readonly seen: Counts;
  readonly shown: Counts;
}

export interface Counts {
  readonly dump: number;
  readonly all: number;
}

/** Runs longer than these are no candidates: a suite is run often. */
const MOST_STEPS = 1700;
const LONGEST_FLAGS = 1500;
/** A mutant that so many candidates show in their dumps is not run in others: it will not lack a scenario. */
const SHOWN_ENOUGH = 6;

/** What a scenario shows: the numbers of mutants whose final dump is another one there, or the listing alone. */
interface Shown {
  readonly dump: readonly number[];
  readonly listing: readonly number[];
}

interface Candidate {
  readonly scenario: Scenario;
  readonly targets: ReadonlySet<string>;
}

export function searchThorough(
  lab: Lab,
  mutants: Mutants,
  options: ThoroughOptions,
): FoundThorough {
  const flagsOfBase = options.base.map(({ flags }) => flags);
  const records = new Records<Shown>(lab, "thorough", { seed: options.seed, flagsOfBase });
  const end = performance.now() + options.seconds * 1000;
  const all = Array.from({ length: mutants.count }, (_, i) => i + 1);

  const byDump = new Set<number>();
  const byListing = new Set<number>();
  options.base.forEach((scenario, i) => {
    options.progress(`${lab.id}: scenario ${i + 1} of ${options.base.length} of the other suites`);
    const shown = records.of(scenario.flags, () =>
      shownIn(
        scenario,
        mutants,
        all.filter((number) => !byDump.has(number)),
      ),
    );
    for (const number of shown.dump) byDump.add(number);
    for (const number of shown.listing) byListing.add(number);
  });
  const isBaseDump = new Set(byDump);
  const isBaseListing = new Set(byListing);

  const open = all.filter((number) => !isBaseDump.has(number));
  const times = new Map<number, number>();
  const found: (Shown & { readonly scenario: Scenario })[] = [];
  const draws = new Draws({ hi: 0, lo: options.seed });
  for (let i = 0; i < options.candidates && performance.now() < end; i++) {
    const scenario = candidateOf(lab, draws, i, options.base);
    const shown = records.of(scenario.flags, () =>
      shownIn(
        scenario,
        mutants,
        open.filter((number) => (times.get(number) ?? 0) < SHOWN_ENOUGH),
      ),
    );
    found.push({ scenario, ...shown });
    for (const number of shown.dump) {
      byDump.add(number);
      times.set(number, (times.get(number) ?? 0) + 1);
    }
    for (const number of shown.listing) byListing.add(number);
    if (i % 20 === 0) {
      const left = open.filter((number) => !byDump.has(number)).length;
      options.progress(
        `${lab.id}: candidate ${i} of ${options.candidates}; ${left} single changes in no dump, ${byDump.size + onlyIn(byListing, byDump)} seen`,
      );
    }
  }

  const isTarget = (number: number, shows: "dump" | "listing"): boolean =>
    shows === "dump" ? !isBaseDump.has(number) : !byDump.has(number) && !isBaseListing.has(number);
  const candidates = found.map(
    ({ scenario, dump, listing }): Candidate => ({
      scenario,
      targets: new Set([
        ...dump.filter((number) => isTarget(number, "dump")).map((number) => `d${number}`),
        ...listing.filter((number) => isTarget(number, "listing")).map((number) => `l${number}`),
      ]),
    }),
  );
  const chosen = withoutSuperfluous(greedy(candidates, options.most));
  const shownBy = new Set(chosen.flatMap(({ targets }) => [...targets]));
  const dump = isBaseDump.size + [...shownBy].filter((target) => target.startsWith("d")).length;
  const shownListing = [...byListing].filter(
    (number) => !byDump.has(number) && (isBaseListing.has(number) || shownBy.has(`l${number}`)),
  ).length;
  return {
    scenarios: chosen.map(({ scenario }) => scenario),
    candidates: found.length,
    seen: { dump: byDump.size, all: byDump.size + onlyIn(byListing, byDump) },
    shown: { dump, all: dump + shownListing },
  };
}

function onlyIn(some: ReadonlySet<number>, others: ReadonlySet<number>): number {
  return [...some].filter((number) => !others.has(number)).length;
}

function candidateOf(lab: Lab, draws: Draws, index: number, base: readonly Scenario[]): Scenario {
  for (;;) {
    const isDirected = lab.directed !== undefined && index % 3 > 0;
    const given = isDirected ? lab.directed?.(draws) : lab.random(draws);
    const scenario = lab.scenario(given ?? new Map());
    const isSmall = scenario.steps <= MOST_STEPS && scenario.flags.length <= LONGEST_FLAGS;
    const isNew = base.every(({ flags }) => flags !== scenario.flags);
    if (isSmall && isNew && scenario.steps > 0) return scenario;
  }
}

function costOf({ steps, flags }: Scenario): number {
  return steps + 2 * flags.length;
}

/** One after the other the candidate that shows most of what is left; of several the least costly. */
function greedy(candidates: readonly Candidate[], most: number): Candidate[] {
  const left = new Set(candidates.flatMap(({ targets }) => [...targets]));
  const chosen: Candidate[] = [];
  const gain = ({ targets }: Candidate): number => {
    let count = 0;
    for (const target of targets) if (left.has(target)) count++;
    return count;
  };
  while (left.size > 0 && chosen.length < most) {
    const [best] = candidates
      .map((candidate) => ({ candidate, shows: gain(candidate) }))
      .toSorted(
        (a, b) => b.shows - a.shows || costOf(a.candidate.scenario) - costOf(b.candidate.scenario),
      );
    if (best === undefined || best.shows === 0) break;
    chosen.push(best.candidate);
    for (const target of best.candidate.targets) left.delete(target);
  }
  return chosen;
}

/** The costly ones are tried first. */
function withoutSuperfluous(chosen: readonly Candidate[]): Candidate[] {
  let kept = [...chosen];
  for (const one of chosen.toSorted((a, b) => costOf(b.scenario) - costOf(a.scenario))) {
    const others = kept.filter((other) => other !== one);
    const shown = new Set(others.flatMap(({ targets }) => [...targets]));
    if ([...one.targets].every((target) => shown.has(target))) kept = others;
  }
  return kept.toSorted((a, b) => costOf(a.scenario) - costOf(b.scenario));
}

function shownIn(scenario: Scenario, mutants: Mutants, numbers: readonly number[]): Shown {
  const examined = new Examined(scenario, mutants);
  const sights = numbers.map((number) => [number, examined.sight(number)] as const);
  const having = (what: string): number[] =>
    sights.flatMap(([number, sight]) => (sight === what ? [number] : []));
  return { dump: having("dump"), listing: having("listing") };
}
