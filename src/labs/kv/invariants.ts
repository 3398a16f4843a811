import type { Invariant } from "../lab.ts";
import type { Cluster } from "./cluster.ts";
import type { Replica } from "./replica.ts";

/** docs/specification/kv.md, "Invariants". They hold after every operation. */
export const invariants: readonly Invariant[] = [
  {
    id: "state-is-replay",
    statement: "A replica's state machine equals the replay of its committed prefix.",
  },
  { id: "logs-agree", statement: "The logs of replicas agree on every committed entry." },
  { id: "committed-within-log", statement: "commit_index <= the index of the last log entry." },
  {
    id: "healed-is-equal",
    statement: "After heal() all five snapshots are the same bytes.",
  },
  {
    id: "commit-never-goes-down",
    statement:
      "commit_index never goes down, but within truncate_and_replay, which ends no lower than it began.",
  },
];

/** A prefix of the log, replayed by itself: which entry wrote each live key. The log only grows, so this goes on where it was. */
interface Replay {
  replayed: number;
  readonly writers: Map<number, number>;
}

/** Checks a cluster after each operation; it keeps the commit_index of the operation before, and a replay up to it. */
export class InvariantChecker {
  private readonly cluster: Cluster;
  private readonly commit_index: number[];
  private readonly replays: Replay[];

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.commit_index = cluster.replicas.map(() => 0);
    this.replays = cluster.replicas.map(() => ({ replayed: 0, writers: new Map() }));
  }

  /** The violations after the operation that was just run: `<invariant id>: <what was found>`. */
  check(): string[] {
    const problems: string[] = [];
    for (const replica of this.cluster.replicas) {
      const { id, commit_index, log_length } = replica;
      if (!this.isReplay(replica)) problems.push(`state-is-replay: replica ${id}`);
      // Every log is a prefix of the leader's by construction: it could only be too long.
      if (log_length > this.cluster.log.length) problems.push(`logs-agree: replica ${id}`);
      if (commit_index > log_length) problems.push(`committed-within-log: replica ${id}`);
      if (commit_index < (this.commit_index[id] as number)) {
        problems.push(`commit-never-goes-down: replica ${id}`);
      }
      this.commit_index[id] = commit_index;
    }
    if (this.cluster.hasJustHealed && !this.areAllEqual()) {
      problems.push("healed-is-equal: the snapshots differ");
    }
    return problems;
  }

  private isReplay(replica: Replica): boolean {
    const { log } = this.cluster;
    const replay = this.replays[replica.id] as Replay;
    const { writers } = replay;
    if (replica.commit_index < replay.replayed) {
      replay.replayed = 0;
      writers.clear();
    }
    for (; replay.replayed < replica.commit_index; replay.replayed++) {
      const slot = log.slot[replay.replayed] as number;
      if (log.is_put[replay.replayed] === 1) writers.set(slot, replay.replayed);
      else writers.delete(slot);
    }
    const state = replica.state();
    if (writers.size !== state.live_keys) return false;
    return this.isOfEverySlot((slot) => state.writerOf(slot) === (writers.get(slot) ?? null));
  }

  private areAllEqual(): boolean {
    const [leader, ...followers] = this.cluster.replicas as readonly [Replica, ...Replica[]];
    return followers.every(
      (follower) =>
        follower.commit_index === leader.commit_index &&
        this.isOfEverySlot(
          (slot) => follower.state().writerOf(slot) === leader.state().writerOf(slot),
        ),
    );
  }

  private isOfEverySlot(holds: (slot: number) => boolean): boolean {
    for (let slot = 0; slot < this.cluster.keys.count; slot++) if (!holds(slot)) return false;
    return true;
  }
}
