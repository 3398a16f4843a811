import type { BySuite, MutationScore } from "../../suite.ts";

/** Written by `npm run mutants -- classify`; a test computes them anew from the table. */
export const scores: Partial<BySuite<MutationScore>> = {
  "published": {
    "tried": 1960,
    "seen": 1374,
    "by_dump": 603,
    "by_listing": 983,
    "random": 5,
    "by_scenario": {
      "A": 469,
      "B": 456,
      "C": 307,
      "D": 184,
      "E": 503,
      "F": 468
    }
  },
  "catalogue": {
    "tried": 1960,
    "seen": 1374,
    "by_dump": 1291,
    "by_listing": 1343,
    "random": 5,
    "by_scenario": {
      "K01": 167,
      "K02": 718,
      "K03": 1009,
      "K04": 1143
    }
  },
  "thorough": {
    "tried": 1960,
    "seen": 1374,
    "by_dump": 1292,
    "by_listing": 1347,
    "random": 5,
    "by_scenario": {
      "A": 469,
      "B": 456,
      "C": 307,
      "D": 184,
      "E": 503,
      "F": 468,
      "K01": 167,
      "K02": 718,
      "K03": 1009,
      "K04": 1143
    }
  }
};
