/**
 * `npm run planted`: builds every bug of conformance/planted into its port, runs it on the suites and on random scenarios,
 * and holds what the engine says of it against what it is. Writes docs/planted.md and ends with 1 if the engine has
 * called anything proven that was not planted. What was built and run before is kept in build/planted.
 *   -- PATTERN…: only plants whose ids contain one of the words; the document stays as it is.
 *   -- seek N: for each plant that shows nowhere, the first of N random scenarios whose listing shows it.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomCases } from "../src/cli/cases.ts";
import { ROOT } from "../src/cli/local_oracle.ts";
import { Draws } from "../src/kernel/draws.ts";
import { LABS } from "../src/labs/index.ts";
import { built } from "./support/planted_builds.ts";
import { Engine } from "./support/planted_claims.ts";
import { type Examined, examine, trialOf } from "./support/planted_exam.ts";
import { plantsIn, readPlants } from "./support/planted_patches.ts";
import { plantedReference, plantedText } from "./support/planted_reference.ts";
import { printedBy, Right } from "./support/planted_runs.ts";

const RANDOM = 100;
const SEED = 1;

const words = process.argv.slice(2);
const seeks = words[0] === "seek" ? Number(words[1]) : 0;
const patterns = seeks > 0 ? words.slice(2) : words;

const wanted = readPlants().filter(
  ({ id }) => patterns.length === 0 || patterns.some((pattern) => id.includes(pattern)),
);
const right = new Right();
const engine = new Engine();
const all: Examined[] = [];
for (const lab of LABS) {
  const plants = plantsIn(lab, wanted);
  if (plants.length === 0) continue;
  const random = randomCases(lab, new Draws({ hi: 0, lo: SEED }), RANDOM);
  const trial = trialOf(
    lab,
    random.map(({ scenario }) => scenario),
  );
  for (const plant of plants) {
    all.push(await examine(plant, built(plant, lab), trial, right, engine));
    // Kept at once: this may be ended in the middle.
    right.save();
    engine.save();
    process.stderr.write(`\r\u001b[K${all.length} of ${wanted.length}: ${plant.id}`);
  }
}
process.stderr.write("\r\u001b[K");

if (seeks > 0) await seek(seeks);
else {
  console.log(plantedText(LABS, all));
  if (patterns.length === 0) {
    const random = { count: RANDOM, seed: SEED };
    writeFileSync(join(ROOT, "docs/planted.md"), plantedReference(LABS, all, random));
  }
  process.exitCode = all.some(({ wronglyProven }) => wronglyProven.length > 0) ? 1 : 0;
}

/** One scenario after the other: most plants show early, and the others are few. */
async function seek(count: number): Promise<void> {
  for (const lab of LABS) {
    const hidden = all.filter(({ plant, shows }) => plant.lab === lab.id && !shows);
    const scenarios = randomCases(lab, new Draws({ hi: 0, lo: SEED }), count);
    for (const { plant } of hidden) {
      let found: string | null = null;
      for (const { scenario } of scenarios) {
        const [printed] = await printedBy(built(plant, lab), [scenario], "listing");
        if (printed === (await right.of(scenario, "listing"))) continue;
        found = scenario.flags;
        break;
      }
      right.save();
      console.log(`${plant.id}: ${found ?? `not seen in ${count} random scenarios`}`);
    }
  }
}
