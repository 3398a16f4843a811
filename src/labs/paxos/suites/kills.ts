import type { Kills } from "../../suite.ts";
export const kills: Readonly<Record<"published" | "complete", Kills>> = {
  published: {},
  complete: {},
};
