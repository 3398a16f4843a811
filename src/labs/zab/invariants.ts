import type { Invariant } from "../lab.ts";
import type { Cluster } from "./cluster.ts";
import { type HistoryTree, ROOT, type TransactionId } from "./history.ts";
import { LEADING, type Node } from "./node.ts";

/** docs/specification/zab.md, "Invariants". They hold after every tick, under every fault plan. */
export const invariants: readonly Invariant[] = [
  { id: "one-leader-per-epoch", statement: "An epoch has at most one established leader." },
  { id: "current-within-accepted", statement: "current_epoch <= accepted_epoch." },
  { id: "committed-within-history", statement: "last_committed <= last_zxid." },
  {
    id: "history-contiguous",
    statement:
      "A history is strictly ascending; within an epoch it has no gap and begins at counter 1.",
  },
  {
    id: "committed-prefixes-agree",
    statement:
      "Of the committed prefixes of any two nodes, at any two ticks, one is a prefix of the other.",
  },
  {
    id: "nothing-goes-down",
    statement: "The epochs and last_committed of a node never go down.",
  },
];

interface Seen {
  current_epoch: number;
  accepted_epoch: number;
  last_committed: TransactionId;
}

/**
 * Checks a cluster after each tick. Keeps what it has seen, because three of the invariants speak of
 * two ticks; it says nothing about ticks after which it was not called.
 */
export class InvariantChecker {
  private readonly cluster: Cluster;
  private readonly histories: HistoryTree;
  private readonly leaderOf = new Map<number, number>();
  private readonly seen: Seen[];
  /** Transactions whose step from their parent is known to be in order. */
  private readonly inOrder = new Set<TransactionId>([ROOT]);
  /** The end of the longest committed prefix seen. */
  private longest: TransactionId = ROOT;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.histories = cluster.histories;
    this.seen = cluster.nodes.map(() => ({
      current_epoch: 0,
      accepted_epoch: 0,
      last_committed: ROOT,
    }));
  }

  /** The violations after the tick that was just run: `<invariant id>: <what was found>`. */
  check(): string[] {
    const found: string[] = [];
    for (const node of this.cluster.nodes) {
      this.checkLeadership(node, found);
      this.checkOrder(node, found);
      this.checkHistory(node, found);
      this.checkPrefix(node, found);
      this.checkMonotony(node, found);
    }
    return found;
  }

  private checkLeadership(node: Node, found: string[]): void {
    if (node.role !== LEADING || !node.established) return;
    const leader = this.leaderOf.get(node.current_epoch) ?? node.id;
    this.leaderOf.set(node.current_epoch, leader);
    if (leader === node.id) return;
    found.push(`one-leader-per-epoch: ${leader} and ${node.id} in epoch ${node.current_epoch}`);
  }

  private checkOrder(node: Node, found: string[]): void {
    if (node.current_epoch > node.accepted_epoch) {
      found.push(`current-within-accepted: node ${node.id}`);
    }
    if (this.histories.compare(node.last_committed, node.last_zxid) > 0) {
      found.push(`committed-within-history: node ${node.id}`);
    }
  }

  private checkHistory(node: Node, found: string[]): void {
    const { histories } = this;
    for (let id = node.last_zxid; !this.inOrder.has(id); id = histories.parent(id)) {
      this.inOrder.add(id);
      const parent = histories.parent(id);
      const sameEpoch = histories.epoch(id) === histories.epoch(parent);
      const successor = sameEpoch ? histories.counter(parent) + 1 : 1;
      if (histories.compare(id, parent) <= 0 || histories.counter(id) !== successor) {
        const index = histories.historyLength(id) - 1;
        found.push(`history-contiguous: node ${node.id}, history[${index}]`);
      }
    }
  }

  private checkPrefix(node: Node, found: string[]): void {
    const { histories } = this;
    const end = histories.highestAtMost(node.last_zxid, node.last_committed);
    if (histories.compare(end, node.last_committed) !== 0) {
      found.push(`committed-prefixes-agree: node ${node.id} has committed what it does not have`);
      return;
    }
    const isLonger = histories.historyLength(end) > histories.historyLength(this.longest);
    const long = isLonger ? end : this.longest;
    const short = isLonger ? this.longest : end;
    if (!this.isPrefix(short, long)) found.push(`committed-prefixes-agree: node ${node.id}`);
    this.longest = long;
  }

  private isPrefix(short: TransactionId, long: TransactionId): boolean {
    const { histories } = this;
    let a = short;
    let b = long;
    while (histories.historyLength(b) > histories.historyLength(a)) b = histories.parent(b);
    for (; a !== b; a = histories.parent(a), b = histories.parent(b)) {
      if (histories.compare(a, b) !== 0) return false;
      if (histories.proposal(a) !== histories.proposal(b)) return false;
    }
    return true;
  }

  private checkMonotony(node: Node, found: string[]): void {
    const before = this.seen[node.id] as Seen;
    const isLower =
      node.current_epoch < before.current_epoch ||
      node.accepted_epoch < before.accepted_epoch ||
      this.histories.compare(node.last_committed, before.last_committed) < 0;
    if (isLower) found.push(`nothing-goes-down: node ${node.id}`);
    before.current_epoch = node.current_epoch;
    before.accepted_epoch = node.accepted_epoch;
    before.last_committed = node.last_committed;
  }
}
