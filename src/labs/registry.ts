import type { Registry } from "./lab_entry.ts";

// biome-ignore format: a lab is one line.
/** The labs there are. A lab is one folder beside this file and one line here. */
export const REGISTRY: Registry = [
  { id: "zab", title: "db-19: a ZAB cluster", load: async () => (await import("./zab/index.ts")).zab },
  { id: "kv", title: "db-20: a replicated key/value cluster", load: async () => (await import("./kv/index.ts")).kv },
  { id: "raft", title: "db-17: a Raft cluster", load: async () => (await import("./raft/index.ts")).raft },
  { id: "paxos", title: "db-18: a Multi-Paxos cluster", load: async () => (await import("./paxos/index.ts")).paxos },
];
