/**
 * Throws random and damaged bodies at a running Worker: `npm run fuzz -- [count] [seed]`.
 * Fails on any 5xx, and on any damaged dump whose first difference is not the one reported.
 */

import { startOracle } from "../src/cli/local_oracle.ts";
import { Draws } from "../src/kernel/draws.ts";
import { scenarioOfSuite } from "../src/labs/define.ts";
import { LABS } from "../src/labs/index.ts";
import { simulate } from "../src/oracle/expected.ts";

import { bombard, type Subject } from "./exam/traffic.ts";

const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error("usage: npm run fuzz -- [count] [seed]; expected whole numbers, count from 1");
  process.exit(2);
}

const subjects: Subject[] = LABS.flatMap((lab) =>
  lab.scenarios.map((published) => ({
    lab: lab.id,
    scenario: published.id,
    dump: simulate(scenarioOfSuite(lab, published)),
  })),
);
const oracle = await startOracle();
const wrong = await bombard(oracle.url, new Draws({ hi: 0, lo: seed }), subjects, count, 16);
await oracle.stop();
for (const line of wrong.slice(0, 20)) console.error(line);
console.log(`${count} bodies (seed ${seed}): ${wrong.length} wrong`);
process.exitCode = wrong.length === 0 ? 0 : 1;
