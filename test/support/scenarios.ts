import type { Lab, Run, Scenario } from "../../src/labs/lab.ts";

/** The scenario that a program's command line arguments mean: `--seed 42 --nodes 3 …`. */
export function scenarioOfArguments(lab: Lab, line: string): Scenario {
  const names = new Map(
    Object.entries(lab.parameters).map(([name, parameter]) => [parameter.flag, name]),
  );
  const words = line.split(" ");
  const given = new Map<string, string>();
  for (let i = 0; i < words.length; i += 2) {
    const name = names.get(words[i] as string);
    if (name === undefined) throw new Error(`no parameter has the flag ${words[i]}`);
    given.set(name, words[i + 1] as string);
  }
  return lab.scenario(given);
}

/** The published scenario `id` of a lab. */
export function published(lab: Lab, id: string): Scenario {
  const found = lab.scenarios.find((scenario) => scenario.id === id);
  if (found === undefined) throw new Error(`${lab.id} has no scenario ${id}`);
  return lab.scenario(new Map(Object.entries(found.parameters)));
}

/** Runs to the end, calling `afterStep` after every step. */
export function runToEnd(scenario: Scenario, afterStep: (run: Run) => void = () => {}): Run {
  const run = scenario.start();
  while (run.step_index < run.steps) {
    run.step();
    afterStep(run);
  }
  return run;
}
