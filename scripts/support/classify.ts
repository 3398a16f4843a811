import { Draws } from "../../src/kernel/draws.ts";
import { listedScenarios, scenarioOfSuite } from "../../src/labs/define.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import type { MutantClassRow, MutantTable } from "../../src/labs/mutant_table.ts";
import type { BySuite, MutationScore } from "../../src/labs/suite.ts";
import type { Mutants } from "../../src/mutants/index.ts";
import { Examined, type Made, type Outcome, protocolReadings } from "./mutant_runs.ts";
import { Records } from "./records.ts";

export interface ClassifyOptions {
  /** Random scenarios, after the listed ones; of the first `listed` of those, if not of all. */
  readonly random: number;
  readonly listed: number;
  readonly seed: number;
  /** No other random scenario is begun after so many seconds: the table says how many were looked at. */
  readonly seconds: number;
  /** Told where it stands, now and then. */
  readonly progress: (text: string) => void;
}

/** How many of the single changes that a table has as seen each suite shows. */
export function scoresOf(
  { suites }: Pick<Lab, "suites">,
  tried: number,
  { classes, scenarios, random }: Pick<MutantTable, "classes" | "scenarios" | "random">,
): Partial<BySuite<MutationScore>> {
  const count = (isCounted: (row: MutantClassRow) => boolean): number =>
    classes.filter(isCounted).reduce((sum, { members }) => sum + members.length, 0);
  const scores: Record<string, MutationScore> = {};
  for (const suite of suites) {
    const ids = new Set(suite.scenarios.map(({ id }) => id));
    const columns = scenarios.flatMap((id, column) => (ids.has(id) ? [column] : []));
    const isShown = ({ outcomes }: MutantClassRow, letters: string): boolean =>
      columns.some((column) => letters.includes(outcomes[column] as string));
    scores[suite.id] = {
      tried,
      seen: count(() => true),
      by_dump: count((row) => isShown(row, "d")),
      by_listing: count((row) => isShown(row, "dl")),
      random,
      by_scenario: Object.fromEntries(
        columns.map((column) => [
          scenarios[column] as string,
          count(({ outcomes }) => outcomes[column] === "d"),
        ]),
      ),
    };
  }
  return scores;
}

/** What is known of a mutant so far. */
interface Known {
  readonly outcomes: Set<Outcome>;
  /** What it makes of the listed scenarios, by letters as in {@link MutantClassRow}, and its signatures there. */
  readonly letters: string[];
  readonly signatures: string[];
}

const LETTERS: Readonly<Record<Outcome, string>> = {
  same: ".",
  dump: "d",
  listing: "l",
  endless: "e",
  crash: "c",
};

/** Random scenarios are short: a change that none shows is run to the end, and each state compared, in every one. */
const MOST_STEPS = 600;

/**
 * Runs every mutant of a lab in its listed scenarios and in random ones. In the random ones only those are run that no
 * final dump has shown yet, so the work ends soon. The same sources and options give the same table.
 */
export function classify(lab: Lab, mutants: Mutants, options: ClassifyOptions): MutantTable {
  const { random, seed, progress } = options;
  const end = performance.now() + options.seconds * 1000;
  const records = Array.from(
    { length: mutants.count + 1 },
    (): Known => ({
      outcomes: new Set(),
      letters: [],
      signatures: [],
    }),
  );
  const bugs = protocolReadings(lab).map((bug) => ({ bug, signatures: [] as string[] }));
  const scenarios = listedScenarios(lab)
    .slice(0, options.listed)
    .map((scenario) => scenarioOfSuite(lab, scenario));

  const kept = new Records<{ readonly mutants: readonly Made[]; readonly bugs: readonly string[] }>(
    lab,
    "classes",
    bugs.map(({ bug }) => bug),
  );
  scenarios.forEach((scenario, i) => {
    progress(`${lab.id}: listed scenario ${i + 1} of ${scenarios.length}`);
    const made = kept.of(scenario.flags, () => {
      const examined = new Examined(scenario, mutants);
      const numbers = Array.from({ length: mutants.count }, (_, index) => index + 1);
      return {
        mutants: numbers.map((number) => examined.mutant(number)),
        bugs: bugs.map(({ bug }) => examined.bug(bug).signature),
      };
    });
    for (const [index, { outcome, signature }] of made.mutants.entries()) {
      records[index + 1]?.outcomes.add(outcome);
      records[index + 1]?.letters.push(LETTERS[outcome]);
      records[index + 1]?.signatures.push(signature);
    }
    for (const [index, { signatures }] of bugs.entries()) {
      signatures.push(made.bugs[index] as string);
    }
  });

  const draws = new Draws({ hi: 0, lo: seed });
  const listedFlags = scenarios.map(({ flags }) => flags);
  const sights = new Records<{ readonly outcomes: readonly Outcome[] }>(lab, "random", {
    seed,
    listedFlags,
  });
  let looked = 0;
  for (let i = 0; i < random && performance.now() < end; i++) {
    const scenario = randomScenario(lab, draws);
    const open = records.flatMap(({ outcomes }, number) =>
      number > 0 && !outcomes.has("dump") ? [number] : [],
    );
    if (i % 20 === 0)
      progress(`${lab.id}: random scenario ${i} of ${random}, ${open.length} mutants open`);
    const { outcomes } = sights.of(scenario.flags, () => {
      const examined = new Examined(scenario, mutants);
      return { outcomes: open.map((number) => examined.sight(number)) };
    });
    for (const [index, number] of open.entries()) {
      records[number]?.outcomes.add(outcomes[index] as Outcome);
    }
    looked++;
  }

  const numbersBy = (is: (record: Known) => boolean): number[] =>
    records.flatMap((record, number) => (number > 0 && is(record) ? [number] : []));
  const isSeen = ({ outcomes }: Known): boolean => outcomes.has("dump") || outcomes.has("listing");
  const ids = (numbers: readonly number[]): string[] =>
    numbers.map((number) => mutants.idOf(number)).sort();
  return {
    scenarios: listedScenarios(lab)
      .slice(0, options.listed)
      .map(({ id }) => id),
    random: looked,
    seed,
    unseen: ids(numbersBy(({ outcomes }) => outcomes.size === 1 && outcomes.has("same"))),
    endless: ids(numbersBy((record) => !isSeen(record) && record.outcomes.has("endless"))),
    crash: ids(
      numbersBy(
        (record) =>
          !isSeen(record) && !record.outcomes.has("endless") && record.outcomes.has("crash"),
      ),
    ),
    classes: classesOf(numbersBy(isSeen), records, bugs, mutants),
  };
}

function randomScenario(lab: Lab, draws: Draws): Scenario {
  for (;;) {
    const scenario = lab.scenario(lab.random(draws));
    if (scenario.steps <= MOST_STEPS) return scenario;
  }
}

function classesOf(
  numbers: readonly number[],
  records: readonly Known[],
  bugs: readonly { readonly bug: MutantClassRow["bugs"][number]; readonly signatures: string[] }[],
  mutants: Mutants,
): MutantClassRow[] {
  const groups = new Map<string, number[]>();
  for (const number of numbers) {
    const { signatures } = records[number] as Known;
    // What only random scenarios have shown is not known to be like anything else.
    const isTold = signatures.some((signature) => signature !== "");
    const key = isTold ? signatures.join(" ") : mutants.idOf(number);
    groups.set(key, [...(groups.get(key) ?? []), number]);
  }
  const classes = [...groups].map(([key, members]): MutantClassRow => {
    const sorted = members.map((number) => mutants.idOf(number)).sort();
    const isShown = members.some((number) => records[number]?.outcomes.has("dump"));
    return {
      seen: isShown ? "dump" : "listing",
      members: sorted as [string, ...string[]],
      outcomes: records[members[0] as number]?.letters.join("") ?? "",
      bugs: bugs.filter(({ signatures }) => signatures.join(" ") === key).map(({ bug }) => bug),
    };
  });
  return classes.sort((a, b) => (a.members[0] < b.members[0] ? -1 : 1));
}
