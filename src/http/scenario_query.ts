import { Problem, type ProblemItem } from "../errors.ts";
import { afterStep, listedScenarios, parameterOfFlag, scenarioById } from "../labs/define.ts";
import type { Lab, Scenario } from "../labs/lab.ts";

/** The query parameter by which a state within a run is asked for; each endpoint that has it reads it here. */
export const AFTER = "after";

/** The query parameters by which a run of a lab is named, or a state of one. */
export function scenarioParameters({ parameters }: Lab, what: "run" | "state"): string[] {
  return ["scenario", ...Object.keys(parameters), ...(what === "state" ? [AFTER] : [])];
}

/**
 * The scenario that a query names, one of a suite by `scenario` or any by the lab's parameters, and
 * the step `after` which its state is asked for.
 */
export function scenarioOf(lab: Lab, query: ReadonlyMap<string, string>): Scenario {
  const given = new Map(query);
  const after = given.get(AFTER);
  given.delete(AFTER);
  const scenario = wholeScenario(lab, given);
  return after === undefined ? scenario : afterStep(scenario, after);
}

function wholeScenario(lab: Lab, given: ReadonlyMap<string, string>): Scenario {
  const id = given.get("scenario");
  if (id === undefined) {
    if (given.size > 0) return lab.scenario(given);
    const ids = listedScenarios(lab)
      .map((scenario) => scenario.id)
      .join(", ");
    const names = Object.entries(lab.parameters).flatMap(([name, p]) => (p.required ? [name] : []));
    throw new Problem("invalid-parameters", [
      {
        parameter: "scenario",
        detail: `no scenario is given; expected scenario= one of ${ids}, or the parameters ${names.join(", ")}`,
      },
    ]);
  }
  const known = given.size === 1 ? byId.get(lab)?.get(id) : undefined;
  if (known !== undefined) return known;
  const namesake = flagOfOtherParameter(lab, id);
  if (namesake !== null) throw new Problem("invalid-parameters", [namesake]);
  const others = [...given.keys()].filter((name) => name !== "scenario");
  if (others.length > 0) {
    throw new Problem(
      "invalid-parameters",
      others.map((name) => ({
        parameter: name,
        detail: `${name} is given beside scenario, which stands for all parameters; expected one or the other`,
      })),
    );
  }
  const scenario = scenarioById(lab, id);
  const scenarios = byId.get(lab) ?? new Map<string, Scenario>();
  byId.set(lab, scenarios.set(id, scenario));
  return scenario;
}

/** The scenarios of suites that were asked for by id: as many as a lab lists, each read from its parameters once. */
const byId = new WeakMap<Lab, Map<string, Scenario>>();

/** A lab's program may have a flag --scenario that means something else than a scenario of a suite. */
function flagOfOtherParameter(lab: Lab, text: string): ProblemItem | null {
  const name = parameterOfFlag(lab, "--scenario");
  if (name === null || lab.parameters[name]?.type.parse(text) === null) return null;
  return {
    parameter: "scenario",
    detail: `scenario is ${JSON.stringify(text)}, and stands for a scenario of a suite here; the flag --scenario is the parameter ${name}: expected ${name}=${text}`,
  };
}
