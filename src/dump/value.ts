import type { U64 } from "../kernel/u64.ts";
import { compareBytes } from "./bytes.ts";
import type { Leaf } from "./field_map.ts";
import {
  type FloatType,
  INTEGERS,
  type IntegerType,
  integerText,
  isFloatType,
  isIntegerType,
  readInteger,
} from "./numbers.ts";
import { sequenceBytes } from "./utf8_bytes.ts";

/** A decoded field: a number, or text (64 bits in decimal digits, an enumeration's name, characters, hex digits). */
export type FieldValue = number | string;

/** Decodes `bytes` as a field of kind `leaf` of `size` bytes; null when there are too few of them. */
export function decodeValue(leaf: Leaf, bytes: Uint8Array, size: number): FieldValue | null {
  if (bytes.length < size) return null;
  if (leaf.type === "bytes") return ascii(bytes);
  if (leaf.type === "utf8") return utf8Text(bytes);
  if (leaf.type === "hex") return hex(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isIntegerType(leaf.type)
    ? integerValue(leaf.type, leaf, view)
    : floatText(leaf.type as FloatType, view);
}

/** Whether a field of this type is characters, which are quoted: ASCII (`bytes`) or UTF-8. */
export function isTextType(type: string): boolean {
  return type === "bytes" || type === "utf8";
}

/** Whether a field of this type is a number: an integer, or one of binary64. */
export function isNumberType(type: string): boolean {
  return isIntegerType(type) || isFloatType(type);
}

function integerValue(type: IntegerType, { names, none }: Leaf, view: DataView): FieldValue {
  const { bytes, isLittleEndian } = INTEGERS[type];
  const number = readInteger(type, view, 0);
  const value = bytes === 8 ? integerText(type, readHalves(view, isLittleEndian)) : number;
  if (none !== null && none === String(value)) return `none (${value})`;
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

/**
 * The order of two elements by their keys, fields of this type: texts and bytes byte by byte, the shorter first
 * where it is the beginning of the other; numbers by their value. Negative where `a` stands first.
 */
export function compareKeys(type: string, a: Uint8Array, b: Uint8Array): number {
  if (!isIntegerType(type)) return compareBytes(a, b);
  const { bytes, isSigned, isLittleEndian } = INTEGERS[type];
  for (let i = 0; i < bytes; i++) {
    const at = isLittleEndian ? bytes - 1 - i : i;
    const sign = isSigned && i === 0 ? 0x80 : 0;
    const difference = ((a[at] as number) ^ sign) - ((b[at] as number) ^ sign);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Bytes as printable ASCII; every other byte, and the backslash, as `\xNN`. */
export function ascii(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
    text += isPlain ? String.fromCharCode(byte) : escaped(byte);
  }
  return text;
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What shows as nothing or as a space; and U+FFFD, which readers take for a fault in the bytes. */
const UNCLEAR = /[\p{Cc}\p{Cf}\p{Co}\p{Z}\p{Noncharacter_Code_Point}\uFFFD]/u;

/**
 * Bytes as the characters that they are in UTF-8. What belongs to no valid sequence, the backslash, and characters
 * that show as nothing are written byte for byte as `\xNN`, so that two texts are the same only where the bytes are.
 */
export function utf8Text(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const size = Math.max(1, sequenceBytes(bytes, i));
    const sequence = bytes.subarray(i, i + size);
    text += size === 1 ? ascii(sequence) : clear(sequence);
    i += size;
  }
  return text;
}

/** A character beyond ASCII, or its bytes. */
function clear(sequence: Uint8Array): string {
  const character = DECODER.decode(sequence);
  return UNCLEAR.test(character) ? Array.from(sequence, escaped).join("") : character;
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
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
