import type { U64 } from "../kernel/u64.ts";
import { encode } from "./encode.ts";
import {
  type AnyField,
  type Count,
  type FloatField,
  type IntegerField,
  keyField,
  type Layout,
  type OptionalField,
  type RepeatField,
  reportedType,
} from "./layout.ts";
import { Lookup } from "./lookup.ts";
import { fitsInteger, integerText } from "./numbers.ts";
import { utf8Bytes } from "./utf8_bytes.ts";
import { compareKeys } from "./value.ts";

/**
 * Looks whether `value` can be written by a layout that `checkLayout` accepts: numbers fit, lengths, counts and flags
 * are those of what follows, keys ascend. Throws an Error that names the first field that is wrong by its path.
 * The encoder looks at none of this; a lab's tests ask here about its own states.
 */
export function checkValue<T>(layout: Layout<T>, value: T): void {
  checkFields(layout, value, "", new Lookup());
}

/** The integers before a field, of the element that is being looked at. */
type Earlier = Lookup<number>;

function refuse(path: string, reason: string): never {
  throw new Error(`${path}: ${reason}`);
}

function checkFields(
  fields: readonly AnyField[],
  of: unknown,
  prefix: string,
  earlier: Earlier,
): void {
  for (const field of fields) {
    const path = prefix + field.name;
    if (field.kind === "group") {
      checkFields(field.fields, of, `${path}.`, earlier.addGroup(field.name));
      continue;
    }
    let integer: number | null = null;
    switch (field.kind) {
      case "integer":
        integer = checkInteger(field, of, path);
        break;
      case "float":
        checkFloat(field, of, path);
        break;
      case "text": {
        const text = field.value(of);
        checkText(field.type, text, path);
        const size = field.type === "utf8" ? utf8Bytes(text).length : text.length;
        checkNumber("bytes", size, field.length, path, earlier);
        break;
      }
      case "bytes":
        checkNumber("bytes", field.value(of).length, field.length, path, earlier);
        break;
      case "optional":
        checkOptional(field, of, path, earlier);
        break;
      case "repeat":
        checkRepeat(field, of, path, earlier);
        break;
    }
    earlier.add(field.name, integer);
  }
}

/** The value, which may be rounded: it is compared with lengths and counts. */
function checkInteger(
  { type, names, none, value }: IntegerField<unknown>,
  of: unknown,
  path: string,
): number {
  const given = value(of);
  if (!fitsInteger(type, given)) {
    refuse(path, `it is ${shown(given)}; expected an integer that ${type} can hold exactly`);
  }
  const digits = integerText(type, given);
  const number = Number(digits);
  const isNone = none !== undefined && integerText(type, none) === digits;
  if (names !== undefined && !isNone && names[number] === undefined) {
    refuse(path, `it is ${digits}; expected 0 .. ${names.length - 1} (${names.join(", ")})`);
  }
  return number;
}

function checkFloat({ type, value }: FloatField<unknown>, of: unknown, path: string): void {
  const given = value(of);
  if (typeof given !== "number" && !fitsInteger("u64le", given)) {
    refuse(path, `it is ${shown(given)}; expected a number, or two halves of 32 bits (${type})`);
  }
}

function shown(value: number | U64): string {
  return typeof value === "number" ? String(value) : `{hi: ${value.hi}, lo: ${value.lo}}`;
}

function checkText(type: "bytes" | "utf8", text: string, path: string): void {
  if (type === "utf8") {
    if (!text.isWellFormed())
      refuse(path, "it has half a surrogate pair, which UTF-8 cannot write");
    return;
  }
  const at = Array.from(text).findIndex((character) => character > "\x7f");
  if (at >= 0)
    refuse(path, `character ${at}, counted from 0, is none of ASCII; expected UTF-8 there`);
}

/** Whether there is as much as the layout says, or the earlier integer. */
function checkNumber(
  what: string,
  found: number,
  declared: Count,
  path: string,
  earlier: Earlier,
): void {
  const expected = typeof declared === "number" ? declared : earlier.find(declared);
  if (found === expected) return;
  const holder = typeof declared === "number" ? "the layout" : declared;
  refuse(path, `it has ${found} ${what}; expected ${expected}, as ${holder} says`);
}

function checkOptional(
  { flag, part, fields }: OptionalField<unknown>,
  of: unknown,
  path: string,
  earlier: Earlier,
): void {
  const inside = part(of);
  const isThere = inside !== null;
  const expected = isThere ? 1 : 0;
  const found = earlier.find(flag);
  if (found !== expected) {
    const is = isThere ? "there" : "not there";
    refuse(path, `it is ${is}, and ${flag} is ${found}; expected ${expected}`);
  }
  if (isThere) checkFields(fields, inside, `${path}.`, new Lookup(earlier));
}

function checkRepeat(
  { count, key, fields, items }: RepeatField<unknown>,
  of: unknown,
  path: string,
  earlier: Earlier,
): void {
  const sequence = items(of);
  checkNumber("elements", sequence.length, count, path, earlier);
  const keyed = key === null ? null : keyField(fields, key);
  const keyLayout = keyed === null ? null : [keyed];
  let before: Uint8Array | null = null;
  for (let i = 0; i < sequence.length; i++) {
    // Taken each time it is used: a sequence may hand out one object for all of its elements.
    checkFields(fields, sequence.at(i), `${path}[${i}].`, new Lookup(earlier));
    if (keyed === null || keyLayout === null) continue;
    const bytes = encode(keyLayout, sequence.at(i));
    const order = before === null ? -1 : compareKeys(reportedType(keyed), before, bytes);
    if (order >= 0) {
      const relation = order === 0 ? "is equal to" : "comes before";
      refuse(
        `${path}[${i}].${key}`,
        `it ${relation} that of element ${i - 1}; expected ascending keys`,
      );
    }
    before = bytes;
  }
}
