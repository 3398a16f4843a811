import type { SimulationSources } from "../simulation.ts";

export const simulation: SimulationSources = {
  cluster: "labs/paxos/cluster.ts",
  apart: ["labs/paxos/messages.ts"],
  only: { "kernel/u64.ts": ["moduloU32"] },
  except: [
    // Of the kernel
    ...["VIGNA_MULTIPLIER_LOW", "HI", "LO", "SplitMix64"],
    ...["RECEIVER", "SEQUENCE", "TYPE", "CONTENTS", "SLOTS", "sentAt", "extend"],
    // Of the lab
    ...[
      "grown",
      "release",
      "releaseSteps",
      "releaseProposals",
      "releaseLatest",
      "trim",
      "trimmed",
      "withRoom",
      "NONE",
      "NO_OP",
      "BITS",
      "grow",
      "valueText",
    ],
    ...["FOLLOWER", "CANDIDATE", "LEADER", "UNKNOWN", "handle"],
    ...["observe", "tell", "roundOf", "arrived", "receive", "inOrder"],
    ...["timerFired", "campaigned", "promiseCounted", "elected", "steppedDown"],
    ...["noOpProposed", "decided"],
  ],
  beside: [
    "observer",
    "watcher",
    "witness",
    "messageLimit",
    "sent_before",
    "LIMITS",
    "under_way",
    "changes",
    "no_ops",
    "release",
  ],
  rules: "RIGHT",
};
