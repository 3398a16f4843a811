import type { BySuite, MutationScore } from "../../suite.ts";

/** Written by `npm run mutants -- classify`; a test computes them anew from the table. */
export const scores: Partial<BySuite<MutationScore>> = {
  published: {
    tried: 1960,
    seen: 1437,
    by_dump: 603,
    by_listing: 983,
    random: 23,
  },
  catalogue: {
    tried: 1960,
    seen: 1437,
    by_dump: 1291,
    by_listing: 1343,
    random: 23,
  },
  thorough: {
    tried: 1960,
    seen: 1437,
    by_dump: 1397,
    by_listing: 1437,
    random: 23,
  },
};
