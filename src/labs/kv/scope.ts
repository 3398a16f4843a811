import type { Scope, ScopeValue } from "../lab.ts";
import type { Replica } from "./replica.ts";

const [CONNECTED, CUT_OFF] = ["connected", "cut off"] as const;

/** What can be watched of a replica, in the order of {@link rowOf}. */
export const scope: Scope = {
  row_name: "replica",
  state: "network",
  message_types: [],
  columns: [
    {
      name: "network",
      type: "text",
      values: [CONNECTED, CUT_OFF],
      description: "Whether it is cut off from the others",
    },
    { name: "log_length", type: "integer", description: "Entries in its log" },
    { name: "commit_index", type: "integer", description: "The entries that it has applied" },
    { name: "live_keys", type: "integer", description: "Keys that have a value" },
  ],
};

export function rowOf(replica: Replica, isCutOff: boolean): readonly ScopeValue[] {
  const { log_length, commit_index } = replica;
  return [isCutOff ? CUT_OFF : CONNECTED, log_length, commit_index, replica.state().live_keys];
}
