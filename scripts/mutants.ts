/**
 * `npm run mutants`: writes the instrumented simulations, if the sources are newer.
 *   -- measure: how many single changes there are, what they cost in time, and their size.
 *   -- classify [LAB] [RANDOM [LISTED]]: runs them in the listed scenarios and in RANDOM random ones (200, unless another
 *      number is given), and writes what is seen of them to src/labs/<lab>/mutant_table.ts and docs/mutants.md.
 *      After --seconds N (3600) for each lab no other random scenario is begun.
 *   -- docs: writes docs/mutants.md, and the scores of the suites, anew from the tables as they are.
 */
import { execFileSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { minifySync } from "vite";
import { ROOT } from "../src/cli/local_oracle.ts";
import { buildMutants, GENERATED } from "../src/cli/mutate/build_mutants.ts";
import { scenarioById } from "../src/labs/define.ts";
import { LABS } from "../src/labs/index.ts";
import type { Lab } from "../src/labs/lab.ts";
import type { MutantTable } from "../src/labs/mutant_table.ts";
import { type Mutants, mutantsOf } from "../src/mutants/index.ts";
import { MutantEnded } from "../src/mutants/run.ts";
import { runOf } from "../src/oracle/expected.ts";
import { classify, scoresOf } from "./support/classify.ts";
import { type ClassifiedLab, mutantReference } from "./support/mutant_reference.ts";
import { writeScores } from "./support/suite_files.ts";

const SEED = 1;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "3600" } },
});
const [command, ...words] = positionals;
/** The lab that is classified; all of them where none is named. */
const only = LABS.find(({ id }) => id === words[0]);
const numbers = only === undefined ? words : words.slice(1);
const isCount = (text: string): boolean => /^[0-9]{1,6}$/.test(text);
const isUsage =
  command === undefined ||
  (["measure", "docs"].includes(command) && words.length === 0) ||
  (command === "classify" &&
    numbers.length <= 2 &&
    numbers.every(isCount) &&
    isCount(options.seconds));
if (!isUsage) {
  console.error(
    "usage: npm run mutants [-- measure | -- docs | -- classify [LAB] [RANDOM [LISTED]] [--seconds N]]",
  );
  process.exit(2);
}

await buildMutants();
if (command === "measure") for (const lab of LABS) await measure(lab);
if (command === "classify") await classifyAll();
if (command === "docs") await writeReference();

async function ofLab(lab: Lab): Promise<Mutants> {
  const mutants = await mutantsOf(lab);
  if (mutants === null) throw new Error(`${lab.id} has no src/labs/${lab.id}/simulation.ts`);
  return mutants;
}

async function measure(lab: Lab): Promise<void> {
  const mutants = await ofLab(lab);
  const classes = await mutants.classes();
  console.log(`${lab.id}: ${mutants.count} mutants, ${classes.length} to be tried`);
  for (const id of ["A", "B"]) {
    const scenario = scenarioById(lab, id);
    const right = timed(() => runOf(scenario).dump());
    const instrumented = timed(() => mutants.reach(scenario));
    const reach = mutants.reach(scenario);
    const all = Array.from({ length: mutants.count }, (_, i) => i + 1);
    const chosen = classes.map(({ number }) => number);
    const run = (list: readonly number[]) => () => {
      for (const number of list) {
        try {
          const options = { fuel: 10 * reach.fuel + 10_000, message_limit: 100_000 };
          const mutant = mutants.start(scenario, number, options);
          while (mutant.step_index < mutant.steps) mutant.step();
          mutant.dump();
        } catch (error) {
          if (!(error instanceof MutantEnded)) throw error;
        }
      }
    };
    const reached = (list: readonly number[]) => list.filter((number) => reach.mutants.has(number));
    console.log(
      [
        `  ${id}: right ${right.toFixed(1)} ms, right and instrumented ${instrumented.toFixed(1)} ms`,
        `all ${timed(run(all)).toFixed(0)} ms`,
        `the ${reached(all).length} reached ${timed(run(reached(all))).toFixed(0)} ms`,
        `of each class, the ${reached(chosen).length} reached ${timed(run(reached(chosen))).toFixed(0)} ms`,
      ].join("; "),
    );
  }
  const files = globSync("**/*.js", { cwd: join(GENERATED, lab.id) });
  for (const isText of [false, true]) {
    const source = files
      .filter((file) => (file === "texts.js") === isText)
      .map((file) => readFileSync(join(GENERATED, lab.id, file), "utf8"));
    const minified = source.map((code) => minifySync("m.js", code).code).join("\n");
    const sizes = [source.join("\n"), minified].map(
      (code) => `${kilobytes(code.length)} (gzip ${kilobytes(gzipSync(code).length)})`,
    );
    const what = isText ? "sentences" : "simulation";
    console.log(`  ${what}: source ${sizes[0]}, minified ${sizes[1]}`);
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

/** Milliseconds of the faster of two calls: the first one also compiles. */
function timed(call: () => unknown): number {
  const times = [0, 1].map(() => {
    const start = performance.now();
    call();
    return performance.now() - start;
  });
  return Math.min(...times);
}

async function classifyAll(): Promise<void> {
  const [random = "200", listed = "1000"] = numbers;
  for (const lab of only === undefined ? LABS : [only]) {
    const mutants = await ofLab(lab);
    const start = performance.now();
    const table = classify(lab, mutants, {
      random: Number(random),
      listed: Number(listed),
      seed: SEED,
      seconds: Number(options.seconds),
      progress: (text) =>
        console.error(`${((performance.now() - start) / 1000).toFixed(0).padStart(5)} s  ${text}`),
    });
    writeTable(join(ROOT, "src/labs", lab.id, "mutant_table.ts"), table);
  }
  // The tables that were loaded are those from before: a process of its own reads the new ones.
  execFileSync("node", [import.meta.filename, "docs"], { stdio: "inherit" });
}

/** A row to a line: formatted as the sources are, it would have thousands. */
function writeTable(file: string, { classes, ...rest }: MutantTable): void {
  const rows = classes.map((row) => `  ${JSON.stringify(row)},\n`).join("");
  writeFileSync(
    file,
    `import type { MutantTable } from "../mutant_table.ts";

/** Written by \`npm run mutants -- classify\`; a test computes a sample of it anew. */
// biome-ignore format: a class to a line
export const table: MutantTable = {
  ...${JSON.stringify(rest)},
  "classes": [
${rows}  ],
};\n`,
  );
}

async function writeReference(): Promise<void> {
  const labs: ClassifiedLab[] = [];
  const written: string[] = [];
  for (const lab of LABS) {
    const mutants = await ofLab(lab);
    const table = await mutants.table();
    if (table === null) throw new Error(`${lab.id} has no table yet: npm run mutants -- classify`);
    labs.push({ lab, table, mutants: await mutants.inWords() });
    const suites = { path: join(ROOT, "src/labs", lab.id, "suites"), shared: "../../suite.ts" };
    written.push(writeScores(suites, scoresOf(lab, mutants.count, table)));
  }
  execFileSync("biome", ["check", "--write", ...written], { stdio: "ignore" });
  writeFileSync(join(ROOT, "docs/mutants.md"), mutantReference(labs));
}
