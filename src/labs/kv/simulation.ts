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
    ...["inOrder", "merged", "byKey"],
    ...["observe", "hasJustHealed", "isCutOff"],
  ],
  beside: ["observer", "healed_at"],
  rules: "RIGHT",
};
