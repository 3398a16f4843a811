import {
  enum8,
  group,
  type Layout,
  magic,
  repeat,
  repeatNodes,
  text,
  u32le,
} from "../../dump/layout.ts";
import type { Cluster } from "./cluster.ts";
import type { HistoryTree, TransactionId } from "./history.ts";
import { payloadText } from "./messages.ts";
import { type Node, ROLE_NAMES } from "./node.ts";

/** A node and the tree that its history is in: what the fields of a node are read from. */
export interface NodeView {
  readonly node: Node;
  readonly histories: HistoryTree;
}

/** A transaction of a history, while it is being written. */
export interface Transaction {
  readonly histories: HistoryTree;
  id: TransactionId;
  payload: string;
}

function zxid(name: string, of: (view: NodeView) => TransactionId) {
  return group<NodeView>(
    name,
    u32le("epoch", (view) => view.histories.epoch(of(view))),
    u32le("counter", (view) => view.histories.counter(of(view))),
  );
}

function nodes(cluster: Cluster) {
  const { histories } = cluster;
  return cluster.nodes.map((node) => ({ node, histories }));
}

function history(view: NodeView) {
  return historyOf(view, view.histories.transactions(view.node.last_zxid));
}

/** Transactions of a history as they are written: one reused view for all of them, since a dump may hold millions. */
export function historyOf({ histories }: NodeView, ids: Int32Array) {
  const transaction: Transaction = { histories, id: 0, payload: "" };
  return {
    length: ids.length,
    ids,
    at(index: number): Transaction {
      const id = ids[index] as number;
      transaction.id = id;
      transaction.payload = payloadText(histories.proposal(id));
      return transaction;
    },
  };
}

/** docs/specification/zab.md, "Canonical dump". */
export const layout: Layout<Cluster> = [
  magic("DSEZAB01"),
  u32le("node_count", (cluster) => cluster.nodes.length),
  repeatNodes(
    "nodes",
    "node_count",
    nodes,
    u32le("id", ({ node }) => node.id, "nodes stand in ascending id order"),
    enum8("role", ROLE_NAMES, ({ node }) => node.role),
    u32le("current_epoch", ({ node }) => node.current_epoch),
    u32le("accepted_epoch", ({ node }) => node.accepted_epoch),
    zxid("last_zxid", ({ node }) => node.last_zxid),
    zxid("last_committed", ({ node }) => node.last_committed),
    u32le("history_len", ({ node, histories }) => histories.historyLength(node.last_zxid)),
    repeat(
      "history",
      "history_len",
      history,
      group<Transaction>(
        "zxid",
        u32le("epoch", ({ histories, id }) => histories.epoch(id)),
        u32le("counter", ({ histories, id }) => histories.counter(id)),
      ),
      u32le("payload_len", ({ payload }) => payload.length),
      text(
        "payload",
        "payload_len",
        ({ payload }) => payload,
        "ASCII: the client command, zab-0, zab-1, …",
      ),
    ),
  ),
];

/**
 * All that a dump of {@link layout} is a function of, but for the number of nodes: a history is that of its last
 * transaction, and what is in a {@link HistoryTree} stays as it is.
 */
export class DumpedState {
  private readonly numbers: Int32Array;

  constructor({ nodes }: Cluster) {
    this.numbers = new Int32Array(nodes.length * DUMPED_NUMBERS);
    let at = 0;
    for (const node of nodes) {
      this.numbers[at++] = node.role;
      this.numbers[at++] = node.current_epoch;
      this.numbers[at++] = node.accepted_epoch;
      this.numbers[at++] = node.last_zxid;
      this.numbers[at++] = node.last_committed;
    }
  }

  /** Whether the cluster's state is still this one. */
  isOf({ nodes }: Cluster): boolean {
    const { numbers } = this;
    let at = 0;
    for (const node of nodes) {
      // The fields of the dump are u32, and compared as they are held here.
      if (
        numbers[at] !== (node.role | 0) ||
        numbers[at + 1] !== (node.current_epoch | 0) ||
        numbers[at + 2] !== (node.accepted_epoch | 0) ||
        numbers[at + 3] !== (node.last_zxid | 0) ||
        numbers[at + 4] !== (node.last_committed | 0)
      ) {
        return false;
      }
      at += DUMPED_NUMBERS;
    }
    return true;
  }
}

/** Numbers of a node in a {@link DumpedState}. */
const DUMPED_NUMBERS = 5;
