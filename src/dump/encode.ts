import { release } from "../kernel/memory.ts";
import type { U64 } from "../kernel/u64.ts";
import type { Work } from "../kernel/work.ts";
import type { Field, FloatField, IntegerField, Layout, Sequence } from "./layout.ts";
import { type FloatType, halvesOf, type IntegerType, sizeOfNumber } from "./numbers.ts";
import { utf8Bytes } from "./utf8_bytes.ts";
import { Writer } from "./writer.ts";

type Encode<T> = (writer: Writer, value: T) => void;

/** The encoder of a layout, and the same in parts: each sequence is one of its own. */
interface Compiled<T> {
  readonly whole: Encode<T>;
  readonly parts: Parts<T>;
}

type Parts<T> = readonly (Encode<T> | SequencePart<T>)[];

interface SequencePart<T> {
  /** The repeat in the layout. */
  readonly field: object;
  items(of: T): Sequence<unknown>;
  readonly encodeItem: Encode<unknown>;
  /** Those of an element; null where it has no sequence in it. */
  readonly parts: Parts<unknown> | null;
}

/** By layout: a layout is a constant of its lab, and is compiled once. */
const compiled = new WeakMap<Layout<never>, Compiled<never>>();

/** Elements that are written in a piece: some five milliseconds. */
const ITEMS_OF_A_PIECE = 32_768;

/**
 * The canonical dump of `value`, which must be one that the layout can hold: nothing is checked here, and of a
 * number that does not fit its field the lower bits are written. Throws a {@link WorkLimitError} beyond
 * LIMITS.dump_bytes.
 */
export function encode<T>(layout: Layout<T>, value: T): Uint8Array {
  const writer = new Writer();
  try {
    compiledOf(layout).whole(writer, value);
    return writer.finish();
  } catch (error) {
    writer.release();
    throw error;
  }
}

/** The same in pieces. */
export function* encoding<T>(layout: Layout<T>, value: T): Work<Uint8Array> {
  const writer = new Writer();
  let isWritten = false;
  try {
    yield* encodingParts(writer, compiledOf(layout).parts, value);
    isWritten = true;
    return writer.finish();
  } finally {
    // Also where whoever asked has left.
    if (!isWritten) writer.release();
  }
}

function* encodingParts<T>(writer: Writer, parts: Parts<T>, of: T): Work<void> {
  for (const part of parts) {
    if (typeof part === "function") part(writer, of);
    else yield* encodingSequence(writer, part, part.items(of));
  }
}

function* encodingSequence(
  writer: Writer,
  { field, encodeItem, parts }: SequencePart<never>,
  items: Sequence<unknown>,
): Work<void> {
  const { length, ids } = items;
  if (parts !== null) {
    const start = writer.length;
    for (let i = 0; i < length; i++) {
      yield* encodingParts(writer, parts, items.at(i));
      reserveFor(writer, start, i + 1, length);
    }
    return;
  }
  const place = ids === undefined ? placeOf(writer) : placeByIds(writer, field, ids);
  while (place.next < length) {
    encodeUntil(writer, items, place, Math.min(length, place.next + ITEMS_OF_A_PIECE), encodeItem);
    if (place.next < length) yield;
  }
}

function compiledOf<T>(layout: Layout<T>): Compiled<T> {
  const known = compiled.get(layout) as Compiled<T> | undefined;
  if (known !== undefined) return known;
  const made = { whole: compileFields(layout), parts: partsOf(layout) };
  compiled.set(layout, made as Compiled<never>);
  return made;
}

function partsOf<T>(fields: readonly Field<T>[]): Parts<T> {
  return withoutGroups(fields).map((field): Encode<T> | SequencePart<T> => {
    if (field.kind !== "repeat") return compileFields([field]);
    const { items } = field;
    const parts = partsOf(field.fields) as Parts<unknown>;
    const hasSequence = parts.some((part) => typeof part !== "function");
    const encodeItem = compileFields(field.fields) as Encode<unknown>;
    return { field, items, encodeItem, parts: hasSequence ? parts : null };
  });
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
        const { ids, length } = items;
        const place = ids === undefined ? placeOf(writer) : placeByIds(writer, field, ids);
        encodeUntil(writer, items, place, length, encodeItem);
      };
    }
  }
}

/** How far the elements of a sequence have been written. */
interface Place {
  /** Where the first one begins. */
  readonly start: number;
  next: number;
  /** By element that has an id, and at the end: bytes from `start` on. */
  readonly offsets: Uint32Array | null;
}

function placeOf({ length }: Writer): Place {
  return { start: length, next: 0, offsets: null };
}

/**
 * The place of elements that have ids. Those at the beginning that the sequence before had as well are not encoded again:
 * the copies of a log that a cluster's nodes hold are mostly the same.
 */
function placeByIds(writer: Writer, field: object, ids: Int32Array): Place {
  const start = writer.length;
  const before = writer.written.get(field);
  if (before?.ids === ids) {
    writer.repeat(before.start, before.offsets[ids.length] as number);
    return { start, next: ids.length, offsets: null };
  }
  const offsets = new Uint32Array(ids.length + 1);
  let next = 0;
  if (before !== undefined) {
    const common = Math.min(ids.length, before.ids.length);
    while (next < common && ids[next] === before.ids[next]) next++;
    offsets.set(before.offsets.subarray(0, next + 1));
    writer.repeat(before.start, before.offsets[next] as number);
    release(before.offsets);
  }
  writer.written.set(field, { ids, start, offsets });
  return { start, next, offsets };
}

/** Writes the elements before `until`. */
function encodeUntil<T>(
  writer: Writer,
  items: Sequence<T>,
  place: Place,
  until: number,
  encodeItem: Encode<T | undefined>,
): void {
  const { start, offsets } = place;
  const { length } = items;
  for (let i = place.next; i < until; i++) {
    encodeItem(writer, items.at(i));
    if (offsets !== null) offsets[i + 1] = writer.length - start;
    reserveFor(writer, start, i + 1, length);
  }
  place.next = until;
}

/**
 * Makes room for the rest of `count` elements, of which `written` stand from `start` on. Elements are mostly alike, such as
 * the nodes of a cluster; how long they are is seen anew whenever twice as many have been written.
 */
function reserveFor(writer: Writer, start: number, written: number, count: number): void {
  if ((written & (written - 1)) !== 0) return;
  const size = (writer.length - start) / written;
  writer.reserve(Math.ceil(size * (count - written) * SPARE));
}

/** Room for elements that are longer than those before them, as numbers of more digits are. */
const SPARE = 17 / 16;

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
