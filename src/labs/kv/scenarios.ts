import type { PublishedScenario } from "../suite.ts";

/** The scenarios with published hashes (docs/specification/kv.md). The hashes are compared with, never answered. */
export const scenarios: readonly PublishedScenario[] = [
  {
    id: "A",
    title: "Thirty-two keys, no partition",
    parameters: { seed: "42", ops: "500", keys: "32", workload: "default" },
    sha256: "1febc1252f87f873c315526e9d9c78a622131d700dccca84a6e089244930252b",
    size_bytes: 494,
  },
  {
    id: "B",
    title: "Replicas 3 and 4 cut off in the middle",
    parameters: { seed: "7", ops: "2000", keys: "128", workload: "partition" },
    sha256: "272af5b41b729896a7195a6ea72d19111a96a50b29d5d4cdfaac03a058e1a2dc",
    size_bytes: 1887,
  },
];
