import type { Kills } from "../../suite.ts";

/** Written by `npm run suites`; a test computes all of it anew. */
export const kills: Readonly<Record<"published" | "complete", Kills>> = {
  "published": {},
  "complete": {}
};
