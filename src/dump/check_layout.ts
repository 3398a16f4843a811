import {
  type AnyField,
  type Count,
  type IntegerField,
  keyField,
  type Layout,
  type RepeatField,
} from "./layout.ts";
import { Lookup } from "./lookup.ts";
import { fitsInteger, INTEGERS, integerText, sizeOfNumber } from "./numbers.ts";

/**
 * Refuses a layout that cannot be walked, or whose fields could not be told apart: throws an Error that names the
 * first such field by its path. It looks at the declaration only; check_value.ts looks at what is written by it.
 */
export function checkLayout(layout: Layout<never>): void {
  checkFields(layout, { owner: "", inRepeat: false, keyed: null }, new Lookup());
}

/** What the fields stand in. */
interface Within {
  /** The path to them; empty of the layout itself. */
  readonly owner: string;
  readonly inRepeat: boolean;
  /** The path to the repeat around them whose elements are known by a key. */
  readonly keyed: string | null;
}

type Earlier = Lookup<IntegerField<unknown>>;

function refuse(path: string, reason: string): never {
  throw new Error(`${path === "" ? "the layout" : path}: ${reason}`);
}

/** Checks fields and returns the fewest bytes that they can have together. */
function checkFields(fields: readonly AnyField[], within: Within, earlier: Earlier): number {
  const { owner } = within;
  if (fields.length === 0) refuse(owner, "it has no fields; expected at least one");
  const names = new Set<string>();
  let least = 0;
  for (const [i, field] of fields.entries()) {
    const { name } = field;
    if (name === "") refuse(owner, `field ${i}, counted from 0, has an empty name`);
    const path = owner === "" ? name : `${owner}.${name}`;
    if (/[.[\]\s]/.test(name)) {
      refuse(path, `its name is "${name}"; expected one without dots, brackets and spaces`);
    }
    if (names.has(name)) refuse(path, "a field before it has the same name");
    names.add(name);
    least += checkField(field, path, within, earlier);
  }
  return least;
}

/** Checks a field, enters it among the earlier ones, and returns the fewest bytes that it can have. */
function checkField(field: AnyField, path: string, within: Within, earlier: Earlier): number {
  const inside = { ...within, owner: path };
  switch (field.kind) {
    case "integer":
      checkInteger(field, path);
      earlier.add(field.name, field);
      return sizeOfNumber(field.type);
    case "group":
      return checkFields(field.fields, inside, earlier.addGroup(field.name));
    case "float":
      earlier.add(field.name, null);
      return sizeOfNumber(field.type);
    case "text":
    case "bytes":
      checkNumber("length", field.length, path, earlier);
      earlier.add(field.name, null);
      return typeof field.length === "number" ? field.length : 0;
    case "optional":
      checkReference("flag", field.flag, path, earlier);
      checkFields(field.fields, inside, new Lookup(earlier));
      earlier.add(field.name, null);
      return 0;
    case "repeat": {
      const least = checkRepeat(field, path, within, earlier);
      earlier.add(field.name, null);
      return least;
    }
  }
}

function checkInteger({ type, names, none }: IntegerField<unknown>, path: string): void {
  const { bytes, isSigned } = INTEGERS[type];
  const largest = 2 ** (8 * bytes - (isSigned ? 1 : 0));
  if (names !== undefined && (names.length === 0 || names.length > largest)) {
    refuse(path, `it has ${names.length} names; expected 1 .. ${largest}, as ${type} has values`);
  }
  if (none === undefined) return;
  const digits = integerText(type, none);
  if (!fitsInteger(type, none)) {
    refuse(path, `none is ${digits}; expected a value that ${type} can hold exactly`);
  }
  const name = names?.[Number(digits)];
  if (name !== undefined) refuse(path, `none is ${digits}, which is also the value of "${name}"`);
}

/** A length or a count: fixed, or held by an earlier integer. */
function checkNumber(what: string, given: Count, path: string, earlier: Earlier): void {
  if (typeof given === "string") checkReference(what, given, path, earlier);
  else if (!Number.isSafeInteger(given) || given < 1) {
    refuse(path, `its ${what} is ${given}; expected a whole number from 1, or the name of a field`);
  }
}

function checkReference(what: string, name: string, path: string, earlier: Earlier): void {
  const integer = earlier.find(name);
  if (integer === null) {
    refuse(path, `its ${what} is "${name}", which names no integer that stands before it`);
  }
  if (integer.none !== undefined) {
    refuse(
      path,
      `its ${what} is "${name}", which may be none; expected an integer that has a value`,
    );
  }
}

/** The fewest bytes that the elements can have together. */
function checkRepeat(
  { count, fields, isNode, key }: RepeatField<unknown>,
  path: string,
  { inRepeat, keyed }: Within,
  earlier: Earlier,
): number {
  if (keyed !== null) {
    refuse(path, `it stands inside ${keyed}, whose elements have a key; expected no repeat there`);
  }
  if (isNode && inRepeat) {
    refuse(
      path,
      "it is of the cluster's nodes and stands inside a repeat; expected it outside of all",
    );
  }
  checkNumber("count", count, path, earlier);
  const inside = { owner: `${path}[]`, inRepeat: true, keyed: key === null ? null : path };
  const least = checkFields(fields, inside, new Lookup(earlier));
  if (key !== null && keyField(fields, key) === null) {
    refuse(path, `its key is "${key}", which names no text, bytes or integer of its elements`);
  }
  if (typeof count === "number") return count * least;
  if (least === 0) {
    refuse(path, "its elements may have no bytes, so that no dump bounds their count");
  }
  return 0;
}
