import { readDump } from "../dump/read_dump.ts";
import type { Lab } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";

/** An invariant of the lab that a submitted dump breaks by itself. */
export interface Violation {
  /** Its id. */
  readonly invariant: string;
  readonly statement: string;
  /** The first breaches in the lab's words, LIMITS.listed_breaches at most; they may quote text of the dump. */
  readonly details: readonly string[];
  /** All breaches. */
  readonly total: number;
}

/**
 * The invariants that a dump breaks, in the lab's order: none where it does not read as a dump of the lab, where it is
 * larger than LIMITS.weighed_dump_bytes, or where it was not kept.
 */
export function violationsOf(
  { layout, dump_invariants = [] }: Lab,
  bytes: Uint8Array | null,
): readonly Violation[] {
  if (bytes === null || bytes.length > LIMITS.weighed_dump_bytes) return [];
  const dump = dump_invariants.length === 0 ? null : readDump(layout, bytes);
  if (dump === null) return [];
  const violations: Violation[] = [];
  for (const invariant of dump_invariants) {
    const details: string[] = [];
    let total = 0;
    for (const breach of invariant.breaches(dump)) {
      if (total < LIMITS.listed_breaches) details.push(breach);
      total++;
    }
    const { id, statement } = invariant;
    if (total > 0) violations.push({ invariant: id, statement, details, total });
  }
  return violations;
}
