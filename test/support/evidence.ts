import type { CaseEvidence, Evidence } from "../../src/diagnose/evidence.ts";
import { type Hypothesis, hypothesesOf } from "../../src/diagnose/hypotheses.ts";
import { stateSha256 } from "../../src/digests/state_hashes.ts";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import type { Lab, Run, Scenario } from "../../src/labs/lab.ts";
import { suiteById } from "../../src/labs/suite.ts";

/** What a test sees of a program: of a run with something different in it. */
export interface SeenRun {
  readonly dump_sha256: string;
  /** The digests of all steps. */
  readonly digests: readonly string[];
  readonly listing_sha256: string;
}

export async function seenOf(run: Run): Promise<SeenRun> {
  const digests: string[] = [];
  while (run.step_index < run.steps) {
    run.step();
    digests.push(await stateSha256(run.digestInput()));
  }
  const text = digests.map((digest, step) => `${step} ${digest}\n`).join("");
  return {
    dump_sha256: await stateSha256(run.dump()),
    digests,
    listing_sha256: await sha256Hex(new TextEncoder().encode(text)),
  };
}

/** The hypothesis whose id, or the sentence of one of whose changes, has these words. */
export async function hypothesis(lab: Lab, words: string): Promise<Hypothesis> {
  const { bugs, changes } = await hypothesesOf(lab);
  for (const one of [...bugs, ...changes]) {
    if (one.id === words) return one;
    const texts = await one.inWords();
    if (texts.some(({ sentence }) => sentence.includes(words))) return one;
  }
  throw new Error(`no hypothesis of ${lab.id} has ${words}`);
}

/** What a program gives in a scenario: its run, which is the right one where it does nothing else. */
export type Program = (scenario: Scenario) => Run;

export function having(one: Hypothesis): Program {
  return (scenario) => one.start(scenario) ?? scenario.start();
}

/** What an exam of a suite sees of a program, with or without listings. */
export async function examEvidence(
  lab: Lab,
  program: Program,
  suite: string,
  { listings = true } = {},
): Promise<Evidence> {
  const cases: CaseEvidence[] = [];
  for (const listed of suiteById(lab.suites, suite)?.scenarios ?? []) {
    const scenario = scenarioOfSuite(lab, listed);
    const seen = await seenOf(program(scenario));
    const [final, listing] = [seen.dump_sha256, seen.listing_sha256];
    cases.push({
      scenario,
      final: { sha256: final, agrees: final === listed.sha256 },
      listing: listings ? { sha256: listing, agrees: listing === listed.digests_sha256 } : null,
      states: [],
    });
  }
  return { lab, cases };
}

/** What a listing of a program shows. */
export async function listingEvidence(program: Program, scenario: Scenario): Promise<Evidence> {
  const right = (await seenOf(scenario.start())).digests;
  const { digests } = await seenOf(program(scenario));
  const states = digests.map((sha256, step) => ({
    step,
    sha256,
    of: "digest" as const,
    agrees: sha256 === right[step],
  }));
  return { lab: scenario.lab, cases: [{ scenario, final: null, listing: null, states }] };
}
