import { WorkLimitError } from "../errors.ts";
import type { Encoding } from "../labs/encoding.ts";
import type { Observer } from "../labs/events.ts";
import type { DigestPart, Run, RunOptions, Scenario, ScopeValue } from "../labs/lab.ts";
import type { InstrumentedLab } from "./generated/index.js";
import { OutOfFuel } from "./switch.ts";

/**
 * Iterations of loops that a run may make unless it is told fewer: about a second of CPU. The right runs of the
 * published scenarios make 35 000 at most.
 */
export const MOST_FUEL = 1 << 24;

/** How a mutant comes to an end before its run does: its work is used up, or it fails. */
export type Ending = "endless" | "crash";

/** Thrown by a step or dump of a mutant that cannot go on. */
export class MutantEnded extends Error {
  readonly ending: Ending;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "MutantEnded";
    const isSpent = cause instanceof OutOfFuel || cause instanceof WorkLimitError;
    this.ending = isSpent ? "endless" : "crash";
  }
}

/** No mutant: the right simulation. */
const NONE: readonly number[] = [];

/** The run of some mutants at once: they are switched on whenever their code runs, and off again. */
export class MutantRun implements Run {
  /** Work that is left to the steps. */
  fuel: number;
  private readonly made: InstrumentedLab;
  private readonly numbers: readonly number[];
  private readonly total: number;
  private readonly run: Run;

  constructor(
    made: InstrumentedLab,
    scenario: Scenario,
    numbers: readonly number[],
    { fuel = MOST_FUEL, ...options }: RunOptions & { readonly fuel?: number },
  ) {
    this.made = made;
    this.numbers = numbers;
    this.total = fuel;
    this.fuel = fuel;
    this.run = this.within(fuel, () => made.start(made.resolve(scenario.values), options));
    this.fuel = made.$.f;
  }

  get steps(): number {
    return this.run.steps;
  }

  get step_index(): number {
    return this.run.step_index;
  }

  /** 0 of a mutant that has lost what it counts with. */
  get messages(): number {
    try {
      return this.run.messages;
    } catch {
      return 0;
    }
  }

  observe(observer: Observer): void {
    this.run.observe(observer);
  }

  step(): void {
    const { $ } = this.made;
    const { run } = this;
    const before = run.step_index;
    $.f = this.fuel;
    $.select(this.numbers);
    try {
      run.step();
      // A mutant whose steps do not count would go on for ever.
      if (run.step_index !== before + 1) throw new OutOfFuel();
    } catch (error) {
      throw new MutantEnded(error);
    } finally {
      this.fuel = $.f;
      $.select(NONE);
    }
  }

  dump(encoding?: Encoding): Uint8Array {
    return this.within(this.total, () => this.run.dump(encoding));
  }

  digestInput(encoding?: Encoding): Uint8Array {
    return this.within(this.total, () => this.run.digestInput(encoding));
  }

  digestParts(encoding?: Encoding): readonly DigestPart[] {
    return this.within(this.total, () => this.run.digestParts(encoding));
  }

  scope(): readonly (readonly ScopeValue[])[] {
    return this.within(this.total, () => this.run.scope());
  }

  /** None: what looks for them is not bounded, and relies on a right history. */
  violations(): readonly string[] {
    return [];
  }

  private within<T>(fuel: number, work: () => T): T {
    const { $ } = this.made;
    $.f = fuel;
    $.select(this.numbers);
    try {
      return work();
    } catch (error) {
      throw new MutantEnded(error);
    } finally {
      $.select(NONE);
    }
  }
}
