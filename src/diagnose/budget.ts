import { LIMITS } from "../limits.ts";

/** Something that a diagnosis did not try, and why. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

/**
 * What a diagnosis may cost, counted in simulated messages and steps and in bytes written, compared or hashed: never in
 * time, so that the same submission always gets the same answer.
 */
export class Budget {
  work: number = LIMITS.diagnosis_work;
  bytes: number = LIMITS.diagnosis_bytes;
  readonly leftOut: LeftOut[] = [];

  spendWork(amount: number): void {
    this.work -= amount;
  }

  /** False, and noted once for each `what`, where the bytes are spent. */
  spendBytes(amount: number, what: string): boolean {
    this.bytes -= amount;
    if (this.bytes >= 0) return true;
    if (!this.leftOut.some((left) => left.what === what)) {
      this.skip(what, "the budget of bytes was spent");
    }
    return false;
  }

  skip(what: string, why: string): void {
    this.leftOut.push({ what, why });
  }
}
