import type { Run, Scenario } from "../../src/labs/lab.ts";

/** A scenario of which every run that is begun is counted until it is given back. */
export function counted(scenario: Scenario): { scenario: Scenario; held: () => number } {
  let held = 0;
  const start: Scenario["start"] = (options) => {
    const run: Run = scenario.start(options);
    const release = run.release?.bind(run);
    held++;
    run.release = () => {
      held--;
      release?.();
    };
    return run;
  };
  return { scenario: { ...scenario, start }, held: () => held };
}
