import type { U64 } from "../kernel/u64.ts";
import type { Leaf } from "./field_map.ts";
import {
  type FloatType,
  INTEGERS,
  type IntegerType,
  integerText,
  isIntegerType,
  readInteger,
} from "./numbers.ts";

/** A decoded field: a number, or text (64 bits in decimal digits, an enumeration's name, ASCII). */
export type FieldValue = number | string;

/** Decodes `bytes` as a field of kind `leaf` of `size` bytes; null when there are too few of them. */
export function decodeValue(leaf: Leaf, bytes: Uint8Array, size: number): FieldValue | null {
  if (bytes.length < size) return null;
  if (isTextType(leaf.type)) return ascii(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isIntegerType(leaf.type)
    ? integerValue(leaf.type, leaf, view)
    : floatText(leaf.type as FloatType, view);
}

/** Whether a field of this type is characters, so that it is quoted and may be of any length. */
export function isTextType(type: string): boolean {
  return type === "bytes";
}

function integerValue(type: IntegerType, { names }: Leaf, view: DataView): FieldValue {
  const { bytes, isLittleEndian } = INTEGERS[type];
  const number = readInteger(type, view, 0);
  const value = bytes === 8 ? integerText(type, readHalves(view, isLittleEndian)) : number;
  return names === null ? value : `${names[number] ?? "unknown"} (${value})`;
}

/**
 * The shortest digits that read back as the same bits. All NaNs are told apart by their bits, and zeros by their sign.
 */
function floatText(type: FloatType, view: DataView): string {
  const isLittleEndian = type === "f64le";
  const number = view.getFloat64(0, isLittleEndian);
  if (Object.is(number, -0)) return "-0";
  if (!Number.isNaN(number)) return String(number);
  const { hi, lo } = readHalves(view, isLittleEndian);
  const digits = [hi, lo].map((half) => half.toString(16).padStart(8, "0"));
  return `NaN (0x${digits.join("")})`;
}

function readHalves(view: DataView, isLittleEndian: boolean): U64 {
  const [high, low] = isLittleEndian ? [4, 0] : [0, 4];
  return { hi: view.getUint32(high, isLittleEndian), lo: view.getUint32(low, isLittleEndian) };
}

/** Bytes as printable ASCII; every other byte, and the backslash, as `\xNN`. */
export function ascii(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
    text += isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return text;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes as lower-case hex digits, with nothing between them. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** An offset in bytes as the runbook writes it: `0x2d`. */
export function hexOffset(offset: number): string {
  return `0x${offset.toString(16).padStart(2, "0")}`;
}
