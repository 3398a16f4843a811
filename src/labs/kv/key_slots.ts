import { grown, release } from "../../kernel/memory.ts";
import type { Work } from "../../kernel/work.ts";

/** The key of number `number`: "k0", "k1", … (ASCII). */
export function keyText(number: number): string {
  return `k${number}`;
}

/** Digits of the largest number of a key, a u32. */
const MOST_DIGITS = 10;
/** Larger than any number of digits. */
const DIGITS_BASE = 16;
const POWERS_OF_TEN = Array.from({ length: MOST_DIGITS + 1 }, (_, digits) => 10 ** digits);
const FIRST_ROOM = 64;
/** Slots that are sorted in a piece: some five milliseconds. Fewer are not divided. */
const SORTED_AT_ONCE = 32_768;
/** Ranks are divided by their upper bits, so that each of these many parts is sorted for itself. */
const SORTED_PARTS = 1_024;
/** Larger than any rank. */
const RANKS = 10 ** MOST_DIGITS * DIGITS_BASE;

/** Spreads numbers over 32 bits (Fibonacci hashing). */
const SPREAD = 0x9e3779b1;

/**
 * Numbers the keys in the order of their first use, so that the key space may be of any size. A million keys take
 * 12 MB: 4 bytes a slot, and 8 in the table.
 */
export class KeySlots {
  /** Keys that have a slot: 0 .. count-1. */
  count = 0;
  /** By slot: the number in the key's name. */
  private numbers = new Uint32Array(FIRST_ROOM);
  /** Open addressing, at most half full: a slot + 1, or 0 where there is none. */
  private table = new Int32Array(2 * FIRST_ROOM);

  slotOf(number: number): number {
    const place = this.placeOf(number);
    const known = this.table[place] as number;
    if (known > 0) return known - 1;
    const slot = this.count++;
    if (slot === this.numbers.length) this.grow();
    this.numbers[slot] = number;
    // Where it grew, the place is another one.
    this.table[this.placeOf(number)] = slot + 1;
    return slot;
  }

  numberOf(slot: number): number {
    return this.numbers[slot] as number;
  }

  /**
   * What keys are ordered by, ascending byte order of their names (k10 before k2): the digits, and where one name is the
   * beginning of the other, how many there are.
   */
  rankOf(slot: number): number {
    return rankOfNumber(this.numbers[slot] as number);
  }

  /** Sorts slots by the names of their keys, in pieces. As numbers: a text for each key would be an object for each. */
  *sorting(slots: Int32Array): Work<void> {
    const { length } = slots;
    if (length < 2) return;
    const { ranks, ends } = yield* this.divided(slots);
    let [sorted, pause] = [0, SORTED_AT_ONCE];
    for (const end of ends) {
      ranks.subarray(sorted, end).sort();
      for (; sorted < end; sorted++) {
        slots[sorted] = this.slotOf(numberOfRank(ranks[sorted] as number));
      }
      if (sorted < pause) continue;
      pause = sorted + SORTED_AT_ONCE;
      yield;
    }
    release(ranks);
  }

  /** The ranks of slots, those of each part together, and where the parts end. */
  private *divided(slots: Int32Array): Work<{ ranks: Float64Array; ends: readonly number[] }> {
    const { length } = slots;
    const ranks = new Float64Array(length);
    if (length <= SORTED_AT_ONCE) {
      for (let i = 0; i < length; i++) ranks[i] = this.rankOf(slots[i] as number);
      return { ranks, ends: [length] };
    }
    const next = new Uint32Array(SORTED_PARTS + 1);
    for (let i = 0; i < length; i++) {
      if (i % SORTED_AT_ONCE === 0) yield;
      const part = partOf(this.rankOf(slots[i] as number));
      next[part + 1] = (next[part + 1] as number) + 1;
    }
    for (let part = 0; part < SORTED_PARTS; part++) {
      next[part + 1] = (next[part + 1] as number) + (next[part] as number);
    }
    const ends = Array.from(next.subarray(1)).filter((end, part) => end > (next[part] as number));
    for (let i = 0; i < length; i++) {
      if (i % SORTED_AT_ONCE === 0) yield;
      const rank = this.rankOf(slots[i] as number);
      const part = partOf(rank);
      const at = next[part] as number;
      ranks[at] = rank;
      next[part] = at + 1;
    }
    return { ranks, ends };
  }

  /** Gives back what finds the slot of a key; no slot can be asked for any more. */
  releaseTable(): void {
    release(this.table);
  }

  /** Gives its memory back; nothing can be read any more. */
  release(): void {
    release(this.numbers);
    release(this.table);
  }

  /** Where in the table a number stands, or would stand. */
  private placeOf(number: number): number {
    const { table, numbers } = this;
    const mask = table.length - 1;
    let place = (Math.imul(number, SPREAD) >>> 7) & mask;
    for (;;) {
      const slot = (table[place] as number) - 1;
      if (slot < 0 || numbers[slot] === number) return place;
      place = (place + 1) & mask;
    }
  }

  private grow(): void {
    const known = this.numbers.length;
    this.numbers = grown(this.numbers);
    release(this.table);
    this.table = new Int32Array(2 * this.numbers.length);
    for (let slot = 0; slot < known; slot++) {
      this.table[this.placeOf(this.numbers[slot] as number)] = slot + 1;
    }
  }
}

function rankOfNumber(number: number): number {
  let digits = 1;
  while (digits < MOST_DIGITS && number >= (POWERS_OF_TEN[digits] as number)) digits++;
  return number * (POWERS_OF_TEN[MOST_DIGITS - digits] as number) * DIGITS_BASE + digits;
}

function partOf(rank: number): number {
  return Math.floor((rank / RANKS) * SORTED_PARTS);
}

function numberOfRank(rank: number): number {
  const digits = rank % DIGITS_BASE;
  return (rank - digits) / DIGITS_BASE / (POWERS_OF_TEN[MOST_DIGITS - digits] as number);
}
