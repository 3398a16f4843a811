import type { SimulationSources } from "../simulation.ts";

export const simulation: SimulationSources = {
  cluster: "labs/zab/cluster.ts",
  apart: ["labs/zab/messages.ts"],
  only: { "kernel/u64.ts": ["moduloU32"] },
  except: [
    // Of the kernel
    ...["VIGNA_MULTIPLIER_LOW", "HI", "LO", "SplitMix64"],
    ...["RECEIVER", "SEQUENCE", "TYPE", "CONTENTS", "SLOTS", "sentAt", "extend"],
    // Of the lab
    ...["grown", "release", "releaseJumps", "releaseSteps", "ROOT"],
    ...["LOOKING", "FOLLOWING", "LEADING", "NONE", "handle"],
    ...[
      "observe",
      "observeSends",
      "hidden",
      "messageSent",
      "described",
      "timerFired",
      "arrived",
      "receive",
    ],
  ],
  beside: [
    "observer",
    "sendObserver",
    "watcher",
    "timerFired",
    "messageLimit",
    "sent_before",
    "LIMITS",
    "under_way",
  ],
  rules: "RIGHT",
};
