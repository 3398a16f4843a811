import { FIRST_MULTIPLIER_LOW, HI, LO, splitmix64 } from "./splitmix64.ts";
import { moduloU32, type U64 } from "./u64.ts";

/** A delay is 1, 2 or 3 ticks, so arrivals of four consecutive ticks never share a slot. */
const SLOTS = 4;
const DELAYS = 3;

/** Words of one message in a lane: receiver, seq, type, then its contents. */
export const MESSAGE_WORDS = 6;
export const RECEIVER = 0;
export const SEQUENCE = 1;
export const TYPE = 2;
export const CONTENTS = 3;

/** The messages of one sender that arrive in one tick, in the order of sending. */
export class Lane {
  words = new Int32Array(MESSAGE_WORDS * 8);
  /** Words in use, a multiple of {@link MESSAGE_WORDS}. */
  length = 0;

  /** Makes room for one more message and returns the index of its first word. */
  extend(): number {
    const start = this.length;
    if (start === this.words.length) {
      const larger = new Int32Array(start * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.length = start + MESSAGE_WORDS;
    return start;
  }
}

/** The rules of the network that known bugs change; {@link NETWORK_RULES} are the right ones. */
export interface NetworkRules {
  /** The lower half of splitmix64's first multiplier. */
  readonly firstMultiplierLow: number;
  /** A message's delay is drawn from its seq; else from the tick. */
  readonly delaysBySequence: boolean;
  /** No message overtakes an earlier one of its link. */
  readonly linksAreFifo: boolean;
}

export const NETWORK_RULES: NetworkRules = {
  firstMultiplierLow: FIRST_MULTIPLIER_LOW,
  delaysBySequence: true,
  linksAreFifo: true,
};

/**
 * The network of a cluster: delays, FIFO links and the order of arrival (docs/specification/kernel.md, "Ticks and
 * messages"). Arrivals of a tick are handled in ascending (src, seq) order; one lane per sender,
 * filled in the order of sending, is that order already, so neither a heap nor a sort is needed.
 */
export class MessageQueue {
  /** The next `seq`; also the number of messages sent so far. */
  sent = 0;
  /** Messages that have been sent and not yet cleared. */
  under_way = 0;
  /** By slot: the value of `sent` when the tick of that slot began. */
  private readonly sent_before = new Int32Array(SLOTS);
  private readonly lanes: Lane[] = [];
  /** The arrival tick of the previous message of each link, at src * nodes + dst. */
  private readonly previous_arrival: Int32Array;
  private readonly halves = new Int32Array(2);
  private readonly nodes: number;
  private readonly seed: U64;
  private readonly rules: NetworkRules;

  constructor(nodes: number, seed: U64, rules: NetworkRules = NETWORK_RULES) {
    this.nodes = nodes;
    this.seed = seed;
    this.rules = rules;
    this.previous_arrival = new Int32Array(nodes * nodes);
    for (let i = 0; i < SLOTS * nodes; i++) this.lanes.push(new Lane());
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

  /** What node `src` sent that arrives at `tick`. Valid until {@link clear} of that tick. */
  arrivals(tick: number, src: number): Lane {
    return this.lanes[(tick % SLOTS) * this.nodes + src] as Lane;
  }

  /**
   * Queues a message sent at `tick`: up to three words of contents, whose meaning is the lab's.
   * The value of `seq` counts lost messages too, since whether one is lost is decided on arrival.
   */
  send(
    tick: number,
    src: number,
    dst: number,
    type: number,
    a: number,
    b: number,
    c: number,
  ): void {
    const seq = this.sent++;
    this.under_way++;
    const { halves, rules } = this;
    const key = rules.delaysBySequence ? seq : tick;
    splitmix64(this.seed.hi, this.seed.lo ^ src ^ dst ^ key, halves, rules.firstMultiplierLow);
    const delay = moduloU32(halves[HI] as number, halves[LO] as number, DELAYS);
    const link = src * this.nodes + dst;
    let at = tick + 1 + delay;
    if (rules.linksAreFifo) at = Math.max(at, this.previous_arrival[link] as number);
    this.previous_arrival[link] = at;

    const lane = this.arrivals(at, src);
    const start = lane.extend();
    const words = lane.words;
    words[start + RECEIVER] = dst;
    words[start + SEQUENCE] = seq;
    words[start + TYPE] = type;
    words[start + CONTENTS] = a;
    words[start + CONTENTS + 1] = b;
    words[start + CONTENTS + 2] = c;
  }

  /** Empties the lanes of `tick`, so that its slot serves tick + 4. */
  clear(tick: number): void {
    for (let src = 0; src < this.nodes; src++) {
      const lane = this.arrivals(tick, src);
      this.under_way -= lane.length / MESSAGE_WORDS;
      lane.length = 0;
    }
  }
}
