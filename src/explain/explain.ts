import type { EvidenceExtent } from "../diagnose/evidence.ts";
import { extentOf } from "../diagnose/evidence.ts";
import type { Diagnosis } from "../diagnose/findings.ts";
import { type Hypothesis, hypothesesOf, type SingleChange } from "../diagnose/hypotheses.ts";
import { type Several, severalGiving } from "../diagnose/several.ts";
import { Together } from "../diagnose/together.ts";
import { judgeProgram } from "../judge/judge_program.ts";
import { listedScenarios, scenarioOfSuite } from "../labs/define.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Pace } from "../oracle/pace.ts";
import { paced } from "../oracle/pace.ts";
import { type Account, accounting } from "../trace/account.ts";
import { decidingScenario } from "./decide.ts";
import {
  evidenceOf,
  type Observation,
  type Observed,
  Observing,
  type ObservingLimits,
} from "./observations.ts";
import { type RuleInPlay, rulesInPlay } from "./rules_in_play.ts";

/** What to ask of the program next. */
export type Question =
  /** The hash, and the hash of the listing, in each of these. */
  | { readonly kind: "hashes"; readonly scenarios: readonly Scenario[]; readonly why: QuestionWhy }
  /** The whole listing in each of these. */
  | {
      readonly kind: "listings";
      readonly scenarios: readonly Scenario[];
      readonly why: QuestionWhy;
    };

export type QuestionWhy =
  /** The suites have not all been seen. */
  | { readonly kind: "suite"; readonly id: string }
  /** Which step goes wrong first is not known of these. */
  | { readonly kind: "first-wrong-step" }
  /** Of so many explanations, so many would be told apart. */
  | { readonly kind: "decide"; readonly of: number; readonly parts: number };

/** Where a program goes wrong first, in the wrong scenario that is the least work. */
export interface FirstWrong {
  readonly scenario: Scenario;
  /** The first step after which its state is wrong; null where its states were not seen. */
  readonly step: number | null;
  /** What the right run does in that step, and by which rules; nothing where it is not known. */
  readonly account: Account | null;
  readonly rules: readonly RuleInPlay[];
}

/** A change of a set, in words, with what the suites do not tell from it. */
export interface MemberInWords {
  readonly hypothesis: Hypothesis;
  readonly changes: readonly SingleChange[];
}

/** What is known of a program by what was seen of it, as plain data. */
export interface ProgramExplanation {
  readonly lab: Lab;
  readonly extent: EvidenceExtent;
  /** Null where nothing that was seen is wrong. */
  readonly first_wrong: FirstWrong | null;
  /** Known bugs and single changes that give everything; null where nothing is wrong, or it was not asked. */
  readonly diagnosis: Diagnosis | null;
  /** Sections of the specification that single changes which are known bugs stand in, by the bug's id. */
  readonly sections: ReadonlyMap<string, readonly SingleChange[]>;
  /** Several changes at once; null where one alone gives everything, and where they were not tried. */
  readonly several: Several | null;
  /** The changes of the sets, and of the closest, in words, by the hypothesis's id. */
  readonly words: ReadonlyMap<string, MemberInWords>;
  readonly next: Question | null;
}

export interface ExplainOptions {
  readonly pace?: Pace | undefined;
  /** Work for single changes, and for several; those of a request unless given. */
  readonly single?: { readonly work: number; readonly bytes: number };
  readonly several_work?: number;
  /** What right runs of the observed scenarios may cost; unlimited unless given. */
  readonly limits?: ObservingLimits;
  readonly isOver?: () => boolean;
}

const UNLIMITED = { work: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };

/** Wrong scenarios of which whole listings are asked for. */
const LISTINGS = 5;

/**
 * What explains everything that was seen of a program, and what to ask of it next. A function of what was seen: nothing is
 * remembered between two questions. Throws a WorkLimitError beyond the bounds.
 */
export async function explain(
  lab: Lab,
  observations: readonly Observation[],
  options: ExplainOptions = {},
): Promise<ProgramExplanation> {
  const { pace } = options;
  const observed: Observed[] = [];
  const observing = new Observing(pace, options.limits ?? UNLIMITED);
  for (const one of observations) observed.push(await observing.of(one));
  const evidence = evidenceOf(lab, observed);
  const wrong = observed.filter(({ isWrong }) => isWrong).toSorted(bySize);
  const first_wrong = await firstWrongOf(wrong, pace);
  const base = {
    lab,
    extent: extentOf(evidence),
    first_wrong,
    diagnosis: null,
    sections: new Map(),
    several: null,
    words: new Map(),
  };
  const unseen = unseenOf(lab, observed) ?? unlistedOf(wrong);
  if (wrong.length === 0 || unseen !== null) return { ...base, next: unseen };

  const diagnosis = await judgeProgram(evidence, { pace, ...options.single });
  const isGiven = (diagnosis?.findings.length ?? 0) > 0;
  const { isOver, several_work: work } = options;
  // Where single changes could not be tried for want of work, several cannot either.
  const isTriable = pace?.diagnosis_work === undefined;
  const several =
    isGiven || !isTriable ? null : await severalGiving(evidence, { pace, work, isOver });
  const members = [
    ...(several?.sets.flatMap((one) => one.members) ?? []),
    ...(several?.closest?.members ?? []),
  ];
  const found = { ...base, diagnosis, several };
  return {
    ...found,
    sections: await sectionsOf(lab, found),
    words: await inWords(members),
    next: isOver?.() === true ? null : await questionOf(found, observed, pace),
  };
}

function bySize(a: Observed, b: Observed): number {
  // One of which the first wrong step is known says more than one that is a little smaller.
  const rank = ({ first_wrong_step: step }: Observed): number => (step === null ? 1 : 0);
  const length = ({ observation }: Observed): number => observation.scenario.flags.length;
  return rank(a) - rank(b) || a.work - b.work || length(a) - length(b);
}

async function firstWrongOf(
  [smallest]: readonly Observed[],
  pace: Pace | undefined,
): Promise<FirstWrong | null> {
  if (smallest === undefined) return null;
  const { scenario } = smallest.observation;
  const step = smallest.first_wrong_step;
  if (step === null) return { scenario, step, account: null, rules: [] };
  return {
    scenario,
    step,
    account: await paced(accounting(scenario, step, "digest"), pace),
    rules: await rulesInPlay(scenario, step),
  };
}

/** The scenarios of the suites in which the program has not been seen. */
function unseenOf(lab: Lab, observed: readonly Observed[]): Question | null {
  const seen = new Set(observed.map(({ seen: { scenario } }) => scenario.listed?.id));
  const scenarios = listedScenarios(lab).filter(({ id }) => !seen.has(id));
  const all = lab.suites.at(-1);
  if (scenarios.length === 0 || all === undefined) return null;
  return {
    kind: "hashes",
    scenarios: scenarios.map((one) => scenarioOfSuite(lab, one)),
    why: { kind: "suite", id: all.id },
  };
}

/** The smallest wrong scenarios of which the listing is to be had and was not seen. */
function unlistedOf(wrong: readonly Observed[]): Question | null {
  const whole = wrong.filter(({ observation }) => observation.digests !== null);
  let lines = whole.reduce((sum, { observation }) => sum + observation.scenario.steps, 0);
  const scenarios = wrong
    .map(({ observation }) => observation)
    .filter(isListable)
    .slice(0, Math.max(0, LISTINGS - whole.length))
    .map(({ scenario }) => scenario)
    // All that was seen is sent with every question.
    .filter(({ steps }) => {
      lines += steps;
      return lines <= LIMITS.kept_lines;
    });
  if (scenarios.length === 0) return null;
  return { kind: "listings", scenarios, why: { kind: "first-wrong-step" } };
}

/** Whether a listing was hashed, and so can be had, and was not sent. */
function isListable({ scenario, digests, digests_sha256 }: Observation): boolean {
  return digests === null && digests_sha256 !== null && scenario.steps <= LIMITS.kept_lines;
}

async function sectionsOf(
  lab: Lab,
  { diagnosis, several }: Pick<ProgramExplanation, "diagnosis" | "several">,
): Promise<Map<string, readonly SingleChange[]>> {
  const named = new Set([
    ...(diagnosis?.findings.flatMap(({ bugs }) => bugs) ?? []),
    ...(several?.sets.flatMap(({ members }) => members.flatMap(({ bugs }) => bugs)) ?? []),
    ...(several?.closest?.members.flatMap(({ bugs }) => bugs) ?? []),
  ]);
  const sections = new Map<string, readonly SingleChange[]>();
  if (named.size === 0) return sections;
  const { changes } = await hypothesesOf(lab);
  for (const bug of named) {
    const same = changes.filter(({ bugs }) => bugs.includes(bug));
    const texts: SingleChange[] = [];
    for (const one of same) texts.push(...(await one.inWords()));
    sections.set(bug.id, texts.slice(0, LIMITS.listed_members));
  }
  return sections;
}

async function inWords(members: readonly Hypothesis[]): Promise<Map<string, MemberInWords>> {
  const words = new Map<string, MemberInWords>();
  for (const hypothesis of members) {
    const changes = (await hypothesis.inWords()).slice(0, LIMITS.listed_members);
    words.set(hypothesis.id, { hypothesis, changes });
  }
  return words;
}

/** What would say most: a listing where a set goes wrong, or a scenario in which explanations differ. */
async function questionOf(
  { lab, diagnosis, several }: Pick<ProgramExplanation, "lab" | "diagnosis" | "several">,
  observed: readonly Observed[],
  pace: Pace | undefined,
): Promise<Question | null> {
  const scenario = several?.closest?.scenario;
  const open = observed.find(({ observation }) => observation.scenario === scenario);
  if (open !== undefined && isListable(open.observation)) {
    const scenarios = [open.observation.scenario];
    return { kind: "listings", scenarios, why: { kind: "first-wrong-step" } };
  }
  const candidates =
    several?.sets.map(({ members }) => members) ?? (await singlesOf(lab, diagnosis));
  if (candidates.length < 2) return null;
  const seen = new Set(observed.map(({ observation }) => observation.scenario.flags));
  const isListing = observed.some(({ observation }) => observation.digests_sha256 !== null);
  const of = isListing ? "states" : "end";
  const found = await decidingScenario(await Together.of(lab), candidates, { seen, of }, pace);
  if (found === null) return null;
  const why = { kind: "decide", of: candidates.length, parts: found.parts } as const;
  return { kind: "hashes", scenarios: [found.scenario], why };
}

/** The hypotheses that a diagnosis has found, one of each class. */
async function singlesOf(lab: Lab, diagnosis: Diagnosis | null): Promise<Hypothesis[][]> {
  const { bugs, changes } = await hypothesesOf(lab);
  const ids = new Set(diagnosis?.findings.flatMap((one) => one.changes[0]?.id ?? []));
  const named = diagnosis?.findings.flatMap((one) => one.bugs) ?? [];
  const found: Hypothesis[][] = [];
  for (const bug of named) {
    const reading = bugs.find((one) => one.bugs.includes(bug));
    if (reading !== undefined) found.push([reading]);
  }
  for (const one of changes.filter(({ bugs: own }) => own.length === 0)) {
    const isFound = (await one.inWords()).some(({ id }) => ids.has(id));
    if (isFound) found.push([one]);
  }
  return found;
}
