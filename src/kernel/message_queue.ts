import { grown, release } from "./memory.ts";
import { FIRST_MULTIPLIER_LOW, HI, LO, splitmix64 } from "./splitmix64.ts";
import type { U64 } from "./u64.ts";

/**
 * A delay is 1 .. DELAYS ticks. Not exported itself: V8 does not fold an exported constant into the modulo of
 * {@link MessageQueue.send}, which made whole simulations a quarter slower in Node.
 */
const DELAYS = 3;
/** Ticks for which a message is under way at most. */
export const LONGEST_DELAY = DELAYS;
/** Arrivals of so many consecutive ticks do not share a slot. */
const SLOTS = DELAYS + 1;

/** Words of one message in a lane, from its first one on: a header, then the contents, whose meaning is the lab's. */
export const RECEIVER = 0;
export const SEQUENCE = 1;
export const TYPE = 2;
export const CONTENTS = 3;

/**
 * (hi * 2^32 + lo) mod DELAYS. Of 2^16 the rest is 1, and so a number's is that of the sum of its digits of sixteen
 * bits; moduloU32 divides three times.
 */
function moduloDelays(hi: number, lo: number): number {
  return ((hi >>> 16) + (hi & 0xffff) + (lo >>> 16) + (lo & 0xffff)) % DELAYS;
}

/** The messages of one sender that arrive in one tick, in the order of sending. */
export class Lane {
  words: Int32Array;
  /** Words in use, a multiple of the words of one message. */
  length = 0;
  /** Where the message that was queued last begins. */
  latest = 0;
  private readonly message_words: number;

  constructor(messageWords: number) {
    this.message_words = messageWords;
    this.words = new Int32Array(messageWords * 8);
  }

  /** Makes room for one more message. */
  extend(): void {
    const start = this.length;
    if (start === this.words.length) this.words = grown(this.words);
    this.latest = start;
    this.length = start + this.message_words;
  }
}

/** The rules by which a network delays messages: a lab has its own, and known bugs change them. */
export interface NetworkRules {
  /** The lower half of splitmix64's first multiplier. */
  readonly firstMultiplierLow: number;
  /** What a message's delay is drawn from, beside the seed and the link: its seq, or the tick in which it is sent. */
  readonly delayKey: "sequence" | "tick";
  /** No message overtakes an earlier one of its link. */
  readonly linksAreFifo: boolean;
}

/** The rules of docs/specification/kernel.md. */
export const NETWORK_RULES: NetworkRules = {
  firstMultiplierLow: FIRST_MULTIPLIER_LOW,
  delayKey: "sequence",
  linksAreFifo: true,
};

/**
 * Messages under way: their delays, and the order in which they arrive (docs/specification/kernel.md, "Ticks and
 * messages"). Arrivals of a tick are handled in ascending (src, seq) order; one lane per sender,
 * filled in the order of sending, is that order already, so neither a heap nor a sort is needed.
 */
export class MessageQueue {
  /** The next `seq`; also the number of messages sent so far. */
  sent = 0;
  /** Messages that have been sent and not yet cleared. */
  under_way = 0;
  /** Words of one message: the header and the contents. */
  readonly message_words: number;
  /** By slot: the value of `sent` when the tick of that slot began. */
  private readonly sent_before = new Int32Array(SLOTS);
  /** By slot: the messages that arrive in the tick of that slot. */
  private readonly arriving = new Int32Array(SLOTS);
  private readonly lanes: Lane[] = [];
  /** The arrival tick of the previous message of each link, at src * nodes + dst. */
  private readonly previous_arrival: Int32Array;
  private readonly halves = new Int32Array(2);
  private readonly nodes: number;
  private readonly seed: U64;
  // The rules one by one: labs hand over objects of many shapes, and these are read for each message.
  private readonly first_multiplier_low: number;
  private readonly is_delayed_by_sequence: boolean;
  private readonly is_fifo: boolean;

  /** A queue of messages with `contentWords` words of contents each, the same number for all of them. */
  constructor(
    nodes: number,
    seed: U64,
    contentWords: number,
    { firstMultiplierLow, delayKey, linksAreFifo }: NetworkRules = NETWORK_RULES,
  ) {
    this.nodes = nodes;
    this.seed = seed;
    this.message_words = CONTENTS + contentWords;
    this.first_multiplier_low = firstMultiplierLow;
    this.is_delayed_by_sequence = delayKey === "sequence";
    this.is_fifo = linksAreFifo;
    this.previous_arrival = new Int32Array(nodes * nodes);
    for (let i = 0; i < SLOTS * nodes; i++) this.lanes.push(new Lane(this.message_words));
  }

  /** Begins `tick`. Every message of the tick before has been sent, and none of this one. */
  begin(tick: number): void {
    this.sent_before[tick % SLOTS] = this.sent;
  }

  /**
   * The tick in which message `seq`, which arrives at `tick`, was sent. Numbers are given in the order of sending
   * and nothing is under way for longer than the slots reach, so messages need not carry it.
   */
  sentAt(tick: number, seq: number): number {
    let sent = tick - 1;
    while ((this.sent_before[sent % SLOTS] as number) > seq) sent--;
    return sent;
  }

  /** Whether any message arrives at `tick`. In most ticks of a long run none does. */
  hasArrivals(tick: number): boolean {
    return this.arriving[tick % SLOTS] !== 0;
  }

  /** What node `src` sent that arrives at `tick`. Valid until {@link clear} of that tick. */
  arrivals(tick: number, src: number): Lane {
    return this.lanes[(tick % SLOTS) * this.nodes + src] as Lane;
  }

  /**
   * Queues a message sent at `tick`. The caller writes all of its contents, from word `latest` + CONTENTS of the
   * lane that is returned, before anything else is sent.
   * The value of `seq` counts lost messages too, since whether one is lost is decided on arrival.
   */
  send(tick: number, src: number, dst: number, type: number): Lane {
    const seq = this.sent++;
    this.under_way++;
    const { halves } = this;
    const key = this.is_delayed_by_sequence ? seq : tick;
    splitmix64(this.seed.hi, this.seed.lo ^ src ^ dst ^ key, halves, this.first_multiplier_low);
    const delay = moduloDelays(halves[HI] as number, halves[LO] as number);
    let at = tick + 1 + delay;
    if (this.is_fifo) {
      const link = src * this.nodes + dst;
      at = Math.max(at, this.previous_arrival[link] as number);
      this.previous_arrival[link] = at;
    }

    const slot = at % SLOTS;
    this.arriving[slot] = (this.arriving[slot] as number) + 1;
    const lane = this.lanes[slot * this.nodes + src] as Lane;
    lane.extend();
    const { words, latest } = lane;
    words[latest + RECEIVER] = dst;
    words[latest + SEQUENCE] = seq;
    words[latest + TYPE] = type;
    return lane;
  }

  /** Gives its memory back: nothing can be sent any more. */
  release(): void {
    for (const { words } of this.lanes) release(words);
  }

  /** Empties the lanes of `tick`, so that its slot serves the tick after the longest delay. */
  clear(tick: number): void {
    const slot = tick % SLOTS;
    this.under_way -= this.arriving[slot] as number;
    this.arriving[slot] = 0;
    for (let src = 0; src < this.nodes; src++) this.arrivals(tick, src).length = 0;
  }
}
