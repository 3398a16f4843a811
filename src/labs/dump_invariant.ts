import type { DumpObject } from "../dump/read_dump.ts";
import { ascii } from "../dump/value.ts";
import type { DumpInvariant, Invariant } from "./lab.ts";

/**
 * An invariant that is checked on a dump. `D` is what {@link readDump} makes of a dump of the lab's layout: nobody checks
 * that it is, but a test that reads one.
 */
export function dumpInvariant<D>(
  { id, statement }: Invariant,
  breaches: (dump: D) => Iterable<string>,
): DumpInvariant {
  return { id, statement, breaches: (dump: DumpObject) => breaches(dump as D) };
}

/** The invariant of that id, which is checked on a dump too. */
export function statedAs(invariants: readonly Invariant[], id: string): Invariant {
  const found = invariants.find((invariant) => invariant.id === id);
  if (found === undefined) throw new Error(`there is no invariant ${id}`);
  return found;
}

/** Characters of a text that are quoted: a submitted one may be as long as a dump. */
const QUOTED = 40;

/** ASCII text of a dump in quotes, cut where it is long; what is no printable ASCII as `\xNN`. */
export function quoted(text: string): string {
  const bytes = Uint8Array.from(text.slice(0, QUOTED), (character) => character.charCodeAt(0));
  return `"${ascii(bytes)}"${text.length > QUOTED ? "..." : ""}`;
}
