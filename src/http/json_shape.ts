/**
 * What a body of JSON must look like: the few shapes that the API takes, declared in code, since a library of schemas
 * would be a third of the Worker. The schemas that document them are beside the endpoints; a test holds both together.
 */

export type Path = readonly PropertyKey[];

/** A place where a body is not as it must be, and what is wrong there; null where the value itself says it. */
export interface Flaw {
  readonly path: Path;
  readonly what:
    | { readonly unknown: readonly string[] }
    | { readonly entries: number; readonly most: number }
    | null;
}

/** Reads a value; what is wrong with it is added to `flaws`, and the result is of use only where nothing was. */
export type BodyShape<T> = (value: unknown, path: Path, flaws: Flaw[]) => T;

/** Any value. */
export const anything: BodyShape<unknown> = (value) => value;

function holds<T>(isOf: (value: unknown) => boolean): BodyShape<T> {
  return (value, path, flaws) => {
    if (!isOf(value)) flaws.push({ path, what: null });
    return value as T;
  };
}

export function text(pattern = /^/): BodyShape<string> {
  return holds((value) => typeof value === "string" && pattern.test(value));
}

/** An integer that a number holds exactly. */
export function integer(least = Number.MIN_SAFE_INTEGER): BodyShape<number> {
  return holds((value) => Number.isSafeInteger(value) && (value as number) >= least);
}

export function choiceOf<const T extends string>(...values: readonly T[]): BodyShape<T> {
  return holds((value) => (values as readonly unknown[]).includes(value));
}

export function either<A, B>(one: BodyShape<A>, other: BodyShape<B>): BodyShape<A | B> {
  return (value, path, flaws) => {
    const ofOne: Flaw[] = [];
    const read = one(value, path, ofOne);
    return ofOne.length === 0 ? read : other(value, path, flaws);
  };
}

export function listOf<T>(entry: BodyShape<T>, most: number): BodyShape<T[]> {
  return (value, path, flaws) => {
    if (!Array.isArray(value)) flaws.push({ path, what: null });
    else if (value.length > most) flaws.push({ path, what: { entries: value.length, most } });
    else return value.map((one, index) => entry(one, [...path, index], flaws));
    return [];
  };
}

/** An object of any names. */
export function recordOf<T>(member: BodyShape<T>): BodyShape<Record<string, T>> {
  return (value, path, flaws) => {
    if (!isObject(value)) {
      flaws.push({ path, what: null });
      return {};
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, member(one, [...path, name], flaws)]),
    );
  };
}

/** An object of exactly these members; those of `optional` have a value where they are left out. */
export function membersOf<T extends Record<string, unknown>>(
  members: { readonly [Name in keyof T]: BodyShape<T[Name]> },
  optional: Partial<T> = {},
): BodyShape<T> {
  return (value, path, flaws) => {
    if (!isObject(value)) {
      flaws.push({ path, what: null });
      return {} as T;
    }
    const read = Object.entries(members).map(([name, member]) => {
      const isGiven = Object.hasOwn(value, name);
      if (!isGiven && Object.hasOwn(optional, name)) return [name, optional[name]];
      const given = isGiven ? value[name] : undefined;
      return [name, member(given, [...path, name], flaws)];
    });
    const unknown = Object.keys(value).filter((name) => !Object.hasOwn(members, name));
    if (unknown.length > 0) flaws.push({ path, what: { unknown } });
    return Object.fromEntries(read) as T;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
