import type { Invariant } from "../lab.ts";
import type { Cluster } from "./cluster.ts";
import { type EntryId, type LogTree, ROOT } from "./log.ts";
import { LEADER, NONE, type Node } from "./node.ts";

/** docs/specification/raft.md, "Invariants". They hold after every tick, under every fault plan. */
export const invariants: readonly Invariant[] = [
  { id: "one-leader-per-term", statement: "A term has at most one Leader in the whole run." },
  { id: "one-vote-per-term", statement: "Within a term a node's voted_for, once set, stays." },
  { id: "leader-appends-only", statement: "A Leader's log only grows while it leads." },
  {
    id: "terms-ascend",
    statement: "The terms of a log never descend, and none is above the node's current_term.",
  },
  {
    id: "logs-match",
    statement:
      "Two logs with an entry of the same index and term agree in all entries up to that one.",
  },
  {
    id: "leader-complete",
    statement:
      "A Leader's log has every entry that any node had committed while its current_term was lower.",
  },
  {
    id: "committed-prefixes-agree",
    statement:
      "Of the committed prefixes of any two nodes, at any two ticks, one is a prefix of the other.",
  },
  { id: "committed-within-log", statement: "commit_index <= log_len." },
  {
    id: "nothing-goes-down",
    statement: "The current_term and commit_index of a node never go down.",
  },
];

/** A node as it was after the tick before. */
interface Seen {
  current_term: number;
  voted_for: number;
  role: number;
  commit_index: number;
  last_entry: EntryId;
}

/** Indexes stay below it, so that a term and an index make one number. */
const MOST_ENTRIES = 2 ** 26;

/**
 * Checks a cluster after each tick. Keeps what it has seen, because most of the invariants speak of two ticks; it says
 * nothing about ticks after which it was not called.
 */
export class InvariantChecker {
  private readonly cluster: Cluster;
  private readonly logs: LogTree;
  private readonly leaderOf = new Map<number, number>();
  private readonly seen: Seen[];
  /** Entries of some log that were looked at, by their term and index. */
  private readonly entryOf = new Map<number, EntryId>();
  private readonly known = new Set<EntryId>([ROOT]);
  /** The ends of the longest prefixes that a node was seen to have committed in a term. */
  private readonly committedIn = new Map<number, EntryId>();
  /** The end of the longest committed prefix seen. */
  private longest: EntryId = ROOT;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.logs = cluster.logs;
    this.seen = cluster.nodes.map(() => ({
      current_term: 0,
      voted_for: NONE,
      role: NONE,
      commit_index: 0,
      last_entry: ROOT,
    }));
  }

  /** The violations after the tick that was just run: `<invariant id>: <what was found>`. */
  check(): string[] {
    const found: string[] = [];
    for (const node of this.cluster.nodes) {
      this.checkEntries(node, found);
      this.checkTwoTicks(node, found);
      this.checkCommitted(node, found);
    }
    for (const node of this.cluster.nodes) this.checkLeader(node, found);
    return found;
  }

  /** What is told of a log is told once for each entry: what comes before an entry stays as it is. */
  private checkEntries(node: Node, found: string[]): void {
    const { logs } = this;
    if (node.last_term > node.current_term) {
      found.push(`terms-ascend: node ${node.id} has an entry of a term beyond its current_term`);
    }
    for (let id = node.last_entry; !this.known.has(id); id = logs.parent(id)) {
      this.known.add(id);
      const [term, index] = [logs.term(id), logs.index(id)];
      if (term < logs.term(logs.parent(id))) {
        found.push(`terms-ascend: node ${node.id}, log[${index - 1}]`);
      }
      const key = term * MOST_ENTRIES + index;
      const same = this.entryOf.get(key) ?? id;
      this.entryOf.set(key, same);
      if (!this.isPrefix(same, id)) found.push(`logs-match: node ${node.id}, log[${index - 1}]`);
    }
  }

  private checkTwoTicks(node: Node, found: string[]): void {
    const before = this.seen[node.id] as Seen;
    const { current_term, voted_for, role, commit_index, last_entry } = node;
    if (current_term < before.current_term || commit_index < before.commit_index) {
      found.push(`nothing-goes-down: node ${node.id}`);
    }
    if (current_term === before.current_term) {
      if (before.voted_for !== NONE && voted_for !== before.voted_for) {
        found.push(`one-vote-per-term: node ${node.id} in term ${current_term}`);
      }
      const led = before.role === LEADER && role === LEADER;
      if (
        led &&
        this.logs.at(last_entry, this.logs.index(before.last_entry)) !== before.last_entry
      ) {
        found.push(`leader-appends-only: node ${node.id} in term ${current_term}`);
      }
    }
    Object.assign(before, { current_term, voted_for, role, commit_index, last_entry });
  }

  private checkCommitted(node: Node, found: string[]): void {
    const { logs } = this;
    if (node.commit_index > node.length) {
      found.push(`committed-within-log: node ${node.id}`);
    }
    const end = logs.at(node.last_entry, node.commit_index);
    const isLonger = logs.index(end) > logs.index(this.longest);
    const [short, long] = isLonger ? [this.longest, end] : [end, this.longest];
    if (!this.isPrefix(short, long)) found.push(`committed-prefixes-agree: node ${node.id}`);
    this.longest = long;
    const inTerm = this.committedIn.get(node.current_term) ?? ROOT;
    if (logs.index(end) > logs.index(inTerm)) this.committedIn.set(node.current_term, end);
  }

  private checkLeader(node: Node, found: string[]): void {
    if (node.role !== LEADER) return;
    const { current_term, last_entry } = node;
    const leader = this.leaderOf.get(current_term) ?? node.id;
    this.leaderOf.set(current_term, leader);
    if (leader !== node.id) {
      found.push(`one-leader-per-term: ${leader} and ${node.id} in term ${current_term}`);
    }
    for (const [term, end] of this.committedIn) {
      if (term >= current_term || this.isPrefix(end, last_entry)) continue;
      found.push(`leader-complete: node ${node.id} in term ${current_term}, of term ${term}`);
    }
  }

  /** Whether the log that ends with `short` is a prefix of the one that ends with `long`, by terms and payloads. */
  private isPrefix(short: EntryId, long: EntryId): boolean {
    const { logs } = this;
    if (logs.index(short) > logs.index(long)) return false;
    let a = short;
    let b = logs.at(long, logs.index(short));
    for (; a !== b; a = logs.parent(a), b = logs.parent(b)) {
      if (logs.term(a) !== logs.term(b) || logs.command(a) !== logs.command(b)) return false;
    }
    return true;
  }
}
