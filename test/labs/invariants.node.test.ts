import fc from "fast-check";
import { expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { checkEveryStep } from "../support/invariants.ts";
import { anyScenario } from "../support/random.ts";
import { published } from "../support/scenarios.ts";

test.each(LABS)("the invariants of $id hold after every step of random scenarios", (lab) => {
  fc.assert(
    fc.property(anyScenario(lab), (scenario) => {
      checkEveryStep(scenario);
    }),
    { numRuns: 1000 },
  );
});

test.each(LABS)("a violation in $id is told by the id of an invariant", (lab) => {
  const ids = lab.invariants.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(0);
  const told = new Set<string>();
  for (const { id } of lab.scenarios) {
    for (const bug of lab.bugs) {
      if (bug.kind !== "protocol") continue;
      const scenario = published(lab, id);
      const run = scenario.start({ bugs: [{ bug: bug.id, variant: 0 }], message_limit: 100_000 });
      for (let step = 0; step < Math.min(run.steps, 300); step++) {
        run.step();
        for (const violation of run.violations()) told.add(violation.split(":")[0] as string);
      }
    }
  }
  expect([...told].filter((id) => !ids.includes(id))).toEqual([]);
});
