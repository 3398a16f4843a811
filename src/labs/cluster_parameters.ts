import { Problem, type ProblemItem } from "../errors.ts";
import type { Link, Outage } from "../kernel/links.ts";
import type { U64 } from "../kernel/u64.ts";
import { LIMITS } from "../limits.ts";
import { type Parameter, tuples, u32, u64, type Values } from "./parameter_types.ts";

/** The parameters of a lab whose nodes send each other messages over links, with defaults applied. */
export interface ClusterParameters {
  readonly seed: U64;
  readonly nodes: number;
  readonly rounds: number;
  readonly proposals: number;
  readonly partition: readonly Link[];
  readonly outage: readonly Outage[];
}

const required = { required: true, default: null, extension: false } as const;

/** The declaration of these parameters, which such a lab's own begins with or is. */
export function clusterDeclaration() {
  return {
    seed: {
      ...required,
      type: u64,
      flag: "--seed",
      description: "Mixed into election timers and message delays.",
      example: "42",
    } satisfies Parameter<U64>,
    nodes: {
      ...required,
      type: u32(1, LIMITS.nodes, "the specification allows any u32 from 1"),
      flag: "--nodes",
      description: "Cluster size: ids 0 .. nodes-1, quorum nodes/2 + 1.",
      example: "3",
    } satisfies Parameter<number>,
    rounds: {
      ...required,
      type: u32(0, LIMITS.rounds, "the specification allows any u32"),
      flag: "--rounds",
      description: "Number of ticks.",
      example: "1000",
    } satisfies Parameter<number>,
    proposals: {
      ...required,
      type: u32(0, LIMITS.proposals, "the specification allows any u32"),
      flag: "--proposals",
      description: "Number of client commands, spread evenly over the run.",
      example: "5",
    } satisfies Parameter<number>,
    partition: {
      required: false,
      default: "no partition",
      extension: false,
      type: tuples(["src", "dst"], LIMITS.partition_pairs),
      flag: "--partition",
      description: "Links on which every message is lost, one direction each.",
      example: "0,1",
    } satisfies Parameter<readonly Link[]>,
    outage: {
      required: false,
      default: "no outage",
      extension: true,
      type: tuples(["from", "until", "src", "dst"], LIMITS.outages),
      flag: "--outage",
      description: "Links that lose what would arrive at a tick t with from <= t < until.",
      example: "340,626,2,0",
    } satisfies Parameter<readonly Outage[]>,
  };
}

/**
 * Applies the defaults, and the rules that tie these parameters to each other. Throws a Problem that lists every
 * violation. What else the lab declares is handed through.
 */
export function resolveCluster<V extends Values<ReturnType<typeof clusterDeclaration>>>(
  values: V,
): V & ClusterParameters {
  const problems: ProblemItem[] = [];
  const { nodes, partition = [], outage = [] } = values;
  checkLinks("partition", partition, nodes, problems);
  checkLinks("outage", outage, nodes, problems);
  outage.forEach(({ from, until }, index) => {
    if (from > until) {
      problems.push({
        parameter: "outage",
        detail: `outage[${index}] has from ${from} after until ${until}; expected from <= until`,
      });
    }
  });
  if (problems.length > 0) throw new Problem("invalid-parameters", problems);
  return { ...values, partition, outage };
}

/** Adds to `problems` every link of the parameter that is not one between two nodes of the cluster. */
function checkLinks(
  parameter: string,
  links: readonly Link[],
  nodes: number,
  problems: ProblemItem[],
): void {
  links.forEach(({ src, dst }, index) => {
    for (const id of [src, dst]) {
      if (id >= nodes) {
        problems.push({
          parameter,
          detail: `${parameter}[${index}] names node ${id}; expected an id 0 .. ${nodes - 1} (nodes is ${nodes})`,
        });
      }
    }
    if (src === dst) {
      problems.push({
        parameter,
        detail: `${parameter}[${index}] goes from node ${src} to itself; expected two different nodes`,
      });
    }
  });
}

/** Partition and outage lists are sets: order and repetition change nothing. */
export function normalizeCluster<P extends ClusterParameters>(parameters: P): P {
  return {
    ...parameters,
    partition: distinct(parameters.partition),
    outage: distinct(parameters.outage),
  };
}

function distinct<T extends object>(list: readonly T[]): T[] {
  const byText = new Map(list.map((item) => [Object.values(item).join(), item]));
  return [...byText.keys()].sort().map((text) => byText.get(text) as T);
}
