import {
  enum8,
  integerOrNone,
  type Layout,
  magic,
  repeat,
  repeatNodes,
  text,
  u32le,
  u64le,
} from "../../dump/layout.ts";
import type { Cluster } from "./cluster.ts";
import type { EntryId } from "./log.ts";
import { NONE, type Node, ROLE_NAMES } from "./node.ts";

/** A node, and the cluster whose logs and payloads it speaks of: what the fields of a node are read from. */
export interface NodeView {
  readonly node: Node;
  readonly cluster: Cluster;
}

/** An entry of a log, while it is being written. */
export interface Entry {
  id: EntryId;
  term: number;
  payload: string;
}

function nodes(cluster: Cluster) {
  return cluster.nodes.map((node) => ({ node, cluster }));
}

function log(view: NodeView) {
  return logOf(view, view.cluster.logs.entries(view.node.last_entry));
}

/** Entries of a log as they are written: one reused view for all of them, since a dump may hold millions. */
export function logOf({ cluster }: NodeView, ids: Int32Array) {
  const { logs } = cluster;
  const entry: Entry = { id: 0, term: 0, payload: "" };
  return {
    length: ids.length,
    ids,
    at(index: number): Entry {
      const id = ids[index] as number;
      entry.id = id;
      entry.term = logs.term(id);
      entry.payload = cluster.payload(logs.command(id));
      return entry;
    },
  };
}

/** docs/specification/raft.md, "Canonical dump". */
export const layout: Layout<Cluster> = [
  magic("DSERAFT1"),
  u32le("node_count", (cluster) => cluster.nodes.length),
  repeatNodes(
    "nodes",
    "node_count",
    nodes,
    u32le("id", ({ node }) => node.id, "nodes stand in ascending id order"),
    u64le("current_term", ({ node }) => node.current_term),
    integerOrNone("i64le", "voted_for", NONE, ({ node }) => node.voted_for),
    enum8("role", ROLE_NAMES, ({ node }) => node.role),
    u64le("commit_index", ({ node }) => node.commit_index),
    u32le("log_len", ({ node }) => node.length),
    repeat(
      "log",
      "log_len",
      log,
      u64le("term", ({ term }: Entry) => term),
      u32le("payload_len", ({ payload }) => payload.length, "0 of a no-op"),
      text(
        "payload",
        "payload_len",
        ({ payload }) => payload,
        "ASCII: the client command, cmd-0, cmd-1, …; nothing of a no-op",
      ),
    ),
  ),
];

/**
 * All that a dump of {@link layout} is a function of, but for the number of nodes: a log is that of its last entry, and
 * what is in a {@link LogTree} stays as it is.
 */
export class DumpedState {
  private readonly numbers: Int32Array;

  constructor({ nodes }: Cluster) {
    this.numbers = new Int32Array(nodes.length * DUMPED_NUMBERS);
    let at = 0;
    for (const node of nodes) {
      this.numbers[at++] = node.current_term;
      this.numbers[at++] = node.voted_for;
      this.numbers[at++] = node.role;
      this.numbers[at++] = node.commit_index;
      this.numbers[at++] = node.last_entry;
    }
  }

  /** Whether the cluster's state is still this one. */
  isOf({ nodes }: Cluster): boolean {
    const { numbers } = this;
    let at = 0;
    for (const node of nodes) {
      if (
        numbers[at] !== node.current_term ||
        numbers[at + 1] !== node.voted_for ||
        numbers[at + 2] !== node.role ||
        numbers[at + 3] !== node.commit_index ||
        numbers[at + 4] !== node.last_entry
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
