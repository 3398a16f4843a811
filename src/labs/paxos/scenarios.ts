import type { PublishedScenario } from "../suite.ts";

/** The scenarios with published hashes (docs/specification/paxos.md). The hashes are compared with, never answered. */
export const scenarios: readonly PublishedScenario[] = [
  {
    id: "A",
    title: "Three nodes, five proposals",
    parameters: { seed: "42", nodes: "3", rounds: "1000", proposals: "5" },
    sha256: "0a35fdad1dd97c76a40a61b020c6181a56c4a40d4f723cb68fe70c2112aa9b63",
    size_bytes: 729,
  },
  {
    id: "B",
    title: "Five nodes, twenty proposals",
    parameters: { seed: "7", nodes: "5", rounds: "2000", proposals: "20" },
    sha256: "3cc6cae6cb7f9d2b7cb88088a0f22581ac4c41bd86bab1b3676dd0ba33fd7ead",
    size_bytes: 4457,
  },
  {
    id: "C",
    title: "A quiet cluster",
    parameters: { seed: "99", nodes: "3", rounds: "500", proposals: "0" },
    sha256: "f28d025af748a790beded6167115c7094a7f939b45d439728e4d6b7e144c3be0",
    size_bytes: 99,
  },
  {
    id: "D",
    title: "A single node, whose first election would come later",
    parameters: { seed: "1", nodes: "1", rounds: "200", proposals: "5" },
    sha256: "e5e0248c7c4fa20991b90afdac828eab91a7414497461dadc2e1553040693139",
    size_bytes: 41,
  },
  {
    id: "E",
    title: "Node 0 cut off in both directions",
    parameters: {
      seed: "42",
      nodes: "3",
      rounds: "1000",
      proposals: "3",
      partition: "0,1,0,2,1,0,2,0",
    },
    sha256: "674e62d809248ac99401054c195d29b0e2eed6ccc78ec45e96da8aaf69c36096",
    size_bytes: 351,
  },
  {
    id: "F",
    title: "One link lost, five nodes",
    parameters: { seed: "3", nodes: "5", rounds: "1500", proposals: "10", partition: "0,1" },
    sha256: "7d80176abad54e533b2f4174e84f58432a000255fbb2ecbbb1dd915cb6bb6ab5",
    size_bytes: 2257,
  },
];
