import type { U64 } from "../kernel/u64.ts";
import { type FloatType, type IntegerType, integerText } from "./numbers.ts";

/**
 * A dump layout as data. One declaration drives the encoder (encode.ts), the field map of a dump
 * (field_map.ts), whose leaves are the documented table, and the decoding of single fields (value.ts).
 * Nothing is padded. Our labs are little-endian; a layout may mix both orders.
 */

/**
 * An integer field. A number must be whole, below 2^53 on either side of 0, and fit the type; what is larger
 * is given as the two halves of its 64 bits.
 */
export interface IntegerField<T> {
  readonly kind: "integer";
  readonly name: string;
  readonly type: IntegerType;
  readonly note: string;
  /** Names by value, where the integer is an enumeration. */
  readonly names?: readonly string[];
  /** The value that means that there is none. */
  readonly none?: number | U64;
  value(of: T): number | U64;
}

/**
 * A number of binary64, bit for bit: a NaN is written as the quiet one without sign and payload. A lab that tells
 * NaNs apart gives the two halves of the 64 bits in place of the number.
 */
export interface FloatField<T> {
  readonly kind: "float";
  readonly name: string;
  readonly type: FloatType;
  readonly note: string;
  value(of: T): number | U64;
}

/**
 * How many bytes a field has, or elements a repeat: a fixed number, or the earlier integer that holds it. It is named
 * as in the group that uses it, `payload_len`, or stands in a group before, `header.count`, or in what is around
 * both: the fields of an element are looked through first, then those of the element around it, and so on.
 */
export type Length = number | string;
export type Count = number | string;

/** Text of a length in bytes. */
export interface TextField<T> {
  readonly kind: "text";
  readonly name: string;
  /** `bytes` is ASCII: of any other character the lower eight bits are written. */
  readonly type: "bytes" | "utf8";
  readonly length: Length;
  readonly note: string;
  value(of: T): string;
}

/** Bytes that are no text, shown as hex digits. */
export interface BytesField<T> {
  readonly kind: "bytes";
  readonly name: string;
  readonly length: Length;
  readonly note: string;
  value(of: T): Uint8Array;
}

/** Fields under a common name. */
export interface GroupField<T> {
  readonly kind: "group";
  readonly name: string;
  readonly fields: readonly Field<T>[];
}

/** Fields that are there only where an earlier integer, the flag, is 1; where they are not, it is 0. */
export interface OptionalField<T> {
  readonly kind: "optional";
  readonly name: string;
  readonly flag: string;
  readonly fields: readonly Field<unknown>[];
  /** What the fields are read from; null where they are not there. */
  part(of: T): unknown;
}

/** A sequence of a fixed length, or of the length that an earlier integer holds. */
export interface RepeatField<T> {
  readonly kind: "repeat";
  readonly name: string;
  readonly count: Count;
  /** Whether each element is a node of the cluster. */
  readonly isNode: boolean;
  /**
   * The field of an element in whose ascending order they stand, texts and bytes byte by byte and integers by
   * their value; null where the elements are told apart by index.
   */
  readonly key: string | null;
  readonly fields: readonly Field<unknown>[];
  items(of: T): Sequence<unknown>;
}

export type Field<T> =
  | IntegerField<T>
  | FloatField<T>
  | TextField<T>
  | BytesField<T>
  | GroupField<T>
  | OptionalField<T>
  | RepeatField<T>;

/** What a repeat writes. `at` may reuse the value it returned before. */
export interface Sequence<T> {
  readonly length: number;
  /**
   * By index, where elements have ids: two elements of one dump that a repeat writes under the same id have the same
   * bytes. They are then encoded once where sequences begin with the same ones.
   */
  readonly ids?: Int32Array;
  at(index: number): T | undefined;
}

/** The fields of a dump of `T`, in their order. */
export type Layout<T> = readonly Field<T>[];

function integer<V extends number | U64>(type: IntegerType) {
  return <T>(name: string, value: (of: T) => V, note = ""): IntegerField<T> => ({
    kind: "integer",
    name,
    type,
    note,
    value,
  });
}

export const u8 = integer<number>("u8");
export const u16le = integer<number>("u16le");
export const u16be = integer<number>("u16be");
export const u32le = integer<number>("u32le");
export const u32be = integer<number>("u32be");
export const u64le = integer<number | U64>("u64le");
export const u64be = integer<number | U64>("u64be");
export const i8 = integer<number>("i8");
export const i16le = integer<number>("i16le");
export const i16be = integer<number>("i16be");
export const i32le = integer<number>("i32le");
export const i32be = integer<number>("i32be");
export const i64le = integer<number | U64>("i64le");
export const i64be = integer<number | U64>("i64be");

function float(type: FloatType) {
  return <T>(name: string, value: (of: T) => number | U64, note = ""): FloatField<T> => ({
    kind: "float",
    name,
    type,
    note,
    value,
  });
}

export const f64le = float("f64le");
export const f64be = float("f64be");

/** An integer of which one value, `none`, means that there is none: where `value` is null. */
export function integerOrNone<T>(
  type: IntegerType,
  name: string,
  none: number | U64,
  value: (of: T) => number | U64 | null,
  note = "",
): IntegerField<T> {
  const meaning = `${integerText(type, none)} = none`;
  return {
    kind: "integer",
    name,
    type,
    none,
    note: note === "" ? meaning : `${note}; ${meaning}`,
    value: (of) => value(of) ?? none,
  };
}

/** The flag of an {@link optional} part. */
export function flag<T>(name: string, isPresent: (of: T) => boolean): IntegerField<T> {
  return enum8(name, ["absent", "present"], (of) => (isPresent(of) ? 1 : 0));
}

/** A one-byte enumeration: `names` by value. */
export function enum8<T>(
  name: string,
  names: readonly string[],
  value: (of: T) => number,
): IntegerField<T> {
  const note = names.map((of, number) => `${of} = ${number}`).join(", ");
  return { kind: "integer", name, type: "u8", note, names, value };
}

/** ASCII text. */
export function text<T>(
  name: string,
  length: Length,
  value: (of: T) => string,
  note = "",
): TextField<T> {
  return { kind: "text", name, type: "bytes", length, note, value };
}

/** Text in UTF-8; `utf8Length` (utf8_bytes.ts) tells its length. */
export function utf8<T>(
  name: string,
  length: Length,
  value: (of: T) => string,
  note = "",
): TextField<T> {
  return { kind: "text", name, type: "utf8", length, note, value };
}

export function bytes<T>(
  name: string,
  length: Length,
  value: (of: T) => Uint8Array,
  note = "",
): BytesField<T> {
  return { kind: "bytes", name, length, note, value };
}

/** The constant that a dump begins with. */
export function magic<T>(constant: string): TextField<T> {
  return text("magic", constant.length, () => constant, `the constant "${constant}", no NUL`);
}

export function group<T>(name: string, ...fields: readonly Field<T>[]): GroupField<T> {
  return { kind: "group", name, fields };
}

export function optional<T, U>(
  name: string,
  flag: string,
  part: (of: T) => U | null,
  ...fields: readonly Field<U>[]
): OptionalField<T> {
  return { kind: "optional", name, flag, part, fields: fields as Field<unknown>[] };
}

export function repeat<T, U>(
  name: string,
  count: Count,
  items: (of: T) => Sequence<U>,
  ...fields: readonly Field<U>[]
): RepeatField<T> {
  return {
    kind: "repeat",
    name,
    count,
    isNode: false,
    key: null,
    items,
    fields: fields as Field<unknown>[],
  };
}

/** A {@link repeat} without repeats in it, whose elements stand in ascending order of a field. Nothing sorts them. */
export function repeatKeyed<T, U>(
  name: string,
  count: Count,
  key: string,
  items: (of: T) => Sequence<U>,
  ...fields: readonly Field<U>[]
): RepeatField<T> {
  return { ...repeat(name, count, items, ...fields), key };
}

/** A {@link repeat} whose elements are the nodes of the cluster. */
export function repeatNodes<T, U>(
  name: string,
  count: Count,
  items: (of: T) => Sequence<U>,
  ...fields: readonly Field<U>[]
): RepeatField<T> {
  return { ...repeat(name, count, items, ...fields), isNode: true };
}

type KeyField = IntegerField<unknown> | TextField<unknown> | BytesField<unknown>;

/** The field that elements with these fields are known by; null where it is none that can be compared. */
export function keyField(fields: readonly AnyField[], key: string): KeyField | null {
  let members = fields;
  let field: AnyField | undefined;
  for (const name of key.split(".")) {
    field = members.find((member) => member.name === name);
    members = field?.kind === "group" ? field.fields : [];
  }
  switch (field?.kind) {
    case "integer":
    case "text":
    case "bytes":
      return field;
    default:
      return null;
  }
}

/** What a report calls the type of a field. */
export function reportedType(field: KeyField | FloatField<unknown>): string {
  return field.kind === "bytes" ? "hex" : field.type;
}

/**
 * The layout with other fields in the place of some: `change` is given every field with its kind (the path without
 * indexes, as {@link FieldMap} has it), inner fields before those that hold them, and returns what stands there
 * in its place: one field, several, or none. How known bugs of encoding are declared.
 */
export function edited<T>(layout: Layout<T>, change: FieldChange): Layout<T> {
  return editedFields(layout as readonly AnyField[], "", change) as Layout<T>;
}

/** A field, whatever it is read from. */
// biome-ignore lint/suspicious/noExplicitAny: a change must be able to read what the field it replaces read
export type AnyField = Field<any>;
export type FieldChange = (field: AnyField, kind: string) => readonly AnyField[];

function editedFields(
  fields: readonly AnyField[],
  prefix: string,
  change: FieldChange,
): readonly AnyField[] {
  return fields.flatMap((field) => {
    const kind = prefix + field.name;
    if (field.kind === "group" || field.kind === "optional") {
      return change({ ...field, fields: editedFields(field.fields, `${kind}.`, change) }, kind);
    }
    if (field.kind === "repeat") {
      return change({ ...field, fields: editedFields(field.fields, `${kind}[].`, change) }, kind);
    }
    return change(field, kind);
  });
}
