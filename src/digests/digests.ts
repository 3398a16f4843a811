import type { BugVariant } from "../labs/bug.ts";
import type { RunOptions, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Pace } from "../oracle/pace.ts";
import { StateHashes } from "./state_hashes.ts";

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
  readonly pace?: Pace | undefined;
}

/**
 * The digests of a run after the steps of `range` (docs/specification/kernel.md, "Digests"). Throws a
 * WorkLimitError beyond the bytes to hash or the bounds of the simulation.
 */
export async function* digestsOf(
  scenario: Scenario,
  range: StepRange,
  { byteLimit = LIMITS.digest_bytes, options = {}, encoding, pace }: DigestOptions = {},
): AsyncGenerator<StepDigest> {
  const { from, until, stride } = range;
  const hashes = new StateHashes(scenario.start(options), {
    byteLimit,
    pace,
    bytesOf: (run) => run.digestInput(encoding),
    remedyAt: (step) => ({
      parameter: "until",
      expected: `until at most ${step} (the rest in ranges of its own), or a larger stride`,
    }),
  });
  for (let step = from; step < until; step += stride) {
    yield { step, sha256: await hashes.after(step) };
  }
  hashes.end();
}
