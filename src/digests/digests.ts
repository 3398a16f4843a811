import { WorkLimitError } from "../errors.ts";
import type { BugVariant } from "../labs/bug.ts";
import type { RunOptions, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { stateSha256 } from "./state_sha256.ts";

/** Steps of a run: from <= step < until, every `stride`-th of them. */
export interface StepRange {
  readonly from: number;
  readonly until: number;
  readonly stride: number;
}

/** The digest of the state after a step, counted from 0. */
export interface StepDigest {
  readonly step: number;
  readonly sha256: string;
}

/** How the digests depart from a right run's. */
interface DigestOptions {
  /** Bytes to hash, in place of LIMITS.digest_bytes. */
  readonly byteLimit?: number;
  /** Those of a run with a known bug. */
  readonly options?: RunOptions;
  readonly encoding?: BugVariant | undefined;
}

/**
 * The digests of a run after the steps of `range` (docs/specification/kernel.md, "Digests"). Throws a
 * WorkLimitError beyond the bytes to hash or the bounds of the simulation.
 */
export async function* digestsOf(
  scenario: Scenario,
  range: StepRange,
  { byteLimit = LIMITS.digest_bytes, options = {}, encoding }: DigestOptions = {},
): AsyncGenerator<StepDigest> {
  const { from, until, stride } = range;
  const run = scenario.start(options);
  let hashed = 0;
  for (let step = 0; step < until; step++) {
    run.step();
    if (step < from || (step - from) % stride !== 0) continue;
    const input = run.digestInput(encoding);
    hashed += input.length;
    if (hashed > byteLimit) {
      throw new WorkLimitError("bytes to hash", byteLimit, `step ${step}`);
    }
    yield { step, sha256: await stateSha256(input) };
  }
}
