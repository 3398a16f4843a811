import type { ByteChange } from "../dump/byte_change.ts";
import { byteChangesOf } from "../dump/byte_changes.ts";
import type { Layout } from "../dump/layout.ts";
import { WorkLimitError } from "../errors.ts";
import type { Encoding } from "../labs/encoding.ts";
import type { Lab, Run, RunOptions, Scenario } from "../labs/lab.ts";
import { type Mutants, mutantsOf } from "../mutants/index.ts";
import { type ChangedPart, type Hypothesis, hypothesesOf, WrittenRun } from "./hypotheses.ts";
import { CARRIERS, type Carrier } from "./transports.ts";

/** Work that changed runs may do beyond the right one's: so many times as much, and what small runs need besides. */
const FUEL_TIMES = 80;
const FUEL_BESIDES = 200_000;

/** Several hypotheses of a lab at once, as one run. */
export class Together {
  readonly lab: Lab;
  private readonly mutants: Mutants | null;
  /** Changes of the layout that known encoding bugs are, by the bug's reading. */
  private readonly changes: ReadonlyMap<string, ByteChange>;
  private readonly layouts = new Map<string, Encoding | null>();
  private readonly fuels = new WeakMap<Scenario, number>();

  private constructor(lab: Lab, mutants: Mutants | null, changes: ReadonlyMap<string, ByteChange>) {
    this.lab = lab;
    this.mutants = mutants;
    this.changes = changes;
  }

  static async of(lab: Lab): Promise<Together> {
    const { changes } = await hypothesesOf(lab);
    const named = changes.flatMap(({ part, bugs: [bug] }) =>
      part.of === "layout" && bug !== undefined ? [[bug.id, part.change] as const] : [],
    );
    return new Together(lab, await mutantsOf(lab), new Map(named));
  }

  /** Whether these can be had at once: no two of them change the same place, and the layouts go together. */
  isPossible(parts: readonly ChangedPart[]): boolean {
    const numbers = numbersOf(parts);
    if (numbers.length > 1 && this.mutants?.areApart(numbers) === false) return false;
    const names = parts.flatMap(placeOf);
    if (new Set(names).size < names.length) return false;
    return !parts.some(isWriting) || this.encodingOf(parts) !== null;
  }

  /** A run with all of them. Throws what a run throws, and a MutantEnded where it cannot go on. */
  start(parts: readonly ChangedPart[], scenario: Scenario, options: RunOptions = {}): Run {
    const asked = this.scenarioOf(parts, scenario);
    const numbers = numbersOf(parts);
    const changed = { ...options, ...changedRules(parts) };
    const run =
      numbers.length > 0 && this.mutants !== null
        ? this.mutants.startAll(asked, numbers, { ...changed, fuel: this.fuelOf(scenario) })
        : asked.start(changed);
    const encoding = this.encodingOf(parts);
    const written = encoding === null ? run : new WrittenRun(run, encoding);
    const carrier = parts.find((part) => part.of === "carrying")?.carrier;
    return carrier === undefined ? written : carriedRun(written, carrier);
  }

  /**
   * Which of the lab's single changes of the simulation a run with all of these comes by, up to and with a step: all others
   * are nothing to it so far. Null where the lab has none.
   */
  passed(
    parts: readonly ChangedPart[],
    scenario: Scenario,
    until: number,
    options: RunOptions = {},
  ): ReadonlySet<number> | null {
    if (this.mutants === null) return null;
    const asked = this.scenarioOf(parts, scenario);
    const range = { from: 0, until: Math.min(until, asked.steps), isBegun: true };
    const changed = { ...options, ...changedRules(parts), fuel: this.fuelOf(scenario) };
    return this.mutants.passed(asked, numbersOf(parts), range, changed);
  }

  private scenarioOf(parts: readonly ChangedPart[], scenario: Scenario): Scenario {
    let asked = scenario;
    for (const part of parts) {
      if (part.of === "parameters") asked = part.change.of(asked) ?? asked;
    }
    return asked;
  }

  private fuelOf(scenario: Scenario): number {
    let fuel = this.fuels.get(scenario);
    if (fuel === undefined) {
      const right = this.rightFuelOf(scenario);
      fuel = FUEL_TIMES * right + FUEL_BESIDES;
      this.fuels.set(scenario, fuel);
    }
    return fuel;
  }

  private rightFuelOf(scenario: Scenario): number {
    try {
      return this.mutants?.reach(scenario).fuel ?? 0;
    } catch (error) {
      if (!(error instanceof WorkLimitError)) throw error;
      return 0;
    }
  }

  /** How all of them that are of the layout write a state; null of none, and where one has no place in what the others make. */
  encodingOf(parts: readonly ChangedPart[]): Encoding | null {
    const writing = parts.filter(isWriting);
    if (writing.length === 0) return null;
    const key = writing.map(nameOfPart).join(" ");
    const kept = this.layouts.get(key);
    if (kept !== undefined) return kept;
    const made = this.makeEncoding(writing);
    this.layouts.set(key, made);
    return made;
  }

  private makeEncoding(parts: readonly ChangedPart[]): Encoding | null {
    // What has a layout of its own comes first: single changes are then made of it.
    const rankOf = (part: ChangedPart): number =>
      part.of === "encoding" ? (this.changes.has(part.reading.bug) ? 1 : 0) : 2;
    const [first, ...others] = parts.toSorted((a, b) => rankOf(a) - rankOf(b));
    if (first === undefined) return null;
    let encoding: Encoding | null = ownEncoding(first);
    for (const part of others) encoding = encoding && this.changed(this.layoutOf(encoding), part);
    return encoding;
  }

  private layoutOf(encoding: Encoding): Layout<never> {
    return "layout" in encoding ? encoding.layout : this.lab.encodedLayout(encoding);
  }

  private changed(layout: Layout<never>, part: ChangedPart): ByteChange | null {
    const change =
      part.of === "layout"
        ? part.change
        : part.of === "encoding"
          ? this.changes.get(part.reading.bug)
          : undefined;
    if (change === undefined) return null;
    return byteChangesOf(layout).find(({ id }) => id === change.id) ?? null;
  }
}

function numbersOf(parts: readonly ChangedPart[]): number[] {
  return parts.flatMap((part) => (part.of === "simulation" ? [part.number] : []));
}

/** The rules that a run goes by: the known bugs, and the misreading, of which there is one at most. */
function changedRules(parts: readonly ChangedPart[]): Pick<RunOptions, "bugs" | "misreading"> {
  const bugs = parts.flatMap((part) => (part.of === "rules" ? [part.reading] : []));
  const misread = parts.find((part) => part.of === "misreading");
  return misread === undefined ? { bugs } : { bugs, misreading: misread.id };
}

/** Whether it changes how a state is written, and not which state it is. */
export function isWriting(part: ChangedPart): boolean {
  return part.of === "encoding" || part.of === "layout";
}

function ownEncoding(part: ChangedPart): Encoding | null {
  if (part.of === "layout") return part.change;
  return part.of === "encoding" ? part.reading : null;
}

/** What only one change can be made of at a time. */
function placeOf(part: ChangedPart): string[] {
  switch (part.of) {
    case "rules":
    case "encoding":
      return [`${part.of} ${part.reading.bug}`];
    case "parameters":
      return [`parameters ${part.change.parameter}`];
    case "misreading":
    case "carrying":
      return [part.of];
    default:
      return [nameOfPart(part)];
  }
}

function nameOfPart(part: ChangedPart): string {
  switch (part.of) {
    case "rules":
    case "encoding":
      return `${part.reading.bug}/${part.reading.variant}`;
    case "simulation":
      return `mutant ${part.number}`;
    case "misreading":
      return `misreading ${part.id}`;
    case "carrying":
      return `carrying ${part.carrier.id}`;
    default:
      return `${part.of} ${part.change.id}`;
  }
}

/** A run whose final dump, or every state, is changed before it is hashed. */
function carriedRun(run: Run, { carry, isOfStates }: Carrier): Run {
  const known = new WeakMap<Uint8Array, Uint8Array>();
  // What is the same array before is the same after: it is hashed once.
  const carried = (bytes: Uint8Array): Uint8Array => {
    const made = known.get(bytes) ?? carry(bytes);
    known.set(bytes, made);
    return made;
  };
  return {
    steps: run.steps,
    get step_index() {
      return run.step_index;
    },
    get messages() {
      return run.messages;
    },
    observe: (observer) => run.observe(observer),
    step: () => run.step(),
    dump: (encoding) => carried(run.dump(encoding)),
    digestInput: (encoding) =>
      isOfStates ? carried(run.digestInput(encoding)) : run.digestInput(encoding),
    digestParts: (encoding) => run.digestParts(encoding),
    scope: () => run.scope(),
    violations: () => run.violations(),
    release: () => run.release?.(),
  };
}

function carryingBy(carrier: Carrier): Hypothesis {
  const { id, bug } = carrier;
  return {
    id: `bug:${id}`,
    bugs: [bug],
    changes: 0,
    part: { of: "carrying", carrier },
    tabled: () => null,
    start: (scenario, options) => carriedRun(scenario.start(options), carrier),
    inWords: async () => [],
  };
}

/**
 * Those among which several at once are looked for: a change that is a known bug goes by the bug's reading, and what may
 * become of a dump on its way is among them, where a program does it itself before it hashes.
 */
export async function singleChangesOf(lab: Lab): Promise<readonly Hypothesis[]> {
  const { bugs, changes } = await hypothesesOf(lab);
  const unnamed = changes.filter((one) => one.bugs.length === 0);
  return [...bugs, ...CARRIERS.map(carryingBy), ...unnamed];
}
