import { encode } from "../../dump/encode.ts";
import { type BugVariant, catalogued, readingOf } from "../bug.ts";
import { normalizeCluster } from "../cluster_parameters.ts";
import { defineLab } from "../define.ts";
import type { Observer } from "../events.ts";
import type { DigestPart, Run, RunOptions, ScopeValue } from "../lab.ts";
import { Cluster } from "./cluster.ts";
import { encodingBugs } from "./encoding_bugs.ts";
import { events } from "./events.ts";
import { InvariantChecker, invariants } from "./invariants.ts";
import { layout } from "./layout.ts";
import { declaration, resolve, type ZabParameters } from "./parameters.ts";
import { protocolBugs } from "./protocol_bugs.ts";
import { randomScenario } from "./random.ts";
import { RIGHT } from "./rules.ts";
import { runbook } from "./runbook.ts";
import { rowOf, scope } from "./scope.ts";
import { suites } from "./suites/index.ts";

class ZabRun implements Run {
  readonly steps: number;
  private readonly cluster: Cluster;
  private checker: InvariantChecker | null = null;

  constructor(parameters: ZabParameters, { bug, message_limit, observer }: RunOptions) {
    this.steps = parameters.rounds;
    const rules = bug === undefined ? RIGHT : readingOf(protocolBugs, bug);
    this.cluster = new Cluster(parameters, { rules, messageLimit: message_limit, observer });
  }

  get step_index(): number {
    return this.cluster.tick;
  }

  get messages(): number {
    return this.cluster.messages;
  }

  observe(observer: Observer | null): void {
    this.cluster.observe(observer);
  }

  step(): void {
    this.cluster.step();
  }

  dump(encoding?: BugVariant): Uint8Array {
    const written = encoding === undefined ? layout : readingOf(encodingBugs, encoding);
    return encode(written, this.cluster);
  }

  digestInput(encoding?: BugVariant): Uint8Array {
    return this.dump(encoding);
  }

  digestParts(encoding?: BugVariant): readonly DigestPart[] {
    return [{ prefix: "", dump: this.dump(encoding) }];
  }

  scope(): readonly (readonly ScopeValue[])[] {
    const { nodes, histories } = this.cluster;
    return nodes.map((node) => rowOf(node, histories));
  }

  violations(): readonly string[] {
    this.checker ??= new InvariantChecker(this.cluster);
    return this.checker.check();
  }

  release(): void {
    this.cluster.histories.release();
  }
}

export const zab = defineLab({
  id: "zab",
  title: "db-19: a ZAB cluster",
  summary:
    "Fast leader election, discovery, synchronization and broadcast (ZAB) on a simulated network; " +
    "the dump holds every node's state.",
  specification: "zab-1",
  step_name: "tick",
  program: "zabctl",
  parameters: declaration,
  resolve,
  normalize: normalizeCluster,
  steps: ({ rounds }) => rounds,
  start: (parameters, options) => new ZabRun(parameters, options),
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
    "Much at all: five of the six end in the same quiet steady state, and the sixth with one node left out. They pin the layout, the schedule of proposals, who wins the first election, and that a quorum commits.",
    "The seed: with most other seeds A, B, C, D, E and F end in the very same dumps.",
    "splitmix64, the delays, the order of arrival and the election timer: changes to each of them leave the six hashes as they are.",
    "Anything that happens after a leader has failed: no published flag makes one fail after it has committed. outage is our extension for that.",
    "That a vote carries current_epoch before last_zxid: the published text elects by (last_zxid, id) alone, which is not safe once a leader can be cut off.",
  ],
});
