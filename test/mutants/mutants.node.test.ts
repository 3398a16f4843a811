import { describe, expect, test } from "vitest";
import { scoresOf } from "../../scripts/support/classify.ts";
import { Examined } from "../../scripts/support/mutant_runs.ts";
import { areEqual } from "../../src/dump/bytes.ts";
import { hex } from "../../src/dump/value.ts";
import {
  listedScenarios,
  scenarioById,
  scenarioOfFlags,
  scenarioOfSuite,
} from "../../src/labs/define.ts";
import { findLab, LABS } from "../../src/labs/index.ts";
import type { Lab, Run, Scenario } from "../../src/labs/lab.ts";
import type { MutantTable } from "../../src/labs/mutant_table.ts";
import { type Mutants, mutantsOf } from "../../src/mutants/index.ts";
import { MutantEnded } from "../../src/mutants/run.ts";
import { runOf } from "../../src/oracle/expected.ts";

async function ofLab(lab: Lab): Promise<Mutants> {
  return (await mutantsOf(lab)) as Mutants;
}

function ended(start: () => Run): string {
  try {
    const run = start();
    while (run.step_index < run.steps) run.step();
    return hex(run.dump());
  } catch (error) {
    if (error instanceof MutantEnded) return error.ending;
    throw error;
  }
}

async function numberBy(mutants: Mutants, sentence: string): Promise<number> {
  const found = (await mutants.inWords()).find((mutant) => mutant.sentence === sentence);
  if (found === undefined) throw new Error(`no mutant says ${sentence}`);
  return found.number;
}

/** Small scenarios in which every mutant of a lab can be run. */
const SMALL: Readonly<Record<string, string>> = {
  paxos: "--seed 1498 --nodes 3 --rounds 470 --proposals 5 --outage 176,450,2,0,176,450,2,1",
  zab: "--seed 42 --nodes 3 --rounds 250 --proposals 3 --outage 60,180,0,1,60,180,0,2",
  kv: "--seed 42 --ops 40 --keys 8 --scenario partition",
  raft: "--seed 1374 --nodes 3 --rounds 398 --proposals 5 --outage 176,356,1,0,176,356,1,2",
};

function small(lab: Lab): Scenario {
  return scenarioOfFlags(lab, SMALL[lab.id] as string);
}

describe.each(LABS)("the mutants of $id", (lab) => {
  test("without a mutant the instrumented simulation is the right one", async () => {
    const mutants = await ofLab(lab);
    for (const listed of lab.scenarios) {
      const scenario = scenarioOfSuite(lab, listed);
      expect(ended(() => mutants.start(scenario, 0))).toBe(hex(runOf(scenario).dump()));
    }
  });

  test("every one comes to an end: with a dump, out of work, or by failing", async () => {
    const mutants = await ofLab(lab);
    const scenario = small(lab);
    const { fuel } = mutants.reach(scenario);
    const right = hex(runOf(scenario).dump());
    let different = 0;
    for (let number = 1; number <= mutants.count; number++) {
      const options = { fuel: 20 * fuel, message_limit: 20_000 };
      if (ended(() => mutants.start(scenario, number, options)) !== right) different++;
    }
    expect(different).toBeGreaterThan(100);
    // None of them leaves a trace.
    expect(ended(() => mutants.start(scenario, 0))).toBe(right);
  });

  test("one whose place the right run does not come to gives the right dump", async () => {
    const mutants = await ofLab(lab);
    const scenario = scenarioById(lab, lab.scenarios[0]?.id as string);
    const reach = mutants.reach(scenario);
    const right = hex(runOf(scenario).dump());
    expect(reach.mutants.size).toBeLessThan(mutants.count);
    for (let number = 1; number <= mutants.count; number++) {
      if (reach.mutants.has(number)) continue;
      expect(
        ended(() => mutants.start(scenario, number)),
        mutants.idOf(number),
      ).toBe(right);
    }
  });

  test("two runs may be made by turns", async () => {
    const mutants = await ofLab(lab);
    const scenario = small(lab);
    const options = { fuel: 1_000_000, message_limit: 20_000 };
    const start = (number: number): Run => mutants.start(scenario, number, options);
    const chosen = (await mutants.classes())
      .filter((_, i) => i % 10 === 0)
      .map(({ number }) => ({ number, alone: ended(() => start(number)) }))
      .filter(({ alone }) => alone !== "crash" && alone !== "endless");
    const runs = chosen.map(({ number }) => start(number));
    for (let step = 0; step < scenario.steps; step++) for (const run of runs) run.step();
    expect(runs.map((run) => hex(run.dump()))).toEqual(chosen.map(({ alone }) => alone));
  });

  test("each has a place and a sentence of its own", async () => {
    const words = await (await ofLab(lab)).inWords();
    for (const { file, line, where, sentence } of words) {
      expect(file).toMatch(/^(kernel|labs)\/.*\.ts$/);
      expect(line).toBeGreaterThan(0);
      expect(where).not.toBe("");
      expect(sentence.endsWith(".")).toBe(true);
    }
  });

  test("a class of the table has members that give the same dump (a sample)", async () => {
    const mutants = await ofLab(lab);
    const scenario = scenarioById(lab, lab.scenarios[0]?.id as string);
    const { fuel } = mutants.reach(scenario);
    const options = { fuel: 50 * fuel + 200_000 };
    const several = (await mutants.classes()).filter(({ members }) => members.length > 1);
    for (const { members } of several.filter((_, i) => i % 10 === 0)) {
      const [first, last] = [members[0] as number, members.at(-1) as number];
      const dumps = [first, last].map((number) =>
        ended(() => mutants.start(scenario, number, options)),
      );
      expect(dumps[1], mutants.idOf(last)).toBe(dumps[0]);
    }
  });

  test("the scores of the suites are those of the table", async ({ skip }) => {
    const mutants = await ofLab(lab);
    const table = (await mutants.table()) as MutantTable;
    // A suite that was found after the last `npm run mutants -- classify` is in no table yet.
    const listed = listedScenarios(lab).map(({ id }) => id);
    skip(table.scenarios.length < listed.length, "the table is older than the suites");
    expect(table.scenarios).toEqual(listed);
    const scores = scoresOf(lab, mutants.count, table);
    for (const { id, mutation } of lab.suites)
      expect([id, mutation]).toEqual([id, scores[id as keyof typeof scores]]);
  });

  test("what the table says of a scenario of the suites is seen in it (a sample)", async () => {
    const mutants = await ofLab(lab);
    const id = listedScenarios(lab).at(-1)?.id as string;
    const scenario = scenarioById(lab, id);
    const examined = new Examined(scenario, mutants);
    const classes = (await mutants.classes()).filter(({ outcomes }) => outcomes.has(id));
    const letters = { same: ".", dump: "d", listing: "l", endless: "e", crash: "c" };
    for (const { number, outcomes } of classes.filter((_, i) => i % 20 === 0)) {
      const sight = letters[examined.sight(number)];
      expect([mutants.idOf(number), sight]).toEqual([mutants.idOf(number), outcomes.get(id)]);
    }
  });

  test("what the table holds for unseen is not seen (a sample)", async () => {
    const mutants = await ofLab(lab);
    const table = await mutants.table();
    const scenario = scenarioById(lab, lab.scenarios[0]?.id as string);
    const right = runOf(scenario).dump();
    for (const id of (table?.unseen ?? []).filter((_, i) => i % 20 === 0)) {
      const number = mutants.numberOf(id);
      if (number === null) continue;
      const run = mutants.start(scenario, number);
      while (run.step_index < run.steps) run.step();
      expect(areEqual(run.dump(), right), id).toBe(true);
    }
  });
});

test.each([
  ["zab", "The rule `commitAdvances` is `false` in place of `true`.", "follower-ignores-commit"],
  ["zab", "The rule `firstCounter` is `0` in place of `1`.", "counter-from-zero"],
  ["kv", "The rule `firstDeletingKind` is `2` in place of `3`.", "kind-two-deletes"],
])("in %s, that %s is the known bug %s", async (id, sentence, bug) => {
  const lab = findLab(id);
  const mutants = await ofLab(lab);
  const number = await numberBy(mutants, sentence);
  const scenario = small(lab);
  const known = scenario.start({ bugs: [{ bug, variant: 0 }] });
  const mutant = mutants.start(scenario, number);
  while (known.step_index < known.steps) {
    known.step();
    mutant.step();
    expect(hex(mutant.digestInput())).toBe(hex(known.digestInput()));
  }
});

test("a modulus one too high is a mutant, and listings show it", async () => {
  const lab = findLab("zab");
  const mutants = await ofLab(lab);
  const number = await numberBy(mutants, "`ELECTION_SPREAD` is `151` in place of `150`.");
  const flags =
    "--seed 42 --nodes 3 --rounds 900 --proposals 3 --outage 60,700,0,1,60,700,0,2,60,700,2,0,60,700,2,1";
  const scenario = scenarioOfFlags(lab, flags);
  const [right, mutant] = [scenario.start(), mutants.start(scenario, number)];
  let differing = 0;
  for (let step = 0; step < scenario.steps; step++) {
    right.step();
    mutant.step();
    if (!areEqual(right.digestInput(), mutant.digestInput())) differing++;
  }
  expect(differing).toBeGreaterThan(0);
});
