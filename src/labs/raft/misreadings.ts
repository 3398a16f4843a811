import { clusterMisreadings } from "../cluster_misreadings.ts";

/**
 * Misreadings of docs/specification/raft.md that no single change of our sources amounts to. A delay is drawn of the tick
 * here, and so it is the same however messages are counted; and a node by itself sees no order among others.
 */
export const misreadings = clusterMisreadings("raft.md", [
  "node-by-node",
  "seq-of-sender",
  "seq-of-link",
  "cut-link-takes-no-seq",
  "arrivals-by-receiver",
]);
