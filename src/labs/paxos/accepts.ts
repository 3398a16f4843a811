import { trimmed, withRoom } from "../../kernel/columns.ts";
import { grown, release } from "../../kernel/memory.ts";
import { LONGEST_DELAY } from "../../kernel/message_queue.ts";
import { NONE, type PValue } from "./pvalues.ts";

/** Ticks from a Prepare to the last Promise that answers it: what was accepted then is not asked for later. */
const REMEMBERED_TICKS = 2 * LONGEST_DELAY;

/**
 * What one node has accepted: slot -> pvalue.
 *
 * A Promise carries all of it as it was when the Promise was sent. It is not copied: the changes of the ticks in which
 * a Promise may be under way are written down, and undone for a candidate that wins. A Promise so carries one integer,
 * and a candidate that does not win costs nothing that grows with the log.
 */
export class Accepts {
  /** Slots in which something is accepted. */
  size = 0;
  /** How often what is accepted has changed. */
  changes = 0;
  /** One more than the highest slot. */
  end = 0;
  /** Told of each change, where somebody wants to know also what stands only for a part of a tick. */
  watcher: ((slot: number, before: PValue, pvalue: PValue) => void) | null = null;
  private pvalues = new Int32Array(16);
  private recorded = 0;
  private recorded_slots = new Int32Array(16);
  /** What was accepted before the change that was recorded. */
  private replaced = new Int32Array(16);
  private records_until = -1;

  /** What is accepted in a slot, or NONE. */
  at(slot: number): PValue {
    return slot < this.end ? (this.pvalues[slot] as number) : NONE;
  }

  set(slot: number, pvalue: PValue, t: number): void {
    const before = this.at(slot);
    if (before === pvalue) return;
    if (t <= this.records_until) this.record(slot, before);
    this.pvalues = withRoom(this.pvalues, slot);
    this.pvalues[slot] = pvalue;
    if (before === NONE) this.size++;
    if (slot >= this.end) this.end = slot + 1;
    this.changes++;
    this.watcher?.(slot, before, pvalue);
  }

  /** Remembers what is accepted at tick `t`, for {@link rememberedAt} of what is returned. */
  remember(t: number): number {
    if (t > this.records_until) this.recorded = 0;
    this.records_until = t + REMEMBERED_TICKS;
    return this.recorded;
  }

  /** What was accepted when {@link remember} returned `version`, by slot up to the highest: an array of the caller's own. */
  rememberedAt(version: number): Int32Array {
    const then = this.pvalues.slice(0, this.end);
    for (let i = this.recorded - 1; i >= version; i--) {
      then[this.recorded_slots[i] as number] = this.replaced[i] as number;
    }
    let { length } = then;
    while (length > 0 && then[length - 1] === NONE) length--;
    return then.subarray(0, length);
  }

  /** What is accepted, in ascending order of the slots. */
  inOrder(): Int32Array {
    const all = this.pvalues.subarray(0, this.end);
    return this.size === this.end ? all : all.filter((pvalue) => pvalue !== NONE);
  }

  /** Gives back the room for more: nothing can be accepted any more. */
  trim(): void {
    this.pvalues = trimmed(this.pvalues, this.end);
  }

  /** Gives its memory back; nothing can be read any more. */
  release(): void {
    for (const column of [this.pvalues, this.recorded_slots, this.replaced]) release(column);
  }

  private record(slot: number, before: PValue): void {
    const i = this.recorded++;
    if (i === this.recorded_slots.length) {
      this.recorded_slots = grown(this.recorded_slots);
      this.replaced = grown(this.replaced);
    }
    this.recorded_slots[i] = slot;
    this.replaced[i] = before;
  }
}
