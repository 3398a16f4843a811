import { clusterMisreadings } from "../cluster_misreadings.ts";

/** Misreadings of docs/specification/zab.md that no single change of our sources amounts to. */
export const misreadings = clusterMisreadings("zab.md");
