import type { Invariant } from "../lab.ts";
import { ZERO } from "./ballots.ts";
import type { Cluster } from "./cluster.ts";
import { FOLLOWER, type Node } from "./node.ts";
import { NO_OP, NONE, type PValue, valueText } from "./pvalues.ts";

/** docs/specification/paxos.md, "Invariants". They hold after every tick, under every fault plan. */
export const invariants: readonly Invariant[] = [
  {
    id: "agreement",
    statement: "No two nodes, at any two ticks, have learned different values for a slot.",
  },
  { id: "learned-stays", statement: "A learned slot never changes or goes." },
  {
    id: "learned-was-chosen",
    statement:
      "A learned value had been accepted for its slot, at some time, by each node of a quorum under one ballot.",
  },
  {
    id: "learned-was-scheduled",
    statement: "A learned value is the no-op or had been scheduled, and stands in no other slot.",
  },
  {
    id: "nothing-goes-down",
    statement: "promised, my_ballot and the ballot of a slot in accepts never go down.",
  },
  {
    id: "ballot-is-own",
    statement: "my_ballot <= promised, and my_ballot is (0, 0) or carries the node's own id.",
  },
  {
    id: "leader-promised-itself",
    statement: "A Candidate or Leader has promised its own ballot, and no other.",
  },
  { id: "accepts-within-promised", statement: "No accept has a ballot above promised." },
  {
    id: "one-value-per-ballot",
    statement: "Under one ballot a slot ever has one value, in all nodes.",
  },
];

interface Seen {
  promised: number;
  my_ballot: number;
  /** By slot. */
  learned: Int32Array;
  learned_changes: number;
  /** What the node has accepted since the last check: a slot, what stood there, and what stands there then. */
  readonly accepts: [slot: number, before: PValue, pvalue: PValue][];
}

/**
 * Checks a cluster after each tick. Keeps what it has seen, because most of the invariants speak of two ticks; it says
 * nothing about ticks before it was made, or after which it was not called.
 */
export class InvariantChecker {
  private readonly cluster: Cluster;
  private readonly quorum: number;
  private readonly seen: Seen[];
  /** By slot and ballot: the value, and who has accepted it at some time. */
  private readonly accepted = new Map<number, Map<number, { value: number; by: Set<number> }>>();
  /** By slot, what was learned for it first; and by value, for which slot. */
  private readonly learned = new Map<number, number>();
  private readonly slotOf = new Map<number, number>();

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.quorum = Math.floor(cluster.nodes.length / 2) + 1;
    this.seen = cluster.nodes.map(({ accepts: watched }) => {
      const accepts: Seen["accepts"] = [];
      watched.watcher = (...change) => accepts.push(change);
      return {
        promised: ZERO,
        my_ballot: ZERO,
        learned: new Int32Array(0),
        learned_changes: 0,
        accepts,
      };
    });
  }

  /** The violations after the tick that was just run: `<invariant id>: <what was found>`. */
  check(): string[] {
    const found: string[] = [];
    for (const node of this.cluster.nodes) {
      this.checkBallots(node, found);
      this.checkAccepts(node, found);
    }
    for (const node of this.cluster.nodes) this.checkLearned(node, found);
    return found;
  }

  private checkBallots(node: Node, found: string[]): void {
    const { id, promised, my_ballot, role } = node;
    const before = this.seen[id] as Seen;
    if (promised < before.promised || my_ballot < before.my_ballot) {
      found.push(`nothing-goes-down: a ballot of node ${id}`);
    }
    before.promised = promised;
    before.my_ballot = my_ballot;
    const isOwn = my_ballot === ZERO || this.cluster.ballots.proposer(my_ballot) === id;
    if (my_ballot > promised || !isOwn) found.push(`ballot-is-own: node ${id}`);
    if (role !== FOLLOWER && promised !== my_ballot) {
      found.push(`leader-promised-itself: node ${id}`);
    }
  }

  private checkAccepts({ promised, id }: Node, found: string[]): void {
    const { pvalues } = this.cluster;
    const { accepts } = this.seen[id] as Seen;
    for (const [slot, before, pvalue] of accepts.splice(0)) {
      const where = `node ${id}, accepts of slot ${slot}`;
      const ballot = pvalues.ballot(pvalue);
      if (ballot < pvalues.ballot(before)) found.push(`nothing-goes-down: ${where}`);
      if (ballot > promised) found.push(`accepts-within-promised: ${where}`);
      const value = pvalues.value(pvalue);
      if (!this.noteAccepted(slot, ballot, value, id)) {
        found.push(`one-value-per-ballot: ${where}`);
      }
    }
  }

  /** False where another value was accepted for the slot under the ballot. */
  private noteAccepted(slot: number, ballot: number, value: number, id: number): boolean {
    const ofSlot = this.accepted.get(slot) ?? new Map();
    this.accepted.set(slot, ofSlot);
    const row = ofSlot.get(ballot) ?? { value, by: new Set() };
    ofSlot.set(ballot, row);
    if (row.value !== value) return false;
    row.by.add(id);
    return true;
  }

  private wasChosen(slot: number, value: number): boolean {
    for (const row of this.accepted.get(slot)?.values() ?? []) {
      if (row.value === value && row.by.size >= this.quorum) return true;
    }
    return false;
  }

  private checkLearned({ id, learned }: Node, found: string[]): void {
    const { pvalues, scheduled } = this.cluster;
    const before = this.seen[id] as Seen;
    if (learned.changes === before.learned_changes) return;
    before.learned_changes = learned.changes;
    const now = new Int32Array(Math.max(learned.end, before.learned.length));
    for (let slot = 0; slot < now.length; slot++) {
      const choice = learned.at(slot);
      const earlier = before.learned[slot] ?? NONE;
      now[slot] = choice;
      if (choice === earlier) continue;
      if (earlier !== NONE) found.push(`learned-stays: node ${id}, slot ${slot}`);
      if (choice === NONE) continue;
      this.checkNew(id, slot, pvalues.valueOf(choice), scheduled, found);
    }
    before.learned = now;
  }

  private checkNew(
    id: number,
    slot: number,
    value: number,
    scheduled: number,
    found: string[],
  ): void {
    const where = `node ${id}, slot ${slot}`;
    const first = this.learned.get(slot) ?? value;
    this.learned.set(slot, first);
    if (first !== value) {
      found.push(`agreement: ${where}: ${valueText(value)}, and elsewhere ${valueText(first)}`);
    }
    if (!this.wasChosen(slot, value)) found.push(`learned-was-chosen: ${where}`);
    if (value === NO_OP) return;
    const other = this.slotOf.get(value) ?? slot;
    this.slotOf.set(value, other);
    if (value >= scheduled || other !== slot) found.push(`learned-was-scheduled: ${where}`);
  }
}
