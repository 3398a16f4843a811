import { Problem, type ProblemItem } from "../errors.ts";
import { choice, type ParameterType, unacceptable } from "../labs/parameter_types.ts";

/** The query parameters that an endpoint declares for itself, beside the lab's. */

export interface QueryParameter<T = unknown> {
  readonly type: ParameterType<T>;
  readonly description: string;
  /** The name that it had before; still taken, but not beside the new one. */
  readonly older_name?: string;
}

export type QueryDeclaration = Readonly<Record<string, QueryParameter>>;

/** The parsed values of a declaration; one that was left out is undefined. */
export type QueryValues<D> = {
  readonly [Name in keyof D]: D[Name] extends { readonly type: ParameterType<infer T> }
    ? T | undefined
    : never;
};

const ZERO_OR_ONE = choice("0", "1");

/** Off or on, as `0` or `1`. */
export const SWITCH: ParameterType<boolean> = {
  ...ZERO_OR_ONE,
  parse: (text) => (ZERO_OR_ONE.parse(text) === null ? null : text === "1"),
  format: (value) => (value ? "1" : "0"),
  toJson: (value) => value,
  shrink: (value) => (value ? [false] : []),
};

/** What a query string held. */
export interface Query<D> {
  readonly values: QueryValues<D>;
  /** The remaining ones as text, each of them one of those in `others`. */
  readonly rest: ReadonlyMap<string, string>;
}

/**
 * Reads the query of a URL (a form that stands for one is the query of `form:?…`): parameters of `declaration`, and any
 * of `others`, which are left as they are.
 * Throws a Problem that names every parameter that is unknown, repeated or not acceptable: a typo must
 * not silently select another scenario.
 */
export function readQuery<D extends QueryDeclaration>(
  url: string,
  declaration: D,
  others: readonly string[],
): Query<D> {
  const given = namedTexts(url);
  const problems: ProblemItem[] = [];
  const values: Record<string, unknown> = {};
  const rest = new Map<string, string>();
  const known = [...Object.keys(declaration), ...others];
  const renamed = new Map(
    Object.entries(declaration).flatMap(([name, { older_name: older }]) =>
      older === undefined ? [] : [[older, name]],
    ),
  );
  for (const [name, texts] of given) {
    const text = texts[0] as string;
    const declared = renamed.get(name) ?? name;
    if (!known.includes(declared)) {
      const shown = JSON.stringify(name.slice(0, 80));
      const expected =
        known.length === 0 ? "no query parameter at all" : `one of ${known.join(", ")}`;
      problems.push({
        parameter: name.slice(0, 80),
        detail: `${shown} is not a parameter here; expected ${expected}`,
      });
    } else if (texts.length > 1) {
      problems.push({
        parameter: name,
        detail: `${name} is given ${texts.length} times; expected it once`,
      });
    } else if (declared !== name && given.has(declared)) {
      problems.push({
        parameter: name,
        detail: `${name} is given beside ${declared}, whose older name it is; expected one of them`,
      });
    } else if (others.includes(name)) {
      rest.set(name, text);
    } else {
      const { type } = declaration[declared] as QueryParameter;
      const value = type.parse(text);
      if (value === null) problems.push(unacceptable(name, text, type.expected));
      else values[declared] = value;
    }
  }
  if (problems.length > 0) throw new Problem("invalid-parameters", problems);
  return { values: values as QueryValues<D>, rest };
}

/** A query string in which each character stands for itself, and none has a meaning but `&` and `=`. */
const PLAIN_QUERY = /^[^?#]*\?([A-Za-z0-9_.,:;~*&=-]*)$/;

/** The texts that a URL's query gives to each name, in their order. */
function namedTexts(url: string): Map<string, string[]> {
  const given = new Map<string, string[]>();
  const plain = PLAIN_QUERY.exec(url)?.[1];
  const pairs = plain === undefined ? new URL(url).searchParams : plainPairs(plain);
  for (const [name, text] of pairs) {
    const texts = given.get(name);
    if (texts === undefined) given.set(name, [text]);
    else texts.push(text);
  }
  return given;
}

/** What URLSearchParams reads of such a query: making one costs more than all else that is done with it. */
function plainPairs(query: string): (readonly [name: string, text: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const end = pair.indexOf("=");
    pairs.push(end < 0 ? [pair, ""] : [pair.slice(0, end), pair.slice(end + 1)]);
  }
  return pairs;
}
