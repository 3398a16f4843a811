import { PeerSet } from "../../kernel/peer_set.ts";
import { HI, LO, splitmix64 } from "../../kernel/splitmix64.ts";
import { moduloU32, type U64 } from "../../kernel/u64.ts";
import { type HistoryTree, ROOT, type TransactionId } from "./history.ts";
import * as message from "./messages.ts";
import type { Rules } from "./rules.ts";

export const LOOKING = 0;
export const FOLLOWING = 1;
export const LEADING = 2;
/** By number, as the dump encodes them. */
export const ROLE_NAMES = ["Looking", "Following", "Leading"] as const;

/** A leader sends heartbeats this many ticks apart (zab.md, "on_tick"). */
const HEARTBEAT_TICKS = 50;
/** An election timer runs for 150 .. 299 ticks (reset_timer; zab.md, "Node state"). */
const ELECTION_TICKS = 150;
const ELECTION_SPREAD = 150;

const NONE = -1;

export type Timer = "election" | "heartbeat";

/** A node's way to the outside. */
export interface Network {
  /** Sends at the tick that the node is in, to one peer, a type and up to three integers. */
  send(src: number, dst: number, type: number, a: number, b: number, c: number): void;
  /** Told when a timer of the node has run out. */
  timerFired(node: number, timer: Timer): void;
}

/**
 * One node of the cluster: its state, and every rule of docs/specification/zab.md that changes it. Fields bear the
 * specification's names; a zxid is the id of a transaction that bears it (see history.ts). Where a known bug has
 * another rule, the node asks `rules`, which says what is right.
 * The node knows neither the queue nor the faults: it is handed ticks and messages, and sends.
 */
export class Node {
  readonly id: number;

  role = LOOKING;
  current_epoch = 0;
  accepted_epoch = 0;
  /** The end of the history, and so also last_zxid. */
  last_zxid: TransactionId = ROOT;
  last_committed: TransactionId = ROOT;

  private accepted_from = NONE;
  private max_seen = 0;
  private vote_epoch = 0;
  private vote_zxid: TransactionId = ROOT;
  private vote_candidate: number;
  /** By voter; NONE where the voter's choice is unknown. */
  private readonly vote_view: Int32Array;
  /** By candidate: how many entries of vote_view name it. */
  private readonly vote_tally: Int32Array;
  private leader = NONE;
  private synced = false;
  /** When the election timer was last reset; election_deadline follows from it. */
  private timer_start = 0;
  private election_deadline = NONE;
  private heartbeat_due = 0;

  new_epoch = 0;
  established = false;
  private readonly epoch_acks: PeerSet;
  private readonly leader_acks: PeerSet;
  private readonly heard: PeerSet;
  /** By peer; a missing entry is ZERO. */
  private readonly acked: Int32Array;
  private discovered = false;
  private next_counter = 0;

  private readonly nodes: number;
  private readonly quorum: number;
  private readonly seed: U64;
  private readonly histories: HistoryTree;
  private readonly network: Network;
  private readonly rules: Rules;
  private readonly halves = new Int32Array(2);

  constructor(
    id: number,
    nodes: number,
    seed: U64,
    histories: HistoryTree,
    network: Network,
    rules: Rules,
  ) {
    const half = Math.floor(nodes / 2);
    this.id = id;
    this.nodes = nodes;
    this.rules = rules;
    this.quorum = rules.quorumIsMajority ? half + 1 : Math.max(1, half);
    this.seed = seed;
    this.histories = histories;
    this.network = network;
    this.vote_candidate = id;
    this.vote_view = new Int32Array(nodes);
    this.vote_tally = new Int32Array(nodes);
    this.epoch_acks = new PeerSet(nodes);
    this.leader_acks = new PeerSet(nodes);
    this.heard = new PeerSet(nodes);
    this.acked = new Int32Array(nodes);
    this.startElection(0);
  }

  /** Step 4 of a tick. */
  onTick(t: number): void {
    const expired = this.isTimerExpired(t);
    if (expired) this.network.timerFired(this.id, "election");
    if (this.role === LEADING) this.onTickLeading(t, expired);
    else if (expired) this.startElection(t);

    if (this.role === LOOKING) {
      this.broadcast(message.LOOK_FOR_LEADER, this.vote_epoch, this.vote_zxid, this.vote_candidate);
      this.tryElect(t);
    }
  }

  /** Step 2 of a tick: appends client command number `proposal`. Only for an established leader. */
  propose(proposal: number): void {
    const counter = this.next_counter++ + this.rules.firstCounter;
    this.last_zxid = this.histories.append(this.last_zxid, this.new_epoch, counter, proposal);
    this.broadcast(message.PROPOSE, this.last_zxid);
    if (this.rules.proposeTriesCommit) this.tryCommit();
  }

  /** Step 3 of a tick: handles the message of type `type` from `from`; a, b and c are its contents. */
  handle(t: number, from: number, type: number, a: number, b: number, c: number): void {
    switch (type) {
      case message.LOOK_FOR_LEADER:
        this.onLookForLeader(t, from, a, b, c);
        break;
      case message.VOTE:
        this.onVote(t, from, a);
        break;
      case message.NEW_EPOCH:
        this.onNewEpoch(t, from, a, b, c);
        break;
      case message.ACK_EPOCH:
        this.onAckEpoch(t, from, a, b, c);
        break;
      case message.REJECT_EPOCH:
        this.onRejectEpoch(t, from, a);
        break;
      case message.NEW_LEADER:
        this.onNewLeader(t, from, a, b);
        break;
      case message.ACK_LEADER:
        this.onAckLeader(from, a, b);
        break;
      case message.PROPOSE:
        this.onPropose(t, from, a);
        break;
      case message.ACK:
        this.onAck(from, a);
        break;
      case message.COMMIT:
        this.onCommit(t, from, a, b);
        break;
      case message.HEARTBEAT:
        this.onHeartbeat(t, from, a, b, c);
        break;
      case message.HEARTBEAT_ACK:
        this.onHeartbeatAck(from, a, b);
        break;
      default:
        throw new Error(`message type ${type} is not one of the protocol's`);
    }
  }

  // Elections

  /** The deadline is worked out only when it can have come: most timers are reset long before. */
  private resetTimer(t: number): void {
    this.timer_start = t;
    this.election_deadline = NONE;
  }

  private isTimerExpired(t: number): boolean {
    if (t < this.timer_start + ELECTION_TICKS) return false;
    if (this.election_deadline === NONE) {
      const { halves, rules } = this;
      const key = this.seed.lo ^ this.id ^ this.timer_start;
      splitmix64(this.seed.hi, key, halves, rules.firstMultiplierLow);
      const spread = moduloU32(halves[HI] as number, halves[LO] as number, ELECTION_SPREAD);
      this.election_deadline = this.timer_start + ELECTION_TICKS + spread;
    }
    return t >= this.election_deadline;
  }

  private startElection(t: number): void {
    this.role = LOOKING;
    this.leader = NONE;
    this.synced = false;
    this.vote_epoch = this.rules.votesCarryEpoch ? this.current_epoch : 0;
    this.vote_zxid = this.last_zxid;
    this.vote_candidate = this.id;
    this.vote_view.fill(NONE);
    this.vote_tally.fill(0);
    this.recordVote(this.id, this.id);
    this.clearLeading();
    this.resetTimer(t);
  }

  private clearLeading(): void {
    this.epoch_acks.clear();
    this.leader_acks.clear();
    this.heard.clear();
    this.acked.fill(ROOT);
    this.discovered = false;
    this.established = false;
    this.next_counter = 0;
  }

  private follow(leader: number, t: number): void {
    if (this.role === LEADING) this.clearLeading();
    this.role = FOLLOWING;
    this.leader = leader;
    this.resetTimer(t);
  }

  private recordVote(voter: number, candidate: number): void {
    const before = this.vote_view[voter] as number;
    if (before !== NONE) this.vote_tally[before] = (this.vote_tally[before] as number) - 1;
    this.vote_view[voter] = candidate;
    this.vote_tally[candidate] = (this.vote_tally[candidate] as number) + 1;
  }

  private tryElect(t: number): void {
    const { elects } = this.rules;
    const candidate = elects === "any-quorum" ? this.mostVoted() : this.vote_candidate;
    if ((this.vote_tally[candidate] as number) < this.quorum) return;
    if (elects === "own-vote-if-lowest" && this.lowestWithQuorum() !== candidate) return;
    if (candidate === this.id) this.becomeLeader(t);
    else this.follow(candidate, t);
  }

  /** The candidate with the most votes: with a quorum of them there is no other one that has it. */
  private mostVoted(): number {
    return this.vote_tally.indexOf(Math.max(...this.vote_tally));
  }

  private lowestWithQuorum(): number {
    return this.vote_tally.findIndex((votes) => votes >= this.quorum);
  }

  /** The epoch that this node would lead. */
  private nextEpoch(): number {
    const { newEpochAboveAccepted, newEpochAboveSeen, epochStep } = this.rules;
    const accepted = newEpochAboveAccepted ? this.accepted_epoch : 0;
    const seen = newEpochAboveSeen ? this.max_seen : 0;
    return Math.max(accepted, this.current_epoch, seen) + epochStep;
  }

  private becomeLeader(t: number): void {
    this.role = LEADING;
    this.leader = this.id;
    this.synced = false;
    this.clearLeading();
    if (!this.rules.counterIsReset) this.next_counter = this.histories.counter(this.last_zxid);
    this.new_epoch = this.nextEpoch();
    if (this.rules.leaderAcceptsOwnEpoch) this.accepted_epoch = this.new_epoch;
    if (this.rules.leaderIsOwnAcceptedFrom) this.accepted_from = this.id;
    this.resetTimer(t);
    this.heartbeat_due = t + HEARTBEAT_TICKS;
    this.broadcast(message.NEW_EPOCH, this.new_epoch, this.current_epoch, this.last_zxid);
    this.checkDiscovery();
  }

  private isBetterVote(epoch: number, zxid: TransactionId, candidate: number): boolean {
    const byCandidate = candidate - this.vote_candidate;
    const order =
      epoch - this.vote_epoch ||
      this.histories.compare(zxid, this.vote_zxid) ||
      (this.rules.higherCandidateWins ? byCandidate : -byCandidate);
    return order > 0;
  }

  private onLookForLeader(
    t: number,
    from: number,
    epoch: number,
    zxid: TransactionId,
    candidate: number,
  ): void {
    if (this.role !== LOOKING) {
      if (this.rules.answersLooking) this.send(from, message.VOTE, this.leader);
      return;
    }
    this.recordVote(from, candidate);
    if (this.isBetterVote(epoch, zxid, candidate)) {
      this.vote_epoch = epoch;
      this.vote_zxid = zxid;
      this.vote_candidate = candidate;
      this.recordVote(this.id, candidate);
    }
    this.tryElect(t);
  }

  private onVote(t: number, from: number, leader: number): void {
    if (this.role !== LOOKING) return;
    this.recordVote(from, leader);
    this.tryElect(t);
  }

  // Discovery

  /** The order of the own freshness and of another's: lexicographic by (current_epoch, last_zxid). */
  private compareFreshness(currentEpoch: number, zxid: TransactionId): number {
    return this.current_epoch - currentEpoch || this.histories.compare(this.last_zxid, zxid);
  }

  private onNewEpoch(
    t: number,
    from: number,
    epoch: number,
    currentEpoch: number,
    zxid: TransactionId,
  ): void {
    const acceptable =
      epoch > this.accepted_epoch || (epoch === this.accepted_epoch && this.accepted_from === from);
    if (!acceptable) {
      this.send(from, message.REJECT_EPOCH, this.accepted_epoch);
      return;
    }
    const { currentEpochOnNewEpoch, aheadRefusesToFollow } = this.rules;
    this.accepted_epoch = epoch;
    this.accepted_from = from;
    this.synced = false;
    if (currentEpochOnNewEpoch === "set-before-check") this.current_epoch = epoch;
    const isAhead = this.compareFreshness(currentEpoch, zxid) > 0;
    const follows = !isAhead || !aheadRefusesToFollow;
    if (currentEpochOnNewEpoch === "set-after-check") this.current_epoch = epoch;
    if (currentEpochOnNewEpoch === "set-when-following" && follows) this.current_epoch = epoch;
    if (follows) this.follow(from, t);
    else this.startElection(t);
    if (currentEpochOnNewEpoch === "set-before-reply") this.current_epoch = epoch;
    this.send(from, message.ACK_EPOCH, epoch, this.current_epoch, this.last_zxid);
  }

  private onAckEpoch(
    t: number,
    from: number,
    epoch: number,
    currentEpoch: number,
    zxid: TransactionId,
  ): void {
    if (this.role !== LEADING || this.new_epoch !== epoch) return;
    this.heard.add(from);
    // A follower that is ahead would lose transactions to this leader; a better one must be elected.
    if (!this.discovered && this.yieldsTo(currentEpoch, zxid)) {
      this.startElection(t);
      return;
    }
    this.epoch_acks.add(from);
    this.leader_acks.remove(from);
    if (this.discovered) this.send(from, message.NEW_LEADER, epoch, this.last_zxid);
    else this.checkDiscovery();
  }

  private yieldsTo(currentEpoch: number, zxid: TransactionId): boolean {
    const { leaderYieldsToAhead, votesCarryEpoch } = this.rules;
    if (!leaderYieldsToAhead) return false;
    if (!votesCarryEpoch) return this.histories.compare(this.last_zxid, zxid) < 0;
    return this.compareFreshness(currentEpoch, zxid) < 0;
  }

  private checkDiscovery(): void {
    if (this.discovered || this.epoch_acks.size + 1 < this.quorum) return;
    this.discovered = true;
    this.current_epoch = this.new_epoch;
    this.sendToEach(this.epoch_acks, message.NEW_LEADER, this.new_epoch, this.last_zxid);
    this.checkSync();
  }

  private onRejectEpoch(t: number, from: number, acceptedEpoch: number): void {
    if (this.role !== LEADING || acceptedEpoch < this.new_epoch) return;
    if (acceptedEpoch === this.new_epoch && this.discovered) {
      this.epoch_acks.add(from);
      this.send(from, message.NEW_LEADER, this.new_epoch, this.last_zxid);
      return;
    }
    this.max_seen = Math.max(this.max_seen, acceptedEpoch);
    this.startElection(t);
  }

  // Synchronization

  private onNewLeader(t: number, from: number, epoch: number, history: TransactionId): void {
    if (epoch < this.accepted_epoch) {
      this.send(from, message.REJECT_EPOCH, this.accepted_epoch);
      return;
    }
    this.accepted_epoch = epoch;
    this.accepted_from = from;
    if (this.rules.newLeaderReplacesHistory) this.last_zxid = history;
    this.current_epoch = epoch;
    this.synced = true;
    this.follow(from, t);
    this.send(from, message.ACK_LEADER, epoch, this.last_zxid);
  }

  private onAckLeader(from: number, epoch: number, zxid: TransactionId): void {
    if (this.role !== LEADING || this.new_epoch !== epoch || !this.discovered) return;
    this.heard.add(from);
    this.leader_acks.add(from);
    this.raiseAcked(from, zxid);
    if (!this.established) {
      this.checkSync();
      return;
    }
    if (this.histories.compare(this.last_committed, ROOT) > 0) {
      this.send(from, message.COMMIT, epoch, this.last_committed);
    }
    this.tryCommit();
  }

  private checkSync(): void {
    if (!this.discovered || this.established) return;
    if (this.leader_acks.size + 1 < this.quorum) return;
    this.established = true;
    if (this.histories.compare(this.last_zxid, this.last_committed) > 0) {
      this.last_committed = this.last_zxid;
      this.sendToEach(this.leader_acks, message.COMMIT, this.new_epoch, this.last_committed);
    }
  }

  // Broadcast

  private onTickLeading(t: number, expired: boolean): void {
    if (expired) {
      if (this.heard.size + 1 < this.quorum) {
        this.startElection(t);
        return;
      }
      this.heard.clear();
      this.resetTimer(t);
    }
    if (t < this.heartbeat_due) return;
    this.network.timerFired(this.id, "heartbeat");
    this.heartbeat_due = t + HEARTBEAT_TICKS;
    for (let i = 0; i < this.nodes; i++) {
      const peer = this.peerInTurn(i);
      if (peer === this.id) continue;
      if (this.leader_acks.has(peer)) {
        this.send(peer, message.HEARTBEAT, this.new_epoch, this.last_zxid, this.last_committed);
      } else if (this.discovered && this.epoch_acks.has(peer)) {
        this.send(peer, message.NEW_LEADER, this.new_epoch, this.last_zxid);
      } else {
        this.send(peer, message.NEW_EPOCH, this.new_epoch, this.current_epoch, this.last_zxid);
      }
    }
  }

  private raiseAcked(peer: number, zxid: TransactionId): void {
    if (this.histories.compare(zxid, this.acked[peer] as number) > 0) this.acked[peer] = zxid;
  }

  private acknowledgements(zxid: TransactionId): number {
    let count = 0;
    for (let peer = 0; peer < this.nodes; peer++) {
      if (this.histories.compare(this.acked[peer] as number, zxid) >= 0) count++;
    }
    return count;
  }

  /** The highest zxid that `needed` peers have acknowledged; they are known to exist. */
  private highestAcknowledgedBy(needed: number): TransactionId {
    let highest = ROOT;
    for (let peer = 0; peer < this.nodes; peer++) {
      const zxid = this.acked[peer] as number;
      if (this.histories.compare(zxid, highest) <= 0) continue;
      if (this.acknowledgements(zxid) >= needed) highest = zxid;
    }
    return highest;
  }

  private tryCommit(): void {
    const needed = this.rules.leaderCountsItself ? this.quorum - 1 : this.quorum;
    let zxid = this.histories.highest(this.last_zxid);
    if (needed > 0) {
      let beyond = 0;
      for (let peer = 0; peer < this.nodes; peer++) {
        if (this.histories.compare(this.acked[peer] as number, this.last_committed) > 0) beyond++;
      }
      if (beyond < needed) return;
      zxid = this.histories.highestAtMost(this.last_zxid, this.highestAcknowledgedBy(needed));
    }
    if (this.histories.compare(zxid, this.last_committed) <= 0) return;
    this.last_committed = zxid;
    if (this.rules.commitIsBroadcast) this.broadcast(message.COMMIT, this.new_epoch, zxid);
  }

  private advanceCommit(zxid: TransactionId): void {
    const reachable = this.histories.compare(zxid, this.last_zxid) > 0 ? this.last_zxid : zxid;
    if (this.histories.compare(reachable, this.last_committed) > 0) this.last_committed = reachable;
  }

  /** Whether a message of the leader `from` in epoch `epoch` finds this node in its following. */
  private isSyncedTo(from: number, epoch: number): boolean {
    return (
      this.role === FOLLOWING && this.synced && this.leader === from && this.current_epoch === epoch
    );
  }

  /** The node has missed a proposal: AckEpoch asks the leader for the whole history. */
  private askForHistory(leader: number): void {
    this.synced = false;
    this.send(leader, message.ACK_EPOCH, this.accepted_epoch, this.current_epoch, this.last_zxid);
  }

  private succeedsLastZxid(x: TransactionId): boolean {
    const epoch = this.histories.epoch(x);
    const sameEpoch = epoch === this.histories.epoch(this.last_zxid);
    const previous = sameEpoch ? this.histories.counter(this.last_zxid) : 0;
    return this.histories.counter(x) === previous + 1;
  }

  private onPropose(t: number, from: number, x: TransactionId): void {
    if (!this.isSyncedTo(from, this.histories.epoch(x))) return;
    this.resetTimer(t);
    const { proposeDropsOld, proposeRefusesGap } = this.rules;
    if (proposeDropsOld && this.histories.compare(x, this.last_zxid) <= 0) return;
    if (proposeRefusesGap && !this.succeedsLastZxid(x)) {
      this.askForHistory(from);
      return;
    }
    this.last_zxid = this.histories.adopt(this.last_zxid, x);
    this.send(from, message.ACK, this.last_zxid);
  }

  private onAck(from: number, zxid: TransactionId): void {
    if (this.role !== LEADING || this.new_epoch !== this.histories.epoch(zxid)) return;
    this.heard.add(from);
    this.raiseAcked(from, zxid);
    this.tryCommit();
  }

  private onCommit(t: number, from: number, epoch: number, zxid: TransactionId): void {
    if (!this.isSyncedTo(from, epoch)) return;
    this.resetTimer(t);
    if (this.rules.commitAdvances) this.advanceCommit(zxid);
  }

  private onHeartbeat(
    t: number,
    from: number,
    epoch: number,
    zxid: TransactionId,
    committed: TransactionId,
  ): void {
    if (this.isSyncedTo(from, epoch)) {
      const { heartbeatResetsTimer, heartbeatResyncs, heartbeatAdvancesCommit } = this.rules;
      if (heartbeatResetsTimer) this.resetTimer(t);
      if (heartbeatResyncs && this.histories.compare(zxid, this.last_zxid) > 0) {
        this.askForHistory(from);
        return;
      }
      if (heartbeatAdvancesCommit) this.advanceCommit(committed);
      this.send(from, message.HEARTBEAT_ACK, epoch, this.last_zxid);
    } else if (epoch === this.accepted_epoch && this.accepted_from === from) {
      this.synced = false;
      this.follow(from, t);
      this.send(from, message.ACK_EPOCH, epoch, this.current_epoch, this.last_zxid);
    } else if (epoch < this.accepted_epoch) {
      this.send(from, message.REJECT_EPOCH, this.accepted_epoch);
    }
  }

  private onHeartbeatAck(from: number, epoch: number, zxid: TransactionId): void {
    if (this.role !== LEADING || this.new_epoch !== epoch) return;
    this.heard.add(from);
    this.raiseAcked(from, zxid);
    this.tryCommit();
  }

  // Sending

  private send(dst: number, type: number, a: number, b = 0, c = 0): void {
    this.network.send(this.id, dst, type, a, b, c);
  }

  /** The node whose turn is number `i` where all peers are served. */
  private peerInTurn(i: number): number {
    return this.rules.peersAscend ? i : this.nodes - 1 - i;
  }

  private broadcast(type: number, a: number, b = 0, c = 0): void {
    for (let i = 0; i < this.nodes; i++) {
      const peer = this.peerInTurn(i);
      if (peer !== this.id) this.send(peer, type, a, b, c);
    }
  }

  private sendToEach(peers: PeerSet, type: number, a: number, b: number): void {
    for (let peer = 0; peer < this.nodes; peer++) {
      if (peers.has(peer)) this.send(peer, type, a, b);
    }
  }

  /** What no dump shows. The deadline is worked out anew: that it was looked at changes nothing. */
  hidden(): HiddenState {
    const {
      accepted_from,
      max_seen,
      vote_epoch,
      vote_zxid,
      vote_candidate,
      vote_view,
      leader,
      synced,
      heartbeat_due,
      new_epoch,
      epoch_acks,
      leader_acks,
      heard,
      acked,
      discovered,
      established,
      next_counter,
    } = this;
    const halves = new Int32Array(2);
    const key = this.seed.lo ^ this.id ^ this.timer_start;
    splitmix64(this.seed.hi, key, halves, this.rules.firstMultiplierLow);
    const spread = moduloU32(halves[HI] as number, halves[LO] as number, ELECTION_SPREAD);
    const deadline = this.timer_start + ELECTION_TICKS + spread;
    return {
      deadline,
      accepted_from,
      max_seen,
      vote_epoch,
      vote_zxid,
      vote_candidate,
      vote_view,
      leader,
      synced,
      heartbeat_due,
      new_epoch,
      epoch_acks,
      leader_acks,
      heard,
      acked,
      discovered,
      established,
      next_counter,
    };
  }
}

/** What no dump shows of a node, as it is: for who looks at it, and does not change it. */
export interface HiddenState {
  readonly deadline: number;
  readonly accepted_from: number;
  readonly max_seen: number;
  readonly vote_epoch: number;
  readonly vote_zxid: TransactionId;
  readonly vote_candidate: number;
  readonly vote_view: Int32Array;
  readonly leader: number;
  readonly synced: boolean;
  readonly heartbeat_due: number;
  readonly new_epoch: number;
  readonly epoch_acks: PeerSet;
  readonly leader_acks: PeerSet;
  readonly heard: PeerSet;
  readonly acked: Int32Array;
  readonly discovered: boolean;
  readonly established: boolean;
  readonly next_counter: number;
}
