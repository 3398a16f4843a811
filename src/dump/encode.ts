import { WorkLimitError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import type { Field, IntegerField, Layout } from "./layout.ts";

class Writer {
  private bytes = new Uint8Array(1024);
  private length = 0;

  integer(value: number, size: number): void {
    this.reserve(size);
    let rest = value;
    for (let i = 0; i < Math.min(size, 4); i++) {
      this.bytes[this.length + i] = rest & 0xff;
      rest >>>= 8;
    }
    if (size === 8) this.upperHalf(value);
    this.length += size;
  }

  text(value: string): void {
    this.reserve(value.length);
    for (let i = 0; i < value.length; i++) this.bytes[this.length++] = value.charCodeAt(i);
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private upperHalf(value: number): void {
    let rest = (value - (value >>> 0)) / 0x1_0000_0000;
    for (let i = 4; i < 8; i++) {
      this.bytes[this.length + i] = rest & 0xff;
      rest >>>= 8;
    }
  }

  private reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    if (needed > LIMITS.dump_bytes) {
      throw new WorkLimitError("bytes of dump", LIMITS.dump_bytes, `byte ${this.length}`);
    }
    const larger = new Uint8Array(Math.min(this.bytes.length * 2, LIMITS.dump_bytes));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/**
 * The canonical dump of `value`. An integer must be a whole number 0 .. 2^53-1 that fits its field.
 * Throws a {@link WorkLimitError} beyond LIMITS.dump_bytes.
 */
export function encode<T>(layout: Layout<T>, value: T): Uint8Array {
  const writer = new Writer();
  encodeFields(writer, layout, value);
  return writer.finish();
}

function encodeFields<T>(writer: Writer, fields: readonly Field<T>[], value: T): void {
  for (const field of fields) {
    switch (field.kind) {
      case "integer":
        writer.integer(field.value(value), sizeOf(field));
        break;
      case "text":
        writer.text(field.value(value));
        break;
      case "group":
        encodeFields(writer, field.fields, value);
        break;
      case "repeat": {
        const items = field.items(value);
        for (let i = 0; i < items.length; i++) encodeFields(writer, field.fields, items.at(i));
        break;
      }
    }
  }
}

function sizeOf<T>(field: IntegerField<T>): number {
  return field.type === "u32le" ? 4 : field.type === "u8" ? 1 : 8;
}
