import type { PublishedScenario } from "../suite.ts";

/** The scenarios with published hashes (docs/specification/zab.md). The hashes are compared with, never answered. */
export const scenarios: readonly PublishedScenario[] = [
  {
    id: "A",
    title: "Three nodes, five proposals",
    parameters: { seed: "42", nodes: "3", rounds: "1000", proposals: "5" },
    sha256: "16af5aa6dbd5ce09b259755f3339d6cf23966ce115b0e30d9c2990487783047d",
    size_bytes: 366,
  },
  {
    id: "B",
    title: "Five nodes, twenty proposals",
    parameters: { seed: "7", nodes: "5", rounds: "2000", proposals: "20" },
    sha256: "b60388e978a9b98792edb00c8d33217da8bff9945a89d2c0c18b5f69520b91cf",
    size_bytes: 1927,
  },
  {
    id: "C",
    title: "A quiet cluster",
    parameters: { seed: "99", nodes: "3", rounds: "500", proposals: "0" },
    sha256: "8aef7604639fe0f2b349b38d74e10b6da8ac252b626976563bba69c722426296",
    size_bytes: 111,
  },
  {
    id: "D",
    title: "A single node",
    parameters: { seed: "1", nodes: "1", rounds: "200", proposals: "5" },
    sha256: "d4dbb92f91f9a0adf0c4c0b91fa46b2a5145907450897cd6473a02a6279604fd",
    size_bytes: 130,
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
    sha256: "5e4dbddb605e469c99fb682c00256445dcb2ed07e984f673d4296ef19719979a",
    size_bytes: 213,
  },
  {
    id: "F",
    title: "One link lost, five nodes",
    parameters: { seed: "3", nodes: "5", rounds: "1500", proposals: "10", partition: "0,1" },
    sha256: "c9df583bd714534c488aac710e6cc6e57e4b21d2fe96ec17068bd1c7525bc1b3",
    size_bytes: 1027,
  },
];
