import type { BugVariant } from "./bug.ts";

/**
 * What is known of the single changes of a lab's simulation (src/mutants), as `npm run mutants -- classify` found it.
 * Mutants are named by id; one that is in none of the lists is new since, and nothing is known of it.
 */
export interface MutantTable {
  /** The scenarios that were looked at: those of the suites by id, then so many random ones of this seed. */
  readonly scenarios: readonly string[];
  readonly random: number;
  readonly seed: number;
  /** Mutants that no dump and no listing of these scenarios showed. */
  readonly unseen: readonly string[];
  /** Mutants that ended no run that they changed: their work was used up, or they failed. */
  readonly endless: readonly string[];
  readonly crash: readonly string[];
  /** Mutants that are seen, in classes: all of a class give the same dumps and listings in all listed scenarios. */
  readonly classes: readonly MutantClassRow[];
}

export interface MutantClassRow {
  /** Whether a final dump shows it, or listings alone do. */
  readonly seen: "dump" | "listing";
  /** At least one; the first stands for all. */
  readonly members: readonly [string, ...string[]];
  /**
   * What it makes of each of the listed scenarios, a character for each: `d` another dump at the end, `l` only another
   * listing, `e` no end within its work, `c` a failure, `.` nothing else than the right run.
   */
  readonly outcomes: string;
  /** The known bugs that give the same in all listed scenarios. */
  readonly bugs: readonly BugVariant[];
}
