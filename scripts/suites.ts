/**
 * `npm run suites`: searches for each lab's complete suite anew (some minutes), and writes it and what every known bug
 * makes of every scenario to src/labs/<lab>/suites/. With the word `keep`, the suites stay as they are, and only what
 * the bugs make of them is written. The same bugs, seed and fixtures give the same files.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../src/cli/local_oracle.ts";
import { scenarioOfFlags, scenarioOfSuite } from "../src/labs/define.ts";
import { LABS } from "../src/labs/index.ts";
import type { Lab, Scenario } from "../src/labs/lab.ts";
import type { FoundSuite, Suite, SuiteScenario } from "../src/labs/suite.ts";
import { runOf, seal, simulate } from "../src/oracle/expected.ts";
import { columnOf, killsOf, readingsOf } from "./support/mutation.ts";
import { searchSuite, titleOf } from "./support/suite_search.ts";

const SEED = 1;
/** Vectors that take longer than this to run or to read are no start of a search for small scenarios. */
const MOST_STEPS = 3000;
const LONGEST_FLAGS = 3000;

const words = process.argv.slice(2);
if (words.some((word) => word !== "keep")) {
  console.error("usage: npm run suites [-- keep]");
  process.exit(2);
}

/** The scenarios of the fixtures: known to be hard for programs. */
function givenTo(lab: Lab): Scenario[] {
  const read = (name: string): string =>
    readFileSync(join(ROOT, "fixtures", lab.id, name), "utf8").trimEnd();
  const ofBugs = read("bugs.tsv")
    .split("\n")
    .map((line) => line.split("\t")[2] as string);
  const ofVectors = read("vectors.tsv")
    .split("\n")
    .map((line) => line.split("\t")[0] as string);
  return [...ofBugs, ...ofVectors]
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

/** What was found as data. A scenario that was there before keeps its id; an id is not given away again. */
async function suiteOf(before: Suite, found: readonly Scenario[]): Promise<FoundSuite> {
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

function killsOfSuite(lab: Lab, scenarios: readonly SuiteScenario[]) {
  const readings = readingsOf(lab);
  const columns = scenarios.map((one) => {
    const scenario = scenarioOfSuite(lab, one);
    return columnOf(runOf(scenario), scenario, readings);
  });
  return killsOf(readings, columns);
}

const HEAD = "/** Written by `npm run suites`; a test computes all of it anew. */";

const written: string[] = [];
function write(lab: Lab, name: string, text: string): void {
  const file = join(ROOT, "src/labs", lab.id, "suites", name);
  writeFileSync(file, text);
  written.push(file);
}

for (const lab of LABS) {
  const [published, before] = lab.suites as readonly [Suite, Suite];
  const complete = words.includes("keep") ? before : await suiteOf(before, search(lab));
  const { version, scenarios } = complete;
  const kills = {
    published: killsOfSuite(lab, published.scenarios),
    complete: killsOfSuite(lab, scenarios),
  };
  write(
    lab,
    "complete.ts",
    `import type { FoundSuite } from "../../suite.ts";\n\n${HEAD}
export const complete: FoundSuite = ${JSON.stringify({ version, scenarios }, null, 2)};\n`,
  );
  write(
    lab,
    "kills.ts",
    `import type { Kills } from "../../suite.ts";\n\n${HEAD}
export const kills: Readonly<Record<"published" | "complete", Kills>> = ${JSON.stringify(kills, null, 2)};\n`,
  );
}
execFileSync("biome", ["check", "--write", ...written], { stdio: "ignore" });
