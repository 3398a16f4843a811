import { createHash } from "node:crypto";
import type { Draws } from "../kernel/draws.ts";
import { scenarioOfFlags, scenarioOfSuite } from "../labs/define.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { type Suite, suiteById } from "../labs/suite.ts";
import { readText } from "./files.ts";
import { nameMatcher } from "./glob.ts";
import { UsageError } from "./usage.ts";

/** Hex digits of a hash that name a scenario: a file of a thousand has two of one name once in ten thousand times. */
const NAME_DIGITS = 8;
/** A name that is a word of a list of names, and no pattern. */
const NAME = /^[A-Za-z0-9._-]{1,80}$/;

/** A scenario of a suite, under the name by which it is selected and reported. */
export interface SuiteCase {
  readonly name: string;
  readonly scenario: Scenario;
}

/** The scenarios of a lab's own suite, by the lab's id and theirs. */
function casesOf(lab: Lab, { scenarios }: Suite): SuiteCase[] {
  return scenarios.map((scenario) => ({
    name: `${lab.id}/${scenario.id}`,
    scenario: scenarioOfSuite(lab, scenario),
  }));
}

/** The lab's own suite of that name; null for anything else. */
export function namedSuite({ suites }: Lab, name: string): Suite | null {
  return suiteById(suites, name);
}

/** The suite that an exam takes when none is named: the one with the scenario, else the first. */
export function defaultSuite({ id: lab, suites }: Lab, scenario: string | undefined): string {
  const found = suites.find(({ scenarios }) =>
    scenarios.some(({ id }) => id === scenario || `${lab}/${id}` === scenario),
  );
  return (found ?? suites[0]).id;
}

/**
 * The name of a scenario that no suite of the lab's gives one: its id if it is listed all the same, else what it is,
 * by its flags: `LAB/x-3f2a9c1d`. Not by where it stands, so that a list of names stays true.
 */
function nameOf({ lab, listed, flags }: Scenario): string {
  if (listed !== null) return `${lab.id}/${listed.id}`;
  const digest = createHash("sha256").update(flags).digest("hex");
  return `${lab.id}/x-${digest.slice(0, NAME_DIGITS)}`;
}

/**
 * A suite in a file: a scenario to a line, as the flags of a program; `#` begins a comment line. Behind a tab it
 * may have a name; of the four columns of a lab's own suite as text, that is the fourth. A scenario that stands in
 * the file twice under one name is one case.
 */
export function parseSuite(lab: Lab, text: string, file: string): SuiteCase[] {
  const cases = new Map<string, SuiteCase>();
  for (const [index, line] of text.split("\n").entries()) {
    const columns = line.split("\t").map((column) => column.trim());
    const [flags = ""] = columns;
    if (flags === "" || flags.startsWith("#")) continue;
    const where = `${file}, line ${index + 1}`;
    const scenario = scenarioOfLine(lab, flags, where);
    const given = (columns.length === 2 ? columns[1] : columns[3]) ?? "";
    if (given !== "" && !NAME.test(given)) {
      throw new UsageError(
        `${where}: the name is ${JSON.stringify(given.slice(0, 80))}; expected letters, digits, ".", "_" and "-"`,
      );
    }
    const name = given === "" ? nameOf(scenario) : `${lab.id}/${given}`;
    const other = cases.get(name);
    if (other !== undefined && other.scenario.flags !== scenario.flags) {
      throw new UsageError(
        `${where}: ${name} is the name of another scenario as well; expected one name for each`,
      );
    }
    cases.set(name, other ?? { name, scenario });
  }
  return [...cases.values()];
}

function scenarioOfLine(lab: Lab, flags: string, where: string): Scenario {
  try {
    return scenarioOfFlags(lab, flags);
  } catch (error) {
    throw new UsageError(`${where}: ${error instanceof Error ? error.message : error}`);
  }
}

/** `count` random scenarios of a lab, by the names of what they are. */
export function randomCases(lab: Lab, draws: Draws, count: number): SuiteCase[] {
  return Array.from({ length: count }, () => {
    const scenario = lab.scenario(lab.random(draws));
    return { name: nameOf(scenario), scenario };
  });
}

/** The cases of `--suite`. Never none. */
export function suiteCases(lab: Lab, suite: string): SuiteCase[] {
  const named = namedSuite(lab, suite);
  const all = named === null ? parseSuite(lab, read(lab, suite), suite) : casesOf(lab, named);
  if (all.length > 0) return all;
  throw new UsageError(`the suite ${suite} has no scenario; expected at least one`);
}

/** Which cases of a suite are examined: those that `--scenario` names, and that no `--skip` does. */
export interface Selection {
  readonly scenario?: string | undefined;
  readonly skip?: readonly string[];
}

/** The cases of `--suite`, of those the ones that are selected. Never none. */
export function selectCases(lab: Lab, suite: string, selection: Selection = {}): SuiteCase[] {
  return select(suiteCases(lab, suite), selection);
}

/** Those that are selected, by patterns for names with the lab's id before them or without. Never none. */
export function select(all: readonly SuiteCase[], { scenario, skip = [] }: Selection): SuiteCase[] {
  const meant = (option: string, glob: string): SuiteCase[] => {
    const matches = nameMatcher(glob);
    const found = all.filter(({ name }) => matches(name));
    if (found.length > 0) return found;
    throw new UsageError(
      `${option} ${glob} selects nothing; expected a name or a pattern of ${namesOf(all)}`,
    );
  };
  const skipped = new Set(skip.flatMap((glob) => meant("--skip", glob)));
  const asked = scenario === undefined ? all : meant("--scenario", scenario);
  const selected = asked.filter((one) => !skipped.has(one));
  if (selected.length > 0) return selected;
  throw new UsageError(
    `--skip ${skip.join(",")} leaves no case; expected at least one of ${namesOf(asked)}`,
  );
}

/** The first dozen names, for a message. */
function namesOf(cases: readonly SuiteCase[]): string {
  const names = cases.slice(0, 12).map(({ name }) => name);
  return `${names.join(", ")}${cases.length > 12 ? ", …" : ""}`;
}

function read({ suites }: Lab, file: string): string {
  const names = suites.map(({ id }) => `"${id}"`).join(", ");
  return readText("--suite", file, `${names} or a file`);
}
