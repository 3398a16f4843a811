import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HI, LO, SplitMix64, splitmix64 } from "../../src/kernel/splitmix64.ts";
import { formatU64, moduloU32, parseU64 } from "../../src/kernel/u64.ts";

const MASK = 0xffff_ffff_ffff_ffffn;
const GAMMA = 0x9e3779b97f4a7c15n;

/** The dumb twin: the specification's text, in BigInt. */
function twin(input: bigint): bigint {
  const x = (input + GAMMA) & MASK;
  let z = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e7b5n) & MASK;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return z ^ (z >> 31n);
}

const out = new Int32Array(2);

function result(): bigint {
  return (BigInt((out[HI] as number) >>> 0) << 32n) | BigInt((out[LO] as number) >>> 0);
}

function ours(input: bigint): bigint {
  splitmix64(Number(input >> 32n), Number(input & 0xffff_ffffn), out);
  return result();
}

const anyU64 = fc.bigInt({ min: 0n, max: MASK });

describe("splitmix64", () => {
  test.each([
    [0n, 0x8b57dafca0cee644n],
    [1n, 0x7fb97677c699f0c6n],
    [MASK, 0x0f0d3494b255436en],
  ])("the frozen value for %s", (input, expected) => {
    expect(ours(input)).toBe(expected);
    expect(twin(input)).toBe(expected);
  });

  test("agrees with its BigInt twin on any u64", () => {
    fc.assert(
      fc.property(anyU64, (input) => ours(input) === twin(input)),
      { numRuns: 20_000 },
    );
  });

  test("takes signed halves as well as unsigned ones", () => {
    splitmix64(-1, -1, out);
    expect(result()).toBe(twin(MASK));
  });

  test("the stateful generator's i-th output is splitmix64(seed + i * gamma)", () => {
    fc.assert(
      fc.property(anyU64, (seed) => {
        const generator = new SplitMix64(Number(seed >> 32n), Number(seed & 0xffff_ffffn));
        for (let i = 0n; i < 50n; i++) {
          generator.next();
          out.set(generator.out);
          if (result() !== twin((seed + i * GAMMA) & MASK)) return false;
        }
        return true;
      }),
    );
  });
});

describe("u64", () => {
  test("decimal text goes in and comes out, over the full range", () => {
    fc.assert(
      fc.property(anyU64, fc.nat(3), (value, zeros) => {
        const parsed = parseU64("0".repeat(zeros) + value);
        return parsed !== null && formatU64(parsed) === value.toString();
      }),
    );
  });

  test.each(["", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "18446744073709551616", "١", "1\n"])(
    "%j is refused",
    (text) => {
      expect(parseU64(text)).toBeNull();
    },
  );

  test("the remainder by a u32 agrees with BigInt", () => {
    fc.assert(
      fc.property(anyU64, fc.integer({ min: 1, max: 0xffff_ffff }), (value, divisor) => {
        const rest = moduloU32(Number(value >> 32n), Number(value & 0xffff_ffffn), divisor);
        return BigInt(rest) === value % BigInt(divisor);
      }),
      { numRuns: 20_000 },
    );
  });
});
