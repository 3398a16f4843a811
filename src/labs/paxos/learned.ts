import { trimmed, withRoom } from "../../kernel/columns.ts";
import { release } from "../../kernel/memory.ts";
import { type Choice, NONE } from "./pvalues.ts";

/** What one node has learned: slot -> choice. */
export class Learned {
  /** Slots that are learned. */
  size = 0;
  /** How often what is learned has changed. */
  changes = 0;
  /** The lowest slot, from 0, that is not learned: first_unlearned. */
  first_gap = 0;
  /** One more than the highest slot. */
  end = 0;
  /** Learned slots that hold a no-op. */
  no_ops = 0;
  private choices = new Int32Array(16);

  has(slot: number): boolean {
    return slot < this.end && this.choices[slot] !== NONE;
  }

  /** What is learned for a slot, or NONE. */
  at(slot: number): Choice {
    return slot < this.end ? (this.choices[slot] as number) : NONE;
  }

  /** Learns a choice for its slot, in place of what was learned before, if anything was. */
  set(slot: number, choice: Choice, isNoOp: boolean): void {
    const before = this.at(slot);
    if (before === choice) return;
    this.choices = withRoom(this.choices, slot);
    this.choices[slot] = choice;
    if (before === NONE) {
      this.size++;
      if (isNoOp) this.no_ops++;
    }
    if (slot >= this.end) this.end = slot + 1;
    while (this.has(this.first_gap)) this.first_gap++;
    this.changes++;
  }

  /** What is learned, in ascending order of the slots. */
  inOrder(): Int32Array {
    const all = this.choices.subarray(0, this.end);
    return this.size === this.end ? all : all.filter((choice) => choice !== NONE);
  }

  /** Gives back the room for more: nothing can be learned any more. */
  trim(): void {
    this.choices = trimmed(this.choices, this.end);
  }

  /** Gives its memory back; nothing can be read any more. */
  release(): void {
    release(this.choices);
  }
}
