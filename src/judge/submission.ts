import { Comparator, type Comparison } from "../compare/comparator.ts";
import { sha256Hex } from "../dump/sha256.ts";
import { LIMITS } from "../limits.ts";
import type { Expected } from "../oracle/expected.ts";

/** What was submitted: a dump, which was compared while it came in, or a hash alone. */
export type Submission = DumpSubmission | HashSubmission;

export interface DumpSubmission {
  readonly kind: "dump";
  readonly sha256: string;
  readonly comparison: Comparison;
  /** The dump itself; null where it was too large to be kept. */
  readonly bytes: Uint8Array | null;
}

export interface HashSubmission {
  readonly kind: "hash";
  /** In lower case. */
  readonly sha256: string;
}

/**
 * Takes a dump in pieces, compares it while it comes in, and keeps it, up to LIMITS.kept_submission_bytes, for the stages
 * that need it whole. It does not matter who reads it: every shell keeps as much.
 */
export class SubmissionReader {
  private readonly comparator: Comparator;
  /** Null as soon as there is too much to keep. */
  private kept: Uint8Array | null;
  private size = 0;

  constructor({ scenario, dump }: Expected) {
    this.comparator = new Comparator(scenario.lab.field_map, dump);
    this.kept = new Uint8Array(Math.min(dump.length + 1, LIMITS.kept_submission_bytes));
  }

  /** The piece may be reused afterwards. */
  push(piece: Uint8Array): void {
    this.comparator.push(piece);
    this.keep(piece);
    this.size += piece.length;
  }

  /** The submission, when all of it has been pushed; `sha256` is of all of it. */
  finish(sha256: string): DumpSubmission {
    const bytes = this.kept?.subarray(0, this.size) ?? null;
    return { kind: "dump", sha256, comparison: this.comparator.finish(), bytes };
  }

  private keep(piece: Uint8Array): void {
    if (this.kept === null) return;
    const needed = this.size + piece.length;
    if (needed > LIMITS.kept_submission_bytes) {
      this.kept = null;
      return;
    }
    if (needed > this.kept.length) {
      const length = Math.min(Math.max(needed, 2 * this.kept.length), LIMITS.kept_submission_bytes);
      const larger = new Uint8Array(length);
      larger.set(this.kept.subarray(0, this.size));
      this.kept = larger;
    }
    this.kept.set(piece, this.size);
  }
}

/** A dump that is in memory whole, read as any other. */
export async function submissionOf(expected: Expected, dump: Uint8Array): Promise<DumpSubmission> {
  const reader = new SubmissionReader(expected);
  reader.push(dump);
  return reader.finish(await sha256Hex(dump));
}
