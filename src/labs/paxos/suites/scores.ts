import type { BySuite, MutationScore } from "../../suite.ts";

/** Written by `npm run mutants -- classify`; a test computes them anew from the table. */
export const scores: Partial<BySuite<MutationScore>> = {};
