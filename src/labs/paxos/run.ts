import { encode } from "../../dump/encode.ts";
import { rulesWith } from "../bug.ts";
import { type Encoding, layoutOf } from "../encoding.ts";
import type { Observer } from "../events.ts";
import type { DigestPart, Run, RunOptions, ScopeValue } from "../lab.ts";
import { Cluster } from "./cluster.ts";
import { encodingBugs } from "./encoding_bugs.ts";
import { InvariantChecker } from "./invariants.ts";
import { DumpedState, layout } from "./layout.ts";
import type { PaxosParameters } from "./parameters.ts";
import { protocolBugs } from "./protocol_bugs.ts";
import { RIGHT } from "./rules.ts";
import { rowOf } from "./scope.ts";

class PaxosRun implements Run {
  readonly steps: number;
  private readonly cluster: Cluster;
  private checker: InvariantChecker | null = null;
  /** The latest dump, and the state that it is of. */
  private latest: { readonly state: DumpedState; readonly dump: Uint8Array } | null = null;

  constructor(
    parameters: PaxosParameters,
    { bug, bugs = [], message_limit, observer }: RunOptions,
  ) {
    this.steps = parameters.rounds;
    const rules = rulesWith(RIGHT, protocolBugs, bug === undefined ? bugs : [bug, ...bugs]);
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

  /** Most ticks change nothing that a dump shows, and a digest is asked for after each. */
  dump(encoding?: Encoding): Uint8Array {
    if (encoding !== undefined) {
      return encode(layoutOf(layout, encodingBugs, encoding), this.cluster);
    }
    if (this.latest === null || !this.latest.state.isOf(this.cluster)) {
      this.latest = { state: new DumpedState(this.cluster), dump: encode(layout, this.cluster) };
    }
    return this.latest.dump;
  }

  digestInput(encoding?: Encoding): Uint8Array {
    return this.dump(encoding);
  }

  digestParts(encoding?: Encoding): readonly DigestPart[] {
    return [{ prefix: "", dump: this.dump(encoding) }];
  }

  scope(): readonly (readonly ScopeValue[])[] {
    const { nodes, ballots } = this.cluster;
    return nodes.map((node) => rowOf(node, ballots));
  }

  violations(): readonly string[] {
    this.checker ??= new InvariantChecker(this.cluster);
    return this.checker.check();
  }

  release(): void {
    this.cluster.release();
  }
}

/** Begins a run of the lab: the cluster before its first step. */
export function start(parameters: PaxosParameters, options: RunOptions): Run {
  return new PaxosRun(parameters, options);
}
