import { judge } from "../../src/judge/judge.ts";
import { submissionOf } from "../../src/judge/submission.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import { failingOf } from "../../src/labs/suite.ts";
import { seal, simulate } from "../../src/oracle/expected.ts";
import { keyOf, keyOfFolders } from "./planted_builds.ts";
import type { Plant } from "./planted_patches.ts";
import { Kept, type Printed, sha256 } from "./planted_runs.ts";

/** What the engine says of wrong answers, reduced to what can be held against the plant. */
export interface Claim {
  readonly certainty: string;
  /** The known bugs that it names, by their ids: more than one only where they act together. */
  readonly bugs: readonly string[];
  /** What the places of the single changes that it names are called: functions, fields, sections of the specification. */
  readonly places: readonly string[];
}

/** What a program with a bug gave for a scenario; each is null where it is right, or where there is none. */
export interface WrongAnswer {
  readonly scenario: Scenario;
  readonly dump: Uint8Array | null;
  readonly listing: Uint8Array | null;
}

/** A scenario of a suite, what the program printed for it and what a right one does; null where these are the same. */
export interface SeenCase {
  readonly scenario: Scenario;
  readonly printed: Printed;
  readonly expected: Printed;
  readonly wrong: WrongAnswer | null;
}

/** The rooms that decide what is said. */
const ENGINE = ["kernel", "dump", "labs", "mutants", "oracle", "compare", "align", "digests"]
  .concat(["diagnose", "trace", "judge"])
  .map((room) => `src/${room}`);

/** The engine, in process. What it has said is kept for as long as it is the same. */
export class Engine {
  private readonly kept = new Kept<readonly Claim[]>(`claims/${keyOfFolders(ENGINE)}.json`);

  /** What it says of one wrong answer, the first finding first; nothing where it is silent. */
  ofAnswer(answer: WrongAnswer): Promise<readonly Claim[]> {
    const { scenario, dump, listing } = answer;
    const of = [dump, listing].map((bytes) => (bytes === null ? "-" : sha256(bytes)));
    return this.kept.of(keyOf([scenario.command, ...of]), () => claimsOfAnswer(answer));
  }

  /** What it says of all that a program gave for the suites of its lab. */
  ofProgram(lab: Lab, cases: readonly SeenCase[]): Promise<readonly Claim[]> {
    const of = cases.flatMap(({ scenario: { command }, printed: { hash, listing } }) => [
      command,
      hash ?? "-",
      listing ?? "-",
    ]);
    return this.kept.of(keyOf([lab.id, ...of]), () => claimsOfProgram(this, lab, cases));
  }

  save(): void {
    this.kept.save();
  }
}

/** A listing alone gets no finding: of it is only said where it differs first. */
async function claimsOfAnswer({ scenario, dump }: WrongAnswer): Promise<readonly Claim[]> {
  if (dump === null) return [];
  const expected = await seal(scenario, simulate(scenario));
  const submission = await submissionOf(expected, dump);
  const { diagnosis } = await judge(expected, submission, "diagnosis", LABS);
  return (diagnosis?.findings ?? []).map(({ certainty, bugs }) => ({
    certainty,
    bugs: bugs.map(({ id }) => id),
    places: [],
  }));
}

/** As an exam concludes: what reproduces every failure, and is not ruled out by what passed. */
async function claimsOfProgram(
  engine: Engine,
  lab: Lab,
  cases: readonly SeenCase[],
): Promise<readonly Claim[]> {
  const failed = cases.flatMap(({ wrong }) => (wrong?.dump ? [wrong] : []));
  const passed = cases.filter(({ printed, expected }) => printed.hash === expected.hash);
  const ids = new Set(passed.flatMap(({ scenario: { listed } }) => listed?.id ?? []));
  const [first = [], ...others] = await Promise.all(failed.map((one) => engine.ofAnswer(one)));
  const isSame = (one: Claim, other: Claim): boolean =>
    other.certainty === "reproduces" && one.bugs.join() === other.bugs.join();
  return first.filter(
    (claim) =>
      isSame(claim, claim) &&
      others.every((claims) => claims.some((other) => isSame(claim, other))) &&
      !lab.suites.some((suite) =>
        failingOf(suite, claim.bugs[0] ?? "").always.some((id) => ids.has(id)),
      ),
  );
}

/** Whether a claim names what was planted: the known bug that it is, or else a single change of the very rule. */
export function isRight(plant: Plant, { bugs, places }: Claim): boolean {
  if (bugs.length > 0) return bugs.length === 1 && plant.is.includes(bugs[0] as string);
  // The specification's `NewEpoch` is a function `onNewEpoch` in our sources.
  return plant.rules.some((rule) => places.includes(rule) || places.includes(`on${rule}`));
}
