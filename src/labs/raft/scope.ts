import type { Scope, ScopeValue } from "../lab.ts";
import { hidden } from "./hidden.ts";
import { MESSAGE_NAMES } from "./messages.ts";
import { FOLLOWER, NONE, type Node, ROLE_NAMES } from "./node.ts";

/** What can be watched of a node, in the order of {@link rowOf}. */
export const scope: Scope = {
  row_name: "node",
  state: "role",
  message_types: MESSAGE_NAMES,
  hidden,
  columns: [
    { name: "role", type: "text", values: ROLE_NAMES, description: "Its role, as in the dump" },
    { name: "current_term", type: "integer", description: "The latest term that it knows of" },
    {
      name: "voted_for",
      type: "text",
      description: "Whom it has voted for in that term; none where it has not voted",
    },
    {
      name: "votes",
      type: "integer",
      description: "Votes by which it stands or leads, its own included; 0 where it follows",
    },
    { name: "log_len", type: "integer", description: "Entries in its log" },
    {
      name: "last_term",
      type: "integer",
      description: "The term of the last entry; 0 where the log is empty",
    },
    { name: "commit_index", type: "integer", description: "Entries that it knows are committed" },
  ],
};

export function rowOf(node: Node): readonly ScopeValue[] {
  const { role, current_term, voted_for, votes, length, last_term, commit_index } = node;
  return [
    ROLE_NAMES[role] as string,
    current_term,
    voted_for === NONE ? "none" : String(voted_for),
    role === FOLLOWER ? 0 : votes.size,
    length,
    last_term,
    commit_index,
  ];
}
