import { CONTENTS, RECEIVER, SEQUENCE, TYPE } from "../../kernel/message_queue.ts";
import { ProposalSchedule } from "../../kernel/schedule.ts";
import {
  type ArrivalWatcher,
  type Receiver,
  SimulatedNetwork,
} from "../../kernel/simulated_network.ts";
import type { EventValue, Observer, SendObserver } from "../events.ts";
import { type DescribedMessage, describeMessage } from "../message_shapes.ts";
import { Accepts } from "./accepts.ts";
import { Ballots } from "./ballots.ts";
import { CONTENT_WORDS, MESSAGES } from "./messages.ts";
import { LEADER, type Network, Node, type Timer, type Witness } from "./node.ts";
import type { PaxosParameters } from "./parameters.ts";
import { type Choice, PValues, valueText } from "./pvalues.ts";
import { RIGHT, type Rules } from "./rules.ts";

/** How a cluster departs from a plain one. */
export interface ClusterOptions {
  readonly rules?: Rules;
  /** Messages that may be sent, the lost ones included. */
  readonly messageLimit?: number | undefined;
  readonly observer?: Observer | undefined;
}

/**
 * The cluster loop (docs/specification/paxos.md, "Cluster loop"): owns time, the network and the schedule of
 * client values. Construction leaves it before tick 0; every {@link step} runs one tick.
 */
export class Cluster implements Network, Witness, Receiver, ArrivalWatcher {
  readonly ballots: Ballots;
  readonly pvalues = new PValues();
  readonly nodes: readonly Node[];
  /** The tick that the next step runs, and so the number of ticks run. */
  tick = 0;

  private readonly rules: Rules;
  network: SimulatedNetwork;
  readonly schedule: ProposalSchedule;
  private observer: Observer | null;
  private sendObserver: SendObserver | null = null;
  /** Values 0 .. injected-1 have been proposed. */
  injected = 0;

  /** Throws {@link WorkLimitError} from the step in which more than `messageLimit` messages are sent. */
  constructor(parameters: PaxosParameters, options: ClusterOptions = {}) {
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
    this.ballots = new Ballots(nodes);
    const { ballots, pvalues } = this;
    const accepts = Array.from({ length: nodes }, () => new Accepts());
    const common = { nodes, seed, ballots, pvalues, network: this, witness: this, rules, accepts };
    this.nodes = Array.from({ length: nodes }, (_, id) => new Node(id, common));
  }

  /** Messages sent so far, the lost ones included. */
  get messages(): number {
    return this.network.sent;
  }

  /** Values 0 .. scheduled-1 have fallen due. */
  get scheduled(): number {
    return this.schedule.due;
  }

  send(src: number, dst: number, type: number, a: number, b: number): void {
    const { words, latest } = this.network.send(src, dst, type);
    words[latest + CONTENTS] = a;
    words[latest + CONTENTS + 1] = b;
    if (this.sendObserver !== null) this.messageSent(src, words, latest);
  }

  /** Tells the events of the ticks from the next one on; of none, where there is nobody to tell. */
  observe(observer: Observer | null): void {
    this.observer = observer;
  }

  /** The same of messages as they are sent, between the other events. */
  observeSends(observer: SendObserver | null): void {
    this.sendObserver = observer;
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
    node.handle(this.tick, src, type, a, b);
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
    const { ballots, pvalues } = this;
    const { accepts } = this.nodes[src] as Node;
    return describeMessage(MESSAGES, src, words, start, { ballots, pvalues, accepts });
  }

  // What nodes do beside sending

  timerFired(node: Node, timer: Timer): void {
    this.observer?.({ kind: "timer", tick: this.tick, node: node.id, timer });
  }

  campaigned(node: Node): void {
    if (this.observer !== null) this.tell(node, "campaigned", this.roundOf(node));
  }

  promiseCounted(node: Node, by: number, promises: number): void {
    if (this.observer !== null) this.tell(node, "promised", { by, promises });
  }

  elected(node: Node, next_slot: number): void {
    if (this.observer !== null) this.tell(node, "elected", { ...this.roundOf(node), next_slot });
  }

  steppedDown(node: Node, ballot: number): void {
    if (this.observer === null) return;
    const by = this.ballots.proposer(ballot);
    this.tell(node, "deposed", { round: this.ballots.round(ballot), by });
  }

  noOpProposed(node: Node, slot: number): void {
    if (this.observer !== null) this.tell(node, "filled", { slot });
  }

  decided(node: Node, choice: Choice): void {
    if (this.observer === null) return;
    const value = valueText(this.pvalues.valueOf(choice));
    this.tell(node, "decided", { slot: this.pvalues.slotOf(choice), value });
  }

  /** Gives back what no dump needs, as far as it may be much: no step can be made any more. */
  releaseSteps(): void {
    this.network.release();
    for (const node of this.nodes) node.releaseProposals();
    this.pvalues.releaseLatest();
  }

  /** Gives the memory of what it holds back; nothing can be read any more. */
  release(): void {
    this.network.release();
    for (const node of this.nodes) node.release();
    this.pvalues.release();
  }

  private tell(node: Node, kind: string, members: Readonly<Record<string, EventValue>>): void {
    this.observer?.({ kind, tick: this.tick, node: node.id, ...members });
  }

  private roundOf({ my_ballot }: Node): { round: number } {
    return { round: this.ballots.round(my_ballot) };
  }

  private leader(): Node | null {
    let leader: Node | null = null;
    for (const node of this.nodes) {
      if (node.role !== LEADER) continue;
      if (leader === null) leader = node;
      else if (this.rules.valuesGoToHighestBallot && node.my_ballot > leader.my_ballot)
        leader = node;
    }
    return leader;
  }

  inject(): void {
    const leader = this.leader();
    if (leader === null) {
      if (!this.rules.valuesWaitForLeader) this.injected = this.schedule.due;
      return;
    }
    for (; this.injected < this.schedule.due; this.injected++) {
      if (this.observer !== null) {
        this.tell(leader, "injected", { slot: leader.next_slot, value: valueText(this.injected) });
      }
      leader.propose(this.injected, this.tick);
    }
  }
}
