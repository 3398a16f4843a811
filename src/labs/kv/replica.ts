import type { KeySlots } from "./key_slots.ts";
import type { OperationLog } from "./operation_log.ts";
import { StateMachine } from "./state_machine.ts";

/** A state machine, and the replicas whose state it is. It has applied as many entries as each of them, or fewer. */
interface Shared {
  readonly machine: StateMachine;
  readonly holders: Set<Replica>;
}

/** Replicas 0 .. count-1, with nothing in their logs. They hold one state machine, until their states are different ones. */
export function emptyReplicas(count: number, log: OperationLog, keys: KeySlots): Replica[] {
  const shared = { machine: new StateMachine(log, keys), holders: new Set<Replica>() };
  return Array.from({ length: count }, (_, id) => new Replica(id, log, keys, shared));
}

/**
 * One replica. Every log in this lab is a prefix of the leader's (nothing but the leader appends,
 * and a follower only ever takes over the leader's entries), so a replica keeps its log's length. Its state is
 * brought up to date when it is asked for: entries are applied once for all replicas that stand at the same one.
 */
export class Replica {
  readonly id: number;
  log_length = 0;
  commit_index = 0;
  readonly current_term = 1;
  private readonly log: OperationLog;
  private readonly keys: KeySlots;
  private shared: Shared;

  constructor(id: number, log: OperationLog, keys: KeySlots, shared: Shared) {
    this.id = id;
    this.log = log;
    this.keys = keys;
    this.shared = shared;
    shared.holders.add(this);
  }

  /** Appends entry number `index` of the leader's log; false, and nothing done, where that leaves a gap. */
  tryAppend(index: number): boolean {
    if (index !== this.log_length + 1) return false;
    this.log_length = index;
    return true;
  }

  /** Commits entries until commit_index is `index`, or the end of the log. */
  commitTo(index: number): void {
    this.commit_index = Math.max(this.commit_index, Math.min(index, this.log_length));
  }

  /** Replaces the log by the first `length` entries of the leader's and replays `commit` of them. */
  truncateAndReplay(length: number, commit: number, emptiesState: boolean): void {
    if (emptiesState) this.hold(new StateMachine(this.log, this.keys), [this]);
    else {
      this.hold(this.shared.machine.copy(), [this]);
      this.shared.machine.rewind();
    }
    this.log_length = length;
    this.commit_index = 0;
    this.commitTo(commit);
  }

  /** The state machine, which has applied all that is committed. Valid until the next operation. */
  state(): StateMachine {
    const { commit_index } = this;
    const { machine, holders } = this.shared;
    if (machine.applied === commit_index) return machine;
    const here = [...holders].filter((replica) => replica.commit_index === commit_index);
    if (here.length < holders.size) this.hold(machine.copy(), here);
    this.shared.machine.advance(commit_index);
    return this.shared.machine;
  }

  /** Gives the memory of its state back; nothing can be read any more. */
  release(): void {
    this.shared.machine.release();
  }

  private hold(machine: StateMachine, replicas: readonly Replica[]): void {
    const shared = { machine, holders: new Set(replicas) };
    for (const replica of replicas) {
      replica.shared.holders.delete(replica);
      replica.shared = shared;
    }
  }
}
