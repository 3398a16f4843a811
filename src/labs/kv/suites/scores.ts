import type { BySuite, MutationScore } from "../../suite.ts";

/** Written by `npm run mutants -- classify`; a test computes them anew from the table. */
export const scores: Partial<BySuite<MutationScore>> = {
  published: {
    tried: 661,
    seen: 467,
    by_dump: 359,
    by_listing: 416,
    random: 96,
    by_scenario: {
      A: 358,
      B: 357,
    },
  },
  catalogue: {
    tried: 661,
    seen: 467,
    by_dump: 409,
    by_listing: 428,
    random: 96,
    by_scenario: {
      K01: 354,
      K02: 21,
      K03: 381,
    },
  },
  thorough: {
    tried: 661,
    seen: 467,
    by_dump: 461,
    by_listing: 467,
    random: 96,
    by_scenario: {
      A: 358,
      B: 357,
      K01: 354,
      K02: 21,
      K03: 381,
      T01: 354,
      T02: 347,
      T03: 375,
      T04: 363,
      T05: 359,
      T06: 385,
      T07: 379,
      T08: 385,
      T09: 390,
      T10: 383,
    },
  },
};
