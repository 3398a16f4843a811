import { dumpInvariant, statedAs } from "../../../src/labs/dump_invariant.ts";
import type { DumpInvariant, Invariant } from "../../../src/labs/lab.ts";
import { MOODS } from "./ring.ts";

export const invariants: readonly Invariant[] = [
  { id: "one-holder", statement: "At most one station holds the token." },
];

interface Dump {
  readonly stations: readonly { readonly mood: number }[];
}

const HOLDING = MOODS.indexOf("Holding");

export const dumpInvariants: readonly DumpInvariant[] = [
  dumpInvariant<Dump>(statedAs(invariants, "one-holder"), function* ({ stations }) {
    const holding = stations.filter(({ mood }) => mood === HOLDING).length;
    if (holding > 1) yield `${holding} stations`;
  }),
];
