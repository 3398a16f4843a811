import { trimmed, withRoom } from "../../kernel/columns.ts";
import { grown, release } from "../../kernel/memory.ts";

/**
 * Every proposal of every leader, and every value that was proposed for a slot: two tables that only grow. Messages,
 * accepts and proposals hold the number of a row.
 */

/** No row: the rows of both tables are numbered from 1. */
export const NONE = 0;

/** The value of a no-op. A client's value is the number of the client command, from 0. */
export const NO_OP = -1;

/** A value in bytes, as text: `val-0`, `val-1`, … (ASCII); the no-op is empty. */
export function valueText(value: number): string {
  return value === NO_OP ? "" : `val-${value}`;
}

/** A row (slot, value) in {@link PValues}. */
export type Choice = number;

/** A row (ballot, choice) in {@link PValues}: what one Accept asks for. */
export type PValue = number;

/** Triples of a ballot, a slot and a value ("pvalues", as in Paxos Made Moderately Complex). */
export class PValues {
  private count = 0;
  private ballots = new Int32Array(64);
  private choices = new Int32Array(64);

  private choice_count = 0;
  private slots = new Int32Array(64);
  private values = new Int32Array(64);
  /** By slot: the choice that was made last. */
  private latest = new Int32Array(64);

  ballot(pvalue: PValue): number {
    return this.ballots[pvalue] as number;
  }

  choice(pvalue: PValue): Choice {
    return this.choices[pvalue] as number;
  }

  slot(pvalue: PValue): number {
    return this.slots[this.choices[pvalue] as number] as number;
  }

  value(pvalue: PValue): number {
    return this.values[this.choices[pvalue] as number] as number;
  }

  slotOf(choice: Choice): number {
    return this.slots[choice] as number;
  }

  valueOf(choice: Choice): number {
    return this.values[choice] as number;
  }

  /** A new row: one leader proposes for a slot once under a ballot. */
  add(ballot: number, slot: number, value: number): PValue {
    const pvalue = ++this.count;
    if (pvalue === this.ballots.length) {
      this.ballots = grown(this.ballots);
      this.choices = grown(this.choices);
    }
    this.ballots[pvalue] = ballot;
    this.choices[pvalue] = this.choose(slot, value);
    return pvalue;
  }

  /** The row of a value for a slot: the latest one of the slot where it has that value, as after a recovery; else a new one. */
  choose(slot: number, value: number): Choice {
    this.latest = withRoom(this.latest, slot);
    const latest = this.latest[slot] as number;
    if (latest !== NONE && this.values[latest] === value) return latest;
    const choice = ++this.choice_count;
    if (choice === this.slots.length) {
      this.slots = grown(this.slots);
      this.values = grown(this.values);
    }
    this.slots[choice] = slot;
    this.values[choice] = value;
    this.latest[slot] = choice;
    return choice;
  }

  /** Gives back what finds the row of a slot's value, and the room for more rows: nothing can be proposed any more. */
  releaseLatest(): void {
    release(this.latest);
    this.ballots = trimmed(this.ballots, this.count + 1);
    this.choices = trimmed(this.choices, this.count + 1);
    this.slots = trimmed(this.slots, this.choice_count + 1);
    this.values = trimmed(this.values, this.choice_count + 1);
  }

  /** Gives its memory back; nothing can be read any more. */
  release(): void {
    const { ballots, choices, slots, values, latest } = this;
    for (const column of [ballots, choices, slots, values, latest]) release(column);
  }
}
