/**
 * `npm run suites`: searches for each lab's complete suite anew (some minutes), and writes it and what every known bug
 * makes of every scenario to src/labs/<lab>/suites/. With the word `keep`, the suites stay as they are, and only what
 * the bugs make of them is written. A lab that has neither file yet, nor fixtures, gets them. The same bugs, seed and
 * fixtures give the same files.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
if (words.some((word) => word !== "keep")) {
  console.error("usage: npm run suites [-- keep]");
  process.exit(2);
}

const LABS_FOLDER = join(ROOT, "src/labs");

function folderOf(lab: string): SuiteFolder {
  return { path: join(LABS_FOLDER, lab, "suites"), shared: "../../suite.ts" };
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

async function write(lab: Lab): Promise<string[]> {
  const folder = folderOf(lab.id);
  const before: FoundSuite = lab.suites.find(({ id }) => id === "complete") ?? NOT_SEARCHED;
  const complete = words.includes("keep") ? before : await suiteOf(before, search(lab));
  return [
    writeComplete(folder, complete),
    writeKills(folder, {
      published: killsOfScenarios(lab, lab.scenarios),
      complete: killsOfScenarios(lab, complete.scenarios),
    }),
  ];
}

// The registry is read only when every lab in it can be loaded.
const restores = readdirSync(LABS_FOLDER, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [{ id: entry.name, restore: prepare(folderOf(entry.name)) }] : [],
);
const pending = new Map(restores.map(({ id, restore }) => [id, restore]));
try {
  const { LABS } = await import("../src/labs/index.ts");
  for (const lab of LABS) {
    const written = await write(lab);
    pending.delete(lab.id);
    execFileSync("biome", ["check", "--write", ...written], { stdio: "ignore" });
  }
} finally {
  for (const restore of pending.values()) restore();
}
