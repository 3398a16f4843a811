import type { Lab } from "./lab.ts";
import { findLabIn, loadLabs } from "./lab_entry.ts";
import { REGISTRY } from "./registry.ts";

/** Every lab of the registry, loaded: for the command line and the library, which do without waiting. */
export const LABS = await loadLabs(REGISTRY);

/** The lab of that id. Throws a Problem that names the known ones. */
export function findLab(id: string): Lab {
  return findLabIn(LABS, id);
}
