import { clusterMisreadings } from "../cluster_misreadings.ts";

/** Misreadings of docs/specification/paxos.md that no single change of our sources amounts to. */
export const misreadings = clusterMisreadings("paxos.md");
