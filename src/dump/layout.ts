import type { U64 } from "../kernel/u64.ts";

/**
 * A dump layout as data. One declaration drives the encoder (encode.ts), the field map of a dump
 * (field_map.ts), whose leaves are the documented table, and the decoding of single fields (value.ts).
 * Everything is little-endian, without padding, as both labs have it.
 */

/**
 * An integer field; a number must be whole, 0 .. 2^53-1, and fit the type. The type names are those of the
 * reports and of the documented table.
 */
export interface IntegerField<T> {
  readonly kind: "integer";
  readonly name: string;
  readonly type: IntegerType;
  readonly note: string;
  /** Names by value, where the integer is an enumeration. */
  readonly names?: readonly string[];
  value(of: T): number | U64;
}

/** The labs' own types are u8, u32le and u64le; the others are those of programs with a known bug. */
export type IntegerType = "u8" | "u16le" | "u32le" | "u64le" | "u32be" | "u64be";

export const INTEGER_BYTES: Readonly<Record<IntegerType, number>> = {
  u8: 1,
  u16le: 2,
  u32le: 4,
  u64le: 8,
  u32be: 4,
  u64be: 8,
};

/** The integer at `offset`; a u64 above 2^53 is rounded, which is exact enough for a length. */
export function readInteger(type: IntegerType, view: DataView, offset: number): number {
  switch (type) {
    case "u8":
      return view.getUint8(offset);
    case "u16le":
      return view.getUint16(offset, true);
    case "u32le":
      return view.getUint32(offset, true);
    case "u32be":
      return view.getUint32(offset);
    case "u64le":
      return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x1_0000_0000;
    case "u64be":
      return view.getUint32(offset) * 0x1_0000_0000 + view.getUint32(offset + 4);
  }
}

/** ASCII text of a fixed length, or of the length that the named earlier field of its group holds. */
export interface TextField<T> {
  readonly kind: "text";
  readonly name: string;
  readonly length: number | string;
  readonly note: string;
  value(of: T): string;
}

/** Fields under a common name. */
export interface GroupField<T> {
  readonly kind: "group";
  readonly name: string;
  readonly fields: readonly Field<T>[];
}

/** A sequence, as long as the named earlier field of its group says. */
export interface RepeatField<T> {
  readonly kind: "repeat";
  readonly name: string;
  readonly count: string;
  /** Whether each element is a node of the cluster. */
  readonly isNode: boolean;
  /** The text field of an element in whose ascending byte order they stand; null where they are told apart by index. */
  readonly key: string | null;
  readonly fields: readonly Field<unknown>[];
  items(of: T): Sequence<unknown>;
}

export type Field<T> = IntegerField<T> | TextField<T> | GroupField<T> | RepeatField<T>;

/** What a repeat writes. `at` may reuse the value it returned before. */
export interface Sequence<T> {
  readonly length: number;
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

export const u32le = integer<number>("u32le");
export const u64le = integer<number | U64>("u64le");

/** A one-byte enumeration: `names` by value. */
export function enum8<T>(
  name: string,
  names: readonly string[],
  value: (of: T) => number,
): IntegerField<T> {
  const note = names.map((of, number) => `${of} = ${number}`).join(", ");
  return { kind: "integer", name, type: "u8", note, names, value };
}

export function text<T>(
  name: string,
  length: number | string,
  value: (of: T) => string,
  note = "",
): TextField<T> {
  return { kind: "text", name, length, note, value };
}

/** The constant that a dump begins with. */
export function magic<T>(constant: string): TextField<T> {
  return text("magic", constant.length, () => constant, `the constant "${constant}", no NUL`);
}

export function group<T>(name: string, ...fields: readonly Field<T>[]): GroupField<T> {
  return { kind: "group", name, fields };
}

export function repeat<T, U>(
  name: string,
  count: string,
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

/** A {@link repeat} without repeats in it, whose elements stand in ascending byte order of a text field. */
export function repeatKeyed<T, U>(
  name: string,
  count: string,
  key: string,
  items: (of: T) => Sequence<U>,
  ...fields: readonly Field<U>[]
): RepeatField<T> {
  return { ...repeat(name, count, items, ...fields), key };
}

/** A {@link repeat} whose elements are the nodes of the cluster. */
export function repeatNodes<T, U>(
  name: string,
  count: string,
  items: (of: T) => Sequence<U>,
  ...fields: readonly Field<U>[]
): RepeatField<T> {
  return { ...repeat(name, count, items, ...fields), isNode: true };
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
    if (field.kind === "group") {
      return change({ ...field, fields: editedFields(field.fields, `${kind}.`, change) }, kind);
    }
    if (field.kind === "repeat") {
      return change({ ...field, fields: editedFields(field.fields, `${kind}[].`, change) }, kind);
    }
    return change(field, kind);
  });
}
