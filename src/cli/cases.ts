import { readFileSync } from "node:fs";
import type { Draws } from "../kernel/draws.ts";
import { scenarioOfFlags, scenarioOfSuite } from "../labs/define.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import type { Suite } from "../labs/suite.ts";
import { UsageError } from "./usage.ts";

/** A scenario of a suite, under the name by which it is selected and reported. */
export interface SuiteCase {
  readonly name: string;
  readonly scenario: Scenario;
}

/** The scenarios of a lab's own suite: `zab/A`, … */
function casesOf(lab: Lab, { scenarios }: Suite): SuiteCase[] {
  return scenarios.map((scenario) => ({
    name: `${lab.id}/${scenario.id}`,
    scenario: scenarioOfSuite(lab, scenario),
  }));
}

/** The lab's own suite of that name; null for anything else. */
export function namedSuite({ suites }: Lab, name: string): Suite | null {
  return suites.find(({ id }) => id === name) ?? null;
}

/** The suite that an exam takes when none is named: the one with the scenario, else the first. */
export function defaultSuite({ id: lab, suites }: Lab, scenario: string | undefined): string {
  const found = suites.find(({ scenarios }) =>
    scenarios.some(({ id }) => id === scenario || `${lab}/${id}` === scenario),
  );
  return (found ?? suites[0]).id;
}

/**
 * A suite in a file: a scenario to a line, as the flags of a program; what follows a tab is not read,
 * `#` begins a comment line. Cases are named by their line: `zab/line-12`.
 */
export function parseSuite(lab: Lab, text: string, file: string): SuiteCase[] {
  const cases: SuiteCase[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const flags = (line.split("\t")[0] as string).trim();
    if (flags === "" || flags.startsWith("#")) continue;
    try {
      cases.push({ name: `${lab.id}/line-${index + 1}`, scenario: scenarioOfFlags(lab, flags) });
    } catch (error) {
      throw new UsageError(
        `${file}, line ${index + 1}: ${error instanceof Error ? error.message : error}`,
      );
    }
  }
  return cases;
}

/** `count` random scenarios of a lab: `zab/random-0`, … */
export function randomCases(lab: Lab, draws: Draws, count: number): SuiteCase[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${lab.id}/random-${i}`,
    scenario: lab.scenario(lab.random(draws)),
  }));
}

/** The cases of `--suite`. Never none. */
export function suiteCases(lab: Lab, suite: string): SuiteCase[] {
  const named = namedSuite(lab, suite);
  const all = named === null ? parseSuite(lab, read(lab, suite), suite) : casesOf(lab, named);
  if (all.length > 0) return all;
  throw new UsageError(`the suite ${suite} has no scenario; expected at least one`);
}

/** The cases of `--suite`, of those the ones that `--scenario GLOB` selects. Never none. */
export function selectCases(lab: Lab, suite: string, glob: string | undefined): SuiteCase[] {
  return select(suiteCases(lab, suite), glob);
}

/** Those whose name the glob matches, with the lab's id before it or without. Never none. */
export function select(all: readonly SuiteCase[], glob: string | undefined): SuiteCase[] {
  const matches = glob === undefined ? () => true : nameMatcher(glob);
  const selected = all.filter(({ name }) => matches(name));
  if (selected.length > 0) return selected;
  const names = all
    .slice(0, 12)
    .map(({ name }) => name)
    .join(", ");
  throw new UsageError(
    `--scenario ${glob} selects nothing; expected a name or a pattern of ${names}${all.length > 12 ? ", …" : ""}`,
  );
}

/** Whether a case is meant by a pattern: by its whole name, or by what follows the lab's. */
export function nameMatcher(glob: string): (name: string) => boolean {
  const matches = matcher(glob);
  return (name) => matches(name) || matches(name.slice(name.indexOf("/") + 1));
}

/** A pattern in which `*` stands for any text and `?` for any character; all else stands for itself. */
export function matcher(glob: string): (name: string) => boolean {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`);
  return (name) => pattern.test(name);
}

function read({ suites }: Lab, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    const names = suites.map(({ id }) => `"${id}"`).join(", ");
    throw new UsageError(`--suite ${file} cannot be read; expected ${names} or a file`);
  }
}
