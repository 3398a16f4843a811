import type { Bug } from "../labs/bug.ts";
import { tellingApart } from "../labs/suite.ts";
import { LIMITS } from "../limits.ts";
import {
  bestScenario,
  type ChangeClass,
  classesOf,
  failedBy,
  inWords,
  sharedOf,
} from "./classes.ts";
import { type Evidence, extentOf, isDecisive, isWhole, isWrong } from "./evidence.ts";
import type { Certainty, Diagnosis, Finding, NextObservation } from "./findings.ts";
import { type Reproduction, type ReproductionOptions, reproducing } from "./reproduction.ts";

/**
 * Which known bugs and which single changes of the lab give everything that was seen of a program, wherever it was seen.
 * Something in it is wrong. What gives only a part of it is no finding.
 */
export async function diagnoseEvidence(
  evidence: Evidence,
  options?: ReproductionOptions,
): Promise<Diagnosis> {
  const reproduction = await reproducing(evidence, options);
  const { found, tried, left_out } = reproduction;
  const bugs = [...new Set(found.flatMap((one) => (one.changes === 0 ? one.bugs : [])))];
  const classes = classesOf(
    bugs,
    found.filter(({ changes }) => changes > 0),
  );
  const certainty = certaintyOf(evidence, reproduction, classes);
  return {
    findings: await findingsOf(evidence, classes, certainty),
    shared: sharedOf(classes),
    told_apart_by: toldApartBy(evidence, classes),
    next: certainty === "proven" ? null : nextOf(evidence, classes),
    tried: { ...tried, pairs: 0, scenarios: 0, steps: 0 },
    left_out,
  };
}

/**
 * Proven is what alone of everything that was tried gives decisive evidence, where nothing was left untried: then the program
 * is in this class, or does what no scenario of the suites tells from it.
 */
function certaintyOf(
  evidence: Evidence,
  { left_out }: Reproduction,
  classes: readonly ChangeClass[],
): Certainty {
  const isAlone = classes.length === 1 && left_out.length === 0;
  return isAlone && isDecisive(evidence) ? "proven" : "reproduces";
}

async function findingsOf(
  evidence: Evidence,
  classes: readonly ChangeClass[],
  certainty: Certainty,
): Promise<Finding[]> {
  const ground = { kind: "evidence", extent: extentOf(evidence) } as const;
  const seen = seenScenarios(evidence);
  const findings: Finding[] = [];
  let unnamed = 0;
  for (const one of classes) {
    const changes = await inWords(one);
    if (one.bugs.length === 0) {
      if (unnamed++ < LIMITS.listed_classes) {
        findings.push({ certainty, bugs: [], ...changes, ground, confirm: [] });
      }
    }
    for (const bug of one.bugs) {
      const confirm = failedBy(evidence.lab, bug).filter((id) => !seen.has(id));
      findings.push({ certainty, bugs: [bug], ...changes, ground, confirm });
    }
  }
  return findings;
}

function seenScenarios({ cases }: Evidence): Set<string> {
  return new Set(cases.flatMap(({ scenario: { listed } }) => (listed === null ? [] : [listed.id])));
}

function toldApartBy(evidence: Evidence, classes: readonly ChangeClass[]): string[] {
  const bugs: readonly Bug[] = classes.flatMap((one) => one.bugs);
  if (classes.length < 2 || classes.some((one) => one.bugs.length !== 1)) return [];
  const seen = seenScenarios(evidence);
  const ids = bugs.map(({ id }) => id);
  return evidence.lab.suites
    .flatMap((suite) => [...tellingApart(suite, ids)])
    .filter((id) => !seen.has(id));
}

/** What would say most: every state of a wrong run, a scenario in which those that are left differ, or all there are. */
function nextOf(evidence: Evidence, classes: readonly ChangeClass[]): NextObservation | null {
  if (classes.length === 0) return null;
  if (!evidence.cases.some((one) => isWrong(one) && isWhole(one))) return { kind: "listing" };
  const best =
    classes.length > 1 ? bestScenario(evidence.lab, classes, seenScenarios(evidence)) : null;
  const all = evidence.lab.suites.at(-1);
  return best ?? (all === undefined || isDecisive(evidence) ? null : { kind: "suite", id: all.id });
}
