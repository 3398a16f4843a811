import { areEqual } from "../dump/bytes.ts";
import { sha256 } from "../dump/sha256.ts";
import { hex } from "../dump/value.ts";
import type { Bug } from "../labs/bug.ts";
import type { Budget } from "./budget.ts";
import type { Ground } from "./findings.ts";
import { carriedDumps, hashedInstead } from "./transports.ts";

/** A submission, asked whether it is what a bug gives. */
export interface Trial {
  /** Whether these bytes were submitted, or are what was hashed. */
  isOf(dump: Uint8Array): Promise<boolean>;
  /** The transport bugs that make the submission of this dump. */
  carriers(dump: Uint8Array): Promise<Bug[]>;
  /** What a submission that is one of these shows. */
  readonly ground: Ground;
}

function distinct(bugs: readonly Bug[]): Bug[] {
  return [...new Set(bugs)];
}

export class DumpTrial implements Trial {
  readonly ground: Ground;
  private readonly submitted: Uint8Array;
  private readonly budget: Budget;

  constructor(submitted: Uint8Array, budget: Budget) {
    this.submitted = submitted;
    this.budget = budget;
    this.ground = { kind: "same-bytes", size_bytes: submitted.length };
  }

  async isOf(dump: Uint8Array): Promise<boolean> {
    return areEqual(dump, this.submitted);
  }

  async carriers(dump: Uint8Array): Promise<Bug[]> {
    // No such bug makes a dump shorter.
    if (
      this.submitted.length < dump.length ||
      !this.budget.spendBytes(4 * dump.length, "more-carriers")
    ) {
      return [];
    }
    const found: Bug[] = [];
    for (const { bug, bytes } of carriedDumps(dump)) {
      if (areEqual(bytes, this.submitted)) found.push(bug);
    }
    return distinct(found);
  }
}

export class HashTrial implements Trial {
  readonly ground: Ground = { kind: "same-hash" };
  private readonly submitted: string;
  private readonly budget: Budget;

  constructor(submitted: string, budget: Budget) {
    this.submitted = submitted;
    this.budget = budget;
  }

  async isOf(dump: Uint8Array): Promise<boolean> {
    const isAffordable = this.budget.spendBytes(dump.length, "more-hashes");
    return isAffordable && hex(await sha256(dump)) === this.submitted;
  }

  async carriers(dump: Uint8Array): Promise<Bug[]> {
    const found: Bug[] = [];
    for (const { bug, bytes } of hashedInstead(dump, await sha256(dump))) {
      if (await this.isOf(bytes)) found.push(bug);
    }
    for (const { bug, bytes } of carriedDumps(dump)) {
      if (await this.isOf(bytes)) found.push(bug);
    }
    return distinct(found);
  }
}
