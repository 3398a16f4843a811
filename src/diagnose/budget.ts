import { LIMITS } from "../limits.ts";

/** A part of a diagnosis that was not made, or not made to its end. */
export type Part =
  | "every-bug"
  | "pairs"
  | "states"
  | "near-states"
  | "more-states"
  | "extra-step"
  | "more-scenarios"
  | "more-pairs"
  | "more-carriers"
  | "more-hashes"
  | "every-change"
  | "more-changes"
  | "every-hypothesis"
  | "more-hypotheses"
  | "more-sets"
  /** A bug, or a pair, by ids; `reading` counts from 0, and is null where the bug has one reading only. */
  | { readonly bugs: readonly string[]; readonly reading: number | null }
  /** Another scenario, in the words of the lab. */
  | { readonly scenario: string };

export type Reason =
  | "work-spent"
  | "bytes-spent"
  | "beyond-limit"
  | "large-dump"
  | "untriable-dump"
  | "unkept-submission"
  | "many-steps"
  | "large-run"
  /** Whoever runs the oracle gives a diagnosis less than the limits allow. */
  | "small-budget"
  /** Whoever asked wanted no more of it. */
  | "ended";

/** Something that a diagnosis did not try, and why. */
export interface LeftOut {
  readonly what: Part;
  readonly why: Reason;
}

/**
 * What a diagnosis may cost, counted in simulated messages and steps and in bytes written, compared or hashed: never in
 * time, so that the same submission always gets the same answer.
 */
export class Budget {
  work: number;
  bytes: number;
  private readonly isSmall: boolean;
  readonly leftOut: LeftOut[] = [];
  private readonly cutShort = new Set<string>();

  /** `work` is what may be simulated; the bytes are in proportion. */
  constructor(work: number = LIMITS.diagnosis_work) {
    const share = Math.min(1, work / LIMITS.diagnosis_work);
    this.isSmall = share < 1;
    this.work = Math.floor(LIMITS.diagnosis_work * share);
    this.bytes = Math.floor(LIMITS.diagnosis_bytes * share);
  }

  spendWork(amount: number): void {
    this.work -= amount;
  }

  /** False, and noted once for each `what`, where the bytes are spent. */
  spendBytes(amount: number, what: Part): boolean {
    this.bytes -= amount;
    if (this.bytes >= 0) return true;
    const key = JSON.stringify(what);
    if (!this.cutShort.has(key)) {
      this.cutShort.add(key);
      this.skip(what, "bytes-spent");
    }
    return false;
  }

  skip(what: Part, why: Reason): void {
    const isSpent = why === "work-spent" || why === "bytes-spent";
    this.leftOut.push({ what, why: isSpent && this.isSmall ? "small-budget" : why });
  }
}
