import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import {
  type FoundSuite,
  type Kills,
  NOT_SEARCHED,
  type SuiteScenario,
} from "../../src/labs/suite.ts";
import { runOf, seal, simulate } from "../../src/oracle/expected.ts";
import { columnOf, killsOf, readingsOf } from "./mutation.ts";
import { titleOf } from "./suite_search.ts";

/** The two files of a lab's suites that a search writes: `complete.ts` and `kills.ts`. */

const HEAD = "/** Written by `npm run suites`; a test computes all of it anew. */";
const NOTHING_KNOWN = { published: {}, complete: {} };

export type LabKills = Readonly<Record<"published" | "complete", Kills>>;

/** Where a lab's folder imports the common declarations from, seen from its folder `suites`. */
export interface SuiteFolder {
  readonly path: string;
  readonly shared: string;
}

/**
 * Makes a lab loadable before the search: without a suite found, where there is none yet, and with nothing known of its
 * bugs, since what is known does not fit once a bug or a scenario has come or gone. Returns what puts the old rows back.
 */
export function prepare(folder: SuiteFolder): () => void {
  mkdirSync(folder.path, { recursive: true });
  if (!existsSync(join(folder.path, "complete.ts"))) writeComplete(folder, NOT_SEARCHED);
  const file = join(folder.path, "kills.ts");
  const before = existsSync(file) ? readFileSync(file, "utf8") : null;
  writeKills(folder, NOTHING_KNOWN);
  return () => {
    if (before !== null) writeFileSync(file, before);
  };
}

/** Returns the file's path. */
export function writeComplete(
  { path, shared }: SuiteFolder,
  { version, scenarios }: FoundSuite,
): string {
  const file = join(path, "complete.ts");
  writeFileSync(
    file,
    `import type { FoundSuite } from "${shared}";\n\n${HEAD}
export const complete: FoundSuite = ${JSON.stringify({ version, scenarios }, null, 2)};\n`,
  );
  return file;
}

/** Returns the file's path. */
export function writeKills({ path, shared }: SuiteFolder, kills: LabKills): string {
  const file = join(path, "kills.ts");
  writeFileSync(
    file,
    `import type { Kills } from "${shared}";\n\n${HEAD}
export const kills: Readonly<Record<"published" | "complete", Kills>> = ${JSON.stringify(kills, null, 2)};\n`,
  );
  return file;
}

/** What was found as data. A scenario that was there before keeps its id; an id is not given away again. */
export async function suiteOf(before: FoundSuite, found: readonly Scenario[]): Promise<FoundSuite> {
  let last = Math.max(0, ...before.scenarios.map(({ id }) => Number(id.slice(1))));
  const scenarios: SuiteScenario[] = [];
  for (const scenario of found) {
    const { dump, sha256 } = await seal(scenario, simulate(scenario));
    scenarios.push({
      id: scenario.listed?.id ?? `K${String(++last).padStart(2, "0")}`,
      title: titleOf(scenario),
      parameters: Object.fromEntries(scenario.query),
      sha256,
      size_bytes: dump.length,
    });
  }
  scenarios.sort((a, b) => (a.id < b.id ? -1 : 1));
  const isSame = JSON.stringify(scenarios) === JSON.stringify(before.scenarios);
  return { version: isSame ? before.version : String(Number(before.version) + 1), scenarios };
}

/** What every known bug of the lab makes of the scenarios: all of them are run. Nothing, where there are none. */
export function killsOfScenarios(lab: Lab, scenarios: readonly SuiteScenario[]): Kills {
  if (scenarios.length === 0) return {};
  const readings = readingsOf(lab);
  const columns = scenarios.map((one) => {
    const scenario = scenarioOfSuite(lab, one);
    return columnOf(runOf(scenario), scenario, readings);
  });
  return killsOf(readings, columns);
}
