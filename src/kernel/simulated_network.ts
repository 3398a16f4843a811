import { WorkLimitError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { type Link, Links, type Outage } from "./links.ts";
import {
  type Lane,
  MessageQueue,
  NETWORK_RULES,
  type NetworkRules,
  RECEIVER,
} from "./message_queue.ts";
import type { U64 } from "./u64.ts";

/** What a network of nodes is made from. */
export interface NetworkParameters {
  readonly seed: U64;
  readonly nodes: number;
  readonly partition: readonly Link[];
  readonly outage: readonly Outage[];
}

/** A lab's own part in a network. */
export interface NetworkOptions {
  /** Words of contents of each message. */
  readonly contentWords: number;
  readonly rules?: NetworkRules;
  /** Messages that may be sent, the lost ones included. */
  readonly messageLimit?: number | undefined;
}

/** Whom messages reach. A message's words (see message_queue.ts) begin at `words[start]` and hold during the call. */
export interface Receiver {
  receive(src: number, words: Int32Array, start: number): void;
}

/** Who is told of each arrival, before it is handled. */
export interface ArrivalWatcher {
  arrived(src: number, words: Int32Array, start: number, isLost: boolean): void;
}

/** The network of a cluster: its queue, its links, the bounds of its work, and the delivery of a tick's messages. */
export class SimulatedNetwork {
  private readonly queue: MessageQueue;
  private readonly links: Links;
  private readonly nodes: number;
  private readonly messageLimit: number;
  private tick = 0;

  constructor(
    { seed, nodes, partition, outage }: NetworkParameters,
    { contentWords, rules = NETWORK_RULES, messageLimit = LIMITS.messages }: NetworkOptions,
  ) {
    this.nodes = nodes;
    this.queue = new MessageQueue(nodes, seed, contentWords, rules);
    this.links = new Links(nodes, partition, outage);
    this.messageLimit = messageLimit;
  }

  /** Messages sent so far, the lost ones included. */
  get sent(): number {
    return this.queue.sent;
  }

  /** Begins `tick`, the one after that of the last call, or 0: what is sent from now on is sent in it. */
  begin(tick: number): void {
    this.tick = tick;
    this.queue.begin(tick);
  }

  /**
   * Sends a message, whose contents the caller then writes as {@link MessageQueue.send} says. Throws a
   * {@link WorkLimitError} where one more message exceeds a bound.
   */
  send(src: number, dst: number, type: number): Lane {
    const { sent, under_way } = this.queue;
    if (sent >= this.messageLimit) {
      throw new WorkLimitError("messages", this.messageLimit, `tick ${this.tick}`);
    }
    if (under_way >= LIMITS.messages_under_way) {
      const what = "messages under way at once";
      throw new WorkLimitError(what, LIMITS.messages_under_way, `tick ${this.tick}`);
    }
    return this.queue.send(this.tick, src, dst, type);
  }

  /** The tick in which message `seq`, which arrives now, was sent. */
  sentAt(seq: number): number {
    return this.queue.sentAt(this.tick, seq);
  }

  /** Gives its memory back: no tick can begin any more. */
  release(): void {
    this.queue.release();
  }

  /** Delivers what arrives in this tick, in ascending (src, seq) order, but for what its link loses. */
  deliver(receiver: Receiver, watcher: ArrivalWatcher | null): void {
    const { tick, queue, links } = this;
    links.advance(tick);
    if (!queue.hasArrivals(tick)) return;
    for (let src = 0; src < this.nodes; src++) {
      const { words, length } = queue.arrivals(tick, src);
      for (let i = 0; i < length; i += queue.message_words) {
        const isLost = links.loses(src, words[i + RECEIVER] as number);
        watcher?.arrived(src, words, i, isLost);
        if (!isLost) receiver.receive(src, words, i);
      }
    }
    queue.clear(tick);
  }
}
