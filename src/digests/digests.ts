import { WorkLimitError } from "../errors.ts";
import { Pieces, unitsOfDump } from "../kernel/work.ts";
import type { BugVariant } from "../labs/bug.ts";
import type { RunOptions, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { advance } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
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
  const run = scenario.start(options);
  const pieces = new Pieces();
  let hashed = 0;
  for (let step = from; step < until; step += stride) {
    await paced(advance(run, step + 1), pace);
    const input = run.digestInput(encoding);
    hashed += input.length;
    if (hashed > byteLimit) {
      throw new WorkLimitError("bytes to hash", byteLimit, `step ${step}`, {
        parameter: "until",
        expected: `until at most ${Math.max(step, from)} (the rest in ranges of its own), or a larger stride`,
      });
    }
    if (pieces.isFull(unitsOfDump(input.length))) await pace?.pause();
    yield { step, sha256: await stateSha256(input) };
  }
}
