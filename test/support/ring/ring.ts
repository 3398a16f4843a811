import {
  CONTENTS,
  MessageQueue,
  RECEIVER,
  SEQUENCE,
  TYPE,
} from "../../../src/kernel/message_queue.ts";
import type { U64 } from "../../../src/kernel/u64.ts";
import type { Observer } from "../../../src/labs/events.ts";

/**
 * Stations in a ring pass a token on, and send notes back. Links are not FIFO, a message has four words, balances
 * go below zero: what neither of the labs has.
 */

export interface RingParameters {
  readonly seed: U64;
  readonly stations: number;
  readonly ticks: number;
  readonly begins: "first" | "last";
}

/** What a known bug changes. */
export interface Rules {
  readonly valueIsNegated: boolean;
  readonly newestNoteCounts: boolean;
}

export const RIGHT: Rules = { valueIsNegated: true, newestNoteCounts: false };

export const MOODS = ["Idle", "Holding"] as const;
export const MESSAGE_NAMES = ["Token", "Note"] as const;
const [TOKEN, NOTE] = [0, 1];
const WORDS = 4;
const NOTE_TICKS = 5;

export interface Station {
  readonly id: number;
  mood: number;
  /** Signed. */
  balance: number;
  /** The tick of the note that came last; null before the first. */
  note: number | null;
  /** How often the token has come, by lap, in ascending order of the laps. */
  readonly visits: Map<number, number>;
}

export class Ring {
  readonly stations: readonly Station[];
  tick = 0;
  private readonly rules: Rules;
  private readonly queue: MessageQueue;
  private observer: Observer | null;
  private token = { value: 1, lap: 0, hops: 0 };

  constructor(parameters: RingParameters, rules: Rules, observer: Observer | null) {
    const { stations, seed, begins } = parameters;
    this.rules = rules;
    this.observer = observer;
    this.queue = new MessageQueue(stations, seed, WORDS, {
      firstMultiplierLow: 0x1ce4e5b9 | 0,
      delayKey: "sequence",
      linksAreFifo: false,
    });
    this.stations = Array.from({ length: stations }, (_, id) => ({
      id,
      mood: id === (begins === "first" ? 0 : stations - 1) ? 1 : 0,
      balance: 0,
      note: null,
      visits: new Map(),
    }));
  }

  get messages(): number {
    return this.queue.sent;
  }

  observe(observer: Observer): void {
    this.observer = observer;
  }

  step(): void {
    this.queue.begin(this.tick);
    for (const { id } of this.stations) this.deliver(id);
    this.queue.clear(this.tick);
    for (const station of this.stations) this.act(station);
    this.tick++;
  }

  private deliver(from: number): void {
    const { words, length } = this.queue.arrivals(this.tick, from);
    for (let i = 0; i < length; i += this.queue.message_words) {
      const [to, seq, type] = [
        words[i + RECEIVER],
        words[i + SEQUENCE],
        words[i + TYPE],
      ] as number[];
      const [a, b, c, d] = words.subarray(i + CONTENTS) as unknown as [
        number,
        number,
        number,
        number,
      ];
      const contents = type === TOKEN ? { value: a, lap: b, hops: c, tick: d } : { tick: d };
      this.observer?.({
        kind: "delivered",
        tick: this.tick,
        sent: this.queue.sentAt(this.tick, seq as number),
        from,
        to: to as number,
        seq: seq as number,
        type: MESSAGE_NAMES[type as number] as string,
        contents,
      });
      const station = this.stations[to as number] as Station;
      if (type === NOTE) {
        const isNewer = station.note === null || d > station.note;
        if (isNewer || !this.rules.newestNoteCounts) station.note = d;
        continue;
      }
      station.mood = 1;
      station.balance += a;
      station.visits.set(b, (station.visits.get(b) ?? 0) + 1);
      this.token = { value: a, lap: b, hops: c };
    }
  }

  private act(station: Station): void {
    const { id } = station;
    const { length } = this.stations;
    if (this.tick % NOTE_TICKS === 0) this.send(id, (id + length - 1) % length, NOTE, 0, 0, 0);
    if (station.mood === 0) return;
    const { value, lap, hops } = this.token;
    const next = (this.rules.valueIsNegated ? -value : value) + (hops % 3);
    station.mood = 0;
    this.observer?.({ kind: "passed", tick: this.tick, node: id, value: next });
    this.send(id, (id + 1) % length, TOKEN, next, lap + (id + 1 === length ? 1 : 0), hops + 1);
  }

  private send(from: number, to: number, type: number, a: number, b: number, c: number): void {
    const { words, latest } = this.queue.send(this.tick, from, to, type);
    words.set([a, b, c, this.tick], latest + CONTENTS);
  }
}
