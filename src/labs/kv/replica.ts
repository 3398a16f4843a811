/** The log of the leader, as columns; entry number i (from 1) is at index i - 1. Its term is always 1. */
export class OperationLog {
  /** 1 where the operation is a Put, 0 where it is a Del. */
  readonly is_put: Uint8Array;
  /** The slot of its key (see {@link KeySlots}), and the value of a Put. */
  readonly slot: Int32Array;
  readonly value: Int32Array;
  length = 0;

  constructor(capacity: number) {
    this.is_put = new Uint8Array(capacity);
    this.slot = new Int32Array(capacity);
    this.value = new Int32Array(capacity);
  }

  append(isPut: boolean, slot: number, value: number): void {
    this.is_put[this.length] = isPut ? 1 : 0;
    this.slot[this.length] = slot;
    this.value[this.length] = value;
    this.length++;
  }
}

/** Numbers the keys in the order of their first use, so that the key space may be of any size. */
export class KeySlots {
  /** By slot: the number in the key's name. */
  readonly numbers: number[] = [];
  private readonly slots = new Map<number, number>();

  slotOf(number: number): number {
    const known = this.slots.get(number);
    if (known !== undefined) return known;
    const slot = this.numbers.length;
    this.numbers.push(number);
    this.slots.set(number, slot);
    return slot;
  }
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
  /** The state machine: by slot, the value, or {@link ABSENT}. */
  private readonly values: Int32Array;

  constructor(id: number, log: OperationLog, slots: number) {
    this.id = id;
    this.log = log;
    this.values = new Int32Array(slots).fill(ABSENT);
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
  truncateAndReplay(length: number, commit: number): void {
    this.log_length = length;
    this.values.fill(ABSENT);
    this.live_keys = 0;
    this.commit_index = 0;
    this.commitTo(commit);
  }

  /** The value at `slot`, or null where the key is not live. */
  valueAt(slot: number): number | null {
    const value = this.values[slot] as number;
    return value === ABSENT ? null : value;
  }

  private apply(entry: number): void {
    const slot = this.log.slot[entry] as number;
    const before = this.values[slot] as number;
    const after = this.log.is_put[entry] === 1 ? (this.log.value[entry] as number) : ABSENT;
    this.values[slot] = after;
    if (before === ABSENT && after !== ABSENT) this.live_keys++;
    if (before !== ABSENT && after === ABSENT) this.live_keys--;
  }
}
