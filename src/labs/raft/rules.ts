import { NETWORK_RULES, type NetworkRules } from "../../kernel/message_queue.ts";

/**
 * The rules of the protocol that somebody is known to get wrong, each stated as the specification has it
 * (docs/specification/raft.md). A right cluster runs by {@link RIGHT}; a known bug is a copy of it in which
 * one rule is different. All of them have one shape, so that a right run costs what it always did.
 */
export interface Rules extends NetworkRules {
  // The cluster loop
  /** Commands wait while no node is a Leader; else they are lost. */
  readonly commandsWaitForLeader: boolean;
  /** What the payload of client command 3 is: "cmd-3", or "p03". */
  readonly payload: "plain" | "two-digits";

  // Terms and elections
  readonly quorumIsMajority: boolean;
  /** Broadcasts go by ascending peer id. */
  readonly peersAscend: boolean;
  /** become_follower */
  readonly newTermClearsVote: boolean;
  readonly newTermEndsRole: boolean;
  readonly newTermResetsTimer: boolean;
  /** RequestVote: one vote in a term. */
  readonly voteIsGivenOnce: boolean;
  /** RequestVote: only for a candidate whose log is up to date. */
  readonly voteComparesLogs: boolean;
  /** RequestVote resets the timer only where the vote is granted. */
  readonly deniedVoteResetsTimer: boolean;
  /** RequestVoteReply counts in its own term only. */
  readonly votesCountInTheirTerm: boolean;

  // AppendEntries
  readonly appendKeepsVote: boolean;
  readonly appendMakesFollower: boolean;
  readonly appendResetsTimer: boolean;
  /** The entry before those carried has prev_term. */
  readonly prevTermIsChecked: boolean;
  /** One without entries is refused as any other. Else its commit goes only as far as the follower's log. */
  readonly emptyAppendIsChecked: boolean;
  readonly emptyAppendCommits: boolean;
  /** What is removed: from the first conflict on, all after prev_index, or nothing. */
  readonly truncates: "at-conflict" | "always" | "never";
  /** How far commit is believed: to the last entry that the message vouches for, to the end of the log, or blindly. */
  readonly commitsUpTo: "last-new" | "length" | "anything";

  // The leader
  readonly commitNeedsCurrentTerm: boolean;
  readonly leaderCountsItself: boolean;
  readonly proposeAdvancesCommit: boolean;
  readonly heartbeatsCarryEntries: boolean;
  /** AppendReply: by how much next_index lies beyond match_index. */
  readonly nextBeyondMatch: number;
  /** AppendReply: match_index is what the reply says, and never less than before. */
  readonly matchIs: "as-replied" | "own-length";
  readonly matchIsKept: boolean;
  /** AppendReply: a refused AppendEntries is followed by another at once. */
  readonly refusalIsRetried: boolean;
  readonly noOps: "when-needed" | "never" | "at-elections-too";
}

export const RIGHT: Rules = {
  ...NETWORK_RULES,
  delayKey: "tick",
  linksAreFifo: false,
  commandsWaitForLeader: true,
  payload: "plain",
  quorumIsMajority: true,
  peersAscend: true,
  newTermClearsVote: true,
  newTermEndsRole: true,
  newTermResetsTimer: true,
  voteIsGivenOnce: true,
  voteComparesLogs: true,
  deniedVoteResetsTimer: false,
  votesCountInTheirTerm: true,
  appendKeepsVote: true,
  appendMakesFollower: true,
  appendResetsTimer: true,
  prevTermIsChecked: true,
  emptyAppendIsChecked: true,
  emptyAppendCommits: true,
  truncates: "at-conflict",
  commitsUpTo: "last-new",
  commitNeedsCurrentTerm: true,
  leaderCountsItself: true,
  proposeAdvancesCommit: true,
  heartbeatsCarryEntries: true,
  nextBeyondMatch: 0,
  matchIs: "as-replied",
  matchIsKept: true,
  refusalIsRetried: true,
  noOps: "when-needed",
};
