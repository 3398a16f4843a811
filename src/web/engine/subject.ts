import { afterStep, scenarioById } from "../../labs/define.ts";
import { findLab } from "../../labs/index.ts";
import type { Scenario } from "../../labs/lab.ts";
import type { Subject } from "../../report/page_url.ts";

/** The scenario that a subject names. Throws a Problem that says what is wrong with it. */
export function scenarioOfSubject({ lab: id, scenario, parameters, after }: Subject): Scenario {
  const lab = findLab(id);
  const found =
    scenario === null
      ? lab.scenario(new Map(Object.entries(parameters)))
      : scenarioById(lab, scenario);
  return after === null ? found : afterStep(found, after);
}
