import { grown, release } from "../../kernel/memory.ts";

/**
 * Every history of every node, as one tree.
 *
 * A transaction is a vertex whose parent is the transaction before it, so a history is named by its
 * last transaction alone. Appending never disturbs anybody else's history, a NewLeader message
 * carries one integer however long the history is, and a follower that appends what its leader
 * proposed arrives at the leader's own vertex instead of at a copy.
 *
 * A zxid is held as the id of a transaction that bears it; {@link ROOT} bears ZERO.
 */

/** The empty history, and the zxid ZERO = (0, 0). */
export const ROOT = 0;

/** The id of a transaction in a {@link HistoryTree}: 0 for the root, then in the order of creation. */
export type TransactionId = number;

export class HistoryTree {
  /** Whether every history ascends. A right cluster's do (invariant 4); with a known bug they may not. */
  private isAscending = true;
  private count = 1;
  private epochs = new Int32Array(64);
  private counters = new Int32Array(64);
  private proposals = new Int32Array(64);
  private parents = new Int32Array(64);
  private lengths = new Int32Array(64);
  /** An ancestor further up, at skew-binary distances: any ancestor is O(log length) steps away. */
  private jumps = new Int32Array(64);
  /** The history that was asked for last: nodes mostly have the same one. */
  private latest: { readonly last: TransactionId; readonly ids: Int32Array } | null = null;

  epoch(id: TransactionId): number {
    return this.epochs[id] as number;
  }

  counter(id: TransactionId): number {
    return this.counters[id] as number;
  }

  /** The number of the client command whose payload the transaction carries. */
  proposal(id: TransactionId): number {
    return this.proposals[id] as number;
  }

  parent(id: TransactionId): TransactionId {
    return this.parents[id] as number;
  }

  /** The number of transactions in the history that ends with `id`. */
  historyLength(id: TransactionId): number {
    return this.lengths[id] as number;
  }

  /** The order of two zxids: lexicographic by (epoch, counter). Negative, zero or positive. */
  compare(a: TransactionId, b: TransactionId): number {
    if (a === b) return 0;
    const byEpoch = (this.epochs[a] as number) - (this.epochs[b] as number);
    return byEpoch !== 0 ? byEpoch : (this.counters[a] as number) - (this.counters[b] as number);
  }

  /** Appends a new transaction to the history that ends with `last`; returns the new last one. */
  append(last: TransactionId, epoch: number, counter: number, proposal: number): TransactionId {
    const id = this.count++;
    if (id === this.epochs.length) {
      this.epochs = grown(this.epochs);
      this.counters = grown(this.counters);
      this.proposals = grown(this.proposals);
      this.parents = grown(this.parents);
      this.lengths = grown(this.lengths);
      this.jumps = grown(this.jumps);
    }
    this.epochs[id] = epoch;
    this.counters[id] = counter;
    this.proposals[id] = proposal;
    this.parents[id] = last;
    this.lengths[id] = this.historyLength(last) + 1;
    if (this.compare(id, last) <= 0) this.isAscending = false;
    const jump = this.jumps[last] as number;
    const furtherJump = this.jumps[jump] as number;
    const sameStride =
      this.historyLength(last) - this.historyLength(jump) ===
      this.historyLength(jump) - this.historyLength(furtherJump);
    this.jumps[id] = sameStride ? furtherJump : last;
    return id;
  }

  /** Appends a copy of transaction `x` to the history that ends with `last`; shares it where it can. */
  adopt(last: TransactionId, x: TransactionId): TransactionId {
    if (this.parents[x] === last) return x;
    return this.append(last, this.epoch(x), this.counter(x), this.proposal(x));
  }

  /** The highest zxid in the history that ends with `last`, or ROOT. */
  highest(last: TransactionId): TransactionId {
    return this.isAscending ? last : this.highestOfAll(last, null);
  }

  /** The highest zxid <= `zxid` in the history that ends with `last`, or ROOT. */
  highestAtMost(last: TransactionId, zxid: TransactionId): TransactionId {
    if (!this.isAscending) return this.highestOfAll(last, zxid);
    let id = last;
    while (this.compare(id, zxid) > 0) {
      const jump = this.jumps[id] as number;
      id = this.compare(jump, zxid) > 0 ? jump : this.parent(id);
    }
    return id;
  }

  /** The same without relying on the order of the history. */
  private highestOfAll(last: TransactionId, bound: TransactionId | null): TransactionId {
    let highest = ROOT;
    for (let id = last; id !== ROOT; id = this.parent(id)) {
      const isWithin = bound === null || this.compare(id, bound) <= 0;
      if (isWithin && this.compare(id, highest) > 0) highest = id;
    }
    return highest;
  }

  /** The transactions of the history that ends with `last`, oldest first. Nobody writes to them: they are kept. */
  transactions(last: TransactionId): Int32Array {
    if (this.latest?.last === last) return this.latest.ids;
    const ids = new Int32Array(this.historyLength(last));
    for (let i = ids.length - 1, id = last; i >= 0; i--, id = this.parent(id)) ids[i] = id;
    this.latest = { last, ids };
    return ids;
  }

  /** Gives back what finds ancestors: nothing can be appended, and no zxid looked for, any more. */
  releaseJumps(): void {
    release(this.jumps);
  }

  /** Gives its memory back; nothing can be read any more. */
  release(): void {
    const { epochs, counters, proposals, parents, lengths, jumps } = this;
    for (const column of [epochs, counters, proposals, parents, lengths, jumps]) release(column);
    if (this.latest !== null) release(this.latest.ids);
  }
}
