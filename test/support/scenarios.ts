import { scenarioById, scenarioOfFlags } from "../../src/labs/define.ts";
import type { Run, Scenario } from "../../src/labs/lab.ts";

export { scenarioById as published, scenarioOfFlags as scenarioOfArguments };

/** Runs to the end, calling `afterStep` after every step. */
export function runToEnd(scenario: Scenario, afterStep: (run: Run) => void = () => {}): Run {
  const run = scenario.start();
  while (run.step_index < run.steps) {
    run.step();
    afterStep(run);
  }
  return run;
}
