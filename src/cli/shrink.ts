import { legalScenario } from "../labs/define.ts";
import type { Scenario } from "../labs/lab.ts";
import type { Case } from "../report/exam.ts";
import type { SuiteCase } from "./cases.ts";
import { commandOf, type Examination, examine, examineAndDiagnose } from "./examine.ts";
import { fingerprintOf, isAlike } from "./fingerprint.ts";

/** Scenarios that one shrinking may try: each is up to four runs of the program. */
const ATTEMPTS = 100;

/**
 * Looks for a simpler scenario that still fails: one parameter at a time is left out or replaced by a
 * simpler value, as long as `stillFails` says so. Returns the last scenario that failed.
 */
export async function shrink(
  failing: Scenario,
  stillFails: (scenario: Scenario) => Promise<boolean>,
): Promise<Scenario> {
  let current = failing;
  let attempts = 0;
  for (let hasShrunk = true; hasShrunk; ) {
    hasShrunk = false;
    for (const simpler of simplerThan(current)) {
      if (attempts++ === ATTEMPTS) return current;
      if (await stillFails(simpler)) {
        current = simpler;
        hasShrunk = true;
        break;
      }
    }
  }
  return current;
}

/**
 * Legal scenarios that differ from `scenario` in one parameter, which is simpler. What can be left out
 * comes first: a fault that is gone lets more of the rest go.
 */
export function* simplerThan({ lab, query }: Scenario): Generator<Scenario> {
  const isRequired = (name: string): number => (lab.parameters[name]?.required ? 1 : 0);
  for (const [name, text] of query.toSorted(([a], [b]) => isRequired(a) - isRequired(b))) {
    const parameter = lab.parameters[name];
    if (parameter === undefined) continue;
    const { type, required } = parameter;
    const others = query.filter(([other]) => other !== name);
    const values = type.shrink(type.parse(text));
    const variants = [
      ...(required ? [] : [others]),
      ...values.map((value) => [...others, [name, type.format(value)] as const]),
    ];
    for (const given of variants) {
      // A smaller cluster may lack a node that a partition names: not every combination is legal.
      const simpler = legalScenario(lab, new Map(given));
      if (simpler !== null) yield simpler;
    }
  }
}

/**
 * The simplest scenario found that fails as well, and alike: what goes wrong first is of the same kind (fingerprint.ts).
 * Only what `mayTry` allows is tried.
 */
export async function shrunkScenario(
  examination: Examination,
  original: SuiteCase,
  failed: Case,
  mayTry: (scenario: Scenario) => boolean = () => true,
): Promise<SuiteCase> {
  let simplest = original;
  const fingerprint = await fingerprintOf(examination, original, failed);
  await shrink(original.scenario, async (scenario) => {
    if (!mayTry(scenario)) return false;
    const one = { name: original.name, scenario };
    const examined = await examine(examination, one);
    if (examined.outcome !== "failed") return false;
    if (!isAlike(fingerprint, await fingerprintOf(examination, one, examined))) return false;
    simplest = one;
    return true;
  });
  return simplest;
}

/** The case of that scenario, with a note of where it came from. */
export async function shrunkCase(
  examination: Examination,
  original: SuiteCase,
  failed: Case,
): Promise<Case> {
  const simplest = await shrunkScenario(examination, original, failed);
  if (simplest === original) return failed;
  const diagnosed = await examineAndDiagnose(examination, simplest);
  if (diagnosed.outcome !== "failed") return failed;
  return {
    ...diagnosed,
    note: `shrunk from ${commandOf(examination.program, original.scenario)}`,
  };
}
