import { areEqual } from "../dump/bytes.ts";
import { sha256 } from "../dump/sha256.ts";
import { hex } from "../dump/value.ts";
import type { Bug } from "../labs/bug.ts";
import type { Budget } from "./budget.ts";
import { carriedDumps, hashedInstead } from "./transports.ts";

/** A submission, asked whether it is what a bug gives. */
export interface Trial {
  /** Whether these bytes were submitted, or are what was hashed. */
  isOf(dump: Uint8Array): Promise<boolean>;
  /** The transport bugs that make the submission of this dump. */
  carriers(dump: Uint8Array): Promise<Bug[]>;
  /** Why it is proven, for a person: "these are …". */
  readonly evidence: string;
}

function distinct(bugs: readonly Bug[]): Bug[] {
  return [...new Set(bugs)];
}

export class DumpTrial implements Trial {
  readonly evidence: string;
  private readonly submitted: Uint8Array;
  private readonly budget: Budget;

  constructor(submitted: Uint8Array, budget: Budget) {
    this.submitted = submitted;
    this.budget = budget;
    this.evidence = `All ${submitted.length} bytes of the submission are the ones that it gives in this scenario.`;
  }

  async isOf(dump: Uint8Array): Promise<boolean> {
    return areEqual(dump, this.submitted);
  }

  async carriers(dump: Uint8Array): Promise<Bug[]> {
    // No such bug makes a dump shorter.
    if (
      this.submitted.length < dump.length ||
      !this.budget.spendBytes(4 * dump.length, "more changes on the way")
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
  readonly evidence =
    "The submitted SHA-256 is the one of the bytes that it gives in this scenario.";
  private readonly submitted: string;
  private readonly budget: Budget;

  constructor(submitted: string, budget: Budget) {
    this.submitted = submitted;
    this.budget = budget;
  }

  async isOf(dump: Uint8Array): Promise<boolean> {
    const isAffordable = this.budget.spendBytes(dump.length, "more hashes");
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
