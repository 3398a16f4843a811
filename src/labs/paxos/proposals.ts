import { grown, release } from "../../kernel/memory.ts";
import { NONE, type PValue } from "./pvalues.ts";

/** Acceptors of a slot are kept as bits of so many nodes each. */
const BITS = 32;

/** What one leader has proposed under its ballot: slot -> pvalue, and who has accepted it. */
export class Proposals {
  /** One more than the highest slot. */
  end = 0;
  private pvalues = new Int32Array(16);
  private counts = new Int32Array(16);
  /** By slot `words` words: a bit for each node. */
  private acceptors: Int32Array;
  private readonly words: number;

  constructor(nodes: number) {
    this.words = Math.ceil(nodes / BITS);
    this.acceptors = new Int32Array(16 * this.words);
  }

  /** What is proposed for a slot, or NONE. */
  at(slot: number): PValue {
    return slot < this.end ? (this.pvalues[slot] as number) : NONE;
  }

  clear(): void {
    this.pvalues.fill(NONE, 0, this.end);
    this.counts.fill(0, 0, this.end);
    this.acceptors.fill(0, 0, this.end * this.words);
    this.end = 0;
  }

  /** Proposes for a slot. Nobody has accepted it yet, unless those who accepted the slot's proposal before it are kept. */
  set(slot: number, pvalue: PValue, keepsAcceptors: boolean): void {
    if (slot >= this.pvalues.length) this.grow(slot + 1);
    this.pvalues[slot] = pvalue;
    if (slot >= this.end) this.end = slot + 1;
    if (keepsAcceptors) return;
    this.counts[slot] = 0;
    this.acceptors.fill(0, slot * this.words, (slot + 1) * this.words);
  }

  /** How many have accepted what is proposed for a slot. */
  accepted(slot: number): number {
    return this.counts[slot] as number;
  }

  /** A node has accepted what is proposed for a slot. It counts once, unless repetitions count. */
  add(slot: number, node: number, countsRepetitions: boolean): void {
    const word = slot * this.words + Math.floor(node / BITS);
    const bit = 1 << (node % BITS);
    const before = this.acceptors[word] as number;
    if ((before & bit) !== 0 && !countsRepetitions) return;
    this.acceptors[word] = before | bit;
    this.counts[slot] = (this.counts[slot] as number) + 1;
  }

  /** Gives its memory back; nothing can be read any more. */
  release(): void {
    for (const column of [this.pvalues, this.counts, this.acceptors]) release(column);
  }

  private grow(room: number): void {
    this.pvalues = grown(this.pvalues, room);
    this.counts = grown(this.counts, room);
    this.acceptors = grown(this.acceptors, this.pvalues.length * this.words);
  }
}
