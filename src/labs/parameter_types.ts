import { Problem, type ProblemItem } from "../errors.ts";
import { formatU64, parseU64, type U64 } from "../kernel/u64.ts";

/**
 * Parameters as data. A lab declares each parameter once; the declaration reads text (a query string
 * or a command line), refuses what the specification refuses, writes the value back, and is what the
 * documentation of the lab is made from.
 */

/** How values of one type read and write. `parse` returns null where the text is not acceptable. */
export interface ParameterType<T> {
  /** The type's name in the documentation: `u64`, `u32`, … */
  readonly name: string;
  /** What an acceptable text looks like: the end of the sentence "expected …". */
  readonly expected: string;
  /** A regular expression (ECMA-262) that every acceptable text matches. */
  readonly pattern: string;
  /** Bounds of an integer, both inclusive, as decimal digits. */
  readonly minimum?: string;
  readonly maximum?: string;
  readonly values?: readonly string[];
  /** The names of the numbers of a group, of a list of groups. */
  readonly members?: readonly string[];
  parse(text: string): T | null;
  format(value: T): string;
  /** The value as JSON: a u64 as a decimal string, so that no reader rounds it. */
  toJson(value: T): unknown;
  /** Simpler values to try instead, the simplest first: how a failing scenario is made small. */
  shrink(value: T): readonly T[];
}

export interface Parameter<T> {
  readonly type: ParameterType<T>;
  /** The flag of a program under exam. */
  readonly flag: string;
  readonly description: string;
  readonly example: string;
  readonly required: boolean;
  /** What holds when it is left out, in words; null for a required one. */
  readonly default: string | null;
  /** Whether the published lab lacks it. */
  readonly extension: boolean;
}

export type Declaration = Readonly<Record<string, Parameter<unknown>>>;

/** The parsed values of a declaration; an optional one that was left out is undefined. */
export type Values<D> = {
  readonly [Name in keyof D]: D[Name] extends { readonly type: ParameterType<infer T> }
    ? D[Name] extends { readonly required: true }
      ? T
      : T | undefined
    : never;
};

const DECIMAL = "^[0-9]+$";

export const u64: ParameterType<U64> = {
  name: "u64",
  expected: "a decimal integer 0 .. 18446744073709551615",
  pattern: DECIMAL,
  minimum: "0",
  maximum: "18446744073709551615",
  parse: parseU64,
  format: formatU64,
  toJson: formatU64,
  shrink: ({ hi, lo }) =>
    shrunkIntegers(0, lo)
      .map((smaller) => ({ hi: 0, lo: smaller }))
      .concat(hi > 0 ? [{ hi: 0, lo }] : []),
};

/** An unsigned 32-bit integer of `minimum` .. `maximum`; `reason` says why it is narrower than u32. */
export function u32(minimum = 0, maximum = 0xffff_ffff, reason = ""): ParameterType<number> {
  return {
    name: "u32",
    expected: `a decimal integer ${minimum} .. ${maximum}${reason && ` (${reason})`}`,
    pattern: DECIMAL,
    minimum: String(minimum),
    maximum: String(maximum),
    parse(text) {
      const value = parseU64(text);
      if (value === null || value.hi !== 0) return null;
      return value.lo >= minimum && value.lo <= maximum ? value.lo : null;
    },
    format: String,
    toJson: (value) => value,
    shrink: (value) => shrunkIntegers(minimum, value),
  };
}

/** From `minimum` towards `value`, which itself is left out. */
function shrunkIntegers(minimum: number, value: number): number[] {
  const distance = value - minimum;
  const steps = [distance, Math.floor(distance / 2), Math.floor(distance / 8), 1];
  return [...new Set(steps)]
    .filter((step) => step > 0 && step <= distance)
    .map((step) => value - step);
}

export function choice<const Name extends string>(...names: readonly Name[]): ParameterType<Name> {
  return {
    name: "enum",
    expected: names.map((name) => `"${name}"`).join(" or "),
    pattern: `^(${names.join("|")})$`,
    values: names,
    parse: (text) => names.find((name) => name === text) ?? null,
    format: (value) => value,
    toJson: (value) => value,
    shrink: (value) => names.slice(0, names.indexOf(value)),
  };
}

/** Groups of `names.length` u32 each, all in one comma-separated list of at least one group. */
export function tuples<const Name extends string>(
  names: readonly Name[],
  largest: number,
  maximum = 0xffff_ffff,
): ParameterType<readonly Readonly<Record<Name, number>>[]> {
  const number = u32(0, maximum);
  const size = names.length;
  const shape = names.length === 1 ? `${names[0]},${names[0]},…` : `${names.join(",")},…`;
  return {
    name: size === 1 ? "u32 list" : `list of (${names.join(", ")})`,
    expected:
      `a list ${shape} of decimal integers 0 .. ${maximum}` +
      `${size > 1 ? `, its length a multiple of ${size}` : ""}, of 1 .. ${largest} ${size > 1 ? "groups" : "entries"}`,
    pattern: "^[0-9]+(,[0-9]+)*$",
    members: names,
    parse(text) {
      const numbers = text.split(",").map((word) => number.parse(word));
      if (numbers.length % size !== 0 || numbers.length / size > largest) return null;
      const groups: Record<Name, number>[] = [];
      for (let i = 0; i < numbers.length; i += size) {
        const group = {} as Record<Name, number>;
        for (const [j, name] of names.entries()) {
          const value = numbers[i + j];
          if (value === null || value === undefined) return null;
          group[name] = value;
        }
        groups.push(group);
      }
      return groups;
    },
    format: (groups) => groups.flatMap((group) => names.map((name) => group[name])).join(","),
    toJson: (groups) =>
      groups.map((group) =>
        size === 1 ? group[names[0] as Name] : names.map((name) => group[name]),
      ),
    shrink(groups) {
      if (groups.length < 2) return [];
      const half = groups.length >> 1;
      const halves = [groups.slice(0, half), groups.slice(half)];
      // A long list loses an eighth of itself at a time, a short one a single group.
      const piece = groups.length > 12 ? Math.floor((groups.length + 7) / 8) : 1;
      const starts = groups.flatMap((_, i) => (i % piece === 0 ? [i] : []));
      return [...halves, ...starts.map((i) => groups.toSpliced(i, piece))];
    },
  };
}

/**
 * Reads parameters given by name. Throws a Problem that lists everything wrong at once: unknown
 * names, missing ones, and texts that are not acceptable.
 */
export function readParameters<D extends Declaration>(
  declaration: D,
  given: ReadonlyMap<string, string>,
): Values<D> {
  const problems: ProblemItem[] = [];
  const values: Record<string, unknown> = {};
  for (const name of given.keys()) {
    if (!Object.hasOwn(declaration, name)) problems.push(unknownParameter(declaration, name));
  }
  for (const [name, parameter] of Object.entries(declaration)) {
    const text = given.get(name);
    if (text === undefined) {
      if (parameter.required) {
        problems.push({
          parameter: name,
          detail: `${name} is missing; expected ${parameter.type.expected}`,
        });
      }
      continue;
    }
    const value = parameter.type.parse(text);
    if (value === null) problems.push(unacceptable(name, text, parameter.type.expected));
    values[name] = value;
  }
  if (problems.length > 0) throw new Problem("invalid-parameters", problems);
  return values as Values<D>;
}

function unknownParameter(declaration: Declaration, name: string): ProblemItem {
  const known = Object.keys(declaration).join(", ");
  return {
    parameter: name,
    detail: `${quoted(name)} is not a parameter of this lab; expected one of ${known}`,
  };
}

/** A problem with the text given for a parameter. */
export function unacceptable(name: string, text: string, expected: string): ProblemItem {
  return { parameter: name, detail: `${name} is ${quoted(text)}; expected ${expected}` };
}

/** A word with the article that it has: a tick, an operation. */
export function withArticle(word: string): string {
  return `${/^[aeiou]/i.test(word) ? "an" : "a"} ${word}`;
}

/** A text of the caller's in quotes, cut to a length that fits a log line. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
