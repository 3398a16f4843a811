/**
 * `npm run suites`: searches for each lab's suites anew, and writes them, the hashes of all listings and what every known
 * bug makes of every scenario to src/labs/<lab>/suites/. Words say what is done, and for which labs:
 *   -- keep: the suites stay as they are, but get the scenarios of fixtures/<lab>/rare.tsv, which are always part of
 *      `thorough`; beside that, only the hashes and what the bugs make of them are written.
 *   -- catalogue, -- thorough: only that suite is searched for, the other one is kept.
 *   -- --candidates N: scenarios that the search for `thorough` looks at (400).
 *   -- --seconds N: that search ends after so long with what it has (3600 for each lab). What its candidates showed is kept in
 *      build/suites/: called again, it goes on from there.
 *   Other words are folders of labs, in place of all in src/labs.
 * A lab that has no files yet, nor fixtures, gets the files. The same sources, seed, fixtures and number of candidates give
 * the same files. Afterwards `npm run mutants -- classify` measures the suites.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ROOT } from "../src/cli/local_oracle.ts";
import { buildMutants } from "../src/cli/mutate/build_mutants.ts";
import { scenarioOfFlags, scenarioOfSuite } from "../src/labs/define.ts";
import type { Lab, Scenario } from "../src/labs/lab.ts";
import type { SuiteScenario } from "../src/labs/suite.ts";
import { mutantsOf } from "../src/mutants/index.ts";
import { readingsOf } from "./support/mutation.ts";
import {
  foundBefore,
  killsOfScenarios,
  listingsOf,
  prepare,
  type SuiteFolder,
  suiteOf,
  writeFound,
  writeKills,
} from "./support/suite_files.ts";
import { searchSuite } from "./support/suite_search.ts";
import { type Counts, searchThorough } from "./support/thorough_search.ts";

const SEED = 1;
/** Vectors that take longer than this to run or to read are no start of a search for small scenarios. */
const MOST_STEPS = 3000;
const LONGEST_FLAGS = 3000;

/** More than these are not run often. */
const MOST_THOROUGH = 30;

const USAGE =
  "usage: npm run suites [-- [keep | catalogue | thorough] [--candidates N] [--seconds N] [folder]…]";
const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    candidates: { type: "string", default: "400" },
    seconds: { type: "string", default: "3600" },
  },
});
const TASKS = ["keep", "catalogue", "thorough"];
const task = words.find((word) => TASKS.includes(word)) ?? "both";
const given = words.filter((word) => !TASKS.includes(word)).map((word) => resolve(word));
const unknown = given.find((folder) => !existsSync(join(folder, "index.ts")));
if (unknown !== undefined) {
  console.error(`${unknown} is no folder of a lab; ${USAGE}`);
  process.exit(2);
}
if (![options.candidates, options.seconds].every((text) => /^[0-9]{1,6}$/.test(text))) {
  console.error(USAGE);
  process.exit(2);
}

const LABS_FOLDER = join(ROOT, "src/labs");

function registered(): string[] {
  const entries = readdirSync(LABS_FOLDER, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [join(LABS_FOLDER, entry.name)] : []));
}

/** The lab that a folder exports. */
async function labIn(folder: string): Promise<Lab> {
  const exported: object = await import(pathToFileURL(join(folder, "index.ts")).href);
  const lab = Object.values(exported).find((value) => value?.suites !== undefined);
  if (lab === undefined) throw new Error(`${folder}/index.ts exports no lab`);
  return lab as Lab;
}

function suitesIn(folder: string): SuiteFolder {
  const path = join(folder, "suites");
  const shared = relative(path, join(LABS_FOLDER, "suite.ts")).replaceAll("\\", "/");
  return { path, shared };
}

/** The scenarios of a column of a table of fixtures/<lab>; none, where there is no such table. */
function scenariosIn(lab: Lab, table: string, column: number): Scenario[] {
  const file = join(ROOT, "fixtures", lab.id, table);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => scenarioOfFlags(lab, line.split("\t")[column] as string));
}

/** The scenarios of the fixtures, as far as there are some: known to be hard for programs. */
function givenTo(lab: Lab): Scenario[] {
  return [...scenariosIn(lab, "bugs.tsv", 2), ...scenariosIn(lab, "vectors.tsv", 0)].filter(
    ({ steps, flags }) => steps <= MOST_STEPS && flags.length <= LONGEST_FLAGS,
  );
}

/** Those that show what random scenarios hardly show, beside these. */
function rareOf(lab: Lab, others: readonly Scenario[]): Scenario[] {
  const listed = new Set(others.map(({ flags }) => flags));
  return scenariosIn(lab, "rare.tsv", 0).filter(({ flags }) => !listed.has(flags));
}

function search(lab: Lab): readonly Scenario[] {
  const { scenarios, candidates, confused } = searchSuite(lab, readingsOf(lab), givenTo(lab), SEED);
  console.log(
    `${lab.id}: ${scenarios.length} scenarios of ${candidates} kill every bug; ${confused} pairs of bugs look alike on all`,
  );
  return scenarios;
}

/** Nothing, where no single changes of the lab's simulation are made. */
async function thorough(lab: Lab, base: readonly Scenario[]): Promise<readonly Scenario[]> {
  const mutants = await mutantsOf(lab);
  if (mutants === null) return [];
  const start = performance.now();
  const found = searchThorough(lab, mutants, {
    base,
    candidates: Number(options.candidates),
    seconds: Number(options.seconds),
    seed: SEED,
    most: MOST_THOROUGH,
    progress: (text) =>
      console.error(`${((performance.now() - start) / 1000).toFixed(0).padStart(5)} s  ${text}`),
  });
  const words = ({ dump, all }: Counts): string => `${all} (${dump} in a final dump)`;
  console.log(
    `${lab.id}: ${found.scenarios.length} scenarios of ${found.candidates}, beside ${base.length} of the other suites, show ${words(found.shown)} of ${words(found.seen)} single changes that any of these shows`,
  );
  return found.scenarios;
}

async function write(lab: Lab, folder: SuiteFolder): Promise<string[]> {
  const before = foundBefore(lab);
  const isSought = (suite: string): boolean => task === "both" || task === suite;
  const scenariosOf = (list: readonly SuiteScenario[]): Scenario[] =>
    list.map((one) => scenarioOfSuite(lab, one));
  const catalogue = await suiteOf(
    before.catalogue,
    isSought("catalogue") ? search(lab) : scenariosOf(before.catalogue.scenarios),
  );
  const others = scenariosOf([...lab.scenarios, ...catalogue.scenarios]);
  const own = isSought("thorough")
    ? await thorough(lab, [...others, ...rareOf(lab, others)])
    : scenariosOf(before.thorough.scenarios);
  const rare = rareOf(lab, [...others, ...own]);
  const found = {
    listings: await listingsOf(lab),
    catalogue,
    thorough: await suiteOf(before.thorough, [...own, ...rare], "T"),
  };
  return [
    writeFound(folder, found),
    writeKills(folder, {
      published: killsOfScenarios(lab, lab.scenarios),
      catalogue: killsOfScenarios(lab, found.catalogue.scenarios),
      thorough: killsOfScenarios(lab, found.thorough.scenarios),
    }),
  ];
}

if (task !== "keep" && task !== "catalogue") await buildMutants();
const folders = given.length > 0 ? given : registered();
// A lab may be loaded by way of another, so all of them are made ready first.
const restores = new Map(folders.map((folder) => [folder, prepare(suitesIn(folder))]));
try {
  for (const folder of folders) {
    const written = await write(await labIn(folder), suitesIn(folder));
    restores.delete(folder);
    execFileSync("biome", ["check", "--write", ...written], { stdio: "ignore" });
  }
} finally {
  for (const restore of restores.values()) restore();
}
