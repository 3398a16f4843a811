import type { RunbookRow } from "./lab.ts";

/** A submission that agrees as far as it goes says nothing about the field in which it ends. */
export const endsEarly: RunbookRow = {
  id: "ends-early",
  where: "the dump ends early, and agrees up to there",
  culprit:
    "The output was cut off: a buffer not flushed before exit, a partial write, or a crash after the first bytes.",
  source: "assay",
  matches: ({ is_truncated }) => is_truncated,
};
