import type { SimulationSources } from "../simulation.ts";

export const simulation: SimulationSources = {
  cluster: "labs/raft/cluster.ts",
  apart: ["labs/raft/messages.ts"],
  only: { "kernel/u64.ts": ["moduloU32"] },
  except: [
    // Of the kernel
    ...["VIGNA_MULTIPLIER_LOW", "HI", "LO", "SplitMix64"],
    ...["RECEIVER", "SEQUENCE", "TYPE", "CONTENTS", "SLOTS", "sentAt", "extend"],
    // Of the lab
    ...["grown", "release", "releaseJumps", "releaseSteps", "ROOT", "NO_OP"],
    ...["FOLLOWER", "CANDIDATE", "LEADER", "NONE", "handle"],
    ...[
      "observe",
      "observeSends",
      "hidden",
      "messageSent",
      "described",
      "timerFired",
      "elected",
      "noOpAppended",
      "arrived",
      "receive",
      "payload",
    ],
  ],
  beside: [
    "observer",
    "sendObserver",
    "watcher",
    "timerFired",
    "elected",
    "noOpAppended",
    "messageLimit",
    "sent_before",
    "LIMITS",
    "under_way",
  ],
  rules: "RIGHT",
};
