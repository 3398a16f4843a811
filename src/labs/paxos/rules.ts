import { NETWORK_RULES, type NetworkRules } from "../../kernel/message_queue.ts";

/**
 * The rules of the protocol that somebody is known to get wrong, each stated as the specification has it
 * (docs/specification/paxos.md). A right cluster runs by {@link RIGHT}; a known bug is a copy of it in which
 * one rule is different. All of them have one shape, so that a right run costs what it always did.
 */
export interface Rules extends NetworkRules {
  // The cluster loop
  /** Values wait while nobody leads; else they are lost. */
  readonly valuesWaitForLeader: boolean;
  /** Values go to the leader with the highest ballot; else to the one with the lowest id. */
  readonly valuesGoToHighestBallot: boolean;

  readonly quorumIsMajority: boolean;
  /** Broadcasts go by ascending peer id. */
  readonly peersAscend: boolean;

  // Ballots
  /** Prepare, Accept and Heartbeat compare whole ballots; else their rounds only. */
  readonly ballotsCompareProposers: boolean;
  /** The next round lies above promised, and not above my_ballot alone. */
  readonly roundAbovePromised: boolean;
  readonly candidatePromisesItself: boolean;
  /** A Prepare of the very ballot that is promised is granted. */
  readonly equalPrepareIsGranted: boolean;
  readonly prepareRaisesPromised: boolean;
  readonly prepareResetsTimer: boolean;
  /** obey ends the role of a candidate or leader. */
  readonly obeyStepsDown: boolean;
  /** Promise and Accepted count for the own ballot only. */
  readonly promisesAreOfOwnBallot: boolean;
  readonly acceptedIsOfOwnBallot: boolean;
  /** A Nack ends the role of a candidate or leader. */
  readonly nackStepsDown: boolean;
  readonly nackRaisesPromised: boolean;

  // Phase 1: what a new leader proposes again
  /** Of the accepts in a quorum of promises: by slot that of the highest ballot. */
  readonly recovers: "highest-ballot" | "own" | "first" | "last" | "longest-log";
  /** win proposes for the slots below next_slot. */
  readonly winProposesAgain: boolean;
  /** For a slot that no promise mentions win proposes a no-op. */
  readonly gapsAreFilled: boolean;
  /** next_slot lies above what was accepted; else above what is learned. */
  readonly nextSlotAboveAccepted: boolean;
  readonly winEmptiesProposals: boolean;

  // Phase 2
  readonly leaderAccepts: boolean;
  /** An Accept below promised is refused; else it is accepted. */
  readonly lowerAcceptIsRefused: boolean;
  /** Acceptors are a set; else each Accepted counts. */
  readonly acceptorsAreSet: boolean;
  /** A slot needs a quorum; else an Accepted decides it. */
  readonly acceptedNeedsQuorum: boolean;
  /** An acceptor learns what it accepts. */
  readonly acceptLearns: boolean;
  readonly decisionIsBroadcast: boolean;
  /** Decided is learned for its slot; else for the slot whose number is the count of learned ones. */
  readonly decidedKeepsSlot: boolean;
  readonly decidedResetsTimer: boolean;
  /** What is learned stays; else a later Decided replaces it. */
  readonly learnedStays: boolean;

  // Heartbeats
  readonly heartbeatResetsTimer: boolean;
  readonly lowerHeartbeatResetsTimer: boolean;
  readonly lowerHeartbeatIsRefused: boolean;
  readonly laggardCatchesUp: boolean;
  /** first_unlearned is the first gap; else the count of learned slots. */
  readonly firstUnlearnedIsGap: boolean;
  readonly acceptsAreRepeated: boolean;
}

export const RIGHT: Rules = {
  ...NETWORK_RULES,
  linksAreFifo: false,
  valuesWaitForLeader: true,
  valuesGoToHighestBallot: true,
  quorumIsMajority: true,
  peersAscend: true,
  ballotsCompareProposers: true,
  roundAbovePromised: true,
  candidatePromisesItself: true,
  equalPrepareIsGranted: true,
  prepareRaisesPromised: true,
  prepareResetsTimer: true,
  obeyStepsDown: true,
  promisesAreOfOwnBallot: true,
  acceptedIsOfOwnBallot: true,
  nackStepsDown: true,
  nackRaisesPromised: true,
  recovers: "highest-ballot",
  winProposesAgain: true,
  gapsAreFilled: true,
  nextSlotAboveAccepted: true,
  winEmptiesProposals: true,
  leaderAccepts: true,
  lowerAcceptIsRefused: true,
  acceptorsAreSet: true,
  acceptedNeedsQuorum: true,
  acceptLearns: false,
  decisionIsBroadcast: true,
  decidedKeepsSlot: true,
  decidedResetsTimer: false,
  learnedStays: true,
  heartbeatResetsTimer: true,
  lowerHeartbeatResetsTimer: false,
  lowerHeartbeatIsRefused: true,
  laggardCatchesUp: true,
  firstUnlearnedIsGap: true,
  acceptsAreRepeated: true,
};
