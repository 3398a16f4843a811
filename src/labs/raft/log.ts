import { grown, release } from "../../kernel/memory.ts";

/**
 * Every log of every node, as one tree.
 *
 * An entry is a vertex whose parent is the entry before it, so a log is named by its last entry alone. Appending
 * never disturbs anybody else's log, an AppendEntries carries two integers however many entries it stands for, and
 * a follower that appends what its leader sent arrives at the leader's own vertex instead of at a copy.
 */

/** The empty log: index 0, and term 0. */
export const ROOT = 0;

/** What a no-op carries in place of the number of a client command. */
export const NO_OP = -1;

/** The id of an entry in a {@link LogTree}: 0 for the root, then in the order of creation. */
export type EntryId = number;

export class LogTree {
  /** Whether the terms of every log ascend. A right cluster's do (invariant 2); with a known bug they may not. */
  isAscending = true;
  private count = 1;
  private terms = new Int32Array(64);
  private commands = new Int32Array(64);
  private parents = new Int32Array(64);
  private indexes = new Int32Array(64);
  /** An ancestor further up, at skew-binary distances: any ancestor is O(log length) steps away. */
  private jumps = new Int32Array(64);
  /** The log that was asked for last: nodes mostly have the same one. */
  private latest: { readonly last: EntryId; readonly ids: Int32Array } | null = null;

  term(id: EntryId): number {
    return this.terms[id] as number;
  }

  /** The number of the client command that the entry carries, or {@link NO_OP}. */
  command(id: EntryId): number {
    return this.commands[id] as number;
  }

  parent(id: EntryId): EntryId {
    return this.parents[id] as number;
  }

  /** The entry's index, from 1, and so the length of the log that ends with it. */
  index(id: EntryId): number {
    return this.indexes[id] as number;
  }

  /** Appends a new entry to the log that ends with `last`; returns the new last one. */
  append(last: EntryId, term: number, command: number): EntryId {
    const id = this.count++;
    if (id === this.terms.length) {
      this.terms = grown(this.terms);
      this.commands = grown(this.commands);
      this.parents = grown(this.parents);
      this.indexes = grown(this.indexes);
      this.jumps = grown(this.jumps);
    }
    this.terms[id] = term;
    this.commands[id] = command;
    this.parents[id] = last;
    this.indexes[id] = this.index(last) + 1;
    if (term < this.term(last)) this.isAscending = false;
    const jump = this.jumps[last] as number;
    const furtherJump = this.jumps[jump] as number;
    const sameStride =
      this.index(last) - this.index(jump) === this.index(jump) - this.index(furtherJump);
    this.jumps[id] = sameStride ? furtherJump : last;
    return id;
  }

  /** The entry `index` of the log that ends with `last`; its last one where it is not that long. */
  at(last: EntryId, index: number): EntryId {
    let id = last;
    while (this.index(id) > index) {
      const jump = this.jumps[id] as number;
      id = this.index(jump) >= index ? jump : this.parent(id);
    }
    return id;
  }

  /**
   * The log that ends with `own` once it has the entries of the log `last` beyond `index`: from the first one on that
   * conflicts with an own one, which has another term then, or that has none in its place. Both logs reach to `index`.
   */
  merge(own: EntryId, index: number, last: EntryId): EntryId {
    const shorter = Math.min(this.index(own), this.index(last));
    const conflict = this.firstConflict(this.at(own, shorter), this.at(last, shorter), index);
    return this.extend(conflict === null ? own : this.at(own, conflict - 1), last);
  }

  /** The log that ends with `own`, and after it the entries of the log `last` that lie beyond its length. */
  extend(own: EntryId, last: EntryId): EntryId {
    const length = this.index(own);
    if (length >= this.index(last)) return own;
    if (this.at(last, length) === own) return last;
    let end = own;
    // With a known bug only: entries of one index and term are one entry in a right cluster.
    for (const id of this.entries(last).subarray(length)) {
      end = this.append(end, this.term(id), this.command(id));
    }
    return end;
  }

  /** The lowest index above `from` at which the terms of two logs of one length differ; null where there is none. */
  private firstConflict(a: EntryId, b: EntryId, from: number): number | null {
    let conflict: number | null = null;
    // Where two logs share an entry, they share all before it.
    for (let index = this.index(a); index > from && a !== b; index--) {
      if (this.term(a) !== this.term(b)) conflict = index;
      a = this.parent(a);
      b = this.parent(b);
    }
    return conflict;
  }

  /** The entries of the log that ends with `last`, the first one first. Nobody writes to them: they are kept. */
  entries(last: EntryId): Int32Array {
    if (this.latest?.last === last) return this.latest.ids;
    const ids = new Int32Array(this.index(last));
    for (let i = ids.length - 1, id = last; i >= 0; i--, id = this.parent(id)) ids[i] = id;
    this.latest = { last, ids };
    return ids;
  }

  /** Gives back what finds entries by their index: nothing can be appended, and no entry looked for, any more. */
  releaseJumps(): void {
    release(this.jumps);
  }

  /** Gives its memory back; nothing can be read any more. */
  release(): void {
    const { terms, commands, parents, indexes, jumps } = this;
    for (const column of [terms, commands, parents, indexes, jumps]) release(column);
    if (this.latest !== null) release(this.latest.ids);
  }
}
