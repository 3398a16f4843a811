import type { U64 } from "../kernel/u64.ts";

/** The types of numbers that a dump holds. The names are those of the reports and of the documented table. */

export type IntegerType =
  | "u8"
  | "u16le"
  | "u16be"
  | "u32le"
  | "u32be"
  | "u64le"
  | "u64be"
  | "i8"
  | "i16le"
  | "i16be"
  | "i32le"
  | "i32be"
  | "i64le"
  | "i64be";

/** IEEE 754, binary64. */
export type FloatType = "f64le" | "f64be";

export interface IntegerShape {
  readonly bytes: 1 | 2 | 4 | 8;
  /** Whether it is two's complement. */
  readonly isSigned: boolean;
  /** Of a single byte there is one order: it counts as little-endian. */
  readonly isLittleEndian: boolean;
}

function shape(bytes: IntegerShape["bytes"], isSigned: boolean, isLittleEndian = true) {
  return { bytes, isSigned, isLittleEndian };
}

export const INTEGERS: Readonly<Record<IntegerType, IntegerShape>> = {
  u8: shape(1, false),
  u16le: shape(2, false),
  u16be: shape(2, false, false),
  u32le: shape(4, false),
  u32be: shape(4, false, false),
  u64le: shape(8, false),
  u64be: shape(8, false, false),
  i8: shape(1, true),
  i16le: shape(2, true),
  i16be: shape(2, true, false),
  i32le: shape(4, true),
  i32be: shape(4, true, false),
  i64le: shape(8, true),
  i64be: shape(8, true, false),
};

const FLOAT_BYTES = 8;

export function isIntegerType(type: string): type is IntegerType {
  return Object.hasOwn(INTEGERS, type);
}

export function isFloatType(type: string): type is FloatType {
  return type === "f64le" || type === "f64be";
}

/** Bytes of a number of this type. */
export function sizeOfNumber(type: IntegerType | FloatType): number {
  return isFloatType(type) ? FLOAT_BYTES : INTEGERS[type].bytes;
}

/** The integer at `offset`; one beyond 2^53 is rounded, which is exact enough for a length. */
export function readInteger(type: IntegerType, view: DataView, offset: number): number {
  const { bytes, isSigned, isLittleEndian } = INTEGERS[type];
  switch (bytes) {
    case 1:
      return isSigned ? view.getInt8(offset) : view.getUint8(offset);
    case 2:
      return isSigned
        ? view.getInt16(offset, isLittleEndian)
        : view.getUint16(offset, isLittleEndian);
    case 4:
      return isSigned
        ? view.getInt32(offset, isLittleEndian)
        : view.getUint32(offset, isLittleEndian);
    case 8: {
      const [high, low] = isLittleEndian ? [offset + 4, offset] : [offset, offset + 4];
      const hi = isSigned
        ? view.getInt32(high, isLittleEndian)
        : view.getUint32(high, isLittleEndian);
      return hi * 0x1_0000_0000 + view.getUint32(low, isLittleEndian);
    }
  }
}

/** A number as the two halves of its 64 bits in two's complement; what is given in halves, as it is. */
export function halvesOf(value: number | U64): U64 {
  if (typeof value !== "number") return value;
  const lo = value >>> 0;
  return { hi: ((value - lo) / 0x1_0000_0000) >>> 0, lo };
}

/**
 * Whether the type can hold the integer: a whole number that is exact (below 2^53 on either side of 0), or
 * the two halves of 64 bits, each a u32.
 */
export function fitsInteger(type: IntegerType, value: number | U64): boolean {
  const { bytes, isSigned } = INTEGERS[type];
  if (typeof value !== "number") return bytes === 8 && isU32(value.hi) && isU32(value.lo);
  const values = 2 ** (8 * bytes);
  const lowest = isSigned ? -values / 2 : 0;
  return Number.isSafeInteger(value) && value >= lowest && value < lowest + values;
}

function isU32(value: number): boolean {
  return value === value >>> 0;
}

/** The digits of an integer of this type: halves are read as the type has them, signed or not. */
export function integerText(type: IntegerType, value: number | U64): string {
  if (typeof value === "number") return String(value);
  const bits = (BigInt(value.hi >>> 0) << 32n) | BigInt(value.lo >>> 0);
  return (INTEGERS[type].isSigned ? BigInt.asIntN(64, bits) : bits).toString();
}
