import { legalScenario } from "./define.ts";
import type { Scenario } from "./lab.ts";
import type { ParameterType } from "./parameter_types.ts";

/**
 * What a program may make of its parameters that it should not: a number cut off, rounded, or one off. Made of the
 * declaration alone, so that any lab has them.
 */
export interface ParameterChange {
  /** Stable: the parameter, then what is done to it: `seed:low-32-bits`. */
  readonly id: string;
  readonly parameter: string;
  /** One sentence: exactly what is taken in place of what was given. */
  readonly sentence: string;
  /** The scenario that is run then; null where it is not another legal one. */
  of(scenario: Scenario): Scenario | null;
}

/** A change of a text that was given for a parameter; null where it changes nothing. */
type Rewrite = (text: string) => string | null;

const WORD = 1n << 32n;
const MOST_U64 = WORD * WORD - 1n;

/** What may be done to a u64: the two ways in which languages without 64-bit integers lose its digits. */
const OF_U64: readonly (readonly [
  what: string,
  how: string,
  rewrite: (value: bigint) => bigint,
])[] = [
  ["low-32-bits", "Only the lower 32 bits of it are used", (value) => value % WORD],
  ["as-double", "It is rounded to a double", (value) => bounded(BigInt(Number(value)))],
  ["as-31-bits", "Only its lower 31 bits are used", (value) => value % (WORD / 2n)],
];

function bounded(value: bigint): bigint {
  return value > MOST_U64 ? MOST_U64 : value;
}

/** The changes of every parameter of a lab, whether a scenario gives it or not. */
export function parameterChangesOf(
  parameters: Readonly<Record<string, { readonly type: ParameterType<unknown> }>>,
): readonly ParameterChange[] {
  return Object.entries(parameters).flatMap(([name, { type }]) => changesOf(name, type));
}

function changesOf(name: string, type: ParameterType<unknown>): ParameterChange[] {
  if (type.name === "u64") {
    return OF_U64.map(([what, how, rewrite]) =>
      change(name, what, `${how}: ${name}.`, (text) => String(rewrite(BigInt(text)))),
    );
  }
  if (type.members !== undefined) return ofTuples(name, type.members);
  if (type.minimum === undefined) return [];
  return oneOff(name, name, (by) => (text) => oneOffText(text, by));
}

/** A member of every group of a list, one more and one less. */
function ofTuples(name: string, members: readonly string[]): ParameterChange[] {
  return members.flatMap((member, at) =>
    oneOff(`${name}.${member}`, name, (by) => (text) => {
      const numbers = text.split(",");
      const changed = numbers.map((word, i) =>
        i % members.length === at ? oneOffText(word, by) : word,
      );
      return changed.some((word) => word === null) ? null : changed.join(",");
    }),
  );
}

function oneOff(what: string, name: string, rewrite: (by: 1 | -1) => Rewrite): ParameterChange[] {
  return [
    change(name, "plus-one", `${what} is taken for one more than was given.`, rewrite(1), what),
    change(name, "minus-one", `${what} is taken for one less than was given.`, rewrite(-1), what),
  ];
}

function oneOffText(text: string, by: 1 | -1): string | null {
  const value = Number(text) + by;
  return value < 0 ? null : String(value);
}

function change(
  parameter: string,
  what: string,
  sentence: string,
  rewrite: Rewrite,
  of = parameter,
): ParameterChange {
  return {
    id: `${of}:${what}`,
    parameter,
    sentence,
    of(scenario) {
      const given = new Map(scenario.query);
      const text = given.get(parameter);
      const other = text === undefined ? null : rewrite(text);
      if (other === null || other === text) return null;
      const changed = legalScenario(scenario.lab, given.set(parameter, other));
      return changed && { ...changed, after: scenario.after };
    },
  };
}
