import { Problem, type ProblemItem } from "../../../src/errors.ts";
import type { Link } from "../../../src/kernel/links.ts";
import type { U64 } from "../../../src/kernel/u64.ts";
import {
  choice,
  type Parameter,
  tuples,
  u32,
  u64,
  type Values,
} from "../../../src/labs/parameter_types.ts";

export interface RingParameters {
  readonly seed: U64;
  readonly stations: number;
  readonly ticks: number;
  readonly begins: "first" | "last";
  /** Links on which everything is lost. */
  readonly broken: readonly Link[];
}

const required = { required: true, default: null, extension: false } as const;
const extension = { required: false, extension: true } as const;

export const declaration = {
  seed: {
    ...required,
    type: u64,
    flag: "--seed",
    description: "Mixed into delays.",
    example: "1",
  },
  stations: {
    ...required,
    type: u32(2, 16),
    flag: "--stations",
    description: "Stations of the ring.",
    example: "3",
  },
  ticks: {
    ...required,
    type: u32(0, 5000),
    flag: "--ticks",
    description: "Number of ticks.",
    example: "40",
  },
  begins: {
    ...extension,
    default: "first",
    type: choice("first", "last"),
    flag: "--begins",
    description: "Who holds the token at first.",
    example: "first",
  },
  broken: {
    ...extension,
    default: "no broken link",
    type: tuples(["src", "dst"], 32),
    flag: "--broken",
    description: "Links that lose what is sent.",
    example: "1,0",
  },
} satisfies Readonly<Record<keyof RingParameters, Parameter<unknown>>>;

/** Applies the defaults. Throws a Problem that names each link that is none. */
export function resolve(values: Values<typeof declaration>): RingParameters {
  const { seed, stations, ticks, begins = "first", broken = [] } = values;
  const problems = broken.flatMap(({ src, dst }, index): ProblemItem[] => {
    if (src < stations && dst < stations) return [];
    const detail = `broken[${index}] is ${src},${dst}; expected stations 0 .. ${stations - 1}`;
    return [{ parameter: "broken", detail }];
  });
  if (problems.length > 0) throw new Problem("invalid-parameters", problems);
  return { seed, stations, ticks, begins, broken };
}
