import { sha256Hex } from "../dump/sha256.ts";
import { Problem } from "../errors.ts";
import { finished, PIECE, type Work } from "../kernel/work.ts";
import type { Run, RunOptions, Scenario } from "../labs/lab.ts";

/** Whether the hash stands in the lab's own table, or is this specification's. */
export type Provenance = "published" | "computed";

/** What the dump of a scenario must be. */
export interface Expected {
  readonly scenario: Scenario;
  readonly dump: Uint8Array;
  readonly sha256: string;
  readonly provenance: Provenance;
}

const NOT_LISTED = { listed: null, published: null };

/** Makes the steps of a run before `until`. Throws a WorkLimitError beyond the bounds. */
export function* advance(run: Run, until: number): Work<void> {
  let next = run.messages + run.step_index + PIECE;
  while (run.step_index < until) {
    run.step();
    const spent = run.messages + run.step_index;
    if (spent < next) continue;
    next = spent + PIECE;
    yield;
  }
}

/**
 * Runs the simulation, to its end or to the step that the scenario asks for. Throws a WorkLimitError
 * beyond the bounds.
 */
export function* running(scenario: Scenario, options?: RunOptions): Work<Run> {
  const run = scenario.start(options);
  let isRun = false;
  try {
    yield* advance(run, lastStepOf(scenario, run));
    isRun = true;
    return run;
  } finally {
    // Beyond a bound, and where whoever asked has left, nobody else can give back what it holds.
    if (!isRun) run.release?.();
  }
}

/** How many steps of a run are made: all, or those up to the one that the scenario asks for. */
function lastStepOf({ after }: Scenario, { steps }: Run): number {
  return after === null ? steps : after + 1;
}

/** The same at once. */
export function runOf(scenario: Scenario, options?: RunOptions): Run {
  return finished(running(scenario, options));
}

/** The dump that a scenario must end in. Throws a WorkLimitError beyond the bounds. */
export function* simulating(scenario: Scenario): Work<Uint8Array> {
  const run = scenario.start();
  try {
    yield* advance(run, lastStepOf(scenario, run));
    yield;
    return run.lastDump === undefined ? run.dump() : yield* run.lastDump();
  } finally {
    // Also beyond a bound, and where whoever asked has left.
    run.release?.();
  }
}

/** The same at once. */
export function simulate(scenario: Scenario): Uint8Array {
  return finished(simulating(scenario));
}

/**
 * Hashes a simulated dump and holds it against the hash that a suite of the lab has for the scenario, if
 * one has it. That hash is only ever compared with; a contradiction is a fault of ours and is said so.
 */
export async function seal(scenario: Scenario, dump: Uint8Array): Promise<Expected> {
  const sha256 = await sha256Hex(dump);
  const { lab } = scenario;
  // The hashes of suites are of final dumps.
  const { listed, published } = scenario.after === null ? scenario : NOT_LISTED;
  if (listed !== null && listed.sha256 !== sha256) {
    const source = published === null ? "its suite's" : "the published";
    throw new Problem("oracle-inconsistent", [
      {
        detail: `scenario ${listed.id} of ${lab.id} was computed as ${sha256}; expected ${source} ${listed.sha256}`,
      },
    ]);
  }
  return { scenario, dump, sha256, provenance: published === null ? "computed" : "published" };
}
