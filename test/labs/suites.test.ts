import { describe, expect, test } from "vitest";
import { columnOf, killsOf, readingsOf } from "../../scripts/support/mutation.ts";
import { listingSha256 } from "../../src/digests/listing_hash.ts";
import { areEqual } from "../../src/dump/bytes.ts";
import { magic } from "../../src/dump/layout.ts";
import { Draws } from "../../src/kernel/draws.ts";
import { defineLab, scenarioById } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import {
  failingOf,
  isRuledOut,
  type MutationScore,
  type Suite,
  type SuiteScenario,
  suiteById,
} from "../../src/labs/suite.ts";
import { runOf, seal, simulate } from "../../src/oracle/expected.ts";
import { suiteSha256, versionsOf } from "../../src/version.ts";

const SUITES = LABS.flatMap((lab) =>
  lab.suites.map((suite) => ({ name: `${lab.id} ${suite.id}`, lab, suite })),
);

function suiteNamed({ suites }: Lab, id: string): Suite {
  return suites.find((suite) => suite.id === id) as Suite;
}

describe.each(SUITES)("the suite $name", ({ lab, suite }) => {
  test("has hashes and sizes that a simulation gives again", async () => {
    for (const { id, sha256, size_bytes } of suite.scenarios) {
      const scenario = scenarioById(lab, id);
      const expected = await seal(scenario, simulate(scenario));
      expect([id, expected.sha256, expected.dump.length]).toEqual([id, sha256, size_bytes]);
      expect(scenario.listed?.id).toBe(id);
      const isPublished = lab.scenarios.some((one) => one.id === id);
      expect(expected.provenance).toBe(isPublished ? "published" : "computed");
    }
  });

  test("has hashes of listings that a run gives again (a sample)", async () => {
    const sample = suite.scenarios.filter((_, i) => i % 5 === 0);
    for (const { id, digests_sha256 } of sample) {
      expect([id, await listingSha256(scenarioById(lab, id))]).toEqual([id, digests_sha256]);
    }
    expect(suite.scenarios.filter((one) => one.digests_sha256 === "")).toEqual([]);
  });

  test("fails the bugs that docs/bugs.md says it fails: every reading of every bug is run", () => {
    const readings = readingsOf(lab);
    // The thorough one has those of the others, and of the rest a sample is run.
    const isLarge = suite.id === "thorough";
    const indices = [...suite.scenarios.keys()].filter((i) => !isLarge || i % 6 === 5);
    const columns = indices.map((i) => {
      const scenario = scenarioById(lab, suite.scenarios[i]?.id as string);
      return columnOf(runOf(scenario), scenario, readings);
    });
    const tabled = Object.fromEntries(
      Object.entries(suite.kills).map(([bug, rows]) => [
        bug,
        rows.map((row) => indices.map((i) => row[i]).join("")),
      ]),
    );
    expect(tabled).toEqual(killsOf(readings, columns));
  });
});

describe.each(LABS)("the suite of the catalogue of $id", (lab) => {
  const suite = suiteNamed(lab, "catalogue");
  const all = new Set(suite.scenarios.map(({ id }) => id));

  test("fails every bug that can be seen, in each of its readings", () => {
    const observable = lab.bugs.filter((bug) => bug.is_observable);
    expect(observable.filter((bug) => !isRuledOut(suite, bug, all))).toEqual([]);
    expect(observable.length).toBeGreaterThan(20);
  });

  test("is small: a dozen scenarios of some milliseconds each", () => {
    expect(suite.scenarios.length).toBeLessThanOrEqual(12);
    for (const { id } of suite.scenarios) {
      const scenario = scenarioById(lab, id);
      expect(runOf(scenario).messages + scenario.steps).toBeLessThan(40_000);
      expect(scenario.flags.length).toBeLessThan(1000);
    }
  });

  test("has no scenario without which it would do as well", () => {
    for (const id of all) {
      const others = new Set([...all].filter((other) => other !== id));
      const left = lab.bugs.filter((bug) => bug.is_observable && !isRuledOut(suite, bug, others));
      expect(left, id).not.toEqual([]);
    }
  });
});

describe.each(LABS.filter(({ suites }) => suites.some(({ id }) => id === "thorough")))(
  "the thorough suite of $id",
  (lab) => {
    const suite = suiteNamed(lab, "thorough");

    test("has the scenarios of the other suites, and thirty at most beside them", () => {
      const others = lab.suites.filter((one) => one !== suite).flatMap((one) => one.scenarios);
      expect(suite.scenarios.slice(0, others.length)).toEqual(others);
      expect(suite.scenarios.length - others.length).toBeLessThanOrEqual(30);
    });

    test("fails every bug that can be seen, in each of its readings", () => {
      const all = new Set(suite.scenarios.map(({ id }) => id));
      const observable = lab.bugs.filter((bug) => bug.is_observable);
      expect(observable.filter((bug) => !isRuledOut(suite, bug, all))).toEqual([]);
    });

    test("shows most of the single changes that were ever seen, and more than the others", () => {
      const [first, ...others] = lab.suites.map(({ mutation }) => mutation?.by_listing ?? 0);
      expect(others.toSorted((a, b) => a - b)).toEqual(others);
      expect(others[0]).toBeGreaterThan(first ?? 0);
      const { by_listing, seen } = suite.mutation as MutationScore;
      expect(by_listing / seen).toBeGreaterThan(0.95);
    });
  },
);

test.each([
  ["complete", "catalogue"],
  ["catalogue", "catalogue"],
  ["toString", undefined],
])("a suite is found by the name %s as %s", (name, id) => {
  expect(suiteById(LABS[0].suites, name)?.id).toBe(id);
});

test("a bug that cannot be seen changes no dump, and no digest after any step", () => {
  const draws = new Draws({ hi: 0, lo: 19 });
  for (const lab of LABS) {
    const unseen = readingsOf(lab).filter(({ bug }) => !bug.is_observable);
    const scenarios: Scenario[] = [];
    while (unseen.length > 0 && scenarios.length < 300) {
      const scenario = lab.scenario(lab.random(draws));
      if (scenario.steps < 200) scenarios.push(scenario);
    }
    for (const scenario of scenarios) {
      const right = scenario.start();
      const wrong = unseen.map(({ variant }) => scenario.start({ bugs: [variant] }));
      while (right.step_index < right.steps) {
        right.step();
        const digestInput = right.digestInput();
        for (const [index, run] of wrong.entries()) {
          run.step();
          if (!areEqual(digestInput, run.digestInput())) {
            const { bug } = unseen[index] as (typeof unseen)[number];
            throw new Error(`${bug.id} is seen at ${right.step_index} of ${scenario.command}`);
          }
        }
      }
      for (const run of wrong) expect(run.dump()).toEqual(right.dump());
    }
  }
});

test("the published suite is the one of which every answer bears the hash", async () => {
  for (const lab of LABS) {
    expect(lab.suites[0].is_published).toBe(true);
    expect(lab.scenarios).toEqual(lab.suites[0].scenarios);
    expect(await suiteSha256(lab.suites[0])).toBe((await versionsOf(lab)).suite_sha256);
    const hashes = await Promise.all(lab.suites.map(suiteSha256));
    expect(new Set(hashes).size).toBe(lab.suites.length);
  }
});

describe("a lab cannot be defined with", () => {
  const [lab] = LABS;
  const [published, catalogue] = lab.suites as readonly [Suite, Suite];
  const define = (scenarios: readonly SuiteScenario[]): Lab =>
    defineLab({
      ...lab,
      layout: [magic("X")],
      encodedLayout: () => [magic("X")],
      resolve: (values) => values,
      normalize: (values) => values,
      steps: () => 0,
      start: (_, options) => scenarioById(lab, "A").start(options),
      suites: [published, { ...catalogue, scenarios, kills: rowsOf(catalogue, scenarios.length) }],
    });
  /** As many characters for each reading as there are scenarios. */
  const rowsOf = ({ kills }: Suite, length: number): Suite["kills"] =>
    Object.fromEntries(
      Object.entries(kills).map(([bug, rows]) => [
        bug,
        rows.map((row) => row.slice(0, length).padEnd(length, ".")),
      ]),
    );
  const [a] = published.scenarios as readonly [SuiteScenario];
  const [k] = catalogue.scenarios as readonly [SuiteScenario];

  test.each([
    ["two scenarios of one id", [{ ...k, id: a.id }], `scenario ${a.id} is declared twice`],
    ["one scenario under two ids", [{ ...a, id: "K99" }], `${a.id} and K99 are the same`],
    ["the same twice in a suite", [k, k], `scenario ${k.id} is declared twice`],
  ])("%s", (_, scenarios, words) => {
    expect(() => define(scenarios)).toThrow(words);
  });

  test("nothing of the kind is wrong with its own", () => {
    expect(define(catalogue.scenarios).suites[1]?.scenarios).toEqual(catalogue.scenarios);
  });
});

describe("what a suite says of a bug", () => {
  const [lab] = LABS;
  const [first] = lab.scenarios as readonly [SuiteScenario];
  const [bug] = lab.bugs as readonly [(typeof lab.bugs)[number]];
  const suiteWith = (rows: readonly string[]): Suite => ({
    id: "s",
    version: "1",
    title: "t",
    is_published: false,
    scenarios: ["x", "y", "z"].map((id) => ({ ...first, id })),
    kills: { [bug.id]: rows },
    mutation: null,
  });

  test.each([
    [["..."], [], [], []],
    [["a.b"], ["x", "z"], [], ["x"]],
    [["a.b"], ["x", "z"], [], ["z", "y"]],
    [["a.b", "aa."], ["x"], ["y", "z"], ["x"]],
    [["a..", ".b."], [], ["x", "y"], ["x", "y"]],
  ])("of readings %j: fails %j, %j in some; ruled out by %j", (rows, always, sometimes, passed) => {
    const suite = suiteWith(rows);
    expect(failingOf(suite, bug.id)).toEqual({ always, sometimes });
    expect(isRuledOut(suite, bug, new Set(passed))).toBe(passed.length > 0);
  });

  test.each([
    [["a.b"], ["y"]],
    [
      ["a..", ".b."],
      ["x", "z"],
    ],
    [
      ["...", "aaa"],
      ["x", "y", "z"],
    ],
    [[], ["x", "y", "z"]],
  ])("of readings %j: not ruled out by %j", (rows, passed) => {
    expect(isRuledOut(suiteWith(rows), bug, new Set(passed))).toBe(false);
  });

  test("of a bug that it does not know: nothing", () => {
    expect(failingOf(suiteWith(["aaa"]), "toString")).toEqual({ always: [], sometimes: [] });
  });
});
