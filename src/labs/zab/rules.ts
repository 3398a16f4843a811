import { NETWORK_RULES, type NetworkRules } from "../../kernel/message_queue.ts";

/**
 * The rules of the protocol that somebody is known to get wrong, each stated as the specification has it
 * (docs/specification/zab.md). A right cluster runs by {@link RIGHT}; a known bug is a copy of it in which
 * one rule is different. All of them have one shape, so that a right run costs what it always did.
 */
export interface Rules extends NetworkRules {
  // The cluster loop
  /** Commands wait while no node is an established leader; else they are lost. */
  readonly commandsWaitForLeader: boolean;

  // Elections
  readonly quorumIsMajority: boolean;
  /** Broadcasts and heartbeats go by ascending peer id. */
  readonly peersAscend: boolean;
  /** On equal epoch and zxid the higher candidate is the better vote. */
  readonly higherCandidateWins: boolean;
  /** A vote begins with current_epoch, and AckEpoch compares it. */
  readonly votesCarryEpoch: boolean;
  /**
   * try_elect elects the candidate of the own vote, if it has a quorum. Else it elects whichever has one; or it takes
   * the lowest that has one, and elects it if it is the own vote's, which is the same where two cannot have one.
   */
  readonly elects: "own-vote" | "any-quorum" | "own-vote-if-lowest";
  /** A node that is not Looking answers LookForLeader. */
  readonly answersLooking: boolean;

  // Discovery
  /** NewEpoch: a node that is ahead does not follow. */
  readonly aheadRefusesToFollow: boolean;
  /** AckEpoch: a leader gives up for a follower that is ahead. */
  readonly leaderYieldsToAhead: boolean;
  /** new_epoch lies above accepted_epoch, and above max_seen, not above current_epoch alone. */
  readonly newEpochAboveAccepted: boolean;
  readonly newEpochAboveSeen: boolean;
  /** By how much it lies above them. */
  readonly epochStep: number;
  readonly leaderAcceptsOwnEpoch: boolean;
  readonly leaderIsOwnAcceptedFrom: boolean;
  /** An accepted NewEpoch leaves current_epoch; else it sets it at one of four moments. */
  readonly currentEpochOnNewEpoch:
    | "kept"
    | "set-before-check"
    | "set-after-check"
    | "set-before-reply"
    | "set-when-following";

  // Synchronization and broadcast
  /** become_leader starts next_counter at 0; else at the counter of last_zxid. */
  readonly counterIsReset: boolean;
  readonly firstCounter: number;
  readonly proposeTriesCommit: boolean;
  readonly leaderCountsItself: boolean;
  readonly commitIsBroadcast: boolean;
  readonly commitAdvances: boolean;
  readonly heartbeatAdvancesCommit: boolean;
  readonly heartbeatResetsTimer: boolean;
  /** Heartbeat: a node that lacks a transaction asks for the history. */
  readonly heartbeatResyncs: boolean;
  readonly newLeaderReplacesHistory: boolean;
  /** Propose: what is not above last_zxid is dropped; a gap asks for the history. */
  readonly proposeDropsOld: boolean;
  readonly proposeRefusesGap: boolean;
}

export const RIGHT: Rules = {
  ...NETWORK_RULES,
  commandsWaitForLeader: true,
  quorumIsMajority: true,
  peersAscend: true,
  higherCandidateWins: true,
  votesCarryEpoch: true,
  elects: "own-vote",
  answersLooking: true,
  aheadRefusesToFollow: true,
  leaderYieldsToAhead: true,
  newEpochAboveAccepted: true,
  newEpochAboveSeen: true,
  epochStep: 1,
  leaderAcceptsOwnEpoch: true,
  leaderIsOwnAcceptedFrom: true,
  currentEpochOnNewEpoch: "kept",
  counterIsReset: true,
  firstCounter: 1,
  proposeTriesCommit: true,
  leaderCountsItself: true,
  commitIsBroadcast: true,
  commitAdvances: true,
  heartbeatAdvancesCommit: true,
  heartbeatResetsTimer: true,
  heartbeatResyncs: true,
  newLeaderReplacesHistory: true,
  proposeDropsOld: true,
  proposeRefusesGap: true,
};
