import type { U64 } from "../../kernel/u64.ts";

/** The log of the leader, as columns; entry number i (from 1) is at index i - 1. Its term is always 1. */
export class OperationLog {
  /** 1 where the operation is a Put, 0 where it is a Del. */
  readonly is_put: Uint8Array;
  /** The slot of its key (see {@link KeySlots}). */
  readonly slot: Int32Array;
  length = 0;
  /** The value of a Put, in halves. */
  private readonly value_hi: Uint32Array;
  private readonly value_lo: Uint32Array;

  constructor(capacity: number) {
    this.is_put = new Uint8Array(capacity);
    this.slot = new Int32Array(capacity);
    this.value_hi = new Uint32Array(capacity);
    this.value_lo = new Uint32Array(capacity);
  }

  /** The halves may be signed or unsigned. */
  append(isPut: boolean, slot: number, valueHi: number, valueLo: number): void {
    this.is_put[this.length] = isPut ? 1 : 0;
    this.slot[this.length] = slot;
    this.value_hi[this.length] = valueHi;
    this.value_lo[this.length] = valueLo;
    this.length++;
  }

  /** The value that the entry at index `entry` puts. */
  value(entry: number): U64 {
    return { hi: this.value_hi[entry] as number, lo: this.value_lo[entry] as number };
  }
}

/** A key's slot and its name. */
export interface NamedSlot {
  readonly slot: number;
  readonly key: string;
}

/** The key of number `number`: "k0", "k1", … (ASCII). */
export function keyText(number: number): string {
  return `k${number}`;
}

/** Numbers the keys in the order of their first use, so that the key space may be of any size. */
export class KeySlots {
  /** By slot: the number in the key's name. */
  readonly numbers: number[] = [];
  private readonly slots = new Map<number, number>();
  /** Keys in ascending byte order, as far as they were known when they were last asked for. */
  private sorted: readonly NamedSlot[] = [];

  slotOf(number: number): number {
    const known = this.slots.get(number);
    if (known !== undefined) return known;
    const slot = this.numbers.length;
    this.numbers.push(number);
    this.slots.set(number, slot);
    return slot;
  }

  /** All keys in ascending byte order: k10 before k2. Digests ask after every operation, and few keys are new then. */
  inOrder(): readonly NamedSlot[] {
    if (this.sorted.length === this.numbers.length) return this.sorted;
    const fresh = this.numbers
      .slice(this.sorted.length)
      .map((number, i) => ({ slot: this.sorted.length + i, key: keyText(number) }))
      .sort(byKey);
    this.sorted = merged(this.sorted, fresh);
    return this.sorted;
  }
}

function byKey(a: NamedSlot, b: NamedSlot): number {
  return a.key < b.key ? -1 : 1;
}

function merged(a: readonly NamedSlot[], b: readonly NamedSlot[]): NamedSlot[] {
  const result: NamedSlot[] = [];
  let i = 0;
  for (const one of b) {
    while (i < a.length && byKey(a[i] as NamedSlot, one) < 0) result.push(a[i++] as NamedSlot);
    result.push(one);
  }
  return result.concat(a.slice(i));
}

const ABSENT = -1;

/**
 * One replica. Every log in this lab is a prefix of the leader's (nothing but the leader appends,
 * and a follower only ever takes over the leader's entries), so a replica keeps its log's length.
 */
export class Replica {
  readonly id: number;
  log_length = 0;
  commit_index = 0;
  readonly current_term = 1;
  live_keys = 0;
  private readonly log: OperationLog;
  /** The state machine: by slot, the index of the entry that put the value there, or {@link ABSENT}. */
  private readonly written_by: Int32Array;

  constructor(id: number, log: OperationLog, slots: number) {
    this.id = id;
    this.log = log;
    this.written_by = new Int32Array(slots).fill(ABSENT);
  }

  /** Appends entry number `index` of the leader's log; false, and nothing done, where that leaves a gap. */
  tryAppend(index: number): boolean {
    if (index !== this.log_length + 1) return false;
    this.log_length = index;
    return true;
  }

  /** Applies entries until commit_index is `index`, or the end of the log. */
  commitTo(index: number): void {
    const until = Math.min(index, this.log_length);
    while (this.commit_index < until) this.apply(this.commit_index++);
  }

  /** Replaces the log by the first `length` entries of the leader's and replays `commit` of them. */
  truncateAndReplay(length: number, commit: number, emptiesState: boolean): void {
    this.log_length = length;
    if (emptiesState) {
      this.written_by.fill(ABSENT);
      this.live_keys = 0;
    }
    this.commit_index = 0;
    this.commitTo(commit);
  }

  /** The index of the entry that put the value at `slot`; null where the key is not live. */
  writerOf(slot: number): number | null {
    const entry = this.written_by[slot] as number;
    return entry === ABSENT ? null : entry;
  }

  private apply(entry: number): void {
    const slot = this.log.slot[entry] as number;
    const before = this.written_by[slot] as number;
    const after = this.log.is_put[entry] === 1 ? entry : ABSENT;
    this.written_by[slot] = after;
    if (before === ABSENT && after !== ABSENT) this.live_keys++;
    if (before !== ABSENT && after === ABSENT) this.live_keys--;
  }
}
