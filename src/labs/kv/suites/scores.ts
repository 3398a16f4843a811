import type { BySuite, MutationScore } from "../../suite.ts";

/** Written by `npm run mutants -- classify`; a test computes them anew from the table. */
export const scores: Partial<BySuite<MutationScore>> = {
  published: {
    tried: 633,
    seen: 457,
    by_dump: 359,
    by_listing: 416,
    random: 5,
    by_scenario: {
      A: 358,
      B: 357,
    },
  },
  catalogue: {
    tried: 633,
    seen: 457,
    by_dump: 409,
    by_listing: 428,
    random: 5,
    by_scenario: {
      K01: 354,
      K02: 21,
      K03: 381,
    },
  },
  thorough: {
    tried: 633,
    seen: 457,
    by_dump: 418,
    by_listing: 456,
    random: 5,
    by_scenario: {
      A: 358,
      B: 357,
      K01: 354,
      K02: 21,
      K03: 381,
    },
  },
};
