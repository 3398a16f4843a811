import { afterStep, scenarioById } from "../../labs/define.ts";
import type { Lab, Scenario } from "../../labs/lab.ts";
import { findLabIn } from "../../labs/lab_entry.ts";
import { REGISTRY } from "../../labs/registry.ts";
import type { Subject } from "../../report/page_url.ts";

/** The lab of that id, loaded. Throws a Problem that names the known ones. */
export async function labOf(id: string): Promise<Lab> {
  return findLabIn(REGISTRY, id).load();
}

/** The scenario that a subject names. Throws a Problem that says what is wrong with it. */
export async function scenarioOfSubject(subject: Subject): Promise<Scenario> {
  const { scenario, parameters, after } = subject;
  const lab = await labOf(subject.lab);
  const found =
    scenario === null
      ? lab.scenario(new Map(Object.entries(parameters)))
      : scenarioById(lab, scenario);
  return after === null ? found : afterStep(found, after);
}
