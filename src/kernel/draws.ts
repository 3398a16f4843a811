import { HI, LO, SplitMix64 } from "./splitmix64.ts";
import { formatU64, moduloU32, type U64 } from "./u64.ts";

/** Random scenarios and test traffic: a seeded source, so that a run is repeated by its seed. */
export class Draws {
  private readonly generator: SplitMix64;

  constructor(seed: U64) {
    this.generator = new SplitMix64(seed.hi, seed.lo);
  }

  /** An integer 0 .. bound-1. */
  below(bound: number): number {
    const { out } = this.generator;
    this.generator.next();
    return moduloU32(out[HI] as number, out[LO] as number, bound);
  }

  /** An integer minimum .. maximum. */
  between(minimum: number, maximum: number): number {
    return minimum + this.below(maximum - minimum + 1);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** Any u64 in decimal digits; the ends of the range and small ones more often than chance has it. */
  u64(): string {
    const { out } = this.generator;
    this.generator.next();
    const any = formatU64({ hi: out[HI] as number, lo: out[LO] as number });
    return this.pick([any, any, any, String(this.below(100)), "0", "18446744073709551615"]);
  }
}
