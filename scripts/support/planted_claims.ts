import { LABS } from "../../src/labs/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { judge } from "../../src/judge/judge.ts";
import { submissionOf } from "../../src/judge/submission.ts";
import { seal, simulate } from "../../src/oracle/expected.ts";
import { keyOfFolders } from "./planted_builds.ts";
import type { Plant } from "./planted_patches.ts";
import { Kept, sha256 } from "./planted_runs.ts";

/** What the engine says of a wrong answer, reduced to what can be held against the plant. */
export interface Claim {
  readonly certainty: string;
  /** The known bugs that it names, by their ids: more than one only where they act together. */
  readonly bugs: readonly string[];
  /** The rules of the single changes that it names. */
  readonly places: readonly string[];
}

/** What a program with a bug gave for a scenario; each is null where it is right, or where there is none. */
export interface WrongAnswer {
  readonly scenario: Scenario;
  readonly dump: Uint8Array | null;
  readonly listing: Uint8Array | null;
}

/** What is judged is kept as long as the engine is the same. */
export class Engine {
  private readonly kept = new Kept<readonly Claim[]>(`claims/${keyOfFolders(ENGINE)}.json`);

  /** The engine's findings, the first one first; none where it is silent. */
  async claimsOf(answer: WrongAnswer): Promise<readonly Claim[]> {
    const { scenario, dump, listing } = answer;
    const of = [dump, listing].map((bytes) => (bytes === null ? "-" : sha256(bytes)));
    return this.kept.of(`${scenario.command} ${of.join(" ")}`, () => claimsOf(answer));
  }

  save(): void {
    this.kept.save();
  }
}

const ENGINE = ["kernel", "dump", "labs", "mutants", "oracle", "compare", "align", "digests"]
  .concat(["diagnose", "trace", "judge"])
  .map((room) => `src/${room}`);

/**
 * Asks the engine, in process. This alone knows what its findings look like. A listing alone gets no finding yet: it is
 * only said where it differs first.
 */
async function claimsOf({ scenario, dump }: WrongAnswer): Promise<readonly Claim[]> {
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

/** Whether a claim names what was planted: the known bug that it is, or a single change of the very rule. */
export function isRight(plant: Plant, { bugs, places }: Claim): boolean {
  if (bugs.length > 0) return bugs.length === 1 && plant.is.includes(bugs[0] as string);
  return places.some((place) => plant.rules.some((rule) => sameRule(rule, place)));
}

/** The specification's `NewEpoch` is a handler `onNewEpoch` in our sources. */
function sameRule(rule: string, place: string): boolean {
  return place === rule || place === `on${rule}`;
}
