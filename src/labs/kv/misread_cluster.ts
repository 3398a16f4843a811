import { HI, LO } from "../../kernel/splitmix64.ts";
import { formatU64, type U64 } from "../../kernel/u64.ts";
import type { Observer } from "../events.ts";
import { Cluster, LEADER, VALUES } from "./cluster.ts";
import { keyText } from "./key_slots.ts";
import type { KvParameters } from "./parameters.ts";

type Draw = "kind" | "key" | "value";
type Part = "cut" | "heal" | "operation";

/** What a program makes of docs/specification/kv.md, "Workload". Draws are u64 as whole numbers of any size. */
export interface WorkloadReading {
  /** What the three draws of an operation are for, in their order. */
  readonly draws: readonly Draw[];
  /** The kind of an operation, 0 .. 3, and the one that deletes. */
  readonly kind: (draw: bigint) => bigint;
  readonly deleting: number;
  /** The number of a key of `keys`. */
  readonly key: (draw: bigint, keys: bigint) => bigint;
  /** A value, of which the lower 64 bits are written. */
  readonly value: (draw: bigint) => bigint;
  /** What an iteration does, in its order. */
  readonly parts: readonly Part[];
  /** What becomes of an operation that a quorum has not acknowledged. */
  readonly failed: "stays" | "is-proposed-again" | "is-withdrawn";
}

const WORD = 1n << 64n;
const MODULUS = BigInt(VALUES);

export const RIGHT_WORKLOAD: WorkloadReading = {
  draws: ["kind", "key", "value"],
  kind: (draw) => draw >> 62n,
  deleting: 3,
  key: (draw, keys) => draw % keys,
  value: (draw) => draw % MODULUS,
  parts: ["cut", "heal", "operation"],
  failed: "stays",
};

interface Operation {
  readonly is_put: boolean;
  readonly key: number;
  readonly value: U64;
}

/**
 * A cluster whose workload is read in some way. Plain where the cluster is fast: it is only run to see whether a program
 * has read the specification so.
 */
export class MisreadCluster extends Cluster {
  private readonly reading: WorkloadReading;
  /** The operation that is to be proposed again. */
  private failed: Operation | null = null;

  constructor(
    parameters: KvParameters,
    options: { observer?: Observer | undefined },
    reading: Partial<WorkloadReading>,
  ) {
    super(parameters, options);
    this.reading = { ...RIGHT_WORKLOAD, ...reading };
  }

  override step(): void {
    for (const part of this.reading.parts) this.run(part);
    this.op_index++;
  }

  private run(part: Part): void {
    const { workload, cut, cut_from, cut_until } = this.parameters;
    if (part === "operation") this.operate();
    else if (workload !== "partition") return;
    else if (part === "heal") {
      if (this.op_index === cut_until) this.heal();
    } else if (this.op_index === cut_from) this.partitioned = new Set(cut?.map(({ id }) => id));
  }

  private operate(): void {
    const operation = this.failed ?? this.drawn();
    const { is_put, key, value } = operation;
    this.log.append(is_put, this.keys.slotOf(key), value.hi, value.lo);
    const committed = this.propose();
    this.observer?.({
      kind: "proposed",
      tick: this.op_index,
      node: LEADER,
      operation: is_put ? "Put" : "Del",
      key: keyText(key),
      value: is_put ? formatU64(value) : null,
      committed,
    });
    const { failed } = this.reading;
    this.failed = failed === "is-proposed-again" && !committed ? operation : null;
    if (failed === "is-withdrawn" && !committed) this.withdraw();
  }

  private drawn(): Operation {
    const { draws, kind, deleting, key, value } = this.reading;
    const drawn = { kind: 0n, key: 0n, value: 0n };
    for (const what of draws) drawn[what] = this.draw();
    return {
      is_put: Number(kind(drawn.kind)) !== deleting,
      key: Number(key(drawn.key, BigInt(this.parameters.keys))),
      value: u64Of(value(drawn.value)),
    };
  }

  private draw(): bigint {
    this.generator.next();
    const { out } = this.generator;
    return BigInt(formatU64({ hi: out[HI] as number, lo: out[LO] as number }));
  }

  /** Takes the last entry out of the logs that have got it. */
  private withdraw(): void {
    const index = this.log.length;
    for (const replica of this.replicas) {
      if (replica.log_length === index) replica.log_length--;
    }
    this.log.length--;
  }
}

function u64Of(value: bigint): U64 {
  const whole = BigInt.asUintN(64, value);
  return { hi: Number(whole >> 32n), lo: Number(whole & 0xffff_ffffn) };
}

/** Other readings of a draw, as numbers of another type have them. */
export const NUMBERS = {
  signed: (draw: bigint): bigint => BigInt.asIntN(64, draw),
  magnitude: (draw: bigint): bigint => (draw < WORD / 2n ? draw : WORD - draw),
  without_sign: (draw: bigint): bigint => draw % (WORD / 2n),
  lower_half: (draw: bigint): bigint => draw & 0xffff_ffffn,
  upper_half: (draw: bigint): bigint => draw >> 32n,
  double: (draw: bigint): bigint => BigInt(Number(draw)),
} as const;

/** The share of `keys` that a draw is of all draws: what some take for fairer than a remainder. */
export function scaled(draw: bigint, keys: bigint): bigint {
  return (draw * keys) >> 64n;
}
