import type { Lab, RunOptions, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { GENERATED, type InstrumentedLab } from "./generated/index.js";
import { MutantRun } from "./run.ts";

/** A single change of a lab's simulation, in words. */
export interface Mutant {
  /** From 1; of this build only. */
  readonly number: number;
  /** Stable under changes of other places: `node.Node.resetTimer:constant-plus-one:1x2y3z4`. */
  readonly id: string;
  /** The source, from src/, and its line. */
  readonly file: string;
  readonly line: number;
  /** The function or constant, by the specification's name for it where it has one. */
  readonly where: string;
  /** `zab.md, "Node state"`; null where no comment and no page tells. */
  readonly section: string | null;
  /** The kind of change: `condition-true`, `statement-left-out`. */
  readonly mutator: string;
  /** One sentence: exactly what is different. */
  readonly sentence: string;
}

/** What a right run comes by, and what it costs. */
export interface Reach {
  /** The numbers of the mutants whose places the run comes to. All others run as the right simulation does. */
  readonly mutants: readonly number[];
  /** The work of the run, in the units of {@link MutantOptions.fuel}. */
  readonly fuel: number;
  readonly messages: number;
}

export interface MutantOptions extends RunOptions {
  /** Iterations of loops (and eights of words allocated) that the run may make before it is ended. */
  readonly fuel?: number;
}

const loaded = new Map<string, Promise<Mutants>>();

/** Every single change of a lab's simulation. Null where the lab has declared no sources. Loaded once. */
export function mutantsOf(lab: Lab): Promise<Mutants> | null {
  const generated = GENERATED[lab.id];
  if (generated === undefined) return null;
  const known = loaded.get(lab.id) ?? generated.simulation().then((made) => new Mutants(lab, made));
  loaded.set(lab.id, known);
  return known;
}

/** The single changes of one lab, and runs with one of them. */
export class Mutants {
  /** How many there are; their numbers are 1 .. count. */
  readonly count: number;
  private readonly lab: Lab;
  private readonly made: InstrumentedLab;
  private texts: Promise<readonly Mutant[]> | null = null;

  constructor(lab: Lab, made: InstrumentedLab) {
    this.lab = lab;
    this.made = made;
    this.count = made.ids.length - 1;
  }

  idOf(number: number): string {
    return this.made.ids[number] as string;
  }

  /** The number of a mutant; null where this build has none of the id. */
  numberOf(id: string): number | null {
    const number = this.made.ids.indexOf(id);
    return number > 0 ? number : null;
  }

  /** All of them in words, by number less one. Loaded when they are first asked for. */
  inWords(): Promise<readonly Mutant[]> {
    this.texts ??= (GENERATED[this.lab.id] as (typeof GENERATED)[string])
      .texts()
      .then(({ texts }) =>
        texts.slice(1).map(([file, line, where, section, mutator, sentence], i) => ({
          number: i + 1,
          id: this.idOf(i + 1),
          file,
          line,
          where,
          section: section === "" ? null : section,
          mutator,
          sentence,
        })),
      );
    return this.texts;
  }

  /** Runs the right simulation, to its end or to the step that the scenario asks for, and sees where it comes by. */
  reach(scenario: Scenario, options: RunOptions = {}): Reach {
    const { $, regions } = this.made;
    $.forget();
    const run = this.start(scenario, 0, options);
    const steps = scenario.after === null ? run.steps : scenario.after + 1;
    while (run.step_index < steps) run.step();
    const { fuel } = run;
    run.digestInput();
    run.dump();
    const mutants = Array.from({ length: this.count }, (_, i) => i + 1).filter(
      (number) => regions[number] === 0 || $.c[regions[number] as number] === 1,
    );
    return { mutants, fuel: LIMITS.mutant_fuel - fuel, messages: run.messages };
  }

  /**
   * A run with mutant `number` (0: the right simulation). Runs may be made by turns. A step or dump throws a
   * MutantEnded where the mutant crashes, or has used up its work.
   */
  start(scenario: Scenario, number: number, options: MutantOptions = {}): MutantRun {
    return new MutantRun(this.made, scenario, number, options);
  }
}
