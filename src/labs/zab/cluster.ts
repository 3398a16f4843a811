import { WorkLimitError } from "../../errors.ts";
import {
  CONTENTS,
  MESSAGE_WORDS,
  MessageQueue,
  RECEIVER,
  SEQUENCE,
  TYPE,
} from "../../kernel/message_queue.ts";
import { LIMITS } from "../../limits.ts";
import type { Observer } from "../events.ts";
import { Faults } from "./faults.ts";
import { HistoryTree } from "./history.ts";
import { describeMessage, payloadText } from "./messages.ts";
import { LEADING, type Network, Node, type Timer } from "./node.ts";
import type { ZabParameters } from "./parameters.ts";
import { RIGHT, type Rules } from "./rules.ts";

/** How a cluster departs from a plain one. */
export interface ClusterOptions {
  readonly rules?: Rules;
  /** Messages that may be sent, the lost ones included. */
  readonly messageLimit?: number | undefined;
  readonly observer?: Observer | undefined;
}

/**
 * The cluster loop (docs/specification/zab.md, "Cluster loop"): owns time, the queue, the faults and the schedule
 * of client commands. Construction leaves it before tick 0; every {@link step} runs one tick.
 */
export class Cluster implements Network {
  readonly histories = new HistoryTree();
  readonly nodes: readonly Node[];
  /** The tick that the next step runs, and so the number of ticks run. */
  tick = 0;

  private readonly parameters: ZabParameters;
  private readonly rules: Rules;
  private readonly queue: MessageQueue;
  private readonly faults: Faults;
  private readonly messageLimit: number;
  private observer: Observer | null;
  /** Commands 0 .. scheduled-1 have become due; 0 .. injected-1 have been proposed. */
  private scheduled = 0;
  private injected = 0;

  /** Throws {@link WorkLimitError} from the step in which more than `messageLimit` messages are sent. */
  constructor(parameters: ZabParameters, options: ClusterOptions = {}) {
    const { seed, nodes, partition, outage } = parameters;
    const { rules = RIGHT, messageLimit = LIMITS.messages, observer = null } = options;
    this.parameters = parameters;
    this.rules = rules;
    this.queue = new MessageQueue(nodes, seed, rules);
    this.faults = new Faults(nodes, partition, outage);
    this.messageLimit = messageLimit;
    this.observer = observer;
    this.nodes = Array.from(
      { length: nodes },
      (_, id) => new Node(id, nodes, seed, this.histories, this, rules),
    );
  }

  /** Messages sent so far, the lost ones included. */
  get messages(): number {
    return this.queue.sent;
  }

  send(src: number, dst: number, type: number, a: number, b: number, c: number): void {
    const { sent, under_way } = this.queue;
    if (sent >= this.messageLimit) {
      throw new WorkLimitError("messages", this.messageLimit, `tick ${this.tick}`);
    }
    if (under_way >= LIMITS.messages_under_way) {
      const what = "messages under way at once";
      throw new WorkLimitError(what, LIMITS.messages_under_way, `tick ${this.tick}`);
    }
    this.queue.send(this.tick, src, dst, type, a, b, c);
  }

  timerFired(node: number, timer: Timer): void {
    this.observer?.({ kind: "timer", tick: this.tick, node, timer });
  }

  /** Tells the events of the ticks from the next one on. */
  observe(observer: Observer): void {
    this.observer = observer;
  }

  /** Runs one tick. */
  step(): void {
    this.queue.begin(this.tick);
    this.schedule();
    if (this.injected < this.scheduled) this.inject();
    this.deliver();
    for (const node of this.nodes) node.onTick(this.tick);
    this.tick++;
  }

  private schedule(): void {
    const { rounds, proposals } = this.parameters;
    while (this.scheduled < proposals) {
      const product = (this.scheduled + 1) * rounds;
      const due = (product - (product % (proposals + 1))) / (proposals + 1);
      if (due !== this.tick) break;
      this.scheduled++;
    }
  }

  private establishedLeader(): Node | null {
    let leader: Node | null = null;
    for (const node of this.nodes) {
      if (node.role !== LEADING || !node.established) continue;
      if (leader === null || node.current_epoch > leader.current_epoch) leader = node;
    }
    return leader;
  }

  private inject(): void {
    const leader = this.establishedLeader();
    if (leader === null) {
      if (!this.rules.commandsWaitForLeader) this.injected = this.scheduled;
      return;
    }
    for (; this.injected < this.scheduled; this.injected++) {
      leader.propose(this.injected);
      this.observer?.({
        kind: "injected",
        tick: this.tick,
        node: leader.id,
        payload: payloadText(this.injected),
      });
    }
  }

  private deliver(): void {
    const t = this.tick;
    this.faults.advance(t);
    for (let src = 0; src < this.nodes.length; src++) {
      const { words, length } = this.queue.arrivals(t, src);
      for (let i = 0; i < length; i += MESSAGE_WORDS) {
        const dst = words[i + RECEIVER] as number;
        const type = words[i + TYPE] as number;
        const a = words[i + CONTENTS] as number;
        const b = words[i + CONTENTS + 1] as number;
        const c = words[i + CONTENTS + 2] as number;
        const lost = this.faults.loses(src, dst);
        if (this.observer !== null) {
          const seq = words[i + SEQUENCE] as number;
          this.observer({
            kind: lost ? "lost" : "delivered",
            tick: t,
            sent: this.queue.sentAt(t, seq),
            from: src,
            to: dst,
            seq,
            ...describeMessage(this.histories, type, [a, b, c]),
          });
        }
        if (!lost) (this.nodes[dst] as Node).handle(t, src, type, a, b, c);
      }
    }
    this.queue.clear(t);
  }
}
