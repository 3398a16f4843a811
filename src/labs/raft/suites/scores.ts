import type { BySuite, MutationScore } from "../../suite.ts";

/** Written by `npm run mutants -- classify`; a test computes them anew from the table. */
export const scores: Partial<BySuite<MutationScore>> = {
  "published": {
    "tried": 1308,
    "seen": 932,
    "by_dump": 604,
    "by_listing": 735,
    "random": 5,
    "by_scenario": {
      "A": 474,
      "B": 499,
      "C": 351,
      "D": 89,
      "E": 502,
      "F": 506
    }
  },
  "catalogue": {
    "tried": 1308,
    "seen": 932,
    "by_dump": 903,
    "by_listing": 909,
    "random": 5,
    "by_scenario": {
      "K01": 290,
      "K02": 808,
      "K03": 811,
      "K04": 687
    }
  },
  "thorough": {
    "tried": 1308,
    "seen": 932,
    "by_dump": 911,
    "by_listing": 917,
    "random": 5,
    "by_scenario": {
      "A": 474,
      "B": 499,
      "C": 351,
      "D": 89,
      "E": 502,
      "F": 506,
      "K01": 290,
      "K02": 808,
      "K03": 811,
      "K04": 687
    }
  }
};
