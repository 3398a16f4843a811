import { release } from "../../kernel/memory.ts";
import { PeerSet } from "../../kernel/peer_set.ts";
import { HI, LO, splitmix64 } from "../../kernel/splitmix64.ts";
import { moduloU32, type U64 } from "../../kernel/u64.ts";
import type { Accepts } from "./accepts.ts";
import { type Ballots, ZERO } from "./ballots.ts";
import { Learned } from "./learned.ts";
import * as message from "./messages.ts";
import { Proposals } from "./proposals.ts";
import { type Choice, NO_OP, NONE, type PValue, type PValues } from "./pvalues.ts";
import type { Rules } from "./rules.ts";

export const FOLLOWER = 0;
export const CANDIDATE = 1;
export const LEADER = 2;
/** By number, as the dump encodes them. */
export const ROLE_NAMES = ["Follower", "Candidate", "Leader"] as const;

/** A leader sends heartbeats this many ticks apart. */
const HEARTBEAT_TICKS = 50;
/** An election timer runs for 150 .. 299 ticks. */
const ELECTION_TICKS = 150;
const ELECTION_SPREAD = 150;

/** A deadline that has not been worked out. */
const UNKNOWN = -1;

export type Timer = "election" | "heartbeat";

/** A node's way to the outside. */
export interface Network {
  /** Sends at the tick that the node is in, to one peer, a type and up to two integers. */
  send(src: number, dst: number, type: number, a: number, b: number): void;
}

/** Who is told of what a node does beside sending. */
export interface Witness {
  timerFired(node: Node, timer: Timer): void;
  campaigned(node: Node): void;
  /** `from` has promised the node's ballot: `promises` nodes have, the candidate itself included. */
  promiseCounted(node: Node, from: number, promises: number): void;
  elected(node: Node, nextSlot: number): void;
  /** A leader or candidate has met a higher ballot than its own. */
  steppedDown(node: Node, ballot: number): void;
  noOpProposed(node: Node, slot: number): void;
  decided(node: Node, choice: Choice): void;
}

/** What the nodes of a cluster have in common. */
export interface Surroundings {
  readonly nodes: number;
  readonly seed: U64;
  readonly ballots: Ballots;
  readonly pvalues: PValues;
  readonly network: Network;
  readonly witness: Witness;
  readonly rules: Rules;
  /** What each node has accepted, for who has got its promise. */
  readonly accepts: readonly Accepts[];
}

/**
 * One node of the cluster: its state, and every rule of docs/specification/paxos.md that changes it. Fields bear the
 * specification's names; a ballot is one integer (see ballots.ts). Where a known bug has another rule, the node asks
 * `rules`, which says what is right.
 * The node knows neither the queue nor the faults: it is handed ticks and messages, and sends.
 */
export class Node {
  readonly id: number;

  promised = ZERO;
  role = FOLLOWER;
  my_ballot = ZERO;
  readonly accepts: Accepts;
  readonly learned = new Learned();

  /** When the election timer was last reset; the deadline follows from it. */
  private timer_start = 0;
  private deadline = UNKNOWN;
  private heartbeat_due = 0;

  // A candidate's
  private readonly promises: PeerSet;
  /** Who has promised, in the order of arrival, and the numbers of what they had accepted; the candidate itself first. */
  private readonly promised_by: Int32Array;
  private readonly promised_accepts: Int32Array;

  // A leader's
  private readonly proposals: Proposals;
  next_slot = 0;
  /** Below it no slot of proposals is undecided. */
  private undecided_from = 0;

  private readonly nodes: number;
  private readonly quorum: number;
  private readonly seed: U64;
  private readonly ballots: Ballots;
  private readonly pvalues: PValues;
  private readonly network: Network;
  private readonly witness: Witness;
  private readonly rules: Rules;
  private readonly every_accepts: readonly Accepts[];
  private readonly halves = new Int32Array(2);

  constructor(id: number, surroundings: Surroundings) {
    const { nodes, seed, ballots, pvalues, network, witness, rules, accepts } = surroundings;
    const half = Math.floor(nodes / 2);
    this.id = id;
    this.nodes = nodes;
    this.seed = seed;
    this.ballots = ballots;
    this.pvalues = pvalues;
    this.network = network;
    this.witness = witness;
    this.rules = rules;
    this.quorum = rules.quorumIsMajority ? half + 1 : Math.max(1, half);
    this.every_accepts = accepts;
    this.accepts = accepts[id] as Accepts;
    this.promises = new PeerSet(nodes);
    this.promised_by = new Int32Array(nodes);
    this.promised_accepts = new Int32Array(nodes);
    this.proposals = new Proposals(nodes);
  }

  /** Step 4 of a tick. */
  onTick(t: number): void {
    if (this.role === LEADER) {
      if (t >= this.heartbeat_due) this.beat(t);
    } else if (this.isTimerExpired(t)) {
      this.witness.timerFired(this, "election");
      this.startElection(t);
    }
  }

  /** Step 2 of a tick: proposes a value for the next slot. Only for a leader. */
  propose(value: number, t: number): void {
    const slot = this.next_slot;
    this.proposeAt(slot, value, t);
    this.next_slot = slot + 1;
  }

  /** Step 3 of a tick: handles the message of type `type` from `from`; a and b are its contents. */
  handle(t: number, from: number, type: number, a: number, b: number): void {
    switch (type) {
      case message.PREPARE:
        this.onPrepare(t, from, a);
        break;
      case message.PROMISE:
        this.onPromise(t, from, a, b);
        break;
      case message.ACCEPT:
        this.onAccept(t, from, a);
        break;
      case message.ACCEPTED:
        this.onAccepted(from, a);
        break;
      case message.DECIDED:
        this.onDecided(t, a);
        break;
      case message.HEARTBEAT:
        this.onHeartbeat(t, from, a, b);
        break;
      case message.CATCH_UP:
        this.onCatchUp(from, a);
        break;
      case message.NACK:
        this.onNack(t, a, b);
        break;
      default:
        throw new Error(`message type ${type} is not one of the protocol's`);
    }
  }

  /** Gives back what it has proposed, and room to accept or learn: it can only be looked at any more. */
  releaseProposals(): void {
    this.proposals.release();
    this.accepts.trim();
    this.learned.trim();
  }

  /** Gives the memory of what it holds back; nothing can be read any more. */
  release(): void {
    this.accepts.release();
    this.learned.release();
    this.proposals.release();
  }

  // Timers and ballots

  /** The deadline is worked out only when it can have come: most timers are reset long before. */
  private resetTimer(t: number): void {
    this.timer_start = t;
    this.deadline = UNKNOWN;
  }

  private isTimerExpired(t: number): boolean {
    if (t < this.timer_start + ELECTION_TICKS) return false;
    if (this.deadline === UNKNOWN) {
      const { halves, rules } = this;
      const key = this.seed.lo ^ this.id ^ this.timer_start;
      splitmix64(this.seed.hi, key, halves, rules.firstMultiplierLow);
      const spread = moduloU32(halves[HI] as number, halves[LO] as number, ELECTION_SPREAD);
      this.deadline = this.timer_start + ELECTION_TICKS + spread;
    }
    return t >= this.deadline;
  }

  /** b >= promised. */
  private isGranted(ballot: number): boolean {
    if (this.rules.ballotsCompareProposers) return ballot >= this.promised;
    return this.ballots.round(ballot) >= this.ballots.round(this.promised);
  }

  private stepDown(ballot: number): void {
    if (this.role === FOLLOWER) return;
    this.role = FOLLOWER;
    this.witness.steppedDown(this, ballot);
  }

  private obey(ballot: number, t: number, raisesPromised: boolean, resetsTimer: boolean): void {
    if (raisesPromised) this.promised = ballot;
    if (ballot !== this.my_ballot && this.rules.obeyStepsDown) this.stepDown(ballot);
    if (resetsTimer) this.resetTimer(t);
  }

  private refuse(from: number, ballot: number): void {
    this.send(from, message.NACK, ballot, this.promised);
  }

  private onNack(t: number, ballot: number, promised: number): void {
    if (ballot !== this.my_ballot || this.role === FOLLOWER || !this.rules.nackStepsDown) return;
    if (this.rules.nackRaisesPromised) this.promised = Math.max(this.promised, promised);
    this.stepDown(promised);
    this.resetTimer(t);
  }

  // Phase 1

  private startElection(t: number): void {
    const { candidatePromisesItself, roundAbovePromised } = this.rules;
    const own = this.ballots.round(this.my_ballot);
    const promised = roundAbovePromised ? this.ballots.round(this.promised) : 0;
    this.my_ballot = this.ballots.of(Math.max(own, promised) + 1, this.id);
    this.role = CANDIDATE;
    if (candidatePromisesItself) this.promised = this.my_ballot;
    this.promises.clear();
    this.resetTimer(t);
    this.witness.campaigned(this);
    this.countPromise(this.id, this.accepts.remember(t));
    if (this.promises.size >= this.quorum) this.win(t);
    else this.broadcast(message.PREPARE, this.my_ballot);
  }

  private onPrepare(t: number, from: number, ballot: number): void {
    const { equalPrepareIsGranted, prepareRaisesPromised, prepareResetsTimer } = this.rules;
    const isRefusedAsEqual = !equalPrepareIsGranted && ballot === this.promised;
    if (!this.isGranted(ballot) || isRefusedAsEqual) {
      this.refuse(from, ballot);
      return;
    }
    this.obey(ballot, t, prepareRaisesPromised, prepareResetsTimer);
    this.send(from, message.PROMISE, ballot, this.accepts.remember(t));
  }

  private onPromise(t: number, from: number, ballot: number, accepts: number): void {
    if (this.role !== CANDIDATE) return;
    if (ballot !== this.my_ballot && this.rules.promisesAreOfOwnBallot) return;
    this.countPromise(from, accepts);
    this.witness.promiseCounted(this, from, this.promises.size);
    if (this.promises.size >= this.quorum) this.win(t);
  }

  /** A node promises once under a ballot: what else it may say then has been heard already. */
  private countPromise(from: number, accepts: number): void {
    if (this.promises.has(from)) return;
    this.promised_by[this.promises.size] = from;
    this.promised_accepts[this.promises.size] = accepts;
    this.promises.add(from);
  }

  /** merged, made only when it is needed: of the accepts of all who have promised, by slot one of them. */
  private merge(): Int32Array {
    let merged: Int32Array = new Int32Array(0);
    for (let i = 0; i < this.promises.size; i++) {
      const accepts = this.every_accepts[this.promised_by[i] as number] as Accepts;
      const reported = accepts.rememberedAt(this.promised_accepts[i] as number);
      const both = i === 0 ? reported : this.mergedWith(merged, reported);
      if (both !== merged) release(merged);
      if (both !== reported) release(reported);
      merged = both;
    }
    return merged;
  }

  private mergedWith(merged: Int32Array, reported: Int32Array): Int32Array {
    const { recovers } = this.rules;
    if (recovers === "own") return merged;
    if (recovers === "longest-log") return reported.length > merged.length ? reported : merged;
    const isShort = merged.length < reported.length;
    const into = isShort ? new Int32Array(reported.length) : merged;
    if (isShort) into.set(merged);
    for (let slot = 0; slot < reported.length; slot++) {
      const pvalue = reported[slot] as number;
      if (pvalue === NONE) continue;
      if (this.isPreferred(pvalue, into[slot] as number)) into[slot] = pvalue;
    }
    return into;
  }

  /** Whether merged takes the pvalue for its slot, in place of another one or of none. */
  private isPreferred(pvalue: PValue, other: PValue): boolean {
    if (other === NONE) return true;
    switch (this.rules.recovers) {
      case "first":
        return false;
      case "last":
        return true;
      default:
        return this.pvalues.ballot(pvalue) > this.pvalues.ballot(other);
    }
  }

  private win(t: number): void {
    const { winEmptiesProposals, winProposesAgain, gapsAreFilled, nextSlotAboveAccepted } =
      this.rules;
    const merged = this.merge();
    this.role = LEADER;
    if (winEmptiesProposals) this.proposals.clear();
    this.undecided_from = 0;
    this.heartbeat_due = t + HEARTBEAT_TICKS;
    this.next_slot = nextSlotAboveAccepted ? merged.length : this.learned.end;
    this.witness.elected(this, this.next_slot);
    for (let slot = 0; slot < merged.length && winProposesAgain; slot++) {
      const pvalue = merged[slot] as number;
      if (pvalue !== NONE) this.proposeAt(slot, this.pvalues.value(pvalue), t);
      else if (gapsAreFilled) this.fillGap(slot, t);
    }
    release(merged);
    this.broadcast(message.HEARTBEAT, this.my_ballot, this.firstUnlearned());
  }

  private fillGap(slot: number, t: number): void {
    this.witness.noOpProposed(this, slot);
    this.proposeAt(slot, NO_OP, t);
  }

  // Phase 2

  private proposeAt(slot: number, value: number, t: number): void {
    const { winEmptiesProposals, leaderAccepts, acceptorsAreSet } = this.rules;
    const pvalue = this.pvalues.add(this.my_ballot, slot, value);
    if (leaderAccepts) this.accepts.set(slot, pvalue, t);
    this.proposals.set(slot, pvalue, !winEmptiesProposals);
    this.proposals.add(slot, this.id, !acceptorsAreSet);
    this.broadcast(message.ACCEPT, pvalue);
    this.tryDecide(slot);
  }

  private onAccept(t: number, from: number, pvalue: PValue): void {
    const ballot = this.pvalues.ballot(pvalue);
    const isGranted = this.isGranted(ballot);
    if (!isGranted && this.rules.lowerAcceptIsRefused) {
      this.refuse(from, ballot);
      return;
    }
    if (isGranted) this.obey(ballot, t, true, true);
    this.accepts.set(this.pvalues.slot(pvalue), pvalue, t);
    if (isGranted && this.rules.acceptLearns) this.learn(this.pvalues.choice(pvalue));
    this.send(from, message.ACCEPTED, pvalue);
  }

  private onAccepted(from: number, pvalue: PValue): void {
    const { acceptedIsOfOwnBallot, acceptorsAreSet, acceptedNeedsQuorum } = this.rules;
    if (this.role !== LEADER) return;
    if (this.pvalues.ballot(pvalue) !== this.my_ballot && acceptedIsOfOwnBallot) return;
    const slot = this.pvalues.slot(pvalue);
    this.proposals.add(slot, from, !acceptorsAreSet);
    if (acceptedNeedsQuorum) this.tryDecide(slot);
    else if (!this.learned.has(slot)) this.decide(slot);
  }

  private tryDecide(slot: number): void {
    if (this.learned.has(slot) || this.proposals.accepted(slot) < this.quorum) return;
    this.decide(slot);
  }

  private decide(slot: number): void {
    const choice = this.pvalues.choice(this.proposals.at(slot));
    this.learn(choice);
    this.witness.decided(this, choice);
    if (this.rules.decisionIsBroadcast) this.broadcast(message.DECIDED, choice);
  }

  private learn(choice: Choice): void {
    const slot = this.pvalues.slotOf(choice);
    if (this.learned.has(slot) && this.rules.learnedStays) return;
    this.learned.set(slot, choice, this.pvalues.valueOf(choice) === NO_OP);
  }

  private onDecided(t: number, choice: Choice): void {
    const { decidedKeepsSlot, decidedResetsTimer } = this.rules;
    if (decidedKeepsSlot) this.learn(choice);
    else this.learn(this.pvalues.choose(this.learned.size, this.pvalues.valueOf(choice)));
    if (decidedResetsTimer) this.resetTimer(t);
  }

  // Heartbeats

  private beat(t: number): void {
    this.witness.timerFired(this, "heartbeat");
    this.heartbeat_due = t + HEARTBEAT_TICKS;
    this.broadcast(message.HEARTBEAT, this.my_ballot, this.firstUnlearned());
    if (this.rules.acceptsAreRepeated) this.repeatAccepts();
  }

  private repeatAccepts(): void {
    const { proposals } = this;
    while (this.undecided_from < proposals.end && !this.isUndecided(this.undecided_from)) {
      this.undecided_from++;
    }
    for (let slot = this.undecided_from; slot < proposals.end; slot++) {
      if (this.isUndecided(slot)) this.broadcast(message.ACCEPT, proposals.at(slot));
    }
  }

  private isUndecided(slot: number): boolean {
    return this.proposals.at(slot) !== NONE && !this.learned.has(slot);
  }

  private firstUnlearned(): number {
    return this.rules.firstUnlearnedIsGap ? this.learned.first_gap : this.learned.size;
  }

  private onHeartbeat(t: number, from: number, ballot: number, firstUnlearned: number): void {
    const { heartbeatResetsTimer, lowerHeartbeatResetsTimer, lowerHeartbeatIsRefused } = this.rules;
    if (!this.isGranted(ballot)) {
      if (lowerHeartbeatResetsTimer) this.resetTimer(t);
      if (lowerHeartbeatIsRefused) this.refuse(from, ballot);
      return;
    }
    this.obey(ballot, t, true, heartbeatResetsTimer);
    const own = this.firstUnlearned();
    if (own < firstUnlearned && this.rules.laggardCatchesUp) {
      this.send(from, message.CATCH_UP, own);
    }
  }

  private onCatchUp(from: number, firstUnlearned: number): void {
    for (let slot = firstUnlearned; slot < this.learned.end; slot++) {
      if (this.learned.has(slot)) this.send(from, message.DECIDED, this.learned.at(slot));
    }
  }

  // Sending

  private send(dst: number, type: number, a: number, b = 0): void {
    this.network.send(this.id, dst, type, a, b);
  }

  /** The node whose turn is number `i` where all peers are served. */
  private peerInTurn(i: number): number {
    return this.rules.peersAscend ? i : this.nodes - 1 - i;
  }

  private broadcast(type: number, a: number, b = 0): void {
    for (let i = 0; i < this.nodes; i++) {
      const peer = this.peerInTurn(i);
      if (peer !== this.id) this.send(peer, type, a, b);
    }
  }

  /** What no dump shows. The deadline is worked out anew: that it was looked at changes nothing. */
  hidden(): HiddenState {
    const { heartbeat_due, promises, proposals, next_slot } = this;
    const halves = new Int32Array(2);
    const key = this.seed.lo ^ this.id ^ this.timer_start;
    splitmix64(this.seed.hi, key, halves, this.rules.firstMultiplierLow);
    const spread = moduloU32(halves[HI] as number, halves[LO] as number, ELECTION_SPREAD);
    const deadline = this.timer_start + ELECTION_TICKS + spread;
    return { deadline, heartbeat_due, promises, proposals, next_slot };
  }
}

/** What no dump shows of a node, as it is: for who looks at it, and does not change it. */
export interface HiddenState {
  readonly deadline: number;
  readonly heartbeat_due: number;
  readonly promises: PeerSet;
  readonly proposals: Proposals;
  readonly next_slot: number;
}
