/**
 * Unsigned 64-bit integers as two 32-bit halves.
 *
 * JavaScript numbers are exact only up to 2^53, and BigInt allocates on every operation. The
 * simulation therefore carries a u64 as `hi` and `lo`. BigInt appears only in the two functions
 * that read and write decimal text, once per request, outside of any loop.
 */

/** A u64: both halves are unsigned 32-bit integers (0 .. 2^32-1). */
export interface U64 {
  readonly hi: number;
  readonly lo: number;
}

const LARGEST = 0xffff_ffff_ffff_ffffn;

/**
 * Reads one or more ASCII decimal digits (leading zeros are fine).
 * Returns null when `text` is anything else, or a number above 2^64-1.
 */
export function parseU64(text: string): U64 | null {
  if (!/^[0-9]+$/.test(text)) return null;
  const digits = text.replace(/^0+(?=[0-9])/, "");
  if (digits.length > 20) return null;
  const value = BigInt(digits);
  if (value > LARGEST) return null;
  return { hi: Number(value >> 32n), lo: Number(value & 0xffff_ffffn) };
}

/** The decimal digits of a u64, without leading zeros. */
export function formatU64({ hi, lo }: U64): string {
  return ((BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0)).toString();
}

/**
 * (hi * 2^32 + lo) mod `divisor`, for a divisor of 1 .. 2^32-1.
 * Sixteen bits at a time, so that no intermediate exceeds 2^48 and every step is exact.
 */
export function moduloU32(hi: number, lo: number, divisor: number): number {
  let rest = (hi >>> 0) % divisor;
  rest = (rest * 0x1_0000 + (lo >>> 16)) % divisor;
  return (rest * 0x1_0000 + (lo & 0xffff)) % divisor;
}
