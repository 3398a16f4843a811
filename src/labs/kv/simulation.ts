import type { SimulationSources } from "../simulation.ts";

export const simulation: SimulationSources = {
  files: [
    { path: "kernel/splitmix64.ts", except: ["VIGNA_MULTIPLIER_LOW", "HI", "LO"] },
    { path: "kernel/u64.ts", only: ["moduloU32"] },
    {
      path: "labs/kv/parameters.ts",
      only: ["REPLICAS", "DEFAULT_CUT", "defaultCutFrom", "defaultCutUntil"],
    },
    { path: "labs/kv/rules.ts" },
    { path: "labs/kv/replica.ts", except: ["ABSENT", "keyText"] },
    { path: "labs/kv/cluster.ts", except: ["observe", "hasJustHealed", "isCutOff"] },
  ],
  beside: ["observer", "healed_at"],
  rules: "RIGHT",
};
