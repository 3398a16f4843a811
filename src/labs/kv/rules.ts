import { FIRST_MULTIPLIER_LOW } from "../../kernel/splitmix64.ts";

/**
 * The rules that somebody is known to get wrong, each stated as the specification has it (docs/specification/kv.md).
 * A right cluster runs by {@link RIGHT}; a known bug is a copy of it in which one rule is different.
 */
export interface Rules {
  // The workload
  /** The lower half of splitmix64's first multiplier. */
  readonly firstMultiplierLow: number;
  /** next() adds the gamma before it mixes. */
  readonly generatorAddsFirst: boolean;
  /** Three draws, whatever the operation; else a Del draws two. */
  readonly alwaysThreeDraws: boolean;
  /** The kind is in the two highest bits of r1; else in the two lowest. */
  readonly kindIsHighBits: boolean;
  /** Kinds from this one on are Del. */
  readonly firstDeletingKind: number;
  readonly valueIsReduced: boolean;

  // The cluster
  /** A proposal commits its own entry; else the one before it. */
  readonly commitsOwnEntry: boolean;
  readonly snapshotShowsCommit: boolean;
  /** A follower with a gap takes over the leader's log, and acknowledges. */
  readonly gapIsRepaired: boolean;
  /** A follower that is cut off neither appends nor acknowledges. */
  readonly cutFollowerIsSilent: boolean;
  /** A leader that is cut off sends to nobody. */
  readonly cutLeaderIsSilent: boolean;
  /** heal() replays the followers that were cut off; up to the leader's commit_index, not their own. */
  readonly healReplays: boolean;
  readonly healReplaysToLeader: boolean;
  readonly replayEmptiesState: boolean;
}

export const RIGHT: Rules = {
  firstMultiplierLow: FIRST_MULTIPLIER_LOW,
  generatorAddsFirst: true,
  alwaysThreeDraws: true,
  kindIsHighBits: true,
  firstDeletingKind: 3,
  valueIsReduced: true,
  commitsOwnEntry: true,
  snapshotShowsCommit: true,
  gapIsRepaired: true,
  cutFollowerIsSilent: true,
  cutLeaderIsSilent: true,
  healReplays: true,
  healReplaysToLeader: true,
  replayEmptiesState: true,
};
