import type { SimulationSources } from "../simulation.ts";

export const simulation: SimulationSources = {
  cluster: "labs/kv/cluster.ts",
  apart: [],
  only: {
    "kernel/u64.ts": ["moduloU32"],
    "labs/kv/parameters.ts": ["REPLICAS", "DEFAULT_CUT", "defaultCutFrom", "defaultCutUntil"],
  },
  except: [
    ...["VIGNA_MULTIPLIER_LOW", "HI", "LO"],
    ...["ABSENT", "keyText"],
    // Keys are sorted as far as somebody has asked for them: in a change of that a dump depends on the dumps before it.
    ...["inOrder", "ordering", "freshSlots", "placeOf", "rankOfNumber", "numberOfRank"],
    // A table that numbers the keys is no rule of the specification, and in a change of it a search may never end.
    ...["KeySlots", "SPREAD", "MOST_DIGITS", "DIGITS_BASE", "POWERS_OF_TEN", "FIRST_ROOM"],
    ...["SORTED_AT_ONCE", "SORTED_PARTS", "RANKS", "partOf"],
    ...["grow", "release", "copy"],
    ...["observe", "hasJustHealed", "isCutOff"],
  ],
  beside: ["observer", "healed_at"],
  rules: "RIGHT",
};
