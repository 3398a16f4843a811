import type { U64 } from "../kernel/u64.ts";
import type { Field, FloatField, IntegerField, Layout, Sequence } from "./layout.ts";
import { type FloatType, halvesOf, type IntegerType, sizeOfNumber } from "./numbers.ts";
import { utf8Bytes } from "./utf8_bytes.ts";
import { Writer } from "./writer.ts";

type Encode<T> = (writer: Writer, value: T) => void;

/** Encoders by layout: a layout is a constant of its lab, and is compiled once. */
const compiled = new WeakMap<Layout<never>, Encode<never>>();

/**
 * The canonical dump of `value`, which must be one that the layout can hold: nothing is checked here, and of a
 * number that does not fit its field the lower bits are written. Throws a {@link WorkLimitError} beyond
 * LIMITS.dump_bytes.
 */
export function encode<T>(layout: Layout<T>, value: T): Uint8Array {
  let encoder = compiled.get(layout) as Encode<T> | undefined;
  if (encoder === undefined) {
    encoder = compileFields(layout);
    compiled.set(layout, encoder as Encode<never>);
  }
  const writer = new Writer();
  encoder(writer, value);
  return writer.finish();
}

type NumberField<T> = IntegerField<T> | FloatField<T>;

/** One function for some fields, made once: millions of fields are then encoded without looking at the layout. */
function compileFields<T>(fields: readonly Field<T>[]): Encode<T> {
  const steps: Encode<T>[] = [];
  let numbers: NumberField<T>[] = [];
  const endNumbers = (): void => {
    if (numbers.length > 0) steps.push(compileNumbers(numbers));
    numbers = [];
  };
  for (const field of withoutGroups(fields)) {
    if (field.kind === "integer" || field.kind === "float") numbers.push(field);
    else {
      endNumbers();
      steps.push(compileField(field));
    }
  }
  endNumbers();
  const [first, second] = steps;
  if (first !== undefined && steps.length === 1) return first;
  if (first !== undefined && second !== undefined && steps.length === 2) {
    return (writer, of) => {
      first(writer, of);
      second(writer, of);
    };
  }
  return (writer, of) => {
    for (const step of steps) step(writer, of);
  };
}

/** The fields of groups in the place of the groups: all are read from the same value. */
function withoutGroups<T>(fields: readonly Field<T>[]): Exclude<Field<T>, { kind: "group" }>[] {
  return fields.flatMap((field) =>
    field.kind === "group" ? withoutGroups(field.fields) : [field],
  );
}

function compileField<T>(field: Exclude<Field<T>, NumberField<T> | { kind: "group" }>): Encode<T> {
  switch (field.kind) {
    case "text":
      return field.type === "utf8"
        ? (writer, of) => writeBytes(writer, utf8Bytes(field.value(of)))
        : (writer, of) => writeAscii(writer, field.value(of));
    case "bytes":
      return (writer, of) => writeBytes(writer, field.value(of));
    case "optional": {
      const encodePart = compileFields(field.fields);
      return (writer, of) => {
        const part = field.part(of);
        if (part !== null) encodePart(writer, part);
      };
    }
    case "repeat": {
      const encodeItem = compileFields(field.fields);
      return (writer, of) => {
        const items = field.items(of);
        if (items.ids !== undefined) encodeByIds(writer, field, items, items.ids, encodeItem);
        else encodeAll(writer, items, encodeItem);
      };
    }
  }
}

function encodeAll<T>(writer: Writer, items: Sequence<T>, encodeItem: Encode<T | undefined>): void {
  const start = writer.length;
  const { length } = items;
  for (let i = 0; i < length; i++) {
    encodeItem(writer, items.at(i));
    // Elements are mostly alike, such as the nodes of a cluster.
    if (i === 0) writer.reserve((writer.length - start) * (length - 1));
  }
}

/**
 * Writes elements that have ids. Those at the beginning that the sequence before had as well are not encoded again:
 * the copies of a log that a cluster's nodes hold are mostly the same.
 */
function encodeByIds<T>(
  writer: Writer,
  field: object,
  items: Sequence<T>,
  ids: Int32Array,
  encodeItem: Encode<T | undefined>,
): void {
  const start = writer.length;
  const offsets = new Uint32Array(ids.length + 1);
  const before = writer.written.get(field);
  if (before?.ids === ids) {
    writer.repeat(before.start, before.offsets[ids.length] as number);
    return;
  }
  let i = 0;
  if (before !== undefined) {
    const common = Math.min(ids.length, before.ids.length);
    while (i < common && ids[i] === before.ids[i]) i++;
    offsets.set(before.offsets.subarray(0, i));
    writer.repeat(before.start, before.offsets[i] as number);
  }
  for (; i < ids.length; i++) {
    offsets[i] = writer.length - start;
    encodeItem(writer, items.at(i));
    if (i === 0) writer.reserve((writer.length - start) * (ids.length - 1));
  }
  offsets[i] = writer.length - start;
  writer.written.set(field, { ids, start, offsets });
}

function writeAscii(writer: Writer, text: string): void {
  const { length } = text;
  const offset = writer.append(length);
  const { bytes } = writer;
  for (let i = 0; i < length; i++) bytes[offset + i] = text.charCodeAt(i);
}

function writeBytes(writer: Writer, bytes: Uint8Array): void {
  const offset = writer.append(bytes.length);
  writer.bytes.set(bytes, offset);
}

/** Numbers that stand next to each other: room is made once for all of them. */
function compileNumbers<T>(fields: readonly NumberField<T>[]): Encode<T> {
  const types = fields.map(({ type }) => type);
  const values = fields.map(({ value }) => value);
  const size = types.reduce((sum, type) => sum + sizeOfNumber(type), 0);
  return (writer, of) => {
    let offset = writer.append(size);
    const { view } = writer;
    for (let i = 0; i < types.length; i++) {
      const value = (values[i] as (of: T) => number | U64)(of);
      offset = writeNumber(view, offset, types[i] as IntegerType | FloatType, value);
    }
  };
}

/** Writes a number and returns where the next one stands. The commonest types come first: the chain is walked. */
function writeNumber(
  view: DataView,
  offset: number,
  type: IntegerType | FloatType,
  value: number | U64,
): number {
  // Only 64 bits are given in halves: the layout's combinators see to it.
  const number = value as number;
  switch (type) {
    case "u32le":
    case "i32le":
      view.setUint32(offset, number, true);
      return offset + 4;
    case "u8":
    case "i8":
      view.setUint8(offset, number);
      return offset + 1;
    case "u64le":
    case "i64le":
      setHalves(view, offset, halvesOf(value), true);
      return offset + 8;
    case "u16le":
    case "i16le":
      view.setUint16(offset, number, true);
      return offset + 2;
    case "u16be":
    case "i16be":
      view.setUint16(offset, number);
      return offset + 2;
    case "u32be":
    case "i32be":
      view.setUint32(offset, number);
      return offset + 4;
    case "u64be":
    case "i64be":
      setHalves(view, offset, halvesOf(value), false);
      return offset + 8;
    case "f64le":
      setFloat(view, offset, value, true);
      return offset + 8;
    case "f64be":
      setFloat(view, offset, value, false);
      return offset + 8;
  }
}

function setHalves(view: DataView, offset: number, { hi, lo }: U64, isLittleEndian: boolean): void {
  view.setUint32(isLittleEndian ? offset + 4 : offset, hi, isLittleEndian);
  view.setUint32(isLittleEndian ? offset : offset + 4, lo, isLittleEndian);
}

/** The bits of the NaN that is written where no other is asked for: engines keep no bits of their own. */
const QUIET_NAN: U64 = { hi: 0x7ff8_0000, lo: 0 };

function setFloat(
  view: DataView,
  offset: number,
  value: number | U64,
  isLittleEndian: boolean,
): void {
  if (typeof value !== "number") setHalves(view, offset, value, isLittleEndian);
  else if (Number.isNaN(value)) setHalves(view, offset, QUIET_NAN, isLittleEndian);
  else view.setFloat64(offset, value, isLittleEndian);
}
