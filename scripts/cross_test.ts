/**
 * The main job. Starts the oracle under Miniflare, asks it about every scenario of the suites, and pastes the examples of
 * the documents. Then builds the ports and examines each of them: published scenarios (a debug build as well), the suite
 * catalogue, the vectors of fixtures/, random scenarios, and for some of these the digests after every step. At last it
 * shows that the exam fails on damaged output. Ends with `=== ALL OK ===`, or with what went wrong, or with what is missing
 * here.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSuite, randomCases, type SuiteCase, selectCases } from "../src/cli/cases.ts";
import { type Examination, examine, examineAll, inParallel } from "../src/cli/examine.ts";
import { ROOT, startOracle } from "../src/cli/local_oracle.ts";
import { runProgram } from "../src/cli/program.ts";
import { RemoteJudge } from "../src/cli/verdict_oracle.ts";
import { sha256Hex } from "../src/dump/sha256.ts";
import { Draws } from "../src/kernel/draws.ts";
import { listedScenarios } from "../src/labs/define.ts";
import { LABS } from "../src/labs/index.ts";
import type { Lab } from "../src/labs/lab.ts";
import { renderText } from "../src/report/text.ts";
import { examineDiagnosis, examineMutations } from "./exam/bugs.ts";
import { examineExamples } from "./exam/examples.ts";
import { examineOracle, examineUploads } from "./exam/http.ts";
import { missingProgram, missingTool, PORTS, type Port, programOf, runStep } from "./exam/ports.ts";
import { Tally } from "./exam/tally.ts";
import { bombard, type Subject } from "./exam/traffic.ts";

const SEED = { hi: 0, lo: 20 };
/** For each lab and port: no two ports get the same ones. */
const RANDOM_SCENARIOS = 100;
const DIGEST_SCENARIOS = 10;
const HOSTILE_BODIES = 3000;
const JOBS = 3;
/** Documents whose examples are pasted at a time, beside all else. */
const EXAMPLE_JOBS = 1;
const TIMEOUT_MILLISECONDS = 60_000;

const tally = new Tally();
const draws = new Draws(SEED);
/** Reports of the first failures, printed at the end. */
const reports: string[] = [];

interface Ports {
  readonly built: readonly Port[];
  /** The others, each with what is missing here. */
  readonly skipped: readonly string[];
  /** A line on each port. */
  readonly lines: readonly string[];
}

/** Builds the ports and runs their own checks. */
async function buildPorts(): Promise<Ports> {
  const built: Port[] = [];
  const skipped: string[] = [];
  const lines: string[] = [];
  for (const port of PORTS) {
    const missing = missingTool(port);
    if (missing !== null) {
      lines.push(`${port.name.padEnd(6)} skipped: ${missing}`);
      skipped.push(`${port.name} (${missing})`);
      continue;
    }
    const marks: string[] = [];
    let isBuilt = true;
    for (const step of [...port.build, ...port.checks]) {
      const problem = await runStep(port, step);
      marks.push(`${step.name} ${tally.check(problem === null, `${port.name}: ${step.name}`)}`);
      if (problem !== null) reports.push(`${port.name}: ${step.name}\n${problem}`);
      if (problem !== null && port.build.includes(step)) isBuilt = false;
      if (!isBuilt) break;
    }
    for (const { program } of isBuilt ? LABS : []) {
      const problem = missingProgram(port, program);
      if (problem === null) continue;
      tally.check(false, `${port.name}: ${problem}`);
      marks.push(`${program} FAILED`);
      isBuilt = false;
    }
    lines.push(`${port.name.padEnd(6)} ${marks.join(", ")}`);
    if (isBuilt) built.push(port);
  }
  return { built, skipped, lines };
}

/** Examines a program on cases, through the oracle over HTTP. Returns how many passed. */
async function examineSuite(
  origin: string,
  program: string,
  cases: readonly SuiteCase[],
): Promise<{ passed: number; marks: string[] }> {
  const examination: Examination = {
    program,
    judge: new RemoteJudge(origin),
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
  };
  const results = await examineAll(examination, cases, JOBS);
  const marks = results.map(({ name, outcome, command, report, trouble }) => {
    const where = report?.first_divergence?.field ?? trouble?.message ?? "";
    const mark = tally.check(outcome === "passed", `${name} ${outcome}: ${where}\n  ${command}`);
    if (report !== null && outcome !== "passed") reports.push(renderText(report));
    return outcome === "trouble" ? "trouble" : mark;
  });
  return { passed: marks.filter((mark) => mark === "ok").length, marks };
}

/** Whether the program's digests after every step are the engine's. */
async function hasRightDigests(program: string, { scenario }: SuiteCase): Promise<boolean> {
  const result = await runProgram(program, `${scenario.flags} --digests`, TIMEOUT_MILLISECONDS);
  const run = scenario.start();
  let expected = "";
  while (run.step_index < run.steps) {
    run.step();
    expected += `${run.step_index - 1} ${await sha256Hex(run.digestInput())}\n`;
  }
  return result.kind === "output" && result.stdout.toString("latin1") === expected;
}

/** A row of the matrix: a name, and a mark for each port. */
function row(name: string, marks: readonly string[]): void {
  const columns = marks.map((mark) => mark.padEnd(12)).join("");
  console.log((name.padEnd(18) + columns).trimEnd());
}

/** Examines all ports on a lab, and prints a row for each scenario with a column for each port. */
async function examineLab(origin: string, lab: Lab, ports: readonly Port[]): Promise<void> {
  const release = ports.map((port) => programOf(port, "release", lab.program));

  const published = selectCases(lab, "published");
  const columns: (readonly string[])[] = [];
  for (const program of release)
    columns.push((await examineSuite(origin, program, published)).marks);
  published.forEach(({ name }, i) => {
    row(
      name,
      columns.map((marks) => marks[i] as string),
    );
  });

  const file = join(ROOT, "fixtures", lab.id, "vectors.tsv");
  const vectors = parseSuite(lab, readFileSync(file, "utf8"), file);
  const random = ports.map(() => randomCases(lab, draws, RANDOM_SCENARIOS));
  const same = (cases: readonly SuiteCase[]): (readonly SuiteCase[])[] => ports.map(() => cases);
  const suites = [
    { name: "catalogue", cases: same(selectCases(lab, "catalogue")), build: "release" },
    { name: "vectors", cases: same(vectors), build: "release" },
    { name: "random", cases: random, build: "release" },
    { name: "debug build", cases: same(published), build: "debug" },
  ] as const;
  for (const { name, cases, build } of suites) {
    const marks: string[] = [];
    for (const [i, port] of ports.entries()) {
      const own = cases[i] as readonly SuiteCase[];
      const { passed } = await examineSuite(origin, programOf(port, build, lab.program), own);
      marks.push(`${passed}/${own.length}`);
    }
    row(`${lab.id} ${name}`, marks);
  }

  const marks: string[] = [];
  for (const [i, program] of release.entries()) {
    const cases = (random[i] as readonly SuiteCase[]).slice(0, DIGEST_SCENARIOS);
    const right = await inParallel(cases, JOBS, async (one) => {
      const isRight = await hasRightDigests(program, one);
      tally.check(isRight, `digests of ${program}: ${one.scenario.command}`);
      return isRight;
    });
    marks.push(`${right.filter((isRight) => isRight).length}/${cases.length}`);
  }
  row(`${lab.id} digests`, marks);
}

/** Damages what a port prints, and checks that the exam notices and names the place. */
async function examineSaboteur(origin: string, lab: Lab, port: Port): Promise<void> {
  const offset = draws.below(100);
  const saboteur = join(import.meta.dirname, "exam/saboteur.ts");
  const program = `node ${saboteur} ${offset} ${programOf(port, "release", lab.program)}`;
  const [first] = selectCases(lab, "published");
  const judge = new RemoteJudge(origin);
  const examination = { program, judge, timeoutMilliseconds: TIMEOUT_MILLISECONDS };
  const result = await examine(examination, first as SuiteCase);
  const divergence = result.report?.first_divergence;
  const isCaught = result.outcome === "failed" && divergence?.offset === offset;
  const mark = tally.check(
    isCaught,
    `self-test: damage at ${offset} of ${lab.id} was a ${result.outcome}`,
  );
  console.log(
    `${port.name} ${result.name}, byte ${offset} flipped: ${mark}, caught in ${divergence?.field}`,
  );
}

const oracle = await startOracle();
let skipped: readonly string[] = [];
try {
  // Compilers, the oracle and the examples share the cores from here on.
  const building = buildPorts();
  const pasting = examineExamples(tally, oracle.url, EXAMPLE_JOBS);
  console.log("--- the oracle over HTTP");
  console.log("scenario hash     dump     match    located  sha256");
  const subjects: Subject[] = [];
  for (const lab of LABS) {
    for (const scenario of listedScenarios(lab)) {
      subjects.push(await examineOracle(tally, draws, oracle.url, lab, scenario));
    }
  }
  console.log(await pasting);
  for (const lab of LABS) await examineUploads(tally, oracle.url, lab);
  for (const lab of LABS) await examineDiagnosis(tally, oracle.url, lab, JOBS);
  const wrong = await bombard(oracle.url, draws, subjects, HOSTILE_BODIES, JOBS);
  tally.failures.push(...wrong);
  tally.passed += HOSTILE_BODIES - wrong.length;
  console.log(
    `${HOSTILE_BODIES - wrong.length} of ${HOSTILE_BODIES} random and damaged bodies answered rightly`,
  );

  console.log("--- the ports: builds and their own checks");
  const ports = await building;
  skipped = ports.skipped;
  for (const line of ports.lines) console.log(line);
  for (const lab of LABS) {
    console.log(`--- the exam of ${lab.id}, every dump judged by the oracle over HTTP`);
    row(
      "scenario",
      ports.built.map(({ name }) => name),
    );
    await examineLab(oracle.url, lab, ports.built);
  }
  console.log("--- self-test: the exam must fail here");
  const pairs = LABS.flatMap((lab) => ports.built.map((port) => [lab, port] as const));
  await inParallel(pairs, JOBS, ([lab, port]) => examineSaboteur(oracle.url, lab, port));
  const go = ports.built.find(({ name }) => name === "go");
  if (go !== undefined) await examineMutations(tally, go, JOBS);
} finally {
  await oracle.stop();
}

for (const report of reports.slice(0, 3)) console.log(`\n${report}`);
for (const failure of tally.failures.slice(0, 20)) console.log(`FAILED: ${failure}`);
console.log(`cross_test: ${tally.passed} passed, ${tally.failures.length} failed`);
if (tally.failures.length > 0) process.exitCode = 1;
else if (skipped.length === 0) console.log("=== ALL OK ===");
else {
  console.log(`=== INCOMPLETE, not run here: ${skipped.join("; ")} ===`);
  process.exitCode = 1;
}
