import { areEqual } from "../dump/bytes.ts";
import { WorkLimitError } from "../errors.ts";
import { type Bug, type BugVariant, bugsOf } from "../labs/bug.ts";
import type { Run, RunOptions, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { type Expected, runOf } from "../oracle/expected.ts";
import { Budget, type LeftOut, type Part } from "./budget.ts";

/** A dump that a program with a known bug would have written. */
export interface Suspect {
  /** The bugs that give it: one, or one of protocol with one of encoding. */
  readonly bugs: readonly Bug[];
  /** Which reading of the encoding bug it is, if there is one: by it the dump reads as fields. */
  readonly encoding: BugVariant | null;
  readonly bytes: Uint8Array;
}

/** A right dump of another question than the one that was asked. */
export interface Mistaken {
  /** What it is the dump of, in the words of the lab: "replica 3, of the same run". */
  readonly what: string;
  /** The command line that asks for it. */
  readonly command: string;
  readonly bytes: Uint8Array;
}

/** A right state of the run itself: after a step, or before the first one (-1). */
export interface State {
  readonly step: number;
  readonly bytes: Uint8Array;
}

/** All of one kind of suspect, none of them the right dump; and what of it could not be had within the budget. */
export interface Lineup<T> {
  readonly suspects: readonly T[];
  readonly leftOut: readonly LeftOut[];
}

interface BuggyRun extends Suspect {
  /** Null where the dumps are large: as many runs would not fit into memory. */
  readonly run: Run | null;
}

const known = new WeakMap<Expected, Suspects>();

/** The suspects of an expected dump. They are kept as long as it is, for the next submission. */
export function suspectsOf(expected: Expected): Suspects {
  const kept = known.get(expected) ?? new Suspects(expected);
  known.set(expected, kept);
  return kept;
}

function workOf({ messages, step_index }: Run): number {
  return messages + step_index;
}

/** The dumps that a submission in the place of an expected one might be. Each kind is made when it is first asked for. */
export class Suspects {
  private readonly expected: Expected;
  private readonly budget = new Budget();
  private readonly lineups = new Map<string, Lineup<unknown>>();
  /** The known bugs of which a reading has been run or written. */
  readonly ran = new Set<Bug>();
  private rightRun: Run | null = null;

  constructor(expected: Expected) {
    this.expected = expected;
  }

  /** The right run's state as each encoding bug writes it. */
  encodings(): Lineup<Suspect> {
    return this.lineup("encodings", () => {
      const run = this.right();
      return run === null ? [] : this.encoded(run, [], this.expected.dump);
    });
  }

  /** What the runs with each protocol bug end in. */
  protocols(): Lineup<Suspect> {
    return this.buggyRuns();
  }

  /** What the same runs end in as each encoding bug writes it. */
  pairs(): Lineup<Suspect> {
    const { suspects } = this.buggyRuns();
    return this.lineup("pairs", () => {
      if (this.isLarge) this.budget.skip("pairs", "large-dump");
      return suspects.flatMap(({ bugs, run, bytes }) =>
        run === null ? [] : this.encoded(run, bugs, bytes),
      );
    });
  }

  /** The dumps of scenarios for which this one might be mistaken. */
  mistaken(): Lineup<Mistaken> {
    const { scenario, dump } = this.expected;
    return this.lineup("mistaken", () =>
      scenario.relatives().flatMap(({ what, scenario: other }) => {
        const { after } = scenario;
        const part = { scenario: what };
        const run = this.run(part, { ...other, after }, {});
        const bytes = run && this.attempt(part, () => run.dump());
        if (bytes === null || !this.budget.spendBytes(bytes.length, "more-scenarios")) return [];
        const flag = after === null ? "" : ` --dump-after ${after}`;
        return areEqual(bytes, dump) ? [] : [{ what, command: other.command + flag, bytes }];
      }),
    );
  }

  /** The right states one step before and after the one that was asked for. */
  neighbours(): Lineup<State> {
    const { after, steps } = this.expected.scenario;
    const step = after ?? steps - 1;
    return this.lineup("neighbours", () => this.statesAfter(step - 1, step + 1));
  }

  /** The right states before the first step, after each one, and after one too many. */
  states(): Lineup<State> {
    return this.lineup("states", () => {
      const { steps } = this.expected.scenario;
      if (steps > LIMITS.diagnosed_states) {
        this.budget.skip("states", "many-steps");
        return [];
      }
      return this.statesAfter(-1, steps);
    });
  }

  private statesAfter(first: number, last: number): State[] {
    const found: State[] = [];
    if (this.right() === null || !this.hasWorkFor("near-states")) return found;
    const run = this.expected.scenario.start();
    for (let step = -1; step <= last; step++) {
      if (step >= 0 && this.attempt("extra-step", () => run.step() ?? true) === null) break;
      if (step < first) continue;
      const bytes = run.dump();
      if (!this.budget.spendBytes(bytes.length, "more-states")) break;
      if (!areEqual(bytes, this.expected.dump)) found.push({ step, bytes });
    }
    this.budget.spendWork(workOf(run));
    return found;
  }

  private buggyRuns(): Lineup<BuggyRun> {
    return this.lineup("protocols", () => {
      if (this.right() === null) return [];
      return bugsOf(this.expected.scenario.lab.bugs, "protocol")
        .filter((bug) => bug.is_observable)
        .flatMap((bug) => this.readingsOf(bug));
    });
  }

  private readingsOf(bug: Bug): BuggyRun[] {
    const found: BuggyRun[] = [];
    for (let variant = 0; variant < bug.variants; variant++) {
      const what = { bugs: [bug.id], reading: bug.variants === 1 ? null : variant };
      const run = this.run(what, this.expected.scenario, { bug: { bug: bug.id, variant } });
      const bytes = run && this.attempt(what, () => run.dump());
      if (bytes !== null) this.ran.add(bug);
      if (run === null || bytes === null || areEqual(bytes, this.expected.dump)) continue;
      if (!this.budget.spendBytes(bytes.length, what)) continue;
      found.push({ bugs: [bug], encoding: null, bytes, run: this.isLarge ? null : run });
    }
    return found;
  }

  private encoded(run: Run, bugs: readonly Bug[], plain: Uint8Array): Suspect[] {
    const found: Suspect[] = [];
    for (const bug of bugsOf(this.expected.scenario.lab.bugs, "encoding")) {
      const both = [...bugs, bug];
      for (let variant = 0; variant < bug.variants; variant++) {
        const encoding = { bug: bug.id, variant };
        if (!this.budget.spendBytes(plain.length, "more-pairs")) return found;
        const what = { bugs: both.map(({ id }) => id), reading: null };
        const bytes = this.attempt(what, () => run.dump(encoding));
        if (bytes !== null) this.ran.add(bug);
        if (bytes !== null && !areEqual(bytes, plain)) found.push({ bugs: both, encoding, bytes });
      }
    }
    return found;
  }

  private get isLarge(): boolean {
    const run = this.right();
    const work = run === null ? 0 : workOf(run);
    return this.expected.dump.length > LIMITS.weighed_dump_bytes || work > LIMITS.paired_work;
  }

  private right(): Run | null {
    this.rightRun ??= this.run("every-bug", this.expected.scenario, {});
    return this.rightRun;
  }

  /** A run within the budget; null, and noted as left out, beyond it. */
  private run(what: Part, scenario: Scenario, options: RunOptions): Run | null {
    if (!this.hasWorkFor(what)) return null;
    const message_limit = Math.min(this.budget.work, LIMITS.messages);
    const run = this.attempt(what, () => runOf(scenario, { ...options, message_limit }));
    this.budget.spendWork(run === null ? message_limit : workOf(run));
    return run;
  }

  private hasWorkFor(what: Part): boolean {
    // A run costs about what the right one does: it is not begun where that is more than is left.
    const needed = this.rightRun === null ? 1 : workOf(this.rightRun);
    if (this.budget.work >= needed) return true;
    this.budget.skip(what, "work-spent");
    return false;
  }

  /** The result of some work; null, and noted as left out, where it goes beyond a limit. */
  private attempt<T>(what: Part, work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof WorkLimitError)) throw error;
      this.budget.skip(what, "beyond-limit");
      return null;
    }
  }

  private lineup<T>(name: string, make: () => T[]): Lineup<T> {
    const kept = this.lineups.get(name) as Lineup<T> | undefined;
    if (kept !== undefined) return kept;
    const before = this.budget.leftOut.length;
    const lineup = { suspects: make(), leftOut: this.budget.leftOut.slice(before) };
    this.lineups.set(name, lineup);
    return lineup;
  }
}
