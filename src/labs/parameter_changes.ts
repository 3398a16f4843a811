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
  /** One sentence: exactly what is taken in place of what was given, or holds by default. */
  readonly sentence: string;
  /** The scenario that is run then; null where it is not another legal one. */
  of(scenario: Scenario): Scenario | null;
}

/** A change of the text of a parameter; null where it changes nothing. */
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

/** The changes of every parameter of a lab. */
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

/** Of every group of a list: a member, one more and one less, or in the place of its neighbour; and groups that are missing. */
function ofTuples(name: string, members: readonly string[]): ParameterChange[] {
  const size = members.length;
  const off = members.flatMap((member, at) =>
    oneOff(`${name}.${member}`, name, (by) => (text) => {
      const numbers = text.split(",");
      const changed = numbers.map((word, i) => (i % size === at ? oneOffText(word, by) : word));
      return changed.some((word) => word === null) ? null : changed.join(",");
    }),
  );
  const exchanged = members.slice(1).flatMap((member, i) => {
    const first = `${name}.${members[i]}`;
    const swap: Rewrite = (text) => withNeighbours(text, size, i);
    return [
      change(
        name,
        `exchanged-with-${member}`,
        `${first} and ${member} are exchanged.`,
        swap,
        first,
      ),
      change(
        name,
        `both-ways-with-${member}`,
        `Each group of ${name} also holds with ${members[i]} and ${member} exchanged.`,
        (text) => `${text},${swap(text)}`,
        first,
      ),
    ];
  });
  const unit = size === 1 ? "entry" : "group";
  const left = [
    change(name, "first-alone", `Only the first ${unit} of ${name} is used.`, (text) => {
      return text.split(",").slice(0, size).join(",");
    }),
    change(name, "last-left-out", `The last ${unit} of ${name} is not used.`, (text) => {
      return text.split(",").slice(0, -size).join(",");
    }),
  ];
  return [...off, ...exchanged, ...left];
}

/** The list with the member `at` of every group and the next one exchanged. */
function withNeighbours(text: string, size: number, at: number): string {
  const numbers = text.split(",");
  return numbers
    .map((word, i) => {
      const member = i % size;
      if (member === at) return numbers[i + 1];
      return member === at + 1 ? numbers[i - 1] : word;
    })
    .join(",");
}

function oneOff(what: string, name: string, rewrite: (by: 1 | -1) => Rewrite): ParameterChange[] {
  return [
    change(name, "plus-one", `${what} is taken for one more than it is.`, rewrite(1), what),
    change(name, "minus-one", `${what} is taken for one less than it is.`, rewrite(-1), what),
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
      const text = textOf(scenario.parameters[parameter]);
      const other = text === null ? null : rewrite(text);
      if (other === null || other === "" || other === text) return null;
      const given = new Map(scenario.query).set(parameter, other);
      const changed = legalScenario(scenario.lab, given);
      return changed && { ...changed, after: scenario.after };
    },
  };
}

/** What a parameter is, given or by default, as it would be given; null where the scenario has none. */
function textOf(value: unknown): string | null {
  const text = Array.isArray(value) ? value.flat().join(",") : String(value ?? "");
  return text === "" ? null : text;
}
