import type { ByteChange } from "../dump/byte_change.ts";
import { byteChangesOf } from "../dump/byte_changes.ts";
import type { Bug, BugVariant } from "../labs/bug.ts";
import { scenarioOfSuite } from "../labs/define.ts";
import type { Encoding } from "../labs/encoding.ts";
import type { Observer } from "../labs/events.ts";
import type { DigestPart, Lab, Run, RunOptions, Scenario, ScopeValue } from "../labs/lab.ts";
import type { Misreading } from "../labs/misreadings.ts";
import { type ParameterChange, parameterChangesOf } from "../labs/parameter_changes.ts";
import { LIMITS } from "../limits.ts";
import { type MutantClass, type Mutants, mutantsOf, type Reach } from "../mutants/index.ts";
import { runOf } from "../oracle/expected.ts";
import { namedChanges } from "./named_changes.ts";
import { plausibilityRank } from "./plausibility.ts";
import type { Carrier } from "./transports.ts";

/** A single change of a program that is right otherwise, in words. */
export interface SingleChange {
  /** Stable: the place, then what is done to it. */
  readonly id: string;
  /** Of the simulation, of how a state is written, of what is made of the parameters, or a misreading that the lab declares. */
  readonly of: "simulation" | "layout" | "parameters" | "misreading";
  /** One sentence: exactly what is different. */
  readonly sentence: string;
  /** What the place is called: a function, a kind of field, a parameter. */
  readonly where: string;
  /** The section of the specification that has its rule, and the line of our source; null where there is none. */
  readonly section: string | null;
  readonly source: string | null;
}

/** What a hypothesis changes: what it takes to have it together with others. */
export type ChangedPart =
  | { readonly of: "rules"; readonly reading: BugVariant }
  | { readonly of: "simulation"; readonly number: number }
  | { readonly of: "encoding"; readonly reading: BugVariant }
  | { readonly of: "layout"; readonly change: ByteChange }
  | { readonly of: "parameters"; readonly change: ParameterChange }
  | { readonly of: "misreading"; readonly id: string }
  | { readonly of: "carrying"; readonly carrier: Carrier };

/** Something that a program may do otherwise than the specification: it is tried by running it. */
export interface Hypothesis {
  /** Stable: `bug:ID/READING`, or the id of the change. */
  readonly id: string;
  /** The known bugs that it is a reading of, or that no scenario of the suites tells it from; none of a change without a name. */
  readonly bugs: readonly Bug[];
  /** How many single changes it stands for; 0 of a known bug. */
  readonly changes: number;
  readonly part: ChangedPart;
  /**
   * What it makes of a scenario of the lab's suites, as MutantClass.outcomes has it; null where that is not tabled.
   * It only saves runs that are known to give something else.
   */
  tabled(scenario: string): string | null;
  /** A run with it; null where that is the right one. Throws what a run throws, and a MutantEnded where it cannot go on. */
  start(scenario: Scenario, options?: RunOptions): Run | null;
  /** The changes that it stands for, in words. */
  inWords(): Promise<readonly SingleChange[]>;
}

/** Every hypothesis of a lab: readings of known bugs, and single changes, the likeliest first. */
export interface Hypotheses {
  readonly bugs: readonly Hypothesis[];
  readonly changes: readonly Hypothesis[];
}

const known = new WeakMap<Lab, Promise<Hypotheses>>();

/** Made when they are first asked for, and kept. */
export function hypothesesOf(lab: Lab): Promise<Hypotheses> {
  const kept = known.get(lab) ?? make(lab);
  known.set(lab, kept);
  return kept;
}

async function make(lab: Lab): Promise<Hypotheses> {
  const mutants = await mutantsOf(lab);
  const classes = mutants === null ? [] : await mutants.classes();
  const simulation = classes
    .map((one) => new SimulationChange(lab, mutants as Mutants, one))
    .toSorted((a, b) => a.rank - b.rank);
  const names = namedChanges(lab, finalStates(lab));
  const layout = byteChangesOf(lab.layout).map((change) => {
    const name = names.get(change.id)?.bug;
    return layoutChange(
      change,
      lab.bugs.filter(({ id }) => id === name),
    );
  });
  const parameters = parameterChangesOf(lab.parameters).map(parameterChange);
  const misreadings = (lab.misreadings ?? []).map(misread);
  return {
    bugs: lab.bugs.flatMap(readingsOf),
    changes: [...parameters, ...layout, ...misreadings, ...simulation],
  };
}

/** Final states in which changes of the layout show: those of short listed runs. */
function finalStates(lab: Lab): Run[] {
  const scenarios = lab.suites.flatMap((suite) => suite.scenarios);
  return scenarios
    .map((listed) => scenarioOfSuite(lab, listed))
    .filter(({ steps }) => steps <= LIMITS.naming_steps)
    .slice(0, LIMITS.naming_states)
    .map((scenario) => runOf(scenario));
}

function readingsOf(bug: Bug): Hypothesis[] {
  if (!bug.is_observable) return [];
  return Array.from({ length: bug.variants }, (_, variant) => {
    const reading = { bug: bug.id, variant };
    return {
      id: `bug:${bug.id}/${variant}`,
      bugs: [bug],
      changes: 0,
      part: { of: bug.kind === "protocol" ? "rules" : "encoding", reading },
      tabled: () => null,
      start: (scenario, options = {}) =>
        bug.kind === "protocol"
          ? scenario.start({ ...options, bugs: [reading] })
          : new WrittenRun(scenario.start(options), reading),
      inWords: async () => [],
    };
  });
}

function layoutChange(change: ByteChange, bugs: readonly Bug[]): Hypothesis {
  const { id, kind, sentence } = change;
  return {
    id: `layout:${id}`,
    bugs,
    changes: 1,
    part: { of: "layout", change },
    tabled: () => null,
    start: (scenario, options) => new WrittenRun(scenario.start(options), change),
    inWords: async () => [
      { id, of: "layout", sentence, where: kind || "all fields", section: null, source: null },
    ],
  };
}

function parameterChange(change: ParameterChange): Hypothesis {
  const { id, parameter, sentence } = change;
  return {
    id: `parameters:${id}`,
    bugs: [],
    changes: 1,
    part: { of: "parameters", change },
    tabled: () => null,
    start: (scenario, options) => change.of(scenario)?.start(options) ?? null,
    inWords: async () => [
      { id, of: "parameters", sentence, where: parameter, section: null, source: null },
    ],
  };
}

function misread({ id, sentence, where, section }: Misreading): Hypothesis {
  return {
    id: `misreading:${id}`,
    bugs: [],
    changes: 1,
    part: { of: "misreading", id },
    tabled: () => null,
    start: (scenario, options = {}) => scenario.start({ ...options, misreading: id }),
    inWords: async () => [{ id, of: "misreading", sentence, where, section, source: null }],
  };
}

/** What a right run comes by, by its scenario. */
const reaches = new WeakMap<Scenario, Reach>();

/** A class of single changes of the simulation; the first of them is run for all. */
class SimulationChange implements Hypothesis {
  readonly id: string;
  readonly bugs: readonly Bug[];
  readonly changes: number;
  readonly part: ChangedPart;
  readonly rank: number;
  private readonly mutants: Mutants;
  private readonly of: MutantClass;

  constructor(lab: Lab, mutants: Mutants, of: MutantClass) {
    this.mutants = mutants;
    this.of = of;
    this.id = mutants.idOf(of.number);
    this.bugs = lab.bugs.filter(({ id }) => of.bugs.some(({ bug }) => bug === id));
    this.changes = of.members.length;
    this.part = { of: "simulation", number: of.number };
    this.rank = Math.min(...of.members.map((number) => rankOf(mutants.idOf(number))));
  }

  tabled(scenario: string): string | null {
    return this.of.outcomes.get(scenario) ?? null;
  }

  start(scenario: Scenario, options: RunOptions = {}): Run | null {
    const reach = reachOf(this.mutants, scenario);
    if (!reach.mutants.has(this.of.number)) return null;
    const fuel = FUEL_TIMES * reach.fuel + FUEL_BESIDES;
    return this.mutants.start(scenario, this.of.number, { ...options, fuel });
  }

  async inWords(): Promise<readonly SingleChange[]> {
    const texts = await this.mutants.inWords();
    return this.of.members
      .map((number) => texts[number - 1])
      .filter((text) => text !== undefined)
      .toSorted((a, b) => rankOf(a.id) - rankOf(b.id))
      .map(({ id, file, line, where, section, sentence }) => {
        const source = `src/${file}:${line}`;
        return { id, of: "simulation", sentence, where, section, source };
      });
  }
}

/** The kind of a change stands between the place and the fingerprint of its text. */
function rankOf(id: string): number {
  return plausibilityRank(id.split(":")[1] ?? "");
}

/** Work that a changed run may do beyond the right one's: so many times as much, and what small runs need besides. */
const FUEL_TIMES = 8;
const FUEL_BESIDES = 20_000;

function reachOf(mutants: Mutants, scenario: Scenario): Reach {
  const reach = reaches.get(scenario) ?? mutants.reach(scenario);
  reaches.set(scenario, reach);
  return reach;
}

/** A right run, whose states are written in another way. */
export class WrittenRun implements Run {
  private readonly run: Run;
  private readonly encoding: Encoding;

  constructor(run: Run, encoding: Encoding) {
    this.run = run;
    this.encoding = encoding;
  }

  get steps(): number {
    return this.run.steps;
  }

  get step_index(): number {
    return this.run.step_index;
  }

  get messages(): number {
    return this.run.messages;
  }

  observe(observer: Observer | null): void {
    this.run.observe(observer);
  }

  step(): void {
    this.run.step();
  }

  dump(): Uint8Array {
    return this.run.dump(this.encoding);
  }

  digestInput(): Uint8Array {
    return this.run.digestInput(this.encoding);
  }

  digestParts(): readonly DigestPart[] {
    return this.run.digestParts(this.encoding);
  }

  scope(): readonly (readonly ScopeValue[])[] {
    return this.run.scope();
  }

  violations(): readonly string[] {
    return this.run.violations();
  }

  release(): void {
    this.run.release?.();
  }
}
