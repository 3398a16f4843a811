import { expect, test } from "vitest";
import { isMessage, type RunEvent } from "../../src/labs/events.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Run, Scenario } from "../../src/labs/lab.ts";
import { published, runToEnd } from "../support/scenarios.ts";

function observed(scenario: Scenario): { run: Run; events: RunEvent[] } {
  const events: RunEvent[] = [];
  const run = scenario.start({ observer: (event) => events.push(event) });
  while (run.step_index < run.steps) run.step();
  return { run, events };
}

const SCENARIOS = LABS.flatMap((lab) =>
  lab.scenarios.map(({ id }) => ({ name: `${lab.id} ${id}`, lab, scenario: published(lab, id) })),
);

test.each(SCENARIOS)("an observed run of $name ends in the same dump", ({ scenario }) => {
  expect(observed(scenario).run.dump()).toEqual(runToEnd(scenario).dump());
});

test.each(SCENARIOS)(
  "a run of $name tells no message twice, and those it has sent but for some under way",
  ({ scenario, lab }) => {
    const { run, events } = observed(scenario);
    const messages = events.filter(isMessage);
    expect(new Set(messages.map(({ seq }) => seq)).size).toBe(messages.length);
    expect(
      new Set(lab.scope.message_types).size >= new Set(messages.map(({ type }) => type)).size,
    ).toBe(true);
    if (messages.length === 0) return;
    expect(run.messages - messages.length).toBeGreaterThanOrEqual(0);
    expect(run.messages - messages.length).toBeLessThan(50);
  },
);

test.each(LABS.map((lab) => ({ lab, id: lab.id })))(
  "a run of $id that is observed late tells the same, from then on",
  ({ lab }) => {
    for (const { id } of lab.scenarios) {
      const scenario = published(lab, id);

      const [all, late]: [RunEvent[], RunEvent[]] = [[], []];
      const whole = scenario.start({ observer: (event) => all.push(event) });
      const part = scenario.start();
      const from = Math.max(0, scenario.steps - 500);
      while (part.step_index < from) part.step();
      part.observe((event) => late.push(event));
      for (const run of [whole, part]) while (run.step_index < run.steps) run.step();
      expect(late).toEqual(all.filter(({ tick }) => tick >= from));
    }
  },
);
