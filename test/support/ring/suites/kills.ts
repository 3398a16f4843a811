import type { BySuite, Kills } from "../../../../src/labs/suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const kills: BySuite<Kills> = {
  published: {},
  catalogue: {
    "value-kept": ["a"],
    "note-newest": ["b"],
    "laps-from-one": ["c", "d"],
    "big-endian": ["e"],
    "flag-missing": ["f"],
    "name-ascii": ["g"],
  },
  thorough: {},
};
