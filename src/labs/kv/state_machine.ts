import { grown, release } from "../../kernel/memory.ts";
import { finished, type Work } from "../../kernel/work.ts";
import type { KeySlots } from "./key_slots.ts";
import type { OperationLog } from "./operation_log.ts";

const ABSENT = 0;
const FIRST_ROOM = 64;

/** What the first entries of the log make of the keys: a key that is live has the value that an entry put there. */
export class StateMachine {
  /** Entries of the log that have been applied. */
  applied = 0;
  live_keys = 0;
  private readonly log: OperationLog;
  private readonly keys: KeySlots;
  /** By slot: the number (from 1) of the entry that put the value there, or {@link ABSENT}. */
  private written_by = new Int32Array(FIRST_ROOM);
  /** The slots of the keys that were live when `ordered` entries had been applied, in the order of the keys. */
  private order: Int32Array = new Int32Array(0);
  private ordered = 0;

  constructor(log: OperationLog, keys: KeySlots) {
    this.log = log;
    this.keys = keys;
  }

  /** Applies the entries before `until`. */
  advance(until: number): void {
    const { slot: slots, is_put } = this.log;
    if (this.applied < until && this.written_by.length < this.keys.count) {
      this.written_by = grown(this.written_by, this.keys.count);
    }
    const { written_by } = this;
    let live = this.live_keys;
    for (let entry = this.applied; entry < until; entry++) {
      const slot = slots[entry] as number;
      const after = is_put[entry] === 1 ? entry + 1 : ABSENT;
      if (written_by[slot] === ABSENT) live += after === ABSENT ? 0 : 1;
      else if (after === ABSENT) live--;
      written_by[slot] = after;
    }
    this.live_keys = live;
    this.applied = until;
  }

  /** Begins again with the first entry. The state stays, and a replay of as many entries makes it anew. */
  rewind(): void {
    this.applied = 0;
    this.order = new Int32Array(0);
    this.ordered = 0;
  }

  copy(): StateMachine {
    const copy = new StateMachine(this.log, this.keys);
    copy.applied = this.applied;
    copy.live_keys = this.live_keys;
    copy.written_by = this.written_by.slice();
    copy.order = this.order;
    copy.ordered = this.ordered;
    return copy;
  }

  /** The index of the entry that put the value at `slot`; null where the key is not live. */
  writerOf(slot: number): number | null {
    const writer = this.written_by[slot] ?? ABSENT;
    return writer === ABSENT ? null : writer - 1;
  }

  /**
   * The slots of the live keys, in ascending byte order of the keys: k10 before k2. Costs as much as there are live keys
   * and entries applied since it was asked for last, whatever other keys there are: digests ask after every operation.
   */
  inOrder(): Int32Array {
    return this.ordered === this.applied ? this.order : finished(this.ordering());
  }

  /** The same in pieces. */
  *ordering(): Work<Int32Array> {
    if (this.ordered === this.applied) return this.order;
    const { keys, written_by, ordered, order: before } = this;
    const fresh = this.freshSlots();
    yield* keys.sorting(fresh);
    if (before.length === 0) {
      this.order = fresh;
      this.ordered = this.applied;
      return fresh;
    }
    const order = new Int32Array(this.live_keys);
    let length = 0;
    let next = 0;
    const keep = (until: number): void => {
      for (; next < until; next++) {
        const slot = before[next] as number;
        const writer = written_by[slot] as number;
        // A key that was put again since is among the fresh ones.
        if (writer !== ABSENT && writer <= ordered) order[length++] = slot;
      }
    };
    for (const slot of fresh) {
      keep(this.placeOf(keys.rankOf(slot), next));
      order[length++] = slot;
    }
    keep(before.length);
    this.order = order;
    this.ordered = this.applied;
    return order;
  }

  /** Gives its memory back; nothing can be read any more. */
  release(): void {
    release(this.written_by);
    release(this.order);
  }

  /** The slots of the live keys whose values were put since the order was made. */
  private freshSlots(): Int32Array {
    const { written_by, ordered, applied } = this;
    const { slot: slots } = this.log;
    const isFresh = (entry: number): boolean => written_by[slots[entry] as number] === entry + 1;
    let count = 0;
    for (let entry = ordered; entry < applied; entry++) if (isFresh(entry)) count++;
    const fresh = new Int32Array(count);
    let length = 0;
    for (let entry = ordered; entry < applied; entry++) {
      if (isFresh(entry)) fresh[length++] = slots[entry] as number;
    }
    return fresh;
  }

  /** The place in the order, from `low` on, before which all keys have a lower rank. */
  private placeOf(rank: number, low: number): number {
    const { order, keys } = this;
    let [from, until] = [low, order.length];
    while (from < until) {
      const middle = (from + until) >>> 1;
      if (keys.rankOf(order[middle] as number) < rank) from = middle + 1;
      else until = middle;
    }
    return from;
  }
}
