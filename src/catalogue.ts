import type { Bug } from "./labs/bug.ts";
import type { Lab } from "./labs/lab.ts";

/** Every bug that a program of the lab is known to have had, in the order in which they are shown. */
export function catalogueOf({ bugs }: Lab): readonly Bug[] {
  return bugs;
}
