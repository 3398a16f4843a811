import { WorkLimitError } from "../errors.ts";
import type { U64 } from "../kernel/u64.ts";
import { LIMITS } from "../limits.ts";
import type { Field, Layout } from "./layout.ts";

class Writer {
  private bytes = new Uint8Array(1024);
  private length = 0;

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Stores the lower 32 bits. */
  u32le(value: number): void {
    this.reserve(4);
    const { bytes, length } = this;
    bytes[length] = value;
    bytes[length + 1] = value >>> 8;
    bytes[length + 2] = value >>> 16;
    bytes[length + 3] = value >>> 24;
    this.length = length + 4;
  }

  u64le(value: number | U64): void {
    const { hi, lo } = halvesOf(value);
    this.u32le(lo);
    this.u32le(hi);
  }

  u16le(value: number): void {
    this.u8(value);
    this.u8(value >>> 8);
  }

  u32be(value: number): void {
    for (let shift = 24; shift >= 0; shift -= 8) this.u8(value >>> shift);
  }

  u64be(value: number | U64): void {
    const { hi, lo } = halvesOf(value);
    this.u32be(hi);
    this.u32be(lo);
  }

  text(value: string): void {
    this.reserve(value.length);
    for (let i = 0; i < value.length; i++) this.bytes[this.length++] = value.charCodeAt(i);
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    if (needed > LIMITS.dump_bytes) {
      throw new WorkLimitError("bytes of dump", LIMITS.dump_bytes, `byte ${this.length}`);
    }
    const larger = new Uint8Array(
      Math.min(Math.max(this.bytes.length * 2, needed), LIMITS.dump_bytes),
    );
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

function halvesOf(value: number | U64): U64 {
  if (typeof value !== "number") return value;
  return { hi: (value - (value >>> 0)) / 0x1_0000_0000, lo: value };
}

type Encode<T> = (writer: Writer, value: T) => void;

/** Encoders by layout: a layout is a constant of its lab, and is compiled once. */
const compiled = new WeakMap<Layout<never>, Encode<never>>();

/**
 * The canonical dump of `value`. An integer must be a whole number 0 .. 2^53-1 that fits its field.
 * Throws a {@link WorkLimitError} beyond LIMITS.dump_bytes.
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

/** One function for a field, made once: millions of fields are then encoded without looking at the layout. */
function compileField<T>(field: Field<T>): Encode<T> {
  switch (field.kind) {
    case "integer": {
      const { type } = field;
      if (type === "u64le" || type === "u64be") {
        return (writer, of) => writer[type](field.value(of));
      }
      // Narrower fields are read from numbers: the layout's combinators see to it.
      const value = field.value as (of: T) => number;
      if (type === "u32le") return (writer, of) => writer.u32le(value(of));
      return (writer, of) => writer[type](value(of));
    }
    case "text":
      return (writer, of) => writer.text(field.value(of));
    case "group":
      return compileFields(field.fields);
    case "repeat": {
      const encodeItem = compileFields(field.fields);
      return (writer, of) => {
        const items = field.items(of);
        for (let i = 0; i < items.length; i++) encodeItem(writer, items.at(i));
      };
    }
  }
}

function compileFields<T>(fields: readonly Field<T>[]): Encode<T> {
  const encoders = fields.map(compileField);
  return (writer, of) => {
    for (const encoder of encoders) encoder(writer, of);
  };
}
