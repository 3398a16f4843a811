import type { CaseEvidence, Evidence } from "../diagnose/evidence.ts";
import { stateSha256 } from "../digests/state_hashes.ts";
import { sha256Hex } from "../dump/sha256.ts";
import { WorkLimitError } from "../errors.ts";
import type { Lab, Run, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { advance } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";

/** What a program printed for one scenario; whether it is right is not said. Hashes are in lower case. */
export interface Observation {
  readonly scenario: Scenario;
  /** The hash of the final dump; null where the program gave none. */
  readonly sha256: string | null;
  /** The SHA-256 of the whole listing as --digests prints it; null where it was not seen. */
  readonly digests_sha256: string | null;
  /** The listing itself, the digest of each step; null where it was not seen. */
  readonly digests: readonly string[] | null;
}

/** A scenario in which the program was seen, and what of it is wrong. */
export interface Observed {
  readonly observation: Observation;
  /** As a diagnosis takes it: the listing line by line where it was seen, else by its hash. */
  readonly seen: CaseEvidence;
  readonly isWrong: boolean;
  /** The first step whose digest is wrong; null where no listing was seen, or none of it is wrong. */
  readonly first_wrong_step: number | null;
  /** The work of the right run, in messages and steps; 0 where it was not run: nothing is wrong. */
  readonly work: number;
}

/** What right runs may cost, all of them together. */
export interface ObservingLimits {
  readonly work: number;
  readonly steps: number;
}

interface Right {
  readonly sha256: string;
  readonly digests_sha256: string | null;
  readonly digests: readonly string[] | null;
  readonly work: number;
}

/** Holds what was seen against right runs: the tables of the suites where they have it, else a run. */
export class Observing {
  private readonly pace: Pace | undefined;
  private work: number;
  private steps: number;
  private readonly limits: ObservingLimits;

  constructor(pace: Pace | undefined, limits: ObservingLimits) {
    this.pace = pace;
    this.limits = limits;
    this.work = limits.work;
    this.steps = limits.steps;
  }

  /** Throws a WorkLimitError beyond the bounds. */
  async of(observation: Observation): Promise<Observed> {
    const { scenario, sha256, digests, digests_sha256 } = observation;
    const right = await this.rightOf(observation);
    const states =
      digests?.map((hash, step) => ({
        step,
        sha256: hash,
        of: "digest" as const,
        agrees: hash === right.digests?.[step],
      })) ?? [];
    const listing =
      digests_sha256 === null || digests !== null
        ? null
        : { sha256: digests_sha256, agrees: digests_sha256 === right.digests_sha256 };
    const final = sha256 === null ? null : { sha256, agrees: sha256 === right.sha256 };
    const wrong = states.find(({ agrees }) => !agrees);
    return {
      observation,
      seen: { scenario, final, listing, states },
      isWrong: wrong !== undefined || listing?.agrees === false || final?.agrees === false,
      first_wrong_step: wrong?.step ?? null,
      work: right.work,
    };
  }

  private async rightOf(observation: Observation): Promise<Right> {
    const { scenario, digests, sha256, digests_sha256 } = observation;
    const { listed, steps } = scenario;
    const isTabled =
      listed !== null &&
      digests === null &&
      (sha256 ?? listed.sha256) === listed.sha256 &&
      (digests_sha256 ?? listed.digests_sha256) === listed.digests_sha256;
    if (isTabled) {
      const { sha256, digests_sha256 } = listed;
      return { sha256, digests_sha256, digests: null, work: 0 };
    }
    this.steps -= steps;
    if (this.steps < 0) {
      throw new WorkLimitError("steps", this.limits.steps, scenario.command, FEWER);
    }
    const run = scenario.start({ message_limit: Math.min(this.work, LIMITS.messages) });
    const needsStates = digests !== null || (digests_sha256 !== null && !listed?.digests_sha256);
    const lines = needsStates ? await statesOf(run, this.pace) : null;
    if (lines === null) await paced(advance(run, steps), this.pace);
    this.work -= run.messages;
    const text = lines?.map((hash, step) => `${step} ${hash}\n`).join("") ?? null;
    const right = {
      sha256: listed?.sha256 ?? (await stateSha256(run.dump())),
      digests: lines,
      digests_sha256:
        text === null
          ? (listed?.digests_sha256 ?? null)
          : await sha256Hex(new TextEncoder().encode(text)),
      work: run.messages + run.step_index,
    };
    run.release?.();
    return right;
  }
}

const FEWER = { expected: "fewer observations of scenarios that no suite has" };

async function statesOf(run: Run, pace: Pace | undefined): Promise<string[]> {
  const lines: string[] = [];
  while (run.step_index < run.steps) {
    await paced(advance(run, run.step_index + 1), pace);
    lines.push(await stateSha256(run.digestInput()));
  }
  return lines;
}

export function evidenceOf(lab: Lab, observed: readonly Observed[]): Evidence {
  return { lab, cases: observed.map(({ seen }) => seen).filter(isSeen) };
}

function isSeen({ final, listing, states }: CaseEvidence): boolean {
  return final !== null || listing !== null || states.length > 0;
}
