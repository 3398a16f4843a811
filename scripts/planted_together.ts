/**
 * `npm run planted:together`: builds the programs of conformance/planted/together.txt, which have two or three planted bugs
 * each, and lets `assay explain` say what they do. Prints a line for each and the totals, and ends with 1 if it has called
 * anything proven that was not planted. What was built before is kept in build/planted.
 *   -- PATTERN…: only programs whose line contains one of the words.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../src/cli/local_oracle.ts";
import { findLab } from "../src/labs/index.ts";
import type { ExplainedChange, ExplainReport } from "../src/report/explain_schema.ts";
import { built } from "./support/planted_builds.ts";
import { isRight, sectionOf } from "./support/planted_claims.ts";
import { PLANTED, type Plant, readPlants } from "./support/planted_patches.ts";

const SECONDS = 120;

/** What is said of a program: each plant by its own change, only some of them, something else, or nothing. */
type Said = "all" | "some" | "other" | "nothing";

interface Result {
  readonly said: Said;
  readonly isProven: boolean;
  readonly names: string;
}

const plants = readPlants();
const patterns = process.argv.slice(2);
const programs = readFileSync(join(PLANTED, "together.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .filter((line) => patterns.length === 0 || patterns.some((pattern) => line.includes(pattern)));

const counts: Record<Said, number> = { all: 0, some: 0, other: 0, nothing: 0 };
let wronglyProven = 0;
for (const line of programs) {
  const planted = plantsOf(line);
  const start = performance.now();
  const { said, isProven, names } = explained(planted);
  const seconds = Math.round((performance.now() - start) / 1000);
  counts[said]++;
  if (said === "other" && isProven) wronglyProven++;
  console.log(
    `${said.padEnd(7)} ${isProven ? "proven" : "      "} ${seconds} s  ${line}: ${names}`,
  );
}
const figures = Object.entries(counts).map(([said, count]) => `${said} ${count}`);
console.log(`${programs.length} programs: ${figures.join(", ")}; wrongly proven ${wronglyProven}`);
process.exitCode = wronglyProven > 0 ? 1 : 0;

function plantsOf(line: string): Plant[] {
  const [place = "", ...names] = line.split(" ");
  return names.map((name) => {
    const plant = plants.find(({ id }) => id === `${place}/${name}`);
    if (plant === undefined) throw new Error(`together.txt: there is no plant ${place}/${name}`);
    return plant;
  });
}

function explained(planted: readonly Plant[]): Result {
  const [first] = planted as [Plant];
  const lab = findLab(first.lab);
  const diff = planted.map((one) => one.diff).join("");
  const { program } = built({ ...first, diff }, lab);
  const words = ["explain", "--lab", lab.id, "--program", program, "--budget", String(SECONDS)];
  const ended = spawnSync(
    process.execPath,
    [join(ROOT, "src/cli/bin.ts"), ...words, "--format", "json"],
    { encoding: "utf8", maxBuffer: 1 << 28 },
  );
  if (ended.stdout === "") throw new Error(`assay explain: ${ended.stderr}`);
  const { answer } = JSON.parse(ended.stdout) as ExplainReport;
  const explanations = answer?.explanations ?? [];
  const names = explanations.map(({ changes }) => changes.map(nameOf).join(" + ")).join(" | ");
  const isProven = explanations.some(({ certainty }) => certainty === "proven");
  const sets = explanations.map(({ changes }) => changes);
  const said = sets.some((set) => isAll(planted, set))
    ? "all"
    : sets.length === 0
      ? "nothing"
      : sets.some((set) => isPart(planted, set))
        ? "some"
        : "other";
  const nearest = answer?.closest
    ? `nearest ${answer.closest.changes.map(nameOf).join(" + ")}`
    : "";
  return { said, isProven, names: names || nearest };
}

function nameOf({ bug, changes }: ExplainedChange): string {
  return bug ?? changes[0]?.id ?? "?";
}

/** Whether each plant is named by a change of its own, and there is no other. */
function isAll(planted: readonly Plant[], changes: readonly ExplainedChange[]): boolean {
  return planted.length === changes.length && isPart(planted, changes);
}

/** Whether each change names a plant of its own. */
function isPart(
  planted: readonly Plant[],
  [change, ...others]: readonly ExplainedChange[],
): boolean {
  if (change === undefined) return true;
  return planted.some(
    (plant) =>
      isRight(plant, claimOf(change)) &&
      isPart(
        planted.filter((one) => one !== plant),
        others,
      ),
  );
}

function claimOf({ bug, changes }: ExplainedChange) {
  return {
    certainty: "",
    bugs: bug === null ? [] : [bug],
    places: changes.flatMap(({ where, section }) => [where, ...sectionOf(section)]),
  };
}
