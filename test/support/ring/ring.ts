import { CONTENTS, RECEIVER, SEQUENCE, TYPE } from "../../../src/kernel/message_queue.ts";
import {
  type ArrivalWatcher,
  type Receiver,
  SimulatedNetwork,
} from "../../../src/kernel/simulated_network.ts";
import { VIGNA_MULTIPLIER_LOW } from "../../../src/kernel/splitmix64.ts";
import type { Observer } from "../../../src/labs/events.ts";
import {
  contentWordsOf,
  describeMessage,
  type MessageShape,
  messageForms,
  NUMBER,
} from "../../../src/labs/message_shapes.ts";
import type { RingParameters } from "./parameters.ts";

/** What a known bug changes. */
export interface Rules {
  readonly valueIsNegated: boolean;
  /** A note that was overtaken by a newer one is dropped. */
  readonly newestNoteCounts: boolean;
  readonly lapsBegin: number;
}

export const RIGHT: Rules = { valueIsNegated: true, newestNoteCounts: false, lapsBegin: 0 };

const [TOKEN, NOTE] = [0, 1];
const MESSAGES: readonly MessageShape<unknown>[] = [
  {
    name: "Token",
    section: "The token",
    contents: [
      ["value", NUMBER],
      ["lap", NUMBER],
      ["hops", NUMBER],
      ["sent", NUMBER],
    ],
  },
  { name: "Note", section: "Notes", contents: [["sent", NUMBER]] },
];
export const MESSAGE_FORMS = messageForms(MESSAGES);
export const MESSAGE_NAMES = MESSAGES.map(({ name }) => name);

export const MOODS = ["Idle", "Holding"] as const;
const [IDLE, HOLDING] = [0, 1];
/** Notes are sent in the first two of so many ticks: so near to each other that one may overtake the other. */
const NOTE_TICKS = 5;

/** A station. What it holds of the token means something only while it is Holding. */
export interface Station {
  readonly id: number;
  mood: number;
  value: number;
  lap: number;
  hops: number;
  /** The sum of the values that came: signed. */
  balance: number;
  /** The tick in which the note was sent that came last; null before the first. */
  note: number | null;
  /** How often the token has come, by lap, in ascending order of the laps. */
  readonly visits: Map<number, number>;
}

/** Stations in a ring that pass a token on, and send notes back. Links are not FIFO, and numbers go below zero. */
export class Ring implements Receiver, ArrivalWatcher {
  readonly stations: readonly Station[];
  tick = 0;
  private readonly rules: Rules;
  private readonly network: SimulatedNetwork;
  private observer: Observer | null;

  constructor(
    { stations, seed, begins, broken }: RingParameters,
    rules: Rules,
    { observer, message_limit }: { observer?: Observer; message_limit?: number },
  ) {
    this.rules = rules;
    this.observer = observer ?? null;
    this.network = new SimulatedNetwork(
      { seed, nodes: stations, partition: broken, outage: [] },
      {
        contentWords: contentWordsOf(MESSAGES),
        rules: {
          firstMultiplierLow: VIGNA_MULTIPLIER_LOW,
          delayKey: "sequence",
          linksAreFifo: false,
        },
        messageLimit: message_limit,
      },
    );
    const first = begins === "first" ? 0 : stations - 1;
    this.stations = Array.from({ length: stations }, (_, id) => ({
      id,
      mood: id === first ? HOLDING : IDLE,
      value: 1,
      lap: rules.lapsBegin,
      hops: 0,
      balance: 0,
      note: null,
      visits: new Map(),
    }));
  }

  get messages(): number {
    return this.network.sent;
  }

  observe(observer: Observer): void {
    this.observer = observer;
  }

  step(): void {
    this.network.begin(this.tick);
    this.network.deliver(this, this.observer === null ? null : this);
    for (const station of this.stations) this.act(station);
    this.tick++;
  }

  receive(_: number, words: Int32Array, start: number): void {
    const station = this.stations[words[start + RECEIVER] as number] as Station;
    const a = words[start + CONTENTS] as number;
    if (words[start + TYPE] === NOTE) {
      const isNewer = station.note === null || a > station.note;
      if (isNewer || !this.rules.newestNoteCounts) station.note = a;
      return;
    }
    station.mood = HOLDING;
    station.value = a;
    station.lap = words[start + CONTENTS + 1] as number;
    station.hops = words[start + CONTENTS + 2] as number;
    station.balance += a;
    station.visits.set(station.lap, (station.visits.get(station.lap) ?? 0) + 1);
  }

  arrived(src: number, words: Int32Array, start: number, isLost: boolean): void {
    this.observer?.({
      kind: isLost ? "lost" : "delivered",
      tick: this.tick,
      sent: this.network.sentAt(words[start + SEQUENCE] as number),
      ...describeMessage(MESSAGES, src, words, start, null),
    });
  }

  private act(station: Station): void {
    const { id, mood, lap, hops } = station;
    const { tick } = this;
    const { length } = this.stations;
    if (tick % NOTE_TICKS < 2) {
      this.observer?.({ kind: "timer", tick, node: id, timer: "note" });
      const { words, latest } = this.network.send(id, (id + length - 1) % length, NOTE);
      words[latest + CONTENTS] = tick;
    }
    if (mood === IDLE) return;
    const value = (this.rules.valueIsNegated ? -station.value : station.value) + (hops % 3);
    station.mood = IDLE;
    this.observer?.({ kind: "passed", tick, node: id, value, first: lap === 0 });
    const { words, latest } = this.network.send(id, (id + 1) % length, TOKEN);
    words[latest + CONTENTS] = value;
    words[latest + CONTENTS + 1] = lap + (id + 1 === length ? 1 : 0);
    words[latest + CONTENTS + 2] = hops + 1;
    words[latest + CONTENTS + 3] = tick;
  }
}
