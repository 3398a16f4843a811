import type { Scope, ScopeValue } from "../lab.ts";
import { hidden } from "./hidden.ts";
import type { HistoryTree, TransactionId } from "./history.ts";
import { MESSAGE_NAMES } from "./messages.ts";
import { type Node, ROLE_NAMES } from "./node.ts";

/** What can be watched of a node, in the order of {@link rowOf}. */
export const scope: Scope = {
  row_name: "node",
  state: "role",
  message_types: MESSAGE_NAMES,
  hidden,
  columns: [
    { name: "role", type: "text", values: ROLE_NAMES, description: "Its role, as in the dump" },
    {
      name: "current_epoch",
      type: "integer",
      description: "The epoch whose history the node has",
    },
    {
      name: "accepted_epoch",
      type: "integer",
      description: "The highest epoch that the node has promised to follow",
    },
    {
      name: "last_zxid",
      type: "text",
      description: "The zxid that its history ends with, as epoch.counter; 0.0 where it is empty",
    },
    {
      name: "last_committed",
      type: "text",
      description: "The zxid up to which it is committed, as epoch.counter",
    },
    { name: "history_len", type: "integer", description: "Transactions in its history" },
  ],
};

export function rowOf(node: Node, histories: HistoryTree): readonly ScopeValue[] {
  const zxid = (id: TransactionId): string => `${histories.epoch(id)}.${histories.counter(id)}`;
  const { role, current_epoch, accepted_epoch, last_zxid, last_committed } = node;
  return [
    ROLE_NAMES[role] as string,
    current_epoch,
    accepted_epoch,
    zxid(last_zxid),
    zxid(last_committed),
    histories.historyLength(last_zxid),
  ];
}
