import { concatenated } from "../../dump/bytes.ts";
import { encode, encoding } from "../../dump/encode.ts";
import { WorkLimitError } from "../../errors.ts";
import type { Work } from "../../kernel/work.ts";
import { LIMITS } from "../../limits.ts";
import { rulesWith } from "../bug.ts";
import { type Encoding, layoutOf } from "../encoding.ts";
import type { Observer } from "../events.ts";
import type { DigestPart, Run, RunOptions, ScopeValue } from "../lab.ts";
import { misreadingOf } from "../misreadings.ts";
import { Cluster } from "./cluster.ts";
import { encodingBugs } from "./encoding_bugs.ts";
import { InvariantChecker } from "./invariants.ts";
import { layout, type Snapshot } from "./layout.ts";
import { MisreadCluster } from "./misread_cluster.ts";
import { misreadings } from "./misreadings.ts";
import type { KvParameters } from "./parameters.ts";
import { protocolBugs } from "./protocol_bugs.ts";
import type { Replica } from "./replica.ts";
import { RIGHT } from "./rules.ts";
import { rowOf } from "./scope.ts";
import type { StateMachine } from "./state_machine.ts";

class KvRun implements Run {
  readonly steps: number;
  private readonly replica: number;
  private readonly cluster: Cluster;
  private checker: InvariantChecker | null = null;

  constructor(parameters: KvParameters, { bugs = [], misreading, observer }: RunOptions) {
    this.steps = parameters.ops;
    this.replica = parameters.replica;
    const rules = rulesWith(RIGHT, protocolBugs, bugs);
    const options = { rules, observer };
    this.cluster =
      misreading === undefined
        ? new Cluster(parameters, options)
        : new MisreadCluster(parameters, options, misreadingOf(misreadings, misreading).reading);
  }

  get step_index(): number {
    return this.cluster.op_index;
  }

  get messages(): number {
    return this.cluster.op_index;
  }

  observe(observer: Observer | null): void {
    this.cluster.observe(observer);
  }

  step(): void {
    this.cluster.step();
  }

  dump(encoding?: Encoding): Uint8Array {
    return this.snapshot(this.cluster.replicas[this.replica] as Replica, encoding);
  }

  /** The five snapshots, replica 0 to 4, one after the other. */
  *lastDump(): Work<Uint8Array> {
    const { keys, replicas } = this.cluster;
    const replica = replicas[this.replica] as Replica;
    yield* replica.state().ordering();
    keys.releaseTable();
    yield;
    return yield* encoding(layout, this.snapshotOf(replica));
  }

  digestInput(encoding?: Encoding): Uint8Array {
    const dumps = this.digestParts(encoding).map(({ dump }) => dump);
    const size = dumps.reduce((sum, { length }) => sum + length, 0);
    if (size > LIMITS.dump_bytes) {
      const what = "bytes of dumps in a digest";
      throw new WorkLimitError(what, LIMITS.dump_bytes, `operation ${this.step_index - 1}`);
    }
    return concatenated(dumps);
  }

  digestParts(encoding?: Encoding): readonly DigestPart[] {
    // Replicas of one state have one snapshot, and most of the time all five have.
    const written = new Map<StateMachine, Uint8Array>();
    return this.cluster.replicas.map((replica) => {
      const state = replica.state();
      const dump = written.get(state) ?? this.snapshot(replica, encoding);
      written.set(state, dump);
      return { prefix: `replicas[${replica.id}].`, dump };
    });
  }

  scope(): readonly (readonly ScopeValue[])[] {
    const { cluster } = this;
    return cluster.replicas.map((replica) => rowOf(replica, cluster.isCutOff(replica)));
  }

  violations(): readonly string[] {
    this.checker ??= new InvariantChecker(this.cluster);
    return this.checker.check();
  }

  release(): void {
    const { log, keys, replicas } = this.cluster;
    log.release();
    keys.release();
    for (const replica of replicas) replica.release();
  }

  private snapshot(replica: Replica, encoding: Encoding | undefined): Uint8Array {
    return encode(layoutOf(layout, encodingBugs, encoding), this.snapshotOf(replica));
  }

  private snapshotOf(replica: Replica): Snapshot {
    const { keys, log, rules } = this.cluster;
    const { current_term } = replica;
    const commit_index = rules.snapshotShowsCommit ? replica.commit_index : 0;
    return { state: replica.state(), commit_index, current_term, keys, log };
  }
}

/** Begins a run of the lab: the cluster before its first step. */
export function start(parameters: KvParameters, options: RunOptions): Run {
  return new KvRun(parameters, options);
}
