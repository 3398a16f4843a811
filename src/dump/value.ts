import type { Leaf } from "./field_map.ts";
import { type IntegerType, readInteger } from "./layout.ts";

/** A decoded field: a number, or text (a u64 in decimal digits, an enumeration's name, ASCII). */
export type FieldValue = number | string;

/** Decodes `bytes` as a field of kind `leaf` of `size` bytes; null when there are too few of them. */
export function decodeValue(leaf: Leaf, bytes: Uint8Array, size: number): FieldValue | null {
  if (bytes.length < size) return null;
  if (leaf.type === "bytes") return ascii(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (leaf.type === "u64le") return view.getBigUint64(0, true).toString();
  if (leaf.type === "u64be") return view.getBigUint64(0).toString();
  const number = readInteger(leaf.type as IntegerType, view, 0);
  if (leaf.names === null) return number;
  return `${leaf.names[number] ?? "unknown"} (${number})`;
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
