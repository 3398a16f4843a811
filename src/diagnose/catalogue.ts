import type { Bug } from "../labs/bug.ts";
import type { Lab } from "../labs/lab.ts";
import { TRANSPORT_BUGS } from "./transports.ts";

/** Every known bug of programs of the lab, and of the way that their dumps take, in the order in which they are shown. */
export function catalogueOf({ bugs }: Lab): readonly Bug[] {
  return [...bugs, ...TRANSPORT_BUGS];
}
