import { INTEGERS, isIntegerType } from "../dump/numbers.ts";
import type { FieldTable } from "./field_table.ts";

/** The widths that integers have, in bytes. */
export const WIDTHS: readonly number[] = [1, 2, 4, 8];

export function areZeros(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/**
 * Whether `extra`, right after the integer `field`, makes of it the same value in a wider integer: zeros,
 * up to a width that integers have. Padding after the field may be the same bytes.
 */
export function isWidening(table: FieldTable, field: number, extra: Uint8Array): boolean {
  const { type } = table.leaf(field);
  const size = table.end(field) - table.start(field);
  return isExtensible(type) && WIDTHS.includes(size + extra.length) && areZeros(extra);
}

/** Whether the integer `field` without its last `size` bytes is the same value in a narrower integer. */
export function isNarrowing(table: FieldTable, field: number, size: number): boolean {
  const bytes = table.bytes(field);
  const left = bytes.length - size;
  const isWidth = WIDTHS.includes(left);
  return isExtensible(table.leaf(field).type) && isWidth && areZeros(bytes.subarray(left));
}

/** Whether bytes behind a field of this type are its highest: those of a big-endian integer stand before it. */
export function isExtensible(type: string): boolean {
  return isIntegerType(type) && INTEGERS[type].isLittleEndian;
}
