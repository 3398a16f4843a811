import { expect, test } from "vitest";
import { findLab, LABS } from "../../src/labs/index.ts";
import { parameterChangesOf } from "../../src/labs/parameter_changes.ts";

/** The command line of a scenario as a change takes it; null where the change makes no other scenario of it. */
function taken(lab: string, parameters: Record<string, string>, id: string): string | null {
  const { parameters: declaration, scenario } = findLab(lab);
  const change = parameterChangesOf(declaration).find((one) => one.id === id);
  if (change === undefined) throw new Error(`there is no change ${id}`);
  return change.of(scenario(new Map(Object.entries(parameters))))?.flags ?? null;
}

const CUT = { seed: "4294967298", ops: "8", keys: "3", workload: "partition" };
const OUTAGES = {
  seed: "9",
  nodes: "3",
  rounds: "400",
  proposals: "2",
  outage: "1,5,0,2,7,11,2,1",
};

test.each([
  [CUT, "kv", "seed:low-32-bits", "--seed 2 --ops 8"],
  [CUT, "kv", "ops:minus-one", "--seed 4294967298 --ops 7"],
  [CUT, "kv", "cut_from:plus-one", "--cut-from 3"],
  [CUT, "kv", "cut_until:minus-one", "--cut-until 5"],
  [{ ...CUT, cut_until: "7" }, "kv", "cut_until:minus-one", "--cut-until 6"],
  [CUT, "kv", "replica:plus-one", "--replica 1"],
  [CUT, "kv", "cut:first-alone", "--cut 3"],
  [OUTAGES, "zab", "outage.from:plus-one", "--outage 2,5,0,2,8,11,2,1"],
  [OUTAGES, "zab", "outage.src:exchanged-with-dst", "--outage 1,5,2,0,7,11,1,2"],
  [OUTAGES, "zab", "outage.src:both-ways-with-dst", "--outage 1,5,0,2,7,11,2,1,1,5,2,0,7,11,1,2"],
  [OUTAGES, "zab", "outage:last-left-out", "--outage 1,5,0,2"],
])("of %j in %s, %s makes %s", (parameters, lab, id, flags) => {
  expect(taken(lab, parameters, id)).toContain(flags);
});

test.each([
  ["a seed that has no more bits", OUTAGES, "zab", "seed:low-32-bits"],
  ["groups whose numbers do not go together", OUTAGES, "zab", "outage.from:exchanged-with-until"],
  ["a number below the smallest", { ...CUT, replica: "0" }, "kv", "replica:minus-one"],
  [
    "a parameter that the scenario has no use for",
    { ...CUT, workload: "default" },
    "kv",
    "cut_from:plus-one",
  ],
])("nothing is made of %s", (_, parameters, lab, id) => {
  expect(taken(lab, parameters, id)).toBeNull();
});

test.each(LABS)("every change of $id has an id and a sentence of its own", ({ parameters }) => {
  const changes = parameterChangesOf(parameters);
  expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
  expect(new Set(changes.map(({ sentence }) => sentence)).size).toBe(changes.length);
});
