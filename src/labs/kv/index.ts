import { concatenated } from "../../dump/bytes.ts";
import { encode } from "../../dump/encode.ts";
import { type BugVariant, catalogued, readingOf } from "../bug.ts";
import { defineLab } from "../define.ts";
import type { Observer } from "../events.ts";
import type { DigestPart, Run, RunOptions, ScopeValue } from "../lab.ts";
import { Cluster } from "./cluster.ts";
import { encodingBugs } from "./encoding_bugs.ts";
import { events } from "./events.ts";
import { InvariantChecker, invariants } from "./invariants.ts";
import { layout } from "./layout.ts";
import { declaration, type KvParameters, REPLICAS, resolve } from "./parameters.ts";
import { protocolBugs } from "./protocol_bugs.ts";
import { randomScenario } from "./random.ts";
import type { Replica } from "./replica.ts";
import { RIGHT } from "./rules.ts";
import { runbook } from "./runbook.ts";
import { rowOf, scope } from "./scope.ts";
import type { StateMachine } from "./state_machine.ts";
import { suites } from "./suites/index.ts";

class KvRun implements Run {
  readonly steps: number;
  private readonly replica: number;
  private readonly cluster: Cluster;
  private checker: InvariantChecker | null = null;

  constructor(parameters: KvParameters, { bug, observer }: RunOptions) {
    this.steps = parameters.ops;
    this.replica = parameters.replica;
    const rules = bug === undefined ? RIGHT : readingOf(protocolBugs, bug);
    this.cluster = new Cluster(parameters, { rules, observer });
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

  dump(encoding?: BugVariant): Uint8Array {
    return this.snapshot(this.cluster.replicas[this.replica] as Replica, encoding);
  }

  /** The five snapshots, replica 0 to 4, one after the other. */
  digestInput(encoding?: BugVariant): Uint8Array {
    return concatenated(this.digestParts(encoding).map(({ dump }) => dump));
  }

  digestParts(encoding?: BugVariant): readonly DigestPart[] {
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

  private snapshot(replica: Replica, encoding: BugVariant | undefined): Uint8Array {
    const { keys, log, rules } = this.cluster;
    const { current_term } = replica;
    const commit_index = rules.snapshotShowsCommit ? replica.commit_index : 0;
    const written = encoding === undefined ? layout : readingOf(encodingBugs, encoding);
    return encode(written, { state: replica.state(), commit_index, current_term, keys, log });
  }
}

/** The cut is a set: its order changes nothing. */
function normalize(parameters: KvParameters): KvParameters {
  return { ...parameters, cut: parameters.cut?.toSorted((a, b) => a.id - b.id) };
}

export const kv = defineLab({
  id: "kv",
  title: "db-20: a replicated key/value cluster",
  summary:
    "Five replicas with a fixed leader apply a seeded workload, with a partition in the middle; " +
    "the dump is one replica's snapshot.",
  specification: "kv-1",
  step_name: "operation",
  program: "kvctl",
  parameters: declaration,
  resolve,
  normalize,
  steps: ({ ops }) => ops,
  start: (parameters, options) => new KvRun(parameters, options),
  views: ({ replica }) =>
    Array.from({ length: REPLICAS }, (_, id) => id)
      .filter((id) => id !== replica)
      .map((id) => ({ what: `replica ${id}, of the same run`, changes: { replica: String(id) } })),
  suites,
  random: randomScenario,
  layout,
  encodedLayout: (encoding) => readingOf(encodingBugs, encoding),
  scope,
  events,
  runbook,
  bugs: [
    ...protocolBugs.map((bug) => catalogued("protocol", bug)),
    ...encodingBugs.map((bug) => catalogued("encoding", bug)),
  ],
  invariants,
  not_pinned: [
    "Which replicas are cut off, and when the cut begins: the runbook says only that heal() comes at ops*3/4. cut and cut_from are our choice.",
    "That heal() replays anybody: the proposal of the same operation repairs the gap all the same.",
    "Snapshots of the followers: both published hashes are of replica 0.",
  ],
});
