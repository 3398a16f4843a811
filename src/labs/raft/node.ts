import { PeerSet } from "../../kernel/peer_set.ts";
import { HI, LO, splitmix64 } from "../../kernel/splitmix64.ts";
import { moduloU32, type U64 } from "../../kernel/u64.ts";
import { type EntryId, type LogTree, NO_OP, ROOT } from "./log.ts";
import * as message from "./messages.ts";
import type { Rules } from "./rules.ts";

export const FOLLOWER = 0;
export const CANDIDATE = 1;
export const LEADER = 2;
/** By number, as the dump encodes them. */
export const ROLE_NAMES = ["Follower", "Candidate", "Leader"] as const;

/** No node: what voted_for is in a term in which the node has not voted. */
export const NONE = -1;

/** A leader sends heartbeats this many ticks apart. */
const HEARTBEAT_TICKS = 50;
/** An election timer runs for 150 .. 299 ticks. */
const ELECTION_TICKS = 150;
const ELECTION_SPREAD = 150;

export type Timer = "election" | "heartbeat";

/** A node's way to the outside. */
export interface Network {
  /** Sends at the tick that the node is in, to one peer, a type, the sender's term and up to three more integers. */
  send(src: number, dst: number, type: number, term: number, a: number, b: number, c: number): void;
  /** Told when a timer of the node has run out, when it was elected, and when it has appended a no-op. */
  timerFired(node: number, timer: Timer): void;
  elected(node: number): void;
  noOpAppended(node: number): void;
}

/**
 * One node of the cluster: its state, and every rule of docs/specification/raft.md that changes it. Fields bear the
 * specification's names; a log is the id of its last entry (see log.ts). Where a known bug has another rule, the node
 * asks `rules`, which says what is right.
 * The node knows neither the queue nor the faults: it is handed ticks and messages, and sends.
 */
export class Node {
  readonly id: number;

  current_term = 0;
  voted_for = NONE;
  role = FOLLOWER;
  commit_index = 0;
  /** The end of the log. */
  last_entry: EntryId = ROOT;

  /** When the election timer was last reset; election_deadline follows from it. */
  private timer_start = 0;
  private election_deadline = NONE;
  private heartbeat_due = 0;
  readonly votes: PeerSet;
  /** By peer: how many entries of its own log the leader takes it to have, and knows it to have. */
  private readonly next_index: Int32Array;
  private readonly match_index: Int32Array;
  /** Whether a follower was seen to have entries beyond those that this leader sent it. */
  private tail_seen = false;

  private readonly nodes: number;
  private readonly quorum: number;
  private readonly seed: U64;
  private readonly logs: LogTree;
  private readonly network: Network;
  private readonly rules: Rules;
  private readonly halves = new Int32Array(2);

  constructor(id: number, nodes: number, seed: U64, logs: LogTree, network: Network, rules: Rules) {
    const half = Math.floor(nodes / 2);
    this.id = id;
    this.nodes = nodes;
    this.rules = rules;
    this.quorum = rules.quorumIsMajority ? half + 1 : Math.max(1, half);
    this.seed = seed;
    this.logs = logs;
    this.network = network;
    this.votes = new PeerSet(nodes);
    this.next_index = new Int32Array(nodes);
    this.match_index = new Int32Array(nodes);
    this.resetTimer(0);
  }

  /** The number of entries of the log, and so also its last index. */
  get length(): number {
    return this.logs.index(this.last_entry);
  }

  /** The term of the last entry; 0 where the log is empty. */
  get last_term(): number {
    return this.logs.term(this.last_entry);
  }

  /** Step 4 of a tick. */
  onTick(t: number): void {
    if (this.role === LEADER) {
      if (t >= this.heartbeat_due) this.sendHeartbeats(t);
    } else if (this.isTimerExpired(t)) {
      this.network.timerFired(this.id, "election");
      this.startElection(t);
    }
  }

  /** Step 2 of a tick: appends client command number `command`. Only for a leader. */
  propose(command: number): void {
    this.append(command);
    this.replicateToAll(true);
    if (this.rules.proposeAdvancesCommit) this.advanceCommit();
  }

  /** Step 3 of a tick: handles the message of type `type` from `from`; `term`, a, b and c are its contents. */
  handle(
    t: number,
    from: number,
    type: number,
    term: number,
    a: number,
    b: number,
    c: number,
  ): void {
    if (term > this.current_term) this.becomeFollower(term, t);
    switch (type) {
      case message.REQUEST_VOTE:
        this.onRequestVote(t, from, term, a, b);
        break;
      case message.REQUEST_VOTE_REPLY:
        this.onRequestVoteReply(t, from, term, a === 1);
        break;
      case message.APPEND_ENTRIES:
        this.onAppendEntries(t, from, term, a, b, c);
        break;
      case message.APPEND_REPLY:
        this.onAppendReply(from, term, a === 1, b, c);
        break;
      default:
        throw new Error(`message type ${type} is not one of the protocol's`);
    }
  }

  // Terms and elections

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

  private becomeFollower(term: number, t: number): void {
    const { newTermClearsVote, newTermEndsRole, newTermResetsTimer } = this.rules;
    this.current_term = term;
    if (newTermClearsVote) this.voted_for = NONE;
    if (newTermEndsRole) this.role = FOLLOWER;
    if (newTermResetsTimer) this.resetTimer(t);
  }

  private startElection(t: number): void {
    this.current_term++;
    this.voted_for = this.id;
    this.role = CANDIDATE;
    this.votes.clear();
    this.votes.add(this.id);
    this.resetTimer(t);
    if (this.votes.size >= this.quorum) {
      this.becomeLeader(t);
      return;
    }
    for (let i = 0; i < this.nodes; i++) {
      const peer = this.peerInTurn(i);
      if (peer !== this.id) this.send(peer, message.REQUEST_VOTE, this.length, this.last_term);
    }
  }

  private becomeLeader(t: number): void {
    this.role = LEADER;
    this.next_index.fill(this.length);
    this.match_index.fill(0);
    this.tail_seen = false;
    this.heartbeat_due = t + HEARTBEAT_TICKS;
    this.network.elected(this.id);
    if (this.rules.noOps === "at-elections-too") this.appendNoOp();
    this.replicateToAll(true);
  }

  private onRequestVote(
    t: number,
    from: number,
    term: number,
    lastIndex: number,
    lastTerm: number,
  ): void {
    const { voteIsGivenOnce, voteComparesLogs, deniedVoteResetsTimer } = this.rules;
    const isFree = !voteIsGivenOnce || this.voted_for === NONE || this.voted_for === from;
    const isBehind = voteComparesLogs && this.compareLog(lastTerm, lastIndex) > 0;
    const isGranted = term === this.current_term && isFree && !isBehind;
    if (isGranted) this.voted_for = from;
    if (isGranted || deniedVoteResetsTimer) this.resetTimer(t);
    this.send(from, message.REQUEST_VOTE_REPLY, isGranted ? 1 : 0);
  }

  /** The order of the own log and of another: lexicographic by (last_term, length). */
  private compareLog(lastTerm: number, length: number): number {
    return this.last_term - lastTerm || this.length - length;
  }

  private onRequestVoteReply(t: number, from: number, term: number, isGranted: boolean): void {
    if (this.role !== CANDIDATE || !isGranted) return;
    if (this.rules.votesCountInTheirTerm && term !== this.current_term) return;
    this.votes.add(from);
    if (this.votes.size >= this.quorum) this.becomeLeader(t);
  }

  // Replication, at a follower

  private onAppendEntries(
    t: number,
    from: number,
    term: number,
    previous: EntryId,
    last: EntryId,
    commit: number,
  ): void {
    const { rules } = this;
    if (term < this.current_term) {
      this.refuse(from);
      return;
    }
    if (rules.appendMakesFollower) this.role = FOLLOWER;
    if (!rules.appendKeepsVote) this.voted_for = NONE;
    if (rules.appendResetsTimer) this.resetTimer(t);
    const isEmpty = previous === last;
    const isChecked = !isEmpty || rules.emptyAppendIsChecked;
    if (isChecked && !this.continues(previous)) {
      this.refuse(from);
      return;
    }
    this.takeOver(previous, last);
    const newest = this.logs.index(last);
    if (!isEmpty || rules.emptyAppendCommits) {
      const bound = isChecked ? this.commitBound(newest) : Math.min(newest, this.length);
      this.commit_index = Math.max(this.commit_index, Math.min(commit, bound));
    }
    this.send(from, message.APPEND_REPLY, 1, newest, this.length);
  }

  private refuse(leader: number): void {
    this.send(leader, message.APPEND_REPLY, 0, 0, this.length);
  }

  /** Whether the own log has the entry that those carried come after. */
  private continues(previous: EntryId): boolean {
    const index = this.logs.index(previous);
    if (index > this.length) return false;
    const own = this.logs.at(this.last_entry, index);
    return !this.rules.prevTermIsChecked || this.logs.term(own) === this.logs.term(previous);
  }

  /** Takes over the entries of the log `last` after the entry `previous`. */
  private takeOver(previous: EntryId, last: EntryId): void {
    // Nearly all of them come after the own last entry, so that there is nothing to compare.
    if (previous === this.last_entry) {
      this.last_entry = last;
      return;
    }
    const { logs } = this;
    const { truncates } = this.rules;
    const index = logs.index(previous);
    if (truncates === "always") this.last_entry = logs.at(this.last_entry, index);
    if (logs.index(last) === index) return;
    this.last_entry =
      truncates === "at-conflict"
        ? logs.merge(this.last_entry, index, last)
        : logs.extend(this.last_entry, last);
  }

  /** How far a commit is believed that came with entries up to the index `newest`. */
  private commitBound(newest: number): number {
    switch (this.rules.commitsUpTo) {
      case "last-new":
        return newest;
      case "length":
        return this.length;
      case "anything":
        return Number.POSITIVE_INFINITY;
    }
  }

  // Replication, at a leader

  private append(command: number): void {
    this.last_entry = this.logs.append(this.last_entry, this.current_term, command);
  }

  private appendNoOp(): void {
    this.append(NO_OP);
    this.network.noOpAppended(this.id);
  }

  /** An entry of an earlier term commits only below one of this term, and a stray tail yields to nothing else. */
  private needsNoOp(): boolean {
    if (this.last_term === this.current_term) return false;
    return this.length > this.commit_index || this.tail_seen;
  }

  private sendHeartbeats(t: number): void {
    const { noOps, heartbeatsCarryEntries } = this.rules;
    this.network.timerFired(this.id, "heartbeat");
    this.heartbeat_due = t + HEARTBEAT_TICKS;
    if (noOps !== "never" && this.needsNoOp()) this.appendNoOp();
    this.replicateToAll(heartbeatsCarryEntries);
  }

  private replicateToAll(carriesEntries: boolean): void {
    for (let i = 0; i < this.nodes; i++) {
      const peer = this.peerInTurn(i);
      if (peer !== this.id) this.replicate(peer, carriesEntries);
    }
  }

  private replicate(peer: number, carriesEntries: boolean): void {
    const previous = this.logs.at(this.last_entry, this.next_index[peer] as number);
    const last = carriesEntries ? this.last_entry : previous;
    this.send(peer, message.APPEND_ENTRIES, previous, last, this.commit_index);
  }

  private onAppendReply(
    from: number,
    term: number,
    isOk: boolean,
    match: number,
    length: number,
  ): void {
    if (this.role !== LEADER || term !== this.current_term) return;
    const { matchIs, matchIsKept, nextBeyondMatch, refusalIsRetried } = this.rules;
    if (!isOk) {
      this.next_index[from] = Math.max(0, (this.next_index[from] as number) - 1);
      if (refusalIsRetried) this.replicate(from, true);
      return;
    }
    if (length > match) this.tail_seen = true;
    const matched = matchIs === "as-replied" ? match : this.length;
    const least = matchIsKept ? (this.match_index[from] as number) : 0;
    this.match_index[from] = Math.max(least, matched);
    this.next_index[from] = (this.match_index[from] as number) + nextBeyondMatch;
    this.advanceCommit();
  }

  private replicasOf(index: number): number {
    let count = 0;
    for (let peer = 0; peer < this.nodes; peer++) {
      if (peer !== this.id && (this.match_index[peer] as number) >= index) count++;
    }
    return count;
  }

  /** The highest index of the own log up to which `needed` peers are known to have it. */
  private highestReplicatedBy(needed: number): number {
    if (needed === 0) return this.length;
    let highest = this.commit_index;
    // Most replies let nothing more be committed: one look at the peers shows it, where what follows may take one for each.
    if (this.replicasOf(highest + 1) < needed) return highest;
    for (let peer = 0; peer < this.nodes; peer++) {
      const index = Math.min(this.match_index[peer] as number, this.length);
      if (index > highest && this.replicasOf(index) >= needed) highest = index;
    }
    return highest;
  }

  private advanceCommit(): void {
    const needed = this.rules.leaderCountsItself ? this.quorum - 1 : this.quorum;
    const highest = this.highestReplicatedBy(needed);
    if (highest <= this.commit_index) return;
    this.commit_index = this.highestCommittable(highest);
  }

  /** The highest index, `highest` at most, whose entry may be committed; commit_index where there is none beyond it. */
  private highestCommittable(highest: number): number {
    const { logs } = this;
    if (!this.rules.commitNeedsCurrentTerm) return highest;
    let id = logs.at(this.last_entry, highest);
    if (logs.term(id) === this.current_term) return highest;
    // Where terms ascend, no entry before one of an earlier term is of the current one.
    if (logs.isAscending) return this.commit_index;
    while (logs.index(id) > this.commit_index && logs.term(id) !== this.current_term) {
      id = logs.parent(id);
    }
    return Math.max(this.commit_index, logs.index(id));
  }

  // Sending

  private send(dst: number, type: number, a: number, b = 0, c = 0): void {
    this.network.send(this.id, dst, type, this.current_term, a, b, c);
  }

  /** The node whose turn is number `i` where all peers are served. */
  private peerInTurn(i: number): number {
    return this.rules.peersAscend ? i : this.nodes - 1 - i;
  }

  /** What no dump shows. The deadline is worked out anew: that it was looked at changes nothing. */
  hidden(): HiddenState {
    const { votes, heartbeat_due, next_index, match_index, tail_seen } = this;
    const halves = new Int32Array(2);
    const key = this.seed.lo ^ this.id ^ this.timer_start;
    splitmix64(this.seed.hi, key, halves, this.rules.firstMultiplierLow);
    const spread = moduloU32(halves[HI] as number, halves[LO] as number, ELECTION_SPREAD);
    const deadline = this.timer_start + ELECTION_TICKS + spread;
    return { deadline, votes, heartbeat_due, next_index, match_index, tail_seen };
  }
}

/** What no dump shows of a node, as it is: for who looks at it, and does not change it. */
export interface HiddenState {
  readonly deadline: number;
  readonly votes: PeerSet;
  readonly heartbeat_due: number;
  readonly next_index: Int32Array;
  readonly match_index: Int32Array;
  readonly tail_seen: boolean;
}
