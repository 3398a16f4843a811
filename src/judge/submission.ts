import { Comparator, type Comparison } from "../compare/comparator.ts";
import { concatenated } from "../dump/bytes.ts";
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

/** What is kept of a submission: as much as any later stage takes. Each has a smaller limit of its own. */
const KEPT_BYTES = Math.max(LIMITS.align_bytes, LIMITS.diagnosed_dump_bytes);

/** Takes a dump in pieces, compares it while it comes in, and keeps it unless it is too large for that. */
export class SubmissionReader {
  private readonly comparator: Comparator;
  private pieces: Uint8Array[] = [];
  private size = 0;

  constructor({ scenario, dump }: Expected) {
    this.comparator = new Comparator(scenario.lab.field_map, dump);
  }

  /** The piece may be reused afterwards. */
  push(piece: Uint8Array): void {
    this.comparator.push(piece);
    this.size += piece.length;
    if (this.size <= KEPT_BYTES) this.pieces.push(piece.slice());
    else this.pieces = [];
  }

  /** The submission, when all of it has been pushed; `sha256` is of all of it. */
  finish(sha256: string): DumpSubmission {
    const bytes = this.size <= KEPT_BYTES ? concatenated(this.pieces) : null;
    return { kind: "dump", sha256, comparison: this.comparator.finish(), bytes };
  }
}

/** A dump that is in memory whole, read as any other. */
export async function submissionOf(expected: Expected, dump: Uint8Array): Promise<DumpSubmission> {
  const reader = new SubmissionReader(expected);
  reader.push(dump);
  return reader.finish(await sha256Hex(dump));
}
