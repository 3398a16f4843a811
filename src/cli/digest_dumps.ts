import type { Run, Scenario } from "../labs/lab.ts";

/**
 * Scenarios of the same run whose dumps after `step` are, one after the other, what the digest of its state is of:
 * the scenario itself first. It alone where a digest is of one dump.
 */
export function dumpsOfDigest(scenario: Scenario, step: number): readonly Scenario[] {
  const runTo = (one: Scenario): Run => {
    const run = one.start();
    while (run.step_index <= step) run.step();
    return run;
  };
  const run = runTo(scenario);
  if (run.digestParts().length === 1) return [scenario];
  const input = run.digestInput();
  const dumps = new Map([[JSON.stringify(scenario.parameters), scenario]]);
  for (const { scenario: relative } of scenario.relatives()) {
    if (relative.steps !== scenario.steps) continue;
    if (Buffer.compare(runTo(relative).digestInput(), input) !== 0) continue;
    const key = JSON.stringify(relative.parameters);
    if (!dumps.has(key)) dumps.set(key, relative);
  }
  return [...dumps.values()];
}
