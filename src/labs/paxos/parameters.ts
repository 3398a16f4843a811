import {
  type ClusterParameters,
  clusterDeclaration,
  resolveCluster,
} from "../cluster_parameters.ts";
import type { Values } from "../parameter_types.ts";

/** docs/specification/paxos.md, "Parameters": those of any cluster of nodes and links, and no others. */
export type PaxosParameters = ClusterParameters;

export const declaration = clusterDeclaration();

export const resolve: (values: Values<typeof declaration>) => PaxosParameters = resolveCluster;
