import type { Run, Scenario } from "../../src/labs/lab.ts";
import { runToEnd } from "./scenarios.ts";

/** Runs to the end. Fails on the first step that violates an invariant. */
export function checkEveryStep(scenario: Scenario): Run {
  return runToEnd(scenario, (run) => {
    const violations = run.violations();
    if (violations.length > 0) {
      throw new Error(`after step ${run.step_index - 1} of ${scenario.command}: ${violations}`);
    }
  });
}
