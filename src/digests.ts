import { sha256Hex } from "./dump/sha256.ts";
import { WorkLimitError } from "./errors.ts";
import type { Scenario } from "./labs/lab.ts";
import { LIMITS } from "./limits.ts";

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

/**
 * The digests of a run after the steps of `range` (docs/specification/kernel.md, "Digests"). Throws a
 * WorkLimitError beyond `byteLimit` or the bounds of the simulation.
 */
export async function* digestsOf(
  scenario: Scenario,
  range: StepRange,
  byteLimit: number = LIMITS.digest_bytes,
): AsyncGenerator<StepDigest> {
  const { from, until, stride } = range;
  const run = scenario.start();
  let hashed = 0;
  for (let step = 0; step < until; step++) {
    run.step();
    if (step < from || (step - from) % stride !== 0) continue;
    const input = run.digestInput();
    hashed += input.length;
    if (hashed > byteLimit) {
      throw new WorkLimitError("bytes to hash", byteLimit, `step ${step}`);
    }
    yield { step, sha256: await sha256Hex(input) };
  }
}
