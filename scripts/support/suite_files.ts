import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listingSha256 } from "../../src/digests/listing_hash.ts";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import {
  type BySuite,
  type FoundSuite,
  type FoundSuites,
  type Kills,
  type MutationScore,
  NOT_SEARCHED,
  ownScenarios,
  type SuiteScenario,
  suiteById,
} from "../../src/labs/suite.ts";
import { runOf, seal, simulate } from "../../src/oracle/expected.ts";
import { columnOf, killsOf, readingsOf } from "./mutation.ts";
import { titleOf } from "./suite_search.ts";

/**
 * The files of a lab's suites that commands write: `found.ts` and `kills.ts` (`npm run suites`), `scores.ts`
 * (`npm run mutants -- classify`).
 */

const HEAD = "/** Written by `npm run suites`; a test computes all of it anew. */";
const NOTHING_FOUND: FoundSuites = {
  listings: {},
  catalogue: NOT_SEARCHED,
  thorough: NOT_SEARCHED,
};
const NOTHING_KNOWN: BySuite<Kills> = { published: {}, catalogue: {}, thorough: {} };

/** Where a lab's folder imports the common declarations from, seen from its folder `suites`. */
export interface SuiteFolder {
  readonly path: string;
  readonly shared: string;
}

/**
 * Makes a lab loadable before the search: without suites found, where there are none yet, and with nothing known of its
 * bugs, since what is known does not fit once a bug or a scenario has come or gone. Returns what puts the old rows back.
 */
export function prepare(folder: SuiteFolder): () => void {
  mkdirSync(folder.path, { recursive: true });
  if (!existsSync(join(folder.path, "found.ts"))) writeFound(folder, NOTHING_FOUND);
  if (!existsSync(join(folder.path, "scores.ts"))) writeScores(folder, {});
  const file = join(folder.path, "kills.ts");
  const before = existsSync(file) ? readFileSync(file, "utf8") : null;
  writeKills(folder, NOTHING_KNOWN);
  return () => {
    if (before !== null) writeFileSync(file, before);
  };
}

/** Returns the file's path, as the others do. */
export function writeFound({ path, shared }: SuiteFolder, found: FoundSuites): string {
  const file = join(path, "found.ts");
  writeFileSync(
    file,
    `import type { FoundSuites } from "${shared}";\n\n${HEAD}
export const found: FoundSuites = ${JSON.stringify(found, null, 2)};\n`,
  );
  return file;
}

export function writeKills({ path, shared }: SuiteFolder, kills: BySuite<Kills>): string {
  const file = join(path, "kills.ts");
  writeFileSync(
    file,
    `import type { BySuite, Kills } from "${shared}";\n\n${HEAD}
export const kills: BySuite<Kills> = ${JSON.stringify(kills, null, 2)};\n`,
  );
  return file;
}

export function writeScores(
  { path, shared }: SuiteFolder,
  scores: Partial<BySuite<MutationScore>>,
): string {
  const file = join(path, "scores.ts");
  writeFileSync(
    file,
    `import type { BySuite, MutationScore } from "${shared}";

/** Written by \`npm run mutants -- classify\`; a test computes them anew from the table. */
export const scores: Partial<BySuite<MutationScore>> = ${JSON.stringify(scores, null, 2)};\n`,
  );
  return file;
}

/** What was found before, as a lab has it. */
export function foundBefore(lab: Lab): FoundSuites {
  const own = ownScenarios(lab.suites);
  const of = (id: "catalogue" | "thorough"): FoundSuite => {
    const suite = suiteById(lab.suites, id);
    if (suite === null) return NOT_SEARCHED;
    return { version: suite.version, scenarios: own.get(suite) ?? [] };
  };
  const listings = lab.scenarios.map(({ id, digests_sha256 }) => [id, digests_sha256] as const);
  return {
    listings: Object.fromEntries(listings),
    catalogue: of("catalogue"),
    thorough: of("thorough"),
  };
}

/**
 * What was found as data, with ids of this letter. A scenario that was there before keeps its id; an id is not given away
 * again.
 */
export async function suiteOf(
  before: FoundSuite,
  found: readonly Scenario[],
  letter: "K" | "T" = "K",
): Promise<FoundSuite> {
  let last = Math.max(0, ...before.scenarios.map(({ id }) => Number(id.slice(1))));
  const scenarios: SuiteScenario[] = [];
  for (const scenario of found) {
    const { dump, sha256 } = await seal(scenario, simulate(scenario));
    scenarios.push({
      id: scenario.listed?.id ?? `${letter}${String(++last).padStart(2, "0")}`,
      title: titleOf(scenario),
      parameters: Object.fromEntries(scenario.query),
      sha256,
      digests_sha256: await listingSha256(scenario),
      size_bytes: dump.length,
    });
  }
  scenarios.sort((a, b) => (a.id < b.id ? -1 : 1));
  const isSame = JSON.stringify(scenarios) === JSON.stringify(before.scenarios);
  return { version: isSame ? before.version : String(Number(before.version) + 1), scenarios };
}

/** The hashes of the listings of the published scenarios. */
export async function listingsOf(lab: Lab): Promise<FoundSuites["listings"]> {
  const listings: Record<string, string> = {};
  for (const scenario of lab.scenarios) {
    listings[scenario.id] = await listingSha256(scenarioOfSuite(lab, scenario));
  }
  return listings;
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
