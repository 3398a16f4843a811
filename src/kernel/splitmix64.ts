/**
 * splitmix64 as the labs froze it (docs/specification/kernel.md). All arithmetic wraps at 64 bits.
 *
 * The first multiplier ends in E7B5, not in Vigna's published E5B9: with that one the labs' published hashes
 * cannot be reproduced.
 */

const GAMMA_HI = 0x9e3779b9 | 0;
const GAMMA_LO = 0x7f4a7c15 | 0;
const FIRST_MULTIPLIER_HI = 0xbf58476d | 0;
/** The labs' own, and the one that Vigna published: known bugs have it, so it can be chosen. */
export const FIRST_MULTIPLIER_LOW = 0x1ce4e7b5 | 0;
export const VIGNA_MULTIPLIER_LOW = 0x1ce4e5b9 | 0;
const SECOND_MULTIPLIER_HI = 0x94d049bb | 0;
const SECOND_MULTIPLIER_LO = 0x133111eb | 0;

/** Where a result is left: `[hi, lo]`, as signed 32-bit halves. Reused, so that mixing allocates nothing. */
export type Halves = Int32Array;

/** Indexes into {@link Halves}. */
export const HI = 0;
export const LO = 1;

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = Math.imul(aLow, bLow) >>> 16;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + low;
  const carry = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/**
 * splitmix64(hi * 2^32 + lo), left in `out`. The inputs may be signed or unsigned halves. `multiplierLow` is the
 * lower half of the first multiplier.
 */
export function splitmix64(
  hi: number,
  lo: number,
  out: Halves,
  multiplierLow: number = FIRST_MULTIPLIER_LOW,
): void {
  let low = (lo + GAMMA_LO) | 0;
  let high = (hi + GAMMA_HI + (low >>> 0 < GAMMA_LO >>> 0 ? 1 : 0)) | 0;

  let mixed = low ^ ((low >>> 30) | (high << 2));
  high ^= high >>> 30;
  low = Math.imul(mixed, multiplierLow);
  high =
    (multiplyHigh(mixed, multiplierLow) +
      Math.imul(mixed, FIRST_MULTIPLIER_HI) +
      Math.imul(high, multiplierLow)) |
    0;

  mixed = low ^ ((low >>> 27) | (high << 5));
  high ^= high >>> 27;
  low = Math.imul(mixed, SECOND_MULTIPLIER_LO);
  high =
    (multiplyHigh(mixed, SECOND_MULTIPLIER_LO) +
      Math.imul(mixed, SECOND_MULTIPLIER_HI) +
      Math.imul(high, SECOND_MULTIPLIER_LO)) |
    0;

  out[LO] = low ^ ((low >>> 31) | (high << 1));
  out[HI] = high ^ (high >>> 31);
}

/** The stateful generator: the i-th output (from 0) is splitmix64(seed + i * gamma). */
export class SplitMix64 {
  readonly out: Halves = new Int32Array(2);
  private hi: number;
  private lo: number;
  private readonly multiplierLow: number;

  constructor(seedHi: number, seedLo: number, multiplierLow: number = FIRST_MULTIPLIER_LOW) {
    this.hi = seedHi | 0;
    this.lo = seedLo | 0;
    this.multiplierLow = multiplierLow;
  }

  /** A generator whose outputs come one later: the first is the mix of the seed itself. */
  static mixingFirst(seedHi: number, seedLo: number): SplitMix64 {
    const borrow = seedLo >>> 0 < GAMMA_LO >>> 0 ? 1 : 0;
    return new SplitMix64(seedHi - GAMMA_HI - borrow, seedLo - GAMMA_LO);
  }

  /** Draws the next value into `this.out`. */
  next(): void {
    splitmix64(this.hi, this.lo, this.out, this.multiplierLow);
    const low = (this.lo + GAMMA_LO) | 0;
    this.hi = (this.hi + GAMMA_HI + (low >>> 0 < GAMMA_LO >>> 0 ? 1 : 0)) | 0;
    this.lo = low;
  }
}
