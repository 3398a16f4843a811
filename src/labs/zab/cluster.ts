import { CONTENTS, RECEIVER, SEQUENCE, TYPE } from "../../kernel/message_queue.ts";
import { ProposalSchedule } from "../../kernel/schedule.ts";
import {
  type ArrivalWatcher,
  type Receiver,
  SimulatedNetwork,
} from "../../kernel/simulated_network.ts";
import type { Observer, SendObserver } from "../events.ts";
import { type DescribedMessage, describeMessage } from "../message_shapes.ts";
import { HistoryTree } from "./history.ts";
import { CONTENT_WORDS, MESSAGES, payloadText } from "./messages.ts";
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
 * The cluster loop (docs/specification/zab.md, "Cluster loop"): owns time, the network and the schedule of
 * client commands. Construction leaves it before tick 0; every {@link step} runs one tick.
 */
export class Cluster implements Network, Receiver, ArrivalWatcher {
  readonly histories = new HistoryTree();
  readonly nodes: readonly Node[];
  /** The tick that the next step runs, and so the number of ticks run. */
  tick = 0;

  private readonly rules: Rules;
  network: SimulatedNetwork;
  readonly schedule: ProposalSchedule;
  private observer: Observer | null;
  private sendObserver: SendObserver | null = null;
  /** Commands 0 .. injected-1 have been proposed. */
  injected = 0;

  /** Throws {@link WorkLimitError} from the step in which more than `messageLimit` messages are sent. */
  constructor(parameters: ZabParameters, options: ClusterOptions = {}) {
    const { seed, nodes, rounds, proposals } = parameters;
    const { rules = RIGHT, messageLimit, observer = null } = options;
    this.rules = rules;
    this.network = new SimulatedNetwork(parameters, {
      contentWords: CONTENT_WORDS,
      rules,
      messageLimit,
    });
    this.schedule = new ProposalSchedule(rounds, proposals);
    this.observer = observer;
    this.nodes = Array.from(
      { length: nodes },
      (_, id) => new Node(id, nodes, seed, this.histories, this, rules),
    );
  }

  /** Messages sent so far, the lost ones included. */
  get messages(): number {
    return this.network.sent;
  }

  send(src: number, dst: number, type: number, a: number, b: number, c: number): void {
    const { words, latest } = this.network.send(src, dst, type);
    words[latest + CONTENTS] = a;
    words[latest + CONTENTS + 1] = b;
    words[latest + CONTENTS + 2] = c;
    if (this.sendObserver !== null) this.messageSent(src, words, latest);
  }

  timerFired(node: number, timer: Timer): void {
    this.observer?.({ kind: "timer", tick: this.tick, node, timer });
  }

  /** Tells the events of the ticks from the next one on; of none, where there is nobody to tell. */
  observe(observer: Observer | null): void {
    this.observer = observer;
  }

  /** The same of messages as they are sent, between the other events. */
  observeSends(observer: SendObserver | null): void {
    this.sendObserver = observer;
  }

  /** Gives back what no dump needs, as far as it may be much: no step can be made any more. */
  releaseSteps(): void {
    this.network.release();
    this.histories.releaseJumps();
  }

  /** Gives the memory of what it holds back; nothing can be read any more. */
  release(): void {
    this.network.release();
    this.histories.release();
  }

  /** Runs one tick. */
  step(): void {
    this.network.begin(this.tick);
    this.schedule.advance(this.tick);
    if (this.injected < this.schedule.due) this.inject();
    this.network.deliver(this, this.observer === null ? null : this);
    for (const node of this.nodes) node.onTick(this.tick);
    this.tick++;
  }

  receive(src: number, words: Int32Array, start: number): void {
    const node = this.nodes[words[start + RECEIVER] as number] as Node;
    const type = words[start + TYPE] as number;
    const a = words[start + CONTENTS] as number;
    const b = words[start + CONTENTS + 1] as number;
    const c = words[start + CONTENTS + 2] as number;
    node.handle(this.tick, src, type, a, b, c);
  }

  arrived(src: number, words: Int32Array, start: number, isLost: boolean): void {
    const sent = this.network.sentAt(words[start + SEQUENCE] as number);
    const kind = isLost ? "lost" : "delivered";
    this.observer?.({ kind, tick: this.tick, sent, ...this.described(src, words, start) });
  }

  private messageSent(src: number, words: Int32Array, start: number): void {
    this.sendObserver?.({ kind: "sent", tick: this.tick, ...this.described(src, words, start) });
  }

  private described(src: number, words: Int32Array, start: number): DescribedMessage {
    return describeMessage(MESSAGES, src, words, start, this.histories);
  }

  private establishedLeader(): Node | null {
    let leader: Node | null = null;
    for (const node of this.nodes) {
      if (node.role !== LEADING || !node.established) continue;
      if (leader === null || node.current_epoch > leader.current_epoch) leader = node;
    }
    return leader;
  }

  inject(): void {
    const leader = this.establishedLeader();
    if (leader === null) {
      if (!this.rules.commandsWaitForLeader) this.injected = this.schedule.due;
      return;
    }
    for (; this.injected < this.schedule.due; this.injected++) {
      this.observer?.({
        kind: "injected",
        tick: this.tick,
        node: leader.id,
        payload: payloadText(this.injected),
      });
      leader.propose(this.injected);
    }
  }
}
