import type { Place, RunbookRow } from "../lab.ts";
import { isMisspelt, sharedRows } from "../runbook.ts";

const FIRST_U64S = ["commit_index", "current_term"];

/** A NUL after the magic makes the dump one byte longer and shows in the first non-zero integer after it. */
function looksLikeExtraNul({ kind, expected_size_bytes, actual_size_bytes }: Place): boolean {
  return FIRST_U64S.includes(kind) && actual_size_bytes === expected_size_bytes + 1;
}

/** What a first difference at a place points at: the lab's list of common bugs, and rows of ours. */
export const runbook: readonly RunbookRow[] = [
  ...sharedRows,
  {
    id: "magic",
    where: "0x00-0x07, the magic, or one byte too many from 0x08 on",
    culprit:
      "The magic was copied with its NUL: strcpy writes 9 bytes. It is the 8 bytes DSEDKV20.",
    source: "published",
    matches: (place) => (place.kind === "magic" && isMisspelt(place)) || looksLikeExtraNul(place),
  },
  {
    id: "commit_index",
    where: "commit_index",
    culprit:
      "A quorum counted wrongly; or, in a C++ Release build, assert(c.propose(...)) was compiled away and nothing was proposed.",
    source: "published",
    matches: ({ kind }) => kind === "commit_index",
  },
  {
    id: "current_term",
    where: "current_term",
    culprit: "It is always 1, and a u64; or commit_index before it has the wrong width.",
    source: "assay",
    matches: ({ kind }) => kind === "current_term",
  },
  {
    id: "keys",
    where: "live_keys, or a key",
    culprit:
      "The map is iterated unsorted (Go), a Del does not remove its key, or the generator's draws are out of step.",
    source: "published",
    matches: ({ kind }) => ["live_keys", "entries[].key_len", "entries[].key"].includes(kind),
  },
  {
    id: "value",
    where: "a value",
    culprit: "The byte order or the width of the value, or % 10000.",
    source: "published",
    matches: ({ kind }) => ["entries[].value_len", "entries[].value"].includes(kind),
  },
  {
    id: "end",
    where: "the end of the dump",
    culprit: "The program printed a trailing newline.",
    source: "published",
    matches: ({ kind }) => kind === "end_of_dump",
  },
  {
    id: "followers",
    where: "followers only (replica dumps, digests)",
    culprit: "heal() read the leader's log after it began to change followers.",
    source: "published",
    // The place of a difference cannot show it: it takes the leader's dump to be right as well.
    matches: () => false,
  },
];
