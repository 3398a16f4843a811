import { WorkLimitError } from "../errors.ts";
import { Links } from "../kernel/links.ts";
import {
  CONTENTS,
  Lane,
  NETWORK_RULES,
  type NetworkRules,
  RECEIVER,
  SEQUENCE,
  TYPE,
} from "../kernel/message_queue.ts";
import {
  type ArrivalWatcher,
  type NetworkOptions,
  type NetworkParameters,
  type Receiver,
  SimulatedNetwork,
} from "../kernel/simulated_network.ts";
import { HI, LO, splitmix64 } from "../kernel/splitmix64.ts";
import { moduloU32, type U64 } from "../kernel/u64.ts";
import { LIMITS } from "../limits.ts";

/** What a network makes of docs/specification/kernel.md, "Ticks and messages". */
export interface NetworkReading {
  /** What `seq` counts the messages of. */
  readonly counts: "cluster" | "sender" | "link";
  /** The order in which the arrivals of a tick are handled: by the first, then by the next. */
  readonly order: readonly ("src" | "dst" | "seq")[];
  /** Whether a link loses what arrives while it is cut, or what is sent then. */
  readonly loses: "arriving" | "sent";
  /** Links on which nothing is sent and no seq taken while they are cut: none, those of a partition, or of an outage too. */
  readonly silent: "none" | "partition" | "all";
  /** The delay, in ticks from 0, that a random number stands for. */
  readonly delay: (hi: number, lo: number) => number;
  /** Ticks from an arrival on a link to the next one at least. */
  readonly apart: number;
}

/** A delay is one of so many. */
const DELAYS = 3;

export const RIGHT_NETWORK: NetworkReading = {
  counts: "cluster",
  order: ["src", "seq"],
  loses: "arriving",
  silent: "none",
  delay: (hi, lo) => moduloU32(hi, lo, DELAYS),
  apart: 0,
};

/** Of the random number as a signed one, the remainder without its sign. */
export function signedDelay(hi: number, lo: number): number {
  if (hi >= 0) return moduloU32(hi, lo, DELAYS);
  return moduloU32(lo === 0 ? -hi : ~hi, -lo, DELAYS);
}

export function lowerHalfDelay(_: number, lo: number): number {
  return (lo >>> 0) % DELAYS;
}

export function upperHalfDelay(hi: number): number {
  return (hi >>> 0) % DELAYS;
}

export function doubleDelay(hi: number, lo: number): number {
  return ((hi >>> 0) * 0x1_0000_0000 + (lo >>> 0)) % DELAYS;
}

/** A message under way; its words are those of a lane that holds no other. */
interface Message {
  readonly src: number;
  readonly dst: number;
  readonly seq: number;
  readonly sent: number;
  readonly is_lost: boolean;
  readonly lane: Lane;
}

/**
 * A network with a reading of its own. Plain where SimulatedNetwork is fast: it is only run to see whether a program has
 * read the specification so.
 */
export class MisreadNetwork extends SimulatedNetwork {
  private readonly reading: NetworkReading;
  private readonly rules: NetworkRules;
  private readonly seed: U64;
  private readonly size: number;
  private readonly message_words: number;
  private readonly limit: number;
  private readonly cut: Links;
  private readonly partition: Links;
  private readonly arriving = new Map<number, Message[]>();
  /** By sender, by link, or of all: the next seq. */
  private readonly next = new Map<number, number>();
  /** By link: the arrival tick of its previous message. */
  private readonly previous = new Map<number, number>();
  private readonly halves = new Int32Array(2);
  private count = 0;
  private under_way = 0;
  private now = 0;
  /** The tick in which the message that is told of was sent. */
  private told = 0;

  constructor(parameters: NetworkParameters, options: NetworkOptions, reading: NetworkReading) {
    super(parameters, options);
    const { seed, nodes, partition, outage } = parameters;
    this.reading = reading;
    this.rules = options.rules ?? NETWORK_RULES;
    this.seed = seed;
    this.size = nodes;
    this.limit = options.messageLimit ?? LIMITS.messages;
    this.message_words = CONTENTS + options.contentWords;
    this.cut = new Links(nodes, partition, outage);
    this.partition = new Links(nodes, partition, []);
  }

  override get sent(): number {
    return this.count;
  }

  override begin(tick: number): void {
    this.now = tick;
    this.cut.advance(tick);
  }

  override send(src: number, dst: number, type: number): Lane {
    const { reading, now } = this;
    const lane = new Lane(this.message_words);
    lane.extend();
    if (this.isSilent(src, dst)) return lane;
    this.count++;
    this.under_way++;
    if (this.count > this.limit) throw new WorkLimitError("messages", this.limit, `tick ${now}`);
    if (this.under_way > LIMITS.messages_under_way) {
      const what = "messages under way at once";
      throw new WorkLimitError(what, LIMITS.messages_under_way, `tick ${now}`);
    }
    const seq = this.numbered(src, dst);
    const is_lost = reading.loses === "sent" && this.cut.loses(src, dst);
    this.put(this.arrival(src, dst, seq), { src, dst, seq, sent: now, is_lost, lane });
    lane.words[RECEIVER] = dst;
    lane.words[SEQUENCE] = seq;
    lane.words[TYPE] = type;
    return lane;
  }

  override sentAt(): number {
    return this.told;
  }

  override deliver(receiver: Receiver, watcher: ArrivalWatcher | null): void {
    for (const message of this.arrivals()) this.hand(message, receiver, watcher);
    this.arriving.delete(this.now);
  }

  /** Delivers what arrives for one node in this tick; {@link deliver} then ends the tick. */
  deliverTo(dst: number, receiver: Receiver, watcher: ArrivalWatcher | null): void {
    const own = this.arrivals().filter((message) => message.dst === dst);
    for (const message of own) this.hand(message, receiver, watcher);
    const others = this.arrivals().filter((message) => message.dst !== dst);
    this.arriving.set(this.now, others);
  }

  private arrivals(): Message[] {
    const { order } = this.reading;
    const arrivals = this.arriving.get(this.now) ?? [];
    return arrivals.toSorted((a, b) => {
      for (const by of order) if (a[by] !== b[by]) return a[by] - b[by];
      return 0;
    });
  }

  private hand(message: Message, receiver: Receiver, watcher: ArrivalWatcher | null): void {
    const { src, dst, sent, lane } = message;
    const isLost = this.reading.loses === "sent" ? message.is_lost : this.cut.loses(src, dst);
    this.under_way--;
    this.told = sent;
    watcher?.arrived(src, lane.words, 0, isLost);
    if (!isLost) receiver.receive(src, lane.words, 0);
  }

  private isSilent(src: number, dst: number): boolean {
    const { silent } = this.reading;
    if (silent === "none") return false;
    return (silent === "all" ? this.cut : this.partition).loses(src, dst);
  }

  private numbered(src: number, dst: number): number {
    const { counts } = this.reading;
    const of = { cluster: 0, sender: src, link: src * this.size + dst }[counts];
    const seq = this.next.get(of) ?? 0;
    this.next.set(of, seq + 1);
    return seq;
  }

  private arrival(src: number, dst: number, seq: number): number {
    const { seed, halves, now, reading, size } = this;
    const { delayKey, firstMultiplierLow, linksAreFifo } = this.rules;
    const key = delayKey === "sequence" ? seq : now;
    splitmix64(seed.hi, seed.lo ^ src ^ dst ^ key, halves, firstMultiplierLow);
    const drawn = now + 1 + reading.delay(halves[HI] as number, halves[LO] as number);
    if (!linksAreFifo && reading.apart === 0) return drawn;
    const link = src * size + dst;
    const at = Math.max(drawn, (this.previous.get(link) ?? 0) + reading.apart);
    this.previous.set(link, at);
    return at;
  }

  private put(tick: number, message: Message): void {
    const arrivals = this.arriving.get(tick) ?? [];
    arrivals.push(message);
    this.arriving.set(tick, arrivals);
  }
}
