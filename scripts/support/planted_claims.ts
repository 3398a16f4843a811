import { PATIENT } from "../../src/cli/exam_evidence.ts";
import { diagnoseEvidence } from "../../src/diagnose/diagnose_evidence.ts";
import type { Diagnosis } from "../../src/diagnose/findings.ts";
import { wholeRun } from "../../src/digests/listing_comparator.ts";
import { judge } from "../../src/judge/judge.ts";
import { judgeListing } from "../../src/judge/judge_listing.ts";
import { submissionOf } from "../../src/judge/submission.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import { REGISTRY } from "../../src/labs/registry.ts";
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
    return this.kept.of(keyOf([lab.id, ...of]), () => claimsOfProgram(lab, cases));
  }

  save(): void {
    this.kept.save();
  }
}

/** The listing says most; the dump is what most people send. What is said of the listing comes first where there is one. */
async function claimsOfAnswer({ scenario, dump, listing }: WrongAnswer): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  if (listing !== null) {
    const { diagnosis } = await judgeListing(
      scenario,
      wholeRun(scenario),
      (push) => push(listing),
      {
        limits: { lines: scenario.steps + 2, hashed_bytes: Number.MAX_SAFE_INTEGER },
      },
    );
    claims.push(...claimsOf(diagnosis));
  }
  if (dump !== null) {
    const expected = await seal(scenario, simulate(scenario));
    const submission = await submissionOf(expected, dump);
    const { diagnosis } = await judge(expected, submission, "diagnosis", REGISTRY);
    claims.push(...claimsOf(diagnosis));
  }
  return claims;
}

/** All that a program gave for the suites, hashes and whole listings, as one piece of evidence. */
async function claimsOfProgram(lab: Lab, cases: readonly SeenCase[]): Promise<readonly Claim[]> {
  const seen = (actual: string | null, expected: string | null) =>
    actual === null ? null : { sha256: actual, agrees: actual === expected };
  return claimsOf(
    await diagnoseEvidence(
      {
        lab,
        cases: cases.map(({ scenario, printed, expected }) => ({
          scenario,
          final: seen(printed.hash, expected.hash),
          listing: seen(printed.listing, expected.listing),
          states: [],
        })),
      },
      PATIENT,
    ),
  );
}

function claimsOf(diagnosis: Diagnosis | null): Claim[] {
  return (diagnosis?.findings ?? []).map(({ certainty, bugs, changes }) => ({
    certainty,
    bugs: bugs.map(({ id }) => id),
    places: changes.flatMap(({ where, section }) => [where, ...sectionOf(section)]),
  }));
}

/** `zab.md, "NewEpoch{e, ce, z}"` is the section NewEpoch. */
export function sectionOf(section: string | null): string[] {
  const name = /"([^"{(]+)/.exec(section ?? "")?.[1];
  return name === undefined ? [] : [name];
}

/** Whether a claim names what was planted: the known bug that it is, or else a single change of the very rule. */
export function isRight(plant: Plant, { bugs, places }: Claim): boolean {
  if (bugs.length > 0) return bugs.length === 1 && plant.is.includes(bugs[0] as string);
  // The specification's `NewEpoch` is a function `onNewEpoch` in our sources.
  return plant.rules.some((rule) => places.includes(rule) || places.includes(`on${rule}`));
}
