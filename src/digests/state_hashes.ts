import { sha256Hex } from "../dump/sha256.ts";
import { type Remedy, WorkLimitError } from "../errors.ts";
import { Pieces, unitsOfDump } from "../kernel/work.ts";
import type { Run } from "../labs/lab.ts";
import { advance } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";

/** By the bytes of a state, as a run gave them. */
const hashes = new WeakMap<Uint8Array, string>();

/**
 * The SHA-256 of a run's state. A run gives the very same array where its state is still the same, and that is hashed
 * once: of a small one the call of WebCrypto costs more than all the rest of a step.
 */
export async function stateSha256(state: Uint8Array): Promise<string> {
  const known = hashes.get(state);
  if (known !== undefined) return known;
  const hash = await sha256Hex(state);
  hashes.set(state, hash);
  return hash;
}

interface HashingOptions {
  /** Bytes that may be hashed in all. */
  readonly byteLimit: number;
  readonly pace: Pace | undefined;
  /** What a state is hashed as. */
  bytesOf(run: Run): Uint8Array;
  /** What to ask for instead where the bytes at `step` would exceed the limit. */
  remedyAt(step: number): Remedy;
}

/** Hashes the states of a run that only goes on. */
export class StateHashes {
  private readonly run: Run;
  private readonly options: HashingOptions;
  private readonly pieces = new Pieces();
  private hashed = 0;

  constructor(run: Run, options: HashingOptions) {
    this.run = run;
    this.options = options;
  }

  /**
   * The hash of the state after `step`; -1 is the state before the first. Throws a WorkLimitError beyond the bytes to
   * hash or the bounds of the simulation.
   */
  async after(step: number): Promise<string> {
    const { byteLimit, pace, bytesOf, remedyAt } = this.options;
    await paced(advance(this.run, step + 1), pace);
    const bytes = bytesOf(this.run);
    this.hashed += bytes.length;
    if (this.hashed > byteLimit) {
      throw new WorkLimitError("bytes to hash", byteLimit, `step ${step}`, remedyAt(step));
    }
    if (this.pieces.isFull(unitsOfDump(bytes.length))) await pace?.pause();
    return stateSha256(bytes);
  }

  /** No more hashes are asked for. */
  end(): void {
    this.run.release?.();
  }
}
