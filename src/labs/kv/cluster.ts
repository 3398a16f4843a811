import { HI, LO, SplitMix64 } from "../../kernel/splitmix64.ts";
import { moduloU32 } from "../../kernel/u64.ts";
import type { Observer } from "../lab.ts";
import { type KvParameters, REPLICAS } from "./parameters.ts";
import { KeySlots, OperationLog, Replica } from "./replica.ts";

const QUORUM = Math.floor(REPLICAS / 2) + 1;
const VALUES = 10_000;
/** The kind of operation that deletes; kinds 0, 1 and 2 put. */
const DELETE = 3;

/**
 * The cluster and its workload (docs/specification/kv.md). Construction leaves it before operation 0; every
 * {@link step} runs one iteration of the workload.
 */
export class Cluster {
  readonly replicas: readonly Replica[];
  readonly keys = new KeySlots();
  readonly log: OperationLog;
  /** The operation that the next step runs, and so the number of operations run. */
  op_index = 0;

  private readonly parameters: KvParameters;
  private readonly observer: Observer | null;
  private readonly generator: SplitMix64;
  private partitioned: ReadonlySet<number> = new Set();
  private healed_at = -1;

  constructor(parameters: KvParameters, observer: Observer | null = null) {
    const { seed, ops, keys } = parameters;
    this.parameters = parameters;
    this.observer = observer;
    this.generator = new SplitMix64(seed.hi, seed.lo);
    const log = new OperationLog(ops);
    this.log = log;
    this.replicas = Array.from(
      { length: REPLICAS },
      (_, id) => new Replica(id, log, Math.min(ops, keys)),
    );
  }

  /** Whether heal() ran in the last operation. */
  get hasJustHealed(): boolean {
    return this.healed_at >= 0 && this.healed_at === this.op_index - 1;
  }

  /** Runs one iteration of the workload. */
  step(): void {
    const { keys, workload, cut, cut_from, cut_until } = this.parameters;
    if (workload === "partition") {
      if (this.op_index === cut_from) this.partitioned = new Set(cut?.map(({ id }) => id));
      if (this.op_index === cut_until) this.heal();
    }
    // Always three draws, whatever the operation.
    const { out } = this.generator;
    this.generator.next();
    const kind = (out[HI] as number) >>> 30;
    this.generator.next();
    const key = moduloU32(out[HI] as number, out[LO] as number, keys);
    this.generator.next();
    const value = moduloU32(out[HI] as number, out[LO] as number, VALUES);
    const isPut = kind !== DELETE;
    this.log.append(isPut, this.keys.slotOf(key), value);
    const committed = this.propose();
    this.observer?.({
      kind: "proposed",
      tick: this.op_index,
      operation: isPut ? "Put" : "Del",
      key: keyText(key),
      value: isPut ? String(value) : null,
      committed,
    });
    this.op_index++;
  }

  /** Proposes the entry at the end of the leader's log; whether it was committed. */
  private propose(): boolean {
    const index = this.log.length;
    const leader = this.replicas[0] as Replica;
    leader.tryAppend(index);
    if (this.partitioned.has(0)) return false;
    let acks = 1;
    for (const follower of this.replicas) {
      if (!this.isReachableFollower(follower)) continue;
      if (!follower.tryAppend(index)) {
        follower.truncateAndReplay(leader.log_length, leader.commit_index);
      }
      acks++;
    }
    if (acks < QUORUM) return false;
    for (const replica of this.replicas) {
      if (!this.partitioned.has(replica.id)) replica.commitTo(index);
    }
    return true;
  }

  private isReachableFollower({ id }: Replica): boolean {
    return id !== 0 && !this.partitioned.has(id);
  }

  /** The leader's log and commit_index are read before any follower changes. */
  private heal(): void {
    const { log_length, commit_index } = this.replicas[0] as Replica;
    const formerly = this.partitioned;
    this.healed_at = this.op_index;
    this.partitioned = new Set();
    for (const replica of this.replicas) {
      if (replica.id !== 0 && formerly.has(replica.id)) {
        replica.truncateAndReplay(log_length, commit_index);
      }
    }
  }
}

/** The key of number `number`: "k0", "k1", … (ASCII). */
export function keyText(number: number): string {
  return `k${number}`;
}
