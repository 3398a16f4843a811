import { areEqual, firstDifference } from "../dump/bytes.ts";
import type { Bug } from "../labs/bug.ts";
import type { Lab } from "../labs/lab.ts";
import { failingOf, tellingApart } from "../labs/suite.ts";
import { LIMITS } from "../limits.ts";
import type { Expected } from "../oracle/expected.ts";
import type { Diagnosis, Finding } from "../report/schema.ts";
import { Budget, type LeftOut } from "./budget.ts";
import { type Lineup, type State, type Suspect, type Suspects, suspectsOf } from "./suspects.ts";
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
import { explanationInWords, stepsInWords } from "./words.ts";

/** A submission that is not the expected dump. */
export interface Evidence {
  readonly sha256: string;
  /** The submission itself; null where only a hash was submitted, or where it was too large to be kept. */
  readonly bytes: Uint8Array | null;
  readonly isHash: boolean;
  /** The runbook row of the first divergence, if there is one. */
  readonly row: { readonly where: string; readonly text: string } | null;
}

/**
 * Which known bugs give exactly what was submitted. Single bugs of every kind are tried first, the scenarios and steps
 * next to this one among them; all that give the same bytes are listed. Only where there is none, every other
 * step and then pairs of bugs are. Within the budget of limits.ts.
 */
export async function diagnose(
  expected: Expected,
  evidence: Evidence,
  labs: readonly Lab[],
): Promise<Diagnosis> {
  return new Search(expected, evidence, labs).run();
}

class Search {
  private readonly expected: Expected;
  private readonly evidence: Evidence;
  private readonly labs: readonly Lab[];
  /** For hashing and comparing; the suspects have one of their own. */
  private readonly budget = new Budget();
  private readonly leftOut = new Set<LeftOut>();
  private readonly suspects: Suspects;
  private readonly proven: Finding[] = [];
  private readonly tried = { bugs: 0, pairs: 0, scenarios: 0, steps: 0 };

  constructor(expected: Expected, evidence: Evidence, labs: readonly Lab[]) {
    this.expected = expected;
    this.evidence = evidence;
    this.labs = labs;
    this.suspects = suspectsOf(expected);
  }

  async run(): Promise<Diagnosis> {
    const trial = this.trial();
    if (trial !== null) {
      await this.singles(trial);
      await this.mistaken(trial);
      await this.nextSteps(trial);
      for (const stage of [this.allSteps, this.pairs]) {
        if (this.proven.length === 0) await stage.call(this, trial);
      }
    }
    const findings = [...this.proven];
    if (this.proven.length === 0) {
      if (trial !== null) findings.push(...this.consistent());
      findings.push(...this.likely());
    }
    const left_out = [...this.leftOut, ...this.budget.leftOut];
    return { findings, told_apart_by: this.tellingApart(), tried: this.tried, left_out };
  }

  /** Null, and noted, where the submission cannot be tried. */
  private trial(): Trial | null {
    const { bytes, isHash, sha256 } = this.evidence;
    if (this.expected.dump.length > LIMITS.diagnosed_dump_bytes) {
      this.budget.skip("every known bug", "the dump is too large to be tried");
      return null;
    }
    if (isHash) return new HashTrial(sha256, this.budget);
    if (bytes !== null) return new DumpTrial(bytes, this.budget);
    this.budget.skip("every known bug", "the submission is too large to be kept");
    return null;
  }

  private async singles(trial: Trial): Promise<void> {
    this.recognise();
    const { dump } = this.expected;
    this.tried.bugs += TRANSPORT_BUGS.length;
    for (const bug of await trial.carriers(dump)) this.prove([bug], trial.evidence);
    for (const { bugs, bytes } of [...this.encodings(), ...this.protocols()]) {
      if (await trial.isOf(bytes)) this.prove(bugs, trial.evidence);
    }
    this.tried.bugs += this.suspects.ran.size;
    this.recogniseByHash();
  }

  private encodings(): readonly Suspect[] {
    return this.use(this.suspects.encodings());
  }

  private protocols(): readonly Suspect[] {
    return this.use(this.suspects.protocols());
  }

  /** The suspects of a lineup; what it leaves out, the diagnosis leaves out. */
  private use<T>({ suspects, leftOut }: Lineup<T>): readonly T[] {
    for (const one of leftOut) this.leftOut.add(one);
    return suspects;
  }

  /** What a submission itself shows. */
  private recognise(): void {
    const { bytes } = this.evidence;
    const { dump } = this.expected;
    if (bytes?.length === 0) this.prove([EMPTY], "The submission has no bytes.");
    else if (bytes !== null && isPrefix(bytes, dump)) {
      const evidence = `The submission is the first ${bytes.length} of the dump's ${dump.length} bytes.`;
      this.prove([TRUNCATED], evidence);
    }
  }

  /** After the bugs of the program itself: a dump in which nothing has happened is that of many scenarios. */
  private recogniseByHash(): void {
    const { sha256 } = this.evidence;
    const { scenario } = this.expected;
    for (const lab of this.labs) {
      for (const other of lab.scenarios) {
        // This scenario's own final dump is a state of it after another step.
        if (other === scenario.listed) continue;
        this.tried.scenarios++;
        if (other.sha256 !== sha256) continue;
        const bug = lab === scenario.lab ? WRONG_SCENARIO : WRONG_LAB;
        const evidence = `The SHA-256 is that of scenario ${other.id} of ${lab.id} (${other.title}).`;
        this.prove([bug], evidence);
      }
    }
  }

  /** The dump of a scenario for which this one might be mistaken. */
  private async mistaken(trial: Trial): Promise<void> {
    const found: string[] = [];
    for (const { what, bytes } of this.use(this.suspects.mistaken())) {
      this.tried.scenarios++;
      if (await trial.isOf(bytes)) found.push(what);
    }
    if (found.length === 0) return;
    this.prove([WRONG_SCENARIO], `It is the dump of ${found.join("; and of ")}`);
  }

  private async nextSteps(trial: Trial): Promise<void> {
    await this.otherStates(trial, this.use(this.suspects.neighbours()));
  }

  private async allSteps(trial: Trial): Promise<void> {
    await this.otherStates(trial, this.use(this.suspects.states()));
  }

  private async otherStates(trial: Trial, states: readonly State[]): Promise<void> {
    const found: number[] = [];
    let previous: Uint8Array | null = null;
    let isFound = false;
    for (const { step, bytes } of states) {
      this.tried.steps++;
      // Most steps change nothing.
      if (previous === null || !areEqual(previous, bytes)) isFound = await trial.isOf(bytes);
      if (isFound) found.push(step);
      previous = bytes;
    }
    if (found.length === 0) return;
    const { steps } = this.expected.scenario;
    const where = stepsInWords(found, this.lab.step_name, steps);
    this.prove([WRONG_STEP], `It is the state ${where} of the run.`);
  }

  private async pairs(trial: Trial): Promise<void> {
    for (const { bugs, bytes } of [...this.encodings(), ...this.protocols()]) {
      this.tried.pairs++;
      for (const carrier of await trial.carriers(bytes)) {
        this.prove([...bugs, carrier], trial.evidence);
      }
    }
    for (const { bugs, bytes } of this.use(this.suspects.pairs())) {
      this.tried.pairs++;
      if (await trial.isOf(bytes)) this.prove(bugs, trial.evidence);
    }
  }

  /** Bugs that explain the submission in part, those that leave the least first. */
  private consistent(): Finding[] {
    const { bytes } = this.evidence;
    if (bytes === null || bytes.length > LIMITS.weighed_dump_bytes) return [];
    const { field_map } = this.lab;
    const scales = new Scales(field_map, this.expected.dump, bytes);
    const weighed: { suspect: Suspect; found: Explanation }[] = [];
    for (const suspect of [...this.encodings(), ...this.protocols()]) {
      const { encoding } = suspect;
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
      .map(({ suspect, found }) =>
        this.finding("consistent", suspect.bugs, explanationInWords(found)),
      );
  }

  /** What the runbook says of the first divergence. */
  private likely(): Finding[] {
    const { row } = this.evidence;
    if (row === null) return [];
    return [
      {
        certainty: "likely",
        bug: null,
        with: null,
        kind: null,
        title: `The runbook on: ${row.where}`,
        explanation: row.text,
        evidence: "The first divergence lies there; no known bug gives exactly these bytes.",
        fix: `Find the first ${this.lab.step_name} that is wrong: assay bisect, or POST /v1/labs/${this.lab.id}/bisect.`,
        confirm: [],
      },
    ];
  }

  private get lab(): Lab {
    return this.expected.scenario.lab;
  }

  /** The scenarios that would decide between bugs that are all proven. */
  private tellingApart(): string[] {
    const bugs = this.proven.flatMap(({ bug }) => (bug === null ? [] : [bug]));
    if (bugs.length < 2) return [];
    return this.lab.suites.flatMap((suite) => [...tellingApart(suite, bugs)]);
  }

  /** The other scenarios of the lab that a program with this bug fails. */
  private confirming({ id }: Bug): string[] {
    const { listed } = this.expected.scenario;
    const failing = this.lab.suites.flatMap((suite) => [...failingOf(suite, id).always]);
    return failing.filter((other) => other !== listed?.id);
  }

  private prove(bugs: readonly Bug[], evidence: string): void {
    const finding = this.finding("proven", bugs, evidence);
    const isKnown = this.proven.some(({ bug, with: other }) => {
      return bug === finding.bug && other === finding.with;
    });
    // Two readings of a bug may give the same bytes.
    if (!isKnown) this.proven.push(finding);
  }

  private finding(
    certainty: "proven" | "consistent",
    bugs: readonly Bug[],
    evidence: string,
  ): Finding {
    const [first, second] = bugs as readonly [Bug, Bug?];
    const text = (of: (bug: Bug) => string): string => bugs.map(of).join(" And: ");
    return {
      certainty,
      bug: first.id,
      with: second?.id ?? null,
      kind: first.kind,
      title: text(({ title }) => title),
      explanation: text(({ description }) => description),
      evidence,
      fix: text(({ fix }) => fix),
      confirm: second === undefined ? this.confirming(first) : [],
    };
  }
}

function isPrefix(bytes: Uint8Array, dump: Uint8Array): boolean {
  return bytes.length < dump.length && firstDifference(bytes, dump) === bytes.length;
}
