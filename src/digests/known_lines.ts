import { Problem, type ProblemItem } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import type { KnownState } from "./search.ts";

/** A known state, and the offset of its line in the body, in bytes. */
export interface KnownLine extends KnownState {
  readonly offset: number;
}

/** What sha256sum writes behind the hash of its standard input is part of a line: a shell need not cut it off. */
const LINE = /^([0-9]{1,10})\s+([0-9A-Fa-f]{64})(?:\s+-)?$/;

/**
 * Reads known states as lines `T sha256`, in any order; empty lines are skipped, and a body without a line says that
 * nothing is known. Throws a Problem that names every line that is none, and beyond the most states.
 */
export function knownLines(text: string): KnownLine[] {
  const known: KnownLine[] = [];
  const problems: ProblemItem[] = [];
  let offset = 0;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    const match = LINE.exec(line);
    if (match !== null) known.push({ step: Number(match[1]), sha256: match[2] as string, offset });
    else if (line !== "") {
      const shown = JSON.stringify(line.slice(0, 80));
      problems.push({
        offset,
        detail: `line ${index + 1} is ${shown}; expected "T <64 hex digits>", or JSON {"digests": []}`,
      });
    }
    offset += new TextEncoder().encode(raw).length + 1;
  }
  const most = LIMITS.bisect_digests;
  if (problems.length === 0 && known.length > most) {
    const detail = `the body has ${known.length} states; expected at most ${most}`;
    problems.push({ offset: (known[most] as KnownLine).offset, detail });
  }
  if (problems.length > 0) throw new Problem("invalid-body", problems);
  return known;
}
