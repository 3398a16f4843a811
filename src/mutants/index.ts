import type { BugVariant } from "../labs/bug.ts";
import type { Lab, RunOptions, Scenario } from "../labs/lab.ts";
import type { MutantTable } from "../labs/mutant_table.ts";
import type { GeneratedLab, InstrumentedLab } from "./generated/index.js";
import { MOST_FUEL, MutantEnded, MutantRun } from "./run.ts";

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
  readonly mutants: ReadonlySet<number>;
  /** The work of the run, in the units of {@link MutantOptions.fuel}. */
  readonly fuel: number;
  readonly messages: number;
}

export interface MutantOptions extends RunOptions {
  /** Iterations of loops (and eights of words allocated) that the run may make before it is ended. */
  readonly fuel?: number;
}

/** Mutants that no listed scenario tells apart, of which one is tried for all. */
export interface MutantClass {
  /** The number of the one that is tried. */
  readonly number: number;
  /** The numbers of all of them, this one first. */
  readonly members: readonly number[];
  /**
   * What it makes of the lab's listed scenarios, by their ids: `d` another dump, `l` only another listing, `e` no end,
   * `c` a failure, `.` what is right. Of a scenario that is not in it nothing is known.
   */
  readonly outcomes: ReadonlyMap<string, string>;
  /** The known bugs that they are: such a class bears their name. */
  readonly bugs: readonly BugVariant[];
}

const loaded = new Map<string, Promise<Mutants | null>>();

/**
 * Every single change of a lab's simulation; null where the lab has declared no sources. Loaded when it is first asked
 * for, and kept: a program that asks for none pays nothing.
 */
export function mutantsOf(lab: Lab): Promise<Mutants | null> {
  const known = loaded.get(lab.id) ?? load(lab);
  loaded.set(lab.id, known);
  return known;
}

async function load(lab: Lab): Promise<Mutants | null> {
  const { GENERATED } = await import("./generated/index.js");
  const generated = GENERATED[lab.id];
  return generated === undefined ? null : new Mutants(generated, await generated.simulation());
}

/** The single changes of one lab, and runs with one of them. */
export class Mutants {
  /** How many there are; their numbers are 1 .. count. */
  readonly count: number;
  private readonly generated: GeneratedLab;
  private readonly made: InstrumentedLab;
  private texts: Promise<readonly Mutant[]> | null = null;
  private classified: Promise<readonly MutantClass[]> | null = null;

  constructor(generated: GeneratedLab, made: InstrumentedLab) {
    this.generated = generated;
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
    this.texts ??= this.generated.texts().then(({ texts }) =>
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

  /** What is known of them; null where they have not been classified. */
  async table(): Promise<MutantTable | null> {
    return (await this.generated.table())?.table ?? null;
  }

  /**
   * What is worth trying: a class for each change that can be seen. Changes that are known to show nowhere, or to end
   * no run, are left out; each of those that the table does not know is a class of its own.
   */
  async classes(): Promise<readonly MutantClass[]> {
    this.classified ??= this.table().then((table) => this.classesOf(table));
    return this.classified;
  }

  private classesOf(table: MutantTable | null): MutantClass[] {
    const numbers = new Map(this.made.ids.map((id, number) => [id, number]));
    numbers.delete("");
    const found: MutantClass[] = [];
    for (const { members, bugs, outcomes } of table?.classes ?? []) {
      const present = members.flatMap((id) => numbers.get(id) ?? []);
      const [number] = present;
      if (number !== undefined) {
        const known = table?.scenarios.map((id, i) => [id, outcomes[i] as string] as const);
        found.push({ number, members: present, outcomes: new Map(known), bugs });
      }
    }
    const classed = table?.classes.map(({ members }) => members) ?? [];
    for (const ids of [table?.unseen, table?.endless, table?.crash, ...classed]) {
      for (const id of ids ?? []) numbers.delete(id);
    }
    for (const number of numbers.values()) {
      found.push({ number, members: [number], outcomes: new Map(), bugs: [] });
    }
    return found;
  }

  /** Runs the right simulation, to its end or to the step that the scenario asks for, and sees where it comes by. */
  reach(scenario: Scenario, options: RunOptions = {}): Reach {
    this.made.$.forget();
    const run = this.startAll(scenario, [], options);
    const steps = scenario.after === null ? run.steps : scenario.after + 1;
    while (run.step_index < steps) run.step();
    const { fuel } = run;
    run.digestInput();
    run.dump();
    return { mutants: this.cameBy(), fuel: MOST_FUEL - fuel, messages: run.messages };
  }

  /**
   * The mutants whose places a run with some of them comes to in the steps from <= step < until, and in making its dump then.
   * With `isBegun` the places where every run comes before its first step are among them.
   */
  passed(
    scenario: Scenario,
    numbers: readonly number[],
    {
      from,
      until,
      isBegun,
    }: { readonly from: number; readonly until: number; readonly isBegun: boolean },
    options: MutantOptions = {},
  ): ReadonlySet<number> {
    this.made.$.forget();
    try {
      const run = this.startAll(scenario, numbers, options);
      while (run.step_index < from) run.step();
      if (!isBegun) this.made.$.forget();
      while (run.step_index < until) run.step();
      run.digestInput();
    } catch (error) {
      // It has come so far.
      if (!(error instanceof MutantEnded)) throw error;
    }
    return this.cameBy(isBegun);
  }

  private cameBy(isBegun = true): Set<number> {
    const { $, regions } = this.made;
    const mutants = new Set<number>();
    for (let number = 1; number <= this.count; number++) {
      const region = regions[number] as number;
      if (region === 0 ? isBegun : $.c[region] === 1) mutants.add(number);
    }
    return mutants;
  }

  /**
   * A run with mutant `number` (0: the right simulation). Runs may be made by turns. This, a step or a dump throws
   * a MutantEnded where the mutant fails, or has used up its work.
   */
  start(scenario: Scenario, number: number, options: MutantOptions = {}): MutantRun {
    return this.startAll(scenario, number === 0 ? [] : [number], options);
  }

  /** The same with several at once, at most one of a place ({@link areApart}). */
  startAll(scenario: Scenario, numbers: readonly number[], options: MutantOptions = {}): MutantRun {
    return new MutantRun(this.made, scenario, numbers, options);
  }

  /** Whether these can be on at once: no two of them change the same place. */
  areApart(numbers: readonly number[]): boolean {
    return new Set(numbers.map((number) => this.made.$.slotOf(number))).size === numbers.length;
  }
}
