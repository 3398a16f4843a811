import { areEqual } from "../dump/bytes.ts";
import { WorkLimitError } from "../errors.ts";
import { Pieces, unitsOfDump, type Work } from "../kernel/work.ts";
import { type Bug, type BugVariant, bugsOf } from "../labs/bug.ts";
import type { Run, RunOptions, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { advance, type Expected, running } from "../oracle/expected.ts";
import { Budget, type LeftOut, type Part } from "./budget.ts";
import { ChangedDumps } from "./changed_dumps.ts";

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
  readonly scenario: Scenario;
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

/**
 * The suspects of an expected dump, for one diagnosis: its work may be interrupted, and another one, begun meanwhile, must
 * not find them half made.
 */
export function takeSuspects(expected: Expected, work?: number): Suspects {
  const kept = known.get(expected);
  known.delete(expected);
  return kept ?? new Suspects(expected, work);
}

/** Keeps them, as long as the expected dump is kept, for the next submission. */
export function giveBackSuspects(expected: Expected, suspects: Suspects): void {
  known.set(expected, suspects);
}

function workOf({ messages, step_index }: Run): number {
  return messages + step_index;
}

/** The dumps that a submission in the place of an expected one might be. Each kind is made when it is first asked for. */
export class Suspects {
  private readonly expected: Expected;
  private readonly budget: Budget;
  private readonly lineups = new Map<string, Lineup<unknown>>();
  /** What the single changes of the lab give. */
  readonly changed: ChangedDumps;
  /** The known bugs of which a reading has been run or written. */
  readonly ran = new Set<Bug>();
  private rightRun: Run | null = null;
  private readonly pieces = new Pieces();
  /** Messages and steps of the runs that are kept. */
  private keptWork = 0;
  private isKeptFull = false;

  constructor(expected: Expected, work?: number) {
    this.expected = expected;
    this.changed = new ChangedDumps(expected);
    this.budget = new Budget(work);
  }

  /** The right run's state as each encoding bug writes it. */
  encodings(): Work<Lineup<Suspect>> {
    return this.lineup("encodings", () => this.encodedRight());
  }

  /** What the runs with each protocol bug end in. */
  protocols(): Work<Lineup<Suspect>> {
    return this.buggyRuns();
  }

  /** What the same runs end in as each encoding bug writes it. */
  *pairs(): Work<Lineup<Suspect>> {
    const { suspects } = yield* this.buggyRuns();
    return yield* this.lineup("pairs", () => this.encodedOf(suspects));
  }

  /** The dumps of scenarios for which this one might be mistaken. */
  mistaken(): Work<Lineup<Mistaken>> {
    return this.lineup("mistaken", () => this.dumpsOfRelatives());
  }

  /** The right states one step before and after the one that was asked for. */
  neighbours(): Work<Lineup<State>> {
    const { after, steps } = this.expected.scenario;
    const step = after ?? steps - 1;
    return this.lineup("neighbours", () => this.statesAfter(step - 1, step + 1));
  }

  /** The right states before the first step, after each one, and after one too many. */
  states(): Work<Lineup<State>> {
    return this.lineup("states", () => this.allStates());
  }

  private *encodedRight(): Work<Suspect[]> {
    const run = yield* this.right();
    return run === null ? [] : yield* this.encoded(run, [], this.expected.dump);
  }

  private *encodedOf(suspects: readonly BuggyRun[]): Work<Suspect[]> {
    const found: Suspect[] = [];
    if (yield* this.isLarge()) this.budget.skip("pairs", "large-dump");
    for (const { bugs, run, bytes } of suspects) {
      if (run === null) continue;
      found.push(...(yield* this.encoded(run, bugs, bytes)));
      run.release?.();
    }
    return found;
  }

  private *dumpsOfRelatives(): Work<Mistaken[]> {
    const { scenario, dump } = this.expected;
    const { after } = scenario;
    const found: Mistaken[] = [];
    for (const { what, scenario: whole } of scenario.relatives()) {
      const part = { scenario: what };
      const other = { ...whole, after };
      const run = yield* this.run(part, other, {});
      const bytes = run && this.attempt(part, () => run.dump());
      run?.release?.();
      if (bytes === null || !this.budget.spendBytes(bytes.length, "more-scenarios")) continue;
      const flag = after === null ? "" : ` --dump-after ${after}`;
      const command = other.command + flag;
      if (!areEqual(bytes, dump)) found.push({ what, command, scenario: other, bytes });
    }
    return found;
  }

  private *allStates(): Work<State[]> {
    const { steps } = this.expected.scenario;
    if (steps > LIMITS.diagnosed_states) {
      this.budget.skip("states", "many-steps");
      return [];
    }
    return yield* this.statesAfter(-1, steps);
  }

  private *statesAfter(first: number, last: number): Work<State[]> {
    const found: State[] = [];
    if ((yield* this.right()) === null || !this.hasWorkFor("near-states")) return found;
    const run = this.expected.scenario.start();
    yield* advance(run, Math.max(0, first));
    for (let step = run.step_index - 1; step <= last; step++) {
      if (step >= run.step_index && this.attempt("extra-step", () => run.step() ?? true) === null) {
        break;
      }
      if (step < first) continue;
      const bytes = run.dump();
      if (this.pieces.isFull(unitsOfDump(bytes.length))) yield;
      if (!this.budget.spendBytes(bytes.length, "more-states")) break;
      if (!areEqual(bytes, this.expected.dump)) found.push({ step, bytes });
    }
    this.budget.spendWork(workOf(run));
    run.release?.();
    return found;
  }

  private buggyRuns(): Work<Lineup<BuggyRun>> {
    return this.lineup("protocols", () => this.runsWithBugs());
  }

  private *runsWithBugs(): Work<BuggyRun[]> {
    const found: BuggyRun[] = [];
    if ((yield* this.right()) === null) return found;
    for (const bug of bugsOf(this.expected.scenario.lab.bugs, "protocol")) {
      if (bug.is_observable) found.push(...(yield* this.readingsOf(bug)));
    }
    return found;
  }

  private *readingsOf(bug: Bug): Work<BuggyRun[]> {
    const found: BuggyRun[] = [];
    for (let variant = 0; variant < bug.variants; variant++) {
      const what = { bugs: [bug.id], reading: bug.variants === 1 ? null : variant };
      const options = { bugs: [{ bug: bug.id, variant }] };
      const run = yield* this.run(what, this.expected.scenario, options);
      const bytes = run && this.attempt(what, () => run.dump());
      if (bytes !== null) this.ran.add(bug);
      if (run === null || bytes === null || areEqual(bytes, this.expected.dump)) continue;
      if (!this.budget.spendBytes(bytes.length, what)) continue;
      const isKept = !(yield* this.isLarge()) && this.keeps(workOf(run));
      if (!isKept) run.release?.();
      found.push({ bugs: [bug], encoding: null, bytes, run: isKept ? run : null });
    }
    return found;
  }

  /** Whether one more run of so much work can be kept; noted as left out where it cannot. */
  private keeps(work: number): boolean {
    if (this.keptWork + work <= LIMITS.kept_work) {
      this.keptWork += work;
      return true;
    }
    if (!this.isKeptFull) this.budget.skip("more-pairs", "beyond-limit");
    this.isKeptFull = true;
    return false;
  }

  private *encoded(run: Run, bugs: readonly Bug[], plain: Uint8Array): Work<Suspect[]> {
    const found: Suspect[] = [];
    for (const bug of bugsOf(this.expected.scenario.lab.bugs, "encoding")) {
      const both = [...bugs, bug];
      for (let variant = 0; variant < bug.variants; variant++) {
        const encoding = { bug: bug.id, variant };
        if (!this.budget.spendBytes(plain.length, "more-pairs")) return found;
        const what = { bugs: both.map(({ id }) => id), reading: null };
        const bytes = this.attempt(what, () => run.dump(encoding));
        if (this.pieces.isFull(unitsOfDump(plain.length))) yield;
        if (bytes !== null) this.ran.add(bug);
        if (bytes !== null && !areEqual(bytes, plain)) found.push({ bugs: both, encoding, bytes });
      }
    }
    return found;
  }

  private *isLarge(): Work<boolean> {
    const run = yield* this.right();
    const work = run === null ? 0 : workOf(run);
    return this.expected.dump.length > LIMITS.weighed_dump_bytes || work > LIMITS.paired_work;
  }

  private *right(): Work<Run | null> {
    this.rightRun ??= yield* this.run("every-bug", this.expected.scenario, {});
    return this.rightRun;
  }

  /** A run within the budget; null, and noted as left out, beyond it. */
  private *run(what: Part, scenario: Scenario, options: RunOptions): Work<Run | null> {
    if (!this.hasWorkFor(what)) return null;
    const message_limit = Math.min(this.budget.work, LIMITS.messages);
    let run: Run | null = null;
    try {
      run = yield* running(scenario, { ...options, message_limit });
    } catch (error) {
      if (!(error instanceof WorkLimitError)) throw error;
      this.budget.skip(what, message_limit < LIMITS.messages ? "work-spent" : "beyond-limit");
    }
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
      this.leaveOut(what, error);
      return null;
    }
  }

  private leaveOut(what: Part, error: unknown): void {
    if (!(error instanceof WorkLimitError)) throw error;
    this.budget.skip(what, "beyond-limit");
  }

  private *lineup<T>(name: string, make: () => Work<T[]>): Work<Lineup<T>> {
    const kept = this.lineups.get(name) as Lineup<T> | undefined;
    if (kept !== undefined) return kept;
    const before = this.budget.leftOut.length;
    const suspects = yield* make();
    const lineup = { suspects, leftOut: this.budget.leftOut.slice(before) };
    this.lineups.set(name, lineup);
    return lineup;
  }
}
