import { Problem, type ProblemItem } from "../../errors.ts";
import type { U64 } from "../../kernel/u64.ts";
import { LIMITS } from "../../limits.ts";
import { choice, type Parameter, tuples, u32, u64, type Values } from "../parameter_types.ts";

/** Replicas of a cluster; replica 0 leads. */
export const REPLICAS = 5;

/** docs/specification/kv.md, "Parameters", with defaults applied. */
export interface KvParameters {
  readonly seed: U64;
  readonly ops: number;
  readonly keys: number;
  readonly workload: "default" | "partition";
  /** Undefined, like its bounds, in the default workload, which cuts nobody off. */
  readonly cut: readonly { readonly id: number }[] | undefined;
  readonly cut_from: number | undefined;
  readonly cut_until: number | undefined;
  readonly replica: number;
}

const DEFAULT_CUT = [{ id: 3 }, { id: 4 }];

const required = { required: true, default: null, extension: false } as const;
const extension = { required: false, extension: true } as const;

export const declaration = {
  seed: {
    ...required,
    type: u64,
    flag: "--seed",
    description: "State of the stateful generator.",
    example: "42",
  },
  ops: {
    ...required,
    type: u32(0, LIMITS.ops, "the specification allows any u32"),
    flag: "--ops",
    description: "Operations proposed.",
    example: "500",
  },
  keys: {
    ...required,
    type: u32(1),
    flag: "--keys",
    description: "Size of the key space.",
    example: "32",
  },
  workload: {
    ...required,
    type: choice("default", "partition"),
    flag: "--scenario",
    description: "With `partition`, replicas are cut off for a while.",
    example: "default",
  },
  cut: {
    ...extension,
    default: "3,4",
    type: tuples(["id"], REPLICAS, REPLICAS - 1),
    flag: "--cut",
    description: "Which replicas `partition` cuts off.",
    example: "3,4",
  },
  cut_from: {
    ...extension,
    default: "ops/4",
    type: u32(),
    flag: "--cut-from",
    description: "The operation at which the cut begins.",
    example: "125",
  },
  cut_until: {
    ...extension,
    default: "ops*3/4",
    type: u32(),
    flag: "--cut-until",
    description: "The operation at which heal() runs.",
    example: "375",
  },
  replica: {
    ...extension,
    default: "0",
    type: u32(0, REPLICAS - 1),
    flag: "--replica",
    description: "Whose snapshot is dumped.",
    example: "0",
  },
} satisfies Readonly<Record<keyof KvParameters, Parameter<unknown>>>;

/** Applies defaults and the rules that tie parameters to each other. Throws a Problem. */
export function resolve(values: Values<typeof declaration>): KvParameters {
  const { seed, ops, keys, workload, cut, cut_from, cut_until, replica = 0 } = values;
  const problems: ProblemItem[] = [];
  if (workload === "default") {
    for (const [name, value] of Object.entries({ cut, cut_from, cut_until })) {
      if (value === undefined) continue;
      problems.push({
        parameter: name,
        detail: `${name} is given with workload "default"; expected workload "partition" with it`,
      });
    }
    throwIfAny(problems);
    return { seed, ops, keys, workload, cut, cut_from, cut_until, replica };
  }

  const ids = cut ?? DEFAULT_CUT;
  ids.forEach(({ id }, index) => {
    if (ids.findIndex((other) => other.id === id) < index) {
      problems.push({
        parameter: "cut",
        detail: `cut[${index}] repeats ${id}; expected different ids`,
      });
    }
  });
  const from = cut_from ?? defaultCutFrom(ops);
  const until = cut_until ?? defaultCutUntil(ops);
  if (from > until) {
    const ofDefault =
      cut_from === undefined || cut_until === undefined ? " (one is the default)" : "";
    problems.push({
      parameter: cut_from === undefined ? "cut_until" : "cut_from",
      detail: `cut_from is ${from} and cut_until ${until}${ofDefault}; expected cut_from <= cut_until`,
    });
  }
  throwIfAny(problems);
  return { seed, ops, keys, workload, cut: ids, cut_from: from, cut_until: until, replica };
}

function defaultCutFrom(ops: number): number {
  return Math.floor(ops / 4);
}

function defaultCutUntil(ops: number): number {
  return Math.floor((ops * 3) / 4);
}

function throwIfAny(problems: readonly ProblemItem[]): void {
  if (problems.length > 0) throw new Problem("invalid-parameters", problems);
}
