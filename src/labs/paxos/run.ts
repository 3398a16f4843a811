import { encode, encoding } from "../../dump/encode.ts";
import type { Work } from "../../kernel/work.ts";
import { rulesWith } from "../bug.ts";
import { MisreadLoop } from "../cluster_misreadings.ts";
import { type Encoding, layoutOf } from "../encoding.ts";
import type { Observer, SendObserver } from "../events.ts";
import type { DigestPart, Run, RunOptions, ScopeValue } from "../lab.ts";
import { misreadingOf } from "../misreadings.ts";
import { Cluster } from "./cluster.ts";
import { encodingBugs } from "./encoding_bugs.ts";
import { hiddenRowOf } from "./hidden.ts";
import { InvariantChecker } from "./invariants.ts";
import { DumpedState, layout } from "./layout.ts";
import { CONTENT_WORDS } from "./messages.ts";
import { misreadings } from "./misreadings.ts";
import type { PaxosParameters } from "./parameters.ts";
import { protocolBugs } from "./protocol_bugs.ts";
import { RIGHT } from "./rules.ts";
import { rowOf } from "./scope.ts";

class PaxosRun implements Run {
  readonly steps: number;
  private readonly cluster: Cluster;
  /** What runs the ticks in the cluster's place, where the loop is misread. */
  private readonly loop: MisreadLoop | null;
  private checker: InvariantChecker | null = null;
  /** The latest dump, and the state that it is of. */
  private latest: { readonly state: DumpedState; readonly dump: Uint8Array } | null = null;

  constructor(
    parameters: PaxosParameters,
    { bugs = [], message_limit, misreading, observer }: RunOptions,
  ) {
    this.steps = parameters.rounds;
    const rules = rulesWith(RIGHT, protocolBugs, bugs);
    this.cluster = new Cluster(parameters, { rules, messageLimit: message_limit, observer });
    const network = { contentWords: CONTENT_WORDS, rules, messageLimit: message_limit };
    this.loop =
      misreading === undefined
        ? null
        : new MisreadLoop(
            this.cluster,
            parameters,
            network,
            misreadingOf(misreadings, misreading).reading,
          );
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

  observeSends(observer: SendObserver | null): void {
    this.cluster.observeSends(observer);
  }

  step(): void {
    if (this.loop === null) this.cluster.step();
    else this.loop.step();
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

  *lastDump(): Work<Uint8Array> {
    if (this.latest?.state.isOf(this.cluster)) return this.latest.dump;
    this.cluster.releaseSteps();
    return yield* encoding(layout, this.cluster);
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

  hidden(): readonly (readonly ScopeValue[])[] {
    const { schedule, injected } = this.cluster;
    const waiting = schedule.due - injected;
    return this.cluster.nodes.map((node) => hiddenRowOf(node, this.cluster, waiting));
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
