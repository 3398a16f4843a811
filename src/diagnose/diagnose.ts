import { areEqual, firstDifference } from "../dump/bytes.ts";
import { Pieces, unitsOfDump, type Work } from "../kernel/work.ts";
import type { Bug } from "../labs/bug.ts";
import type { Lab, RunbookRow } from "../labs/lab.ts";
import { loadLabs, type Registry } from "../labs/lab_entry.ts";
import { bySmallSuites, tellingApart } from "../labs/suite.ts";
import { LIMITS } from "../limits.ts";
import type { Expected } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import { Budget, type LeftOut } from "./budget.ts";
import {
  bestScenario,
  type ChangeClass,
  classesOf,
  failedBy,
  inWords,
  sharedOf,
} from "./classes.ts";
import type { DifferenceShape } from "./difference_shape.ts";
import type { Diagnosis, Finding, Ground, NextObservation } from "./findings.ts";
import type { Hypothesis } from "./hypotheses.ts";
import {
  giveBackSuspects,
  type Lineup,
  type Mistaken,
  type State,
  type Suspect,
  type Suspects,
  takeSuspects,
} from "./suspects.ts";
import {
  EMPTY,
  TRANSPORT_BUGS,
  TRUNCATED,
  WRONG_LAB,
  WRONG_SCENARIO,
  WRONG_STEP,
} from "./transports.ts";
import { DumpTrial, HashTrial, type Trial } from "./trial.ts";
import { type Explanation, Scales } from "./weigh.ts";

/** A submission that is not the expected dump. */
export interface Mismatch {
  readonly sha256: string;
  /** The submission itself; null where only a hash was submitted, or where it was too large to be kept. */
  readonly bytes: Uint8Array | null;
  readonly isHash: boolean;
  /** The runbook row of the first divergence, if there is one. */
  readonly row: RunbookRow | null;
  /** What the differences look like, if like anything. */
  readonly shape: DifferenceShape | null;
}

export interface DiagnosisOptions {
  readonly pace?: Pace | undefined;
  /** Whether single changes are tried as well: they cost the most. */
  readonly changes?: boolean;
}

/**
 * Which known bugs, and which single changes of the lab, give exactly what was submitted. Single bugs of every kind are
 * tried first, the scenarios and steps next to this one among them; all that give the same bytes are listed, and
 * then the single changes that do. Only where there is none, every other step and then pairs of bugs are. Within
 * the budget of limits.ts.
 */
export async function diagnose(
  expected: Expected,
  mismatch: Mismatch,
  registry: Registry,
  { pace, changes = true }: DiagnosisOptions = {},
): Promise<Diagnosis> {
  const suspects = takeSuspects(expected, pace?.diagnosis_work);
  const diagnosis = await new Search(expected, mismatch, registry, suspects, pace, changes).run();
  // Where it was broken off, they are half made.
  giveBackSuspects(expected, suspects);
  return diagnosis;
}

/** Weighing a dump field by field takes as long as writing and hashing it so many times. */
const WEIGHING = 20;

class Search {
  private readonly expected: Expected;
  private readonly mismatch: Mismatch;
  private readonly registry: Registry;
  private readonly pace: Pace | undefined;
  private readonly triesChanges: boolean;
  private readonly pieces = new Pieces();
  /** For hashing and comparing; the suspects have one of their own. */
  private readonly budget: Budget;
  private readonly leftOut = new Set<LeftOut>();
  private readonly suspects: Suspects;
  private readonly reproducing: Named[] = [];
  private readonly changes: Hypothesis[] = [];
  private readonly tried = { bugs: 0, changes: 0, pairs: 0, scenarios: 0, steps: 0 };

  constructor(
    expected: Expected,
    mismatch: Mismatch,
    registry: Registry,
    suspects: Suspects,
    pace: Pace | undefined,
    triesChanges: boolean,
  ) {
    this.pace = pace;
    this.triesChanges = triesChanges;
    this.budget = new Budget(pace?.diagnosis_work);
    this.expected = expected;
    this.mismatch = mismatch;
    this.registry = registry;
    this.suspects = suspects;
  }

  async run(): Promise<Diagnosis> {
    const trial = this.trial();
    if (trial !== null) {
      await this.singles(trial);
      await this.mistaken(trial);
      await this.nextSteps(trial);
      if (this.reproducing.length === 0) await this.allSteps(trial);
      await this.singleChanges();
      if (this.isUnexplained) await this.pairs(trial);
    }
    const classes = classesOf(
      this.reproducing.flatMap(({ bugs }) => (bugs.length === 1 ? bugs : [])),
      this.changes,
    );
    const findings = await this.reproduced(classes, trial);
    if (this.isUnexplained) {
      if (trial !== null) findings.push(...(await this.consistent()));
      findings.push(...this.likely());
    }
    return {
      findings,
      shared: sharedOf(classes),
      told_apart_by: this.tellingApart(),
      next: this.next(classes),
      tried: this.tried,
      left_out: [...this.leftOut, ...this.budget.leftOut],
    };
  }

  /** The dump was changed on its way: what the program does is of no interest then. */
  private get isOnItsWay(): boolean {
    const elsewhere = [WRONG_SCENARIO, WRONG_LAB, WRONG_STEP];
    return this.reproducing.some(
      ({ bugs: [bug] }) => bug?.kind === "transport" && !elsewhere.includes(bug),
    );
  }

  private get isUnexplained(): boolean {
    return this.reproducing.length === 0 && this.changes.length === 0;
  }

  /** The bugs that give the submission, and then the changes without a name, the likeliest first. */
  private async reproduced(
    classes: readonly ChangeClass[],
    trial: Trial | null,
  ): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const { bugs, ground } of this.reproducing) {
      const [bug, other] = bugs as readonly [Bug, Bug?];
      const own = classes.find((one) => other === undefined && one.bugs.includes(bug));
      const changes = await inWords(own ?? { bugs, hypotheses: [] });
      const confirm = other === undefined ? this.confirming(bug) : [];
      findings.push({ certainty: "reproduces", bugs, ...changes, ground, confirm });
    }
    const unnamed = classes.filter(({ bugs }) => bugs.length === 0);
    for (const one of unnamed.slice(0, LIMITS.listed_classes)) {
      const ground = (trial as Trial).ground;
      findings.push({
        certainty: "reproduces",
        bugs: [],
        ...(await inWords(one)),
        ground,
        confirm: [],
      });
    }
    return findings;
  }

  /** Null, and noted, where the submission cannot be tried. */
  private trial(): Trial | null {
    const { bytes, isHash, sha256 } = this.mismatch;
    if (this.expected.dump.length > LIMITS.diagnosed_dump_bytes) {
      this.budget.skip("every-bug", "untriable-dump");
      return null;
    }
    if (isHash) return new HashTrial(sha256, this.budget);
    if (bytes !== null) return new DumpTrial(bytes, this.budget);
    this.budget.skip("every-bug", "unkept-submission");
    return null;
  }

  private async singles(trial: Trial): Promise<void> {
    this.recognise();
    const { dump } = this.expected;
    this.tried.bugs += TRANSPORT_BUGS.length;
    for (const bug of await this.carriers(trial, dump)) this.reproduce([bug], trial.ground);
    for (const { bugs, bytes } of [...(await this.encodings()), ...(await this.protocols())]) {
      if (await this.isOf(trial, bytes)) this.reproduce(bugs, trial.ground);
    }
    this.tried.bugs += this.suspects.ran.size;
    await this.recogniseByHash();
  }

  private async isOf(trial: Trial, bytes: Uint8Array): Promise<boolean> {
    if (this.pieces.isFull(unitsOfDump(bytes.length))) await this.pace?.pause();
    return trial.isOf(bytes);
  }

  private async carriers(trial: Trial, bytes: Uint8Array): Promise<Bug[]> {
    if (this.pieces.isFull(TRANSPORT_BUGS.length * unitsOfDump(bytes.length))) {
      await this.pace?.pause();
    }
    return trial.carriers(bytes);
  }

  private encodings(): Promise<readonly Suspect[]> {
    return this.use(this.suspects.encodings());
  }

  private protocols(): Promise<readonly Suspect[]> {
    return this.use(this.suspects.protocols());
  }

  /** The suspects of a lineup; what it leaves out, the diagnosis leaves out. */
  private async use<T>(work: Work<Lineup<T>>): Promise<readonly T[]> {
    const { suspects, leftOut } = await paced(work, this.pace);
    for (const one of leftOut) this.leftOut.add(one);
    return suspects;
  }

  /** What a submission itself shows. */
  private recognise(): void {
    const { bytes } = this.mismatch;
    const { dump } = this.expected;
    if (bytes?.length === 0) this.reproduce([EMPTY], { kind: "empty" });
    else if (bytes !== null && isPrefix(bytes, dump)) {
      const [size_bytes, of_bytes] = [bytes.length, dump.length];
      this.reproduce([TRUNCATED], { kind: "prefix", size_bytes, of_bytes });
    }
  }

  /** After the bugs of the program itself: a dump in which nothing has happened is that of many scenarios. */
  private async recogniseByHash(): Promise<void> {
    const { sha256 } = this.mismatch;
    const { scenario } = this.expected;
    for (const lab of await loadLabs(this.registry)) {
      for (const other of lab.scenarios) {
        // This scenario's own final dump is a state of it after another step.
        if (other === scenario.listed) continue;
        this.tried.scenarios++;
        if (other.sha256 !== sha256) continue;
        const bug = lab === scenario.lab ? WRONG_SCENARIO : WRONG_LAB;
        this.reproduce([bug], { kind: "listed-hash", lab, scenario: other });
      }
    }
  }

  /** The dump of a scenario for which this one might be mistaken. */
  private async mistaken(trial: Trial): Promise<void> {
    const found: Omit<Mistaken, "bytes">[] = [];
    for (const { bytes, ...other } of await this.use(this.suspects.mistaken())) {
      this.tried.scenarios++;
      if (await this.isOf(trial, bytes)) found.push(other);
    }
    if (found.length === 0) return;
    this.reproduce([WRONG_SCENARIO], { kind: "other-scenarios", found });
  }

  private async singleChanges(): Promise<void> {
    if (this.isOnItsWay || !this.triesChanges) return;
    const { changed } = this.suspects;
    this.changes.push(...(await changed.giving(this.mismatch.sha256, this.pace)));
    this.tried.changes = changed.tried;
    for (const one of changed.leftOut) this.leftOut.add(one);
  }

  private async nextSteps(trial: Trial): Promise<void> {
    await this.otherStates(trial, await this.use(this.suspects.neighbours()));
  }

  private async allSteps(trial: Trial): Promise<void> {
    await this.otherStates(trial, await this.use(this.suspects.states()));
  }

  private async otherStates(trial: Trial, states: readonly State[]): Promise<void> {
    const found: number[] = [];
    let previous: Uint8Array | null = null;
    let isFound = false;
    for (const { step, bytes } of states) {
      this.tried.steps++;
      // Most steps change nothing.
      if (previous === null || !areEqual(previous, bytes)) isFound = await this.isOf(trial, bytes);
      if (isFound) found.push(step);
      previous = bytes;
    }
    if (found.length === 0) return;
    const total = this.expected.scenario.steps;
    this.reproduce([WRONG_STEP], { kind: "other-steps", found, total });
  }

  private async pairs(trial: Trial): Promise<void> {
    for (const { bugs, bytes } of [...(await this.encodings()), ...(await this.protocols())]) {
      this.tried.pairs++;
      for (const carrier of await this.carriers(trial, bytes)) {
        this.reproduce([...bugs, carrier], trial.ground);
      }
    }
    for (const { bugs, bytes } of await this.use(this.suspects.pairs())) {
      this.tried.pairs++;
      if (await this.isOf(trial, bytes)) this.reproduce(bugs, trial.ground);
    }
  }

  /** Bugs that explain the submission in part, those that leave the least first. */
  private async consistent(): Promise<Finding[]> {
    const { bytes } = this.mismatch;
    if (bytes === null || bytes.length > LIMITS.weighed_dump_bytes) return [];
    const { field_map } = this.lab;
    const scales = new Scales(field_map, this.expected.dump, bytes);
    const weighed: { suspect: Suspect; found: Explanation }[] = [];
    for (const suspect of [...(await this.encodings()), ...(await this.protocols())]) {
      const { encoding } = suspect;
      if (this.pieces.isFull(WEIGHING * unitsOfDump(suspect.bytes.length)))
        await this.pace?.pause();
      const map = encoding === null ? field_map : this.lab.encodedFieldMap(encoding);
      const found = scales.weigh(map, suspect.bytes);
      if (found !== null) weighed.push({ suspect, found });
    }
    weighed.sort((a, b) => a.found.differing - b.found.differing);
    // Of several readings of a bug the one that leaves the least.
    const best = new Map(weighed.toReversed().map((one) => [one.suspect.bugs[0], one]));
    return weighed
      .filter((one) => best.get(one.suspect.bugs[0]) === one)
      .slice(0, LIMITS.consistent_findings)
      .map(({ suspect, found }) => partial(suspect.bugs, found));
  }

  /** What the differences look like, and what the runbook says of the first of them. */
  private likely(): Finding[] {
    const { row, shape } = this.mismatch;
    const likely = {
      certainty: "likely",
      bugs: [],
      changes: [],
      changes_total: 0,
      confirm: [],
    } as const;
    return [
      ...(shape === null ? [] : [{ ...likely, ground: { kind: "shape", shape } as const }]),
      // Of a damaged byte the field means nothing.
      ...(row === null || shape?.kind === "damaged-byte"
        ? []
        : [{ ...likely, ground: { kind: "runbook", row } as const }]),
    ];
  }

  private get lab(): Lab {
    return this.expected.scenario.lab;
  }

  /** The scenarios that would decide between bugs that all reproduce the submission. */
  private tellingApart(): string[] {
    const bugs = this.reproducing.map(({ bugs: [first] }) => (first as Bug).id);
    if (bugs.length < 2) return [];
    return bySmallSuites(this.lab.suites, (suite) => tellingApart(suite, bugs));
  }

  /** The other scenarios of the lab that a program with this bug fails. */
  private confirming(bug: Bug): string[] {
    const { listed } = this.expected.scenario;
    return failedBy(this.lab, bug).filter((other) => other !== listed?.id);
  }

  private reproduce(bugs: readonly Bug[], ground: Ground): void {
    const isKnown = this.reproducing.some(
      (known) => known.bugs[0] === bugs[0] && known.bugs[1] === bugs[1],
    );
    // Two readings of a bug may give the same bytes.
    if (!isKnown) this.reproducing.push({ bugs, ground });
  }

  /** What would say more: every state of this run, which the last one is only the end of. */
  private next(classes: readonly ChangeClass[]): NextObservation | null {
    if (this.isUnexplained || this.isOnItsWay) return null;
    const { listed, steps, after } = this.expected.scenario;
    if (steps > 0 && after === null) return { kind: "listing" };
    return bestScenario(this.lab, classes, new Set(listed === null ? [] : [listed.id]));
  }
}

/** What a bug, or two, has in common with the submission: all of it. */
interface Named {
  readonly bugs: readonly Bug[];
  readonly ground: Ground;
}

function partial(bugs: readonly Bug[], explanation: Explanation): Finding {
  const ground = { kind: "partial", explanation } as const;
  return { certainty: "consistent", bugs, changes: [], changes_total: 0, ground, confirm: [] };
}

function isPrefix(bytes: Uint8Array, dump: Uint8Array): boolean {
  return bytes.length < dump.length && firstDifference(bytes, dump) === bytes.length;
}
