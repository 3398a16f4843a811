import type { PublishedScenario } from "../suite.ts";

/** The scenarios with published hashes (docs/specification/raft.md). The hashes are compared with, never answered. */
export const scenarios: readonly PublishedScenario[] = [
  {
    id: "A",
    title: "Three nodes, five proposals",
    parameters: { seed: "42", nodes: "3", rounds: "1000", proposals: "5" },
    sha256: "a2299ff06a2ed5ced5842d100bb7867b3ae50f6e7d7da93f835385565f1ed9e9",
    size_bytes: 366,
  },
  {
    id: "B",
    title: "Five nodes, twenty proposals",
    parameters: { seed: "7", nodes: "5", rounds: "2000", proposals: "20" },
    sha256: "b6dc06aee72e595f51bd5045ea7c92ffcbe7f6fda3198985f9ded1eca2671c4b",
    size_bytes: 1927,
  },
  {
    id: "C",
    title: "A quiet cluster",
    parameters: { seed: "99", nodes: "3", rounds: "500", proposals: "0" },
    sha256: "f9db9ea7e6c1ca2b3a911b42b2431e964a4ee7c5e40e27efd29b41e747958838",
    size_bytes: 111,
  },
  {
    id: "D",
    title: "A single node, for less than an election timer",
    parameters: { seed: "1", nodes: "1", rounds: "200", proposals: "5" },
    sha256: "ce8b8e05d6ad0b4a243753a934b2f052c2363e97beca0c175586677d1a489408",
    size_bytes: 45,
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
    sha256: "b1689eb48b209187b7cd82a24b1a6a2d19b0be4b481ac1a5b4f1ac9e23a6ae05",
    size_bytes: 213,
  },
  {
    id: "F",
    title: "One link lost, five nodes",
    parameters: { seed: "3", nodes: "5", rounds: "1500", proposals: "10", partition: "0,1" },
    sha256: "fcc70ecabe37509133bb27155f5bd7d74981c3f98e79719e2b47077acca6a31f",
    size_bytes: 1027,
  },
];
