import { describe, expect, test } from "vitest";
import type { Evidence } from "../../src/diagnose/evidence.ts";
import { type Several, severalGiving } from "../../src/diagnose/several.ts";
import { singleChangesOf, Together } from "../../src/diagnose/together.ts";
import { areEqual } from "../../src/dump/bytes.ts";
import { listedScenarios, scenarioOfSuite } from "../../src/labs/define.ts";
import { findLab } from "../../src/labs/index.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import { mutantsOf } from "../../src/mutants/index.ts";
import { seenOf } from "../support/evidence.ts";

/** A program with several known bugs, each by its id, or changes by theirs. */
async function programOf(lab: Lab, ids: readonly string[]) {
  const singles = await singleChangesOf(lab);
  const members = ids.map((id) => {
    const found = singles.findLast((one) => one.id === id || one.id.startsWith(`bug:${id}/0`));
    if (found === undefined) throw new Error(`${lab.id} has no ${id}`);
    return found;
  });
  const together = await Together.of(lab);
  const parts = members.map(({ part }) => part);
  return (scenario: Scenario) => together.start(parts, scenario);
}

/** Everything that is seen of it in all scenarios of the suites: every state, or the final hashes alone. */
async function evidenceOf(
  lab: Lab,
  ids: readonly string[],
  of: "states" | "end",
): Promise<Evidence> {
  const program = await programOf(lab, ids);
  const cases = [];
  for (const listed of listedScenarios(lab)) {
    const scenario = scenarioOfSuite(lab, listed);
    const [right, own] = [await seenOf(scenario.start()), await seenOf(program(scenario))];
    const states = own.digests.map((sha256, step) => ({
      step,
      sha256,
      of: "digest" as const,
      agrees: sha256 === right.digests[step],
    }));
    const final = { sha256: own.dump_sha256, agrees: own.dump_sha256 === right.dump_sha256 };
    cases.push({ scenario, final, listing: null, states: of === "states" ? states : [] });
  }
  return { lab, cases };
}

function namesIn({ sets }: Several): string[] {
  return sets.map(({ members }) =>
    members
      .map(({ id, bugs: [bug] }) => bug?.id ?? id)
      .toSorted()
      .join(" + "),
  );
}

describe("of a program with several bugs, all of them are found", () => {
  test.each([
    ["two rules", "kv", ["commit-late", "no-commit-count"]],
    ["a rule and how a state is written", "kv", ["kind-two-deletes", "lengths-u16"]],
    ["what is wrong from the first state on, twice", "kv", ["value-unprefixed", "vigna-constant"]],
    ["a rule, and what becomes of every state on its way", "kv", ["kind-two-deletes", "hex-text"]],
    ["three", "kv", ["draws-on-demand", "generator-mix-first", "tombstones"]],
  ])("%s: %s", async (_, id, bugs) => {
    const found = await severalGiving(await evidenceOf(findLab(id), bugs, "states"), {
      work: 60_000_000,
    });
    expect(namesIn(found)).toEqual([bugs.toSorted().join(" + ")]);
    expect(found.sets[0]?.certainty).toBe("proven");
    expect(found.left_out).toEqual([]);
    expect(found.closest).toBeNull();
  });
});

describe("a set is not called proven", () => {
  const kv = findLab("kv");
  const bugs = ["kind-two-deletes", "lengths-u16"];

  test("where not every scenario of the suites was seen", async () => {
    const { cases } = await evidenceOf(kv, bugs, "states");
    const { sets } = await severalGiving({ lab: kv, cases: cases.slice(1) }, { work: 60_000_000 });
    expect(sets.length).toBeGreaterThan(0);
    expect(sets.every(({ certainty }) => certainty === "reproduces")).toBe(true);
  });

  test("where the search was ended, and what was left out is said", async () => {
    const evidence = await evidenceOf(kv, bugs, "states");
    let asked = 0;
    const ended = await severalGiving(evidence, { isOver: () => asked++ > 300 });
    expect(ended.left_out).toEqual([{ what: "more-sets", why: "ended" }]);
    expect(ended.sets.every(({ certainty }) => certainty === "reproduces")).toBe(true);
    const spent = await severalGiving(evidence, { work: 100_000 });
    expect(spent.left_out).toEqual([{ what: "more-sets", why: "work-spent" }]);
  });
});

test("a change that does not matter is in no set: the smallest that gives everything is found", async () => {
  const lab = findLab("kv");
  // Of the two the second hides the first.
  const found = await severalGiving(
    await evidenceOf(lab, ["gap-refused", "leader-cut-still-sends"], "states"),
  );
  expect(namesIn(found)).toEqual(["leader-cut-still-sends"]);
});

test("what gives most is told where nothing gives everything", async () => {
  const lab = findLab("kv");
  const { cases } = await evidenceOf(lab, ["commit-late"], "states");
  // In one scenario the program does what no change does.
  const last = cases.at(-1);
  const states = last?.states.map((state, i) =>
    i < (last?.states.length ?? 0) - 1
      ? state
      : { ...state, sha256: "0".repeat(64), agrees: false },
  );
  const broken = { ...last, states, final: null } as (typeof cases)[number];
  const evidence = { lab, cases: [...cases.slice(0, -1), broken] };
  const found = await severalGiving(evidence, { work: 2_000_000 });
  expect(found.sets).toEqual([]);
  expect(found.closest?.members.map(({ bugs: [bug] }) => bug?.id)).toContain("commit-late");
});

test("final hashes alone are enough, where a scenario shows one of the changes by itself", async () => {
  const lab = findLab("kv");
  const evidence = await evidenceOf(lab, ["kind-two-deletes", "lengths-u16"], "end");
  expect(namesIn(await severalGiving(evidence))).toContain("kind-two-deletes + lengths-u16");
});

describe("several changes in one run", () => {
  const lab = findLab("kv");
  const [first] = listedScenarios(lab).map((one) => scenarioOfSuite(lab, one));
  const scenario = first as Scenario;

  test("are each what it is alone, where it is the only one", async () => {
    const together = await Together.of(lab);
    for (const one of (await singleChangesOf(lab)).filter((_, i) => i % 40 === 0)) {
      const alone = one.start(scenario) ?? scenario.start();
      const set = together.start([one.part], scenario);
      for (let step = 0; step < 20; step++) for (const run of [alone, set]) run.step();
      expect(areEqual(alone.dump(), set.dump()), one.id).toBe(true);
    }
  });

  test("are not had where two change one place of the sources", async () => {
    const mutants = await mutantsOf(lab);
    const texts = (await mutants?.inWords()) ?? [];
    const pairs = texts.slice(1).map(({ number }) => [number - 1, number]);
    const isApart = pairs.map((pair) => mutants?.areApart(pair));
    expect(new Set(isApart)).toEqual(new Set([true, false]));
  });

  test("leave the right run as it is, when they are over", async () => {
    const mutants = await mutantsOf(lab);
    if (mutants === null) throw new Error("the lab has no sources");
    const before = mutants.startAll(scenario, []).digestInput();
    mutants.startAll(scenario, [1, 40]).step();
    expect(areEqual(mutants.startAll(scenario, []).digestInput(), before)).toBe(true);
  });
});
