import type { SimulationSources } from "../simulation.ts";

export const simulation: SimulationSources = {
  files: [
    { path: "kernel/splitmix64.ts", except: ["VIGNA_MULTIPLIER_LOW", "HI", "LO", "SplitMix64"] },
    { path: "kernel/u64.ts", only: ["moduloU32"] },
    {
      path: "kernel/message_queue.ts",
      // How messages lie in memory is no rule of the network.
      except: [
        "MESSAGE_WORDS",
        "RECEIVER",
        "SEQUENCE",
        "TYPE",
        "CONTENTS",
        "SLOTS",
        "sentAt",
        "extend",
      ],
    },
    { path: "labs/zab/rules.ts" },
    { path: "labs/zab/faults.ts" },
    { path: "labs/zab/peer_set.ts" },
    { path: "labs/zab/history.ts", except: ["grown", "ROOT"] },
    { path: "labs/zab/node.ts", except: ["LOOKING", "FOLLOWING", "LEADING", "NONE", "handle"] },
    { path: "labs/zab/cluster.ts", except: ["observe", "timerFired"] },
  ],
  beside: ["observer", "timerFired", "messageLimit", "sent_before", "LIMITS", "under_way"],
  rules: "RIGHT",
};
