import { WorkLimitError } from "../../src/errors.ts";
import { type BugVariant, bugsOf } from "../../src/labs/bug.ts";
import type { Lab, Run, Scenario } from "../../src/labs/lab.ts";
import type { Mutants, Reach } from "../../src/mutants/index.ts";
import { type Ending, MutantEnded } from "../../src/mutants/run.ts";

/** What a changed simulation makes of a scenario: nothing new, other bytes, or no end. */
export type Outcome = "same" | "dump" | "listing" | Ending;

export interface Made {
  readonly outcome: Outcome;
  /** The same for two changes that give the same dump and the same listing. */
  readonly signature: string;
}

/** Work that a mutant may do beyond the right run's: so many times as much, and what small runs need besides. */
const TIMES = 50;
const BESIDES = 200_000;

const SAME: Made = { outcome: "same", signature: "" };

/** One scenario, its right run, and what changes make of it. */
export class Examined {
  readonly reach: Reach;
  private readonly scenario: Scenario;
  private readonly mutants: Mutants;
  private readonly states: Uint8Array[] = [];
  private readonly dump: Uint8Array;

  constructor(scenario: Scenario, mutants: Mutants) {
    this.scenario = scenario;
    this.mutants = mutants;
    this.reach = mutants.reach(scenario);
    const run = scenario.start();
    while (run.step_index < run.steps) {
      run.step();
      this.states.push(run.digestInput());
    }
    this.dump = run.dump();
  }

  mutant(number: number): Made {
    if (!this.reach.mutants.has(number)) return SAME;
    const { fuel, messages } = this.reach;
    const options = {
      fuel: TIMES * fuel + BESIDES,
      message_limit: TIMES * messages + BESIDES,
    };
    return this.made(() => this.mutants.start(this.scenario, number, options));
  }

  /** What of the run shows the mutant: sooner known than {@link mutant}, since it has no signature. */
  sight(number: number): Outcome {
    if (!this.reach.mutants.has(number)) return "same";
    const { fuel, messages } = this.reach;
    const options = { fuel: TIMES * fuel + BESIDES, message_limit: TIMES * messages + BESIDES };
    let isListed = true;
    try {
      const run = this.mutants.start(this.scenario, number, options);
      for (let step = 0; step < this.scenario.steps; step++) {
        run.step();
        if (isListed) isListed = areEqual(run.digestInput(), this.states[step] as Uint8Array);
      }
      if (!areEqual(run.dump(), this.dump)) return "dump";
      return isListed ? "same" : "listing";
    } catch (error) {
      if (error instanceof MutantEnded) return error.ending;
      throw error;
    }
  }

  bug(bug: BugVariant): Made {
    const message_limit = TIMES * this.reach.messages + BESIDES;
    return this.made(() => this.scenario.start({ bugs: [bug], message_limit }));
  }

  private made(start: () => Run): Made {
    let hash = 0x811c9dc5;
    let isListed = true;
    try {
      const run = start();
      if (run.steps !== this.scenario.steps) throw new Error("another number of steps");
      for (let step = 0; step < this.scenario.steps; step++) {
        run.step();
        const state = run.digestInput();
        if (areEqual(state, this.states[step] as Uint8Array)) continue;
        isListed = false;
        hash = mixed(mixedNumber(hash, step), state);
      }
      const dump = run.dump();
      const isSame = areEqual(dump, this.dump);
      if (isSame && isListed) return SAME;
      const outcome = isSame ? "listing" : "dump";
      return { outcome, signature: `${mixed(hash, dump).toString(36)}.${dump.length}` };
    } catch (error) {
      if (error instanceof MutantEnded) return { outcome: error.ending, signature: error.ending };
      // A known bug goes beyond its work.
      if (error instanceof WorkLimitError) return { outcome: "endless", signature: "endless" };
      throw error;
    }
  }
}

/** A hash in the manner of FNV-1a, four bytes at a time: most of the time of a classification is spent in it. */
function mixed(hash: number, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = bytes.length - (bytes.length % 4);
  let result = Math.imul(hash ^ bytes.length, 0x01000193);
  for (let i = 0; i < words; i += 4) {
    result = Math.imul(result ^ view.getInt32(i, true), 0x01000193);
    result ^= result >>> 15;
  }
  for (let i = words; i < bytes.length; i++) {
    result = Math.imul(result ^ (bytes[i] as number), 0x01000193);
  }
  return result >>> 0;
}

/** Natively, which a byte at a time is not. */
function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

function mixedNumber(hash: number, number: number): number {
  return Math.imul(hash ^ number, 0x01000193) >>> 0;
}

/** Every reading of the lab's known bugs of protocol. */
export function protocolReadings({ bugs }: Lab): BugVariant[] {
  return bugsOf(bugs, "protocol").flatMap(({ id, variants }) =>
    Array.from({ length: variants }, (_, variant) => ({ bug: id, variant })),
  );
}
