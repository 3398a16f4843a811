import { type Halves, HI, LO, SplitMix64 } from "../../kernel/splitmix64.ts";
import { formatU64, moduloU32, type U64 } from "../../kernel/u64.ts";
import type { Observer } from "../events.ts";
import { KeySlots, keyText } from "./key_slots.ts";
import { OperationLog } from "./operation_log.ts";
import { type KvParameters, REPLICAS } from "./parameters.ts";
import { emptyReplicas, type Replica } from "./replica.ts";
import { RIGHT, type Rules } from "./rules.ts";

const QUORUM = Math.floor(REPLICAS / 2) + 1;
export const VALUES = 10_000;
/** The leader is fixed. */
export const LEADER = 0;

/**
 * The cluster and its workload (docs/specification/kv.md). Construction leaves it before operation 0; every
 * {@link step} runs one iteration of the workload.
 */
export class Cluster {
  readonly replicas: readonly Replica[];
  readonly keys = new KeySlots();
  readonly log = new OperationLog();
  /** The operation that the next step runs, and so the number of operations run. */
  op_index = 0;

  protected readonly parameters: KvParameters;
  readonly rules: Rules;
  protected observer: Observer | null;
  protected readonly generator: SplitMix64;
  protected partitioned: ReadonlySet<number> = new Set();
  private healed_at = -1;

  constructor(
    parameters: KvParameters,
    { rules = RIGHT, observer }: { rules?: Rules; observer?: Observer | undefined } = {},
  ) {
    const { seed } = parameters;
    this.parameters = parameters;
    this.rules = rules;
    this.observer = observer ?? null;
    this.generator = rules.generatorAddsFirst
      ? new SplitMix64(seed.hi, seed.lo, rules.firstMultiplierLow)
      : SplitMix64.mixingFirst(seed.hi, seed.lo);
    this.replicas = emptyReplicas(REPLICAS, this.log, this.keys);
  }

  /** Whether heal() ran in the last operation. */
  get hasJustHealed(): boolean {
    return this.healed_at >= 0 && this.healed_at === this.op_index - 1;
  }

  /** Tells the events of the operations from the next one on; of none, where there is nobody to tell. */
  observe(observer: Observer | null): void {
    this.observer = observer;
  }

  isCutOff({ id }: Replica): boolean {
    return this.partitioned.has(id);
  }

  /** Runs one iteration of the workload. */
  step(): void {
    const { rules } = this;
    const { keys, workload, cut, cut_from, cut_until } = this.parameters;
    if (workload === "partition") {
      if (this.op_index === cut_from) this.partitioned = new Set(cut?.map(({ id }) => id));
      if (this.op_index === cut_until) this.heal();
    }
    const { out } = this.generator;
    this.generator.next();
    const kind = rules.kindIsHighBits ? (out[HI] as number) >>> 30 : (out[LO] as number) & 3;
    const isPut = kind < rules.firstDeletingKind;
    this.generator.next();
    const key = moduloU32(out[HI] as number, out[LO] as number, keys);
    if (isPut || rules.alwaysThreeDraws) this.generator.next();
    const value = this.valueOf(out);
    this.log.append(isPut, this.keys.slotOf(key), value.hi, value.lo);
    const committed = this.propose();
    this.observer?.({
      kind: "proposed",
      tick: this.op_index,
      node: LEADER,
      operation: isPut ? "Put" : "Del",
      key: keyText(key),
      value: isPut ? formatU64(value) : null,
      committed,
    });
    this.op_index++;
  }

  private valueOf(draw: Halves): U64 {
    const [hi, lo] = [draw[HI] as number, draw[LO] as number];
    return this.rules.valueIsReduced ? { hi: 0, lo: moduloU32(hi, lo, VALUES) } : { hi, lo };
  }

  /** Proposes the entry at the end of the leader's log; whether a quorum has acknowledged it. */
  protected propose(): boolean {
    const { cutLeaderIsSilent, commitsOwnEntry } = this.rules;
    const index = this.log.length;
    const leader = this.replicas[0] as Replica;
    const isLeaderCut = this.partitioned.has(0);
    leader.tryAppend(index);
    let acks = isLeaderCut ? 0 : 1;
    if (!isLeaderCut || !cutLeaderIsSilent) {
      for (const follower of this.replicas) {
        if (this.isHeard(follower) && this.acknowledges(follower, leader, index)) acks++;
      }
    }
    if (acks < QUORUM) return false;
    const committed = commitsOwnEntry ? index : index - 1;
    for (const replica of this.replicas) {
      if (!this.partitioned.has(replica.id)) replica.commitTo(committed);
    }
    return true;
  }

  private isHeard({ id }: Replica): boolean {
    if (id === 0) return false;
    return !this.rules.cutFollowerIsSilent || !this.partitioned.has(id);
  }

  /** Sends a follower the entry at the end of the leader's log; whether it acknowledges. */
  private acknowledges(follower: Replica, leader: Replica, index: number): boolean {
    if (follower.tryAppend(index)) return true;
    const { gapIsRepaired, replayEmptiesState } = this.rules;
    if (!gapIsRepaired) return false;
    follower.truncateAndReplay(leader.log_length, leader.commit_index, replayEmptiesState);
    return true;
  }

  /** The leader's log and commit_index are read before any follower changes. */
  protected heal(): void {
    const { healReplays, healReplaysToLeader, replayEmptiesState } = this.rules;
    const { log_length, commit_index } = this.replicas[0] as Replica;
    const formerly = this.partitioned;
    this.healed_at = this.op_index;
    this.partitioned = new Set();
    for (const replica of this.replicas) {
      if (!healReplays || replica.id === 0 || !formerly.has(replica.id)) continue;
      const commit = healReplaysToLeader ? commit_index : replica.commit_index;
      replica.truncateAndReplay(log_length, commit, replayEmptiesState);
    }
  }
}
