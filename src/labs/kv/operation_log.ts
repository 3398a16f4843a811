import { grown, release } from "../../kernel/memory.ts";
import type { U64 } from "../../kernel/u64.ts";

/** Entries for which there is room at first. */
const FIRST_ROOM = 64;

/**
 * The log of the leader, as columns that grow with it; entry number i (from 1) is at index i - 1. Its term is
 * always 1.
 */
export class OperationLog {
  /** 1 where the operation is a Put, 0 where it is a Del. */
  is_put = new Uint8Array(FIRST_ROOM);
  /** The slot of its key (see KeySlots). */
  slot = new Int32Array(FIRST_ROOM);
  length = 0;
  /** The value of a Put, in halves. Values are small, but for a known bug: the upper half is kept from the first that has one. */
  private value_lo = new Uint32Array(FIRST_ROOM);
  private value_hi: Uint32Array | null = null;

  /** The halves may be signed or unsigned. */
  append(isPut: boolean, slot: number, valueHi: number, valueLo: number): void {
    const { length } = this;
    if (length === this.slot.length) this.grow();
    this.is_put[length] = isPut ? 1 : 0;
    this.slot[length] = slot;
    this.value_lo[length] = valueLo;
    if (valueHi !== 0 || this.value_hi !== null) {
      this.value_hi ??= new Uint32Array(this.slot.length);
      this.value_hi[length] = valueHi;
    }
    this.length++;
  }

  /** The value that the entry at index `entry` puts. */
  value(entry: number): U64 {
    return { hi: this.value_hi?.[entry] ?? 0, lo: this.value_lo[entry] as number };
  }

  /** Gives its memory back; nothing can be read any more. */
  release(): void {
    for (const column of [this.is_put, this.slot, this.value_lo]) release(column);
    if (this.value_hi !== null) release(this.value_hi);
  }

  private grow(): void {
    this.is_put = grown(this.is_put);
    this.slot = grown(this.slot);
    this.value_lo = grown(this.value_lo);
    if (this.value_hi !== null) this.value_hi = grown(this.value_hi);
  }
}
