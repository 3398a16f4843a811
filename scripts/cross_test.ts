/**
 * The exam over HTTP. Starts the oracle under Miniflare and asks it, for every published scenario, for
 * the hash, the dump, and the place of damage; then for every vector of fixtures/; then throws
 * damaged bodies at it. Ends with `=== ALL OK ===`, or with exit code 1 and what went wrong.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LABS } from "../src/labs/index.ts";
import type { Lab, PublishedScenario } from "../src/labs/lab.ts";
import type { Report } from "../src/report/schema.ts";
import { ROOT, startOracle } from "./support/oracle.ts";
import { Random } from "./support/random.ts";
import { bombard, type Subject } from "./support/traffic.ts";

const SEED = 20;
const DAMAGED_BYTES = 25;
const HOSTILE_BODIES = 3000;

const random = new Random(SEED);
const failures: string[] = [];
let passed = 0;

/** Counts a check. Returns its mark for the table. */
function check(isRight: boolean, what: string): string {
  if (isRight) passed++;
  else failures.push(what);
  return isRight ? "ok" : "FAILED";
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function post(url: string, body: Uint8Array<ArrayBuffer>): Promise<Report> {
  const response = await fetch(url, { method: "POST", body });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Report;
}

/** Asks for hash and dump, then posts the dump, whole and damaged at random offsets. */
async function examine(origin: string, lab: Lab, scenario: PublishedScenario): Promise<Subject> {
  const name = `${lab.id} ${scenario.id}`;
  const url = `${origin}/v1/labs/${lab.id}`;
  const hash = await (await fetch(`${url}/expected?scenario=${scenario.id}&format=text`)).text();
  const response = await fetch(`${url}/expected?scenario=${scenario.id}&format=dump`);
  const dump = new Uint8Array(await response.arrayBuffer());
  const verify = `${url}/verify?scenario=${scenario.id}`;

  const hashMark = check(hash === scenario.sha256, `${name}: the hash is ${hash}`);
  const isRightDump = dump.length === scenario.size_bytes && sha256(dump) === scenario.sha256;
  const dumpMark = check(
    isRightDump,
    `${name}: the dump has ${dump.length} bytes, ${sha256(dump)}`,
  );
  const { verdict } = await post(verify, dump);
  const matchMark = check(verdict === "match", `${name}: the right dump is a ${verdict}`);

  let located = 0;
  for (let i = 0; i < DAMAGED_BYTES; i++) {
    const offset = random.below(dump.length);
    const damaged = Uint8Array.from(dump);
    damaged[offset] = (dump[offset] as number) ^ (1 + random.below(255));
    const { first_divergence: first } = await post(verify, damaged);
    const fieldBytes = first === null ? 0 : first.expected_bytes.length / 2;
    const isLocated =
      first !== null &&
      first.offset === offset &&
      first.field_offset <= offset &&
      offset < first.field_offset + fieldBytes;
    if (isLocated) located++;
    else failures.push(`${name}: damage at ${offset} was reported at ${first?.offset}`);
  }
  passed += located;
  const columns = [name.padEnd(8), hashMark.padEnd(6), dumpMark.padEnd(6), matchMark.padEnd(6)];
  console.log(`${columns.join("  ")}  ${located}/${DAMAGED_BYTES}  ${hash}`);
  return { lab: lab.id, scenario: scenario.id, dump };
}

/** The scenarios of fixtures/<lab>/vectors.tsv: their arguments as a query, and their hashes. */
function vectorsOf(lab: Lab): { query: string; sha256: string }[] {
  const names = new Map(Object.entries(lab.parameters).map(([name, { flag }]) => [flag, name]));
  const file = join(ROOT, "fixtures", lab.id, "vectors.tsv");
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [args, , sha256] = line.split("\t") as [string, string, string];
      const query = args.replace(
        /(--[\w-]+) (\S+) ?/g,
        (_, flag: string, value: string) => `&${names.get(flag)}=${value}`,
      );
      return { query: query.slice(1), sha256 };
    });
}

async function examineVectors(origin: string, lab: Lab): Promise<void> {
  const vectors = vectorsOf(lab);
  let right = 0;
  for (const { query, sha256 } of vectors) {
    const url = `${origin}/v1/labs/${lab.id}/expected?${query}&format=text`;
    const hash = await (await fetch(url)).text();
    if (hash === sha256) right++;
    else failures.push(`${lab.id}?${query}: ${hash}, expected ${sha256}`);
  }
  passed += right;
  console.log(`${lab.id.padEnd(8)}  ${right}/${vectors.length} vectors`);
}

const oracle = await startOracle();
try {
  console.log("scenario  hash    dump    match   located  sha256");
  const subjects: Subject[] = [];
  for (const lab of LABS) {
    for (const scenario of lab.scenarios) subjects.push(await examine(oracle.url, lab, scenario));
  }
  for (const lab of LABS) await examineVectors(oracle.url, lab);
  const wrong = await bombard(oracle.url, random, subjects, HOSTILE_BODIES, 8);
  failures.push(...wrong);
  passed += HOSTILE_BODIES - wrong.length;
  console.log(
    `hostile   ${HOSTILE_BODIES - wrong.length}/${HOSTILE_BODIES} bodies answered rightly`,
  );
} finally {
  await oracle.stop();
}

for (const failure of failures.slice(0, 20)) console.log(`FAILED: ${failure}`);
console.log(`cross_test: ${passed} passed, ${failures.length} failed`);
if (failures.length === 0) console.log("=== ALL OK ===");
else process.exitCode = 1;
