/**
 * `npm run suites`: searches for each lab's complete suite anew (some minutes), and writes it and what every known bug
 * makes of every scenario to src/labs/<lab>/suites/. With the word `keep`, the suites stay as they are, and only what
 * the bugs make of them is written. Other words are folders of labs, in place of all in src/labs. A lab that has neither
 * file yet, nor fixtures, gets the files. The same bugs, seed and fixtures give the same files.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../src/cli/local_oracle.ts";
import { scenarioOfFlags } from "../src/labs/define.ts";
import type { Lab, Scenario } from "../src/labs/lab.ts";
import { type FoundSuite, NOT_SEARCHED } from "../src/labs/suite.ts";
import { readingsOf } from "./support/mutation.ts";
import {
  killsOfScenarios,
  prepare,
  type SuiteFolder,
  suiteOf,
  writeComplete,
  writeKills,
} from "./support/suite_files.ts";
import { searchSuite } from "./support/suite_search.ts";

const SEED = 1;
/** Vectors that take longer than this to run or to read are no start of a search for small scenarios. */
const MOST_STEPS = 3000;
const LONGEST_FLAGS = 3000;

const words = process.argv.slice(2);
const keeps = words.includes("keep");
const given = words.filter((word) => word !== "keep").map((word) => resolve(word));
const unknown = given.find((folder) => !existsSync(join(folder, "index.ts")));
if (unknown !== undefined) {
  console.error(`${unknown} is no folder of a lab; usage: npm run suites [-- [keep] [folder]…]`);
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

/** The scenarios of the fixtures, as far as there are some: known to be hard for programs. */
function givenTo(lab: Lab): Scenario[] {
  const flagsIn = (name: string, column: number): string[] => {
    const file = join(ROOT, "fixtures", lab.id, name);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    return lines.map((line) => line.split("\t")[column] as string);
  };
  return [...flagsIn("bugs.tsv", 2), ...flagsIn("vectors.tsv", 0)]
    .map((flags) => scenarioOfFlags(lab, flags))
    .filter(({ steps, flags }) => steps <= MOST_STEPS && flags.length <= LONGEST_FLAGS);
}

function search(lab: Lab): readonly Scenario[] {
  const { scenarios, candidates, confused } = searchSuite(lab, readingsOf(lab), givenTo(lab), SEED);
  console.log(
    `${lab.id}: ${scenarios.length} scenarios of ${candidates} kill every bug; ${confused} pairs of bugs look alike on all`,
  );
  return scenarios;
}

async function write(lab: Lab, folder: SuiteFolder): Promise<string[]> {
  const before: FoundSuite = lab.suites.find(({ id }) => id === "complete") ?? NOT_SEARCHED;
  const complete = keeps ? before : await suiteOf(before, search(lab));
  return [
    writeComplete(folder, complete),
    writeKills(folder, {
      published: killsOfScenarios(lab, lab.scenarios),
      complete: killsOfScenarios(lab, complete.scenarios),
    }),
  ];
}

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
