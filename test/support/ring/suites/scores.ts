import type { BySuite, MutationScore } from "../../../../src/labs/suite.ts";

/** Of this lab no single changes are made. */
export const scores: Partial<BySuite<MutationScore>> = {};
