import { Problem } from "../errors.ts";
import type { Lab } from "./lab.ts";

/** A lab that is loaded when something is asked of it: of four, a request or a page needs one. */
export interface LabEntry {
  readonly id: string;
  /** The lab's own, for a list of labs that are not loaded. */
  readonly title: string;
  load(): Promise<Lab>;
}

/** The labs that an app answers for: the first is the one in examples. */
export type Registry = readonly [LabEntry, ...LabEntry[]];
export type Labs = readonly [Lab, ...Lab[]];

/** All labs of a registry, in its order. */
export async function loadLabs(registry: Registry): Promise<Labs> {
  const [first, ...others] = registry;
  return Promise.all([first.load(), ...others.map((entry) => entry.load())]);
}

/** A registry of labs that are there already. */
export function registryOf([first, ...others]: Labs): Registry {
  return [loaded(first), ...others.map(loaded)];
}

function loaded(lab: Lab): LabEntry {
  return { id: lab.id, title: lab.title, load: async () => lab };
}

/** The one of a registry's labs, or of its entries, that has an id. Throws a Problem that names the known ones. */
export function findLabIn<T extends { readonly id: string }>(all: readonly T[], id: string): T {
  const found = all.find((one) => one.id === id);
  if (found !== undefined) return found;
  const known = all.map((one) => one.id).join(", ");
  const shown = JSON.stringify(id.slice(0, 80));
  throw new Problem("not-found", [
    { parameter: "lab", detail: `there is no lab ${shown}; expected one of ${known}` },
  ]);
}
