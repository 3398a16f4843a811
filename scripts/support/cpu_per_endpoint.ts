import { existsSync, readdirSync, readFileSync } from "node:fs";
import { unstable_readConfig } from "wrangler";
import { startOracle } from "../../src/cli/local_oracle.ts";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { simulate } from "../../src/oracle/expected.ts";

/**
 * The CPU that a request costs, by endpoint, on scenarios like the published ones: their parameters under other seeds, so
 * that each is simulated, and the published ones themselves where what is kept is meant. It is the CPU of all threads of
 * workerd, by the scheduler's account, and so more than the platform counts, which bills the Worker's own alone.
 */

/** Requests to a scenario and endpoint; the first ones warm up and are not counted. */
const REQUESTS = 40;
const WARM_UP = 15;
/** Starts of an isolate, for the first request that one answers. */
const STARTS = 5;

interface Ask {
  readonly path: string;
  readonly body?: Uint8Array;
}

type Endpoint = readonly [name: string, ask: (scenario: Scenario, seed: number) => Ask];

/** A scenario under another seed. */
function reseeded({ lab, query }: Scenario, seed: number): Scenario {
  return lab.scenario(new Map([...query, ["seed", String(seed)]]));
}

function queryOf({ query }: Scenario): string {
  return new URLSearchParams(query.map(([name, value]) => [name, value])).toString();
}

function wrong(scenario: Scenario): Uint8Array {
  const dump = Uint8Array.from(simulate(scenario));
  const at = dump.length >> 1;
  dump[at] = (dump[at] as number) ^ 0x55;
  return dump;
}

const at = ({ lab }: Scenario, path: string): string => `/v1/labs/${lab.id}/${path}`;

const ENDPOINTS: readonly Endpoint[] = [
  ["GET /v1/labs", () => ({ path: "/v1/labs" })],
  ["GET /healthz", () => ({ path: "/healthz" })],
  ["expected, kept by the isolate", (one) => ({ path: at(one, `expected?${queryOf(one)}`) })],
  [
    "expected, simulated",
    (one, seed) => ({ path: at(one, `expected?${queryOf(reseeded(one, seed))}`) }),
  ],
  [
    "verify, match, kept by the isolate",
    (one) => ({ path: at(one, `verify?${queryOf(one)}`), body: simulate(one) }),
  ],
  ["verify, match, simulated", (one, seed) => posted(reseeded(one, seed), "", simulate)],
  [
    "verify, where only, simulated",
    (one, seed) => posted(reseeded(one, seed), "&diagnosis=0", wrong),
  ],
  ["verify, where and why, simulated", (one, seed) => posted(reseeded(one, seed), "", wrong)],
  [
    "digests, 100 lines",
    (one, seed) => ({
      path: at(one, `digests?${queryOf(reseeded(one, seed))}&until=${Math.min(100, one.steps)}`),
    }),
  ],
  [
    "trace, 100 steps",
    (one, seed) => ({
      path: at(one, `trace?${queryOf(reseeded(one, seed))}&until=${Math.min(100, one.steps)}`),
    }),
  ],
  [
    "bisect, the first question",
    (one, seed) => ({
      path: at(one, `bisect?${queryOf(reseeded(one, seed))}`),
      body: new TextEncoder().encode('{"digests": []}'),
    }),
  ],
];

function posted(scenario: Scenario, more: string, bodyOf: (scenario: Scenario) => Uint8Array): Ask {
  return { path: at(scenario, `verify?${queryOf(scenario)}${more}`), body: bodyOf(scenario) };
}

/** The processes of this one's that are workerd. */
function workerds(): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || !existsSync(`/proc/${name}/stat`)) return [];
    const [, command, parent] =
      /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8")) ?? [];
    return command === "workerd" && Number(parent) === process.pid ? [Number(name)] : [];
  });
}

/** The CPU of all threads of a process, in milliseconds. */
function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
    return Number(nanoseconds);
  });
  return threads.reduce((sum, one) => sum + one, 0) / 1e6;
}

async function send(origin: string, { path, body }: Ask): Promise<void> {
  const init = body === undefined ? {} : { method: "POST", body: body as Uint8Array<ArrayBuffer> };
  const response = await fetch(origin + path, init);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
}

interface Started {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

async function start(bindings: Readonly<Record<string, number>>): Promise<Started> {
  const before = new Set(workerds());
  const { url, stop } = await startOracle({ bindings, isDirect: true });
  const [pid] = workerds().filter((one) => !before.has(one));
  if (pid === undefined) throw new Error("no workerd was started");
  return { url, pid, stop };
}

const SCENARIOS = LABS.flatMap((lab) =>
  lab.scenarios.map((one) => ({
    name: `${lab.id}/${one.id}`,
    scenario: scenarioOfSuite(lab, one),
  })),
);

/** Prints a row to an endpoint. */
export async function cpuRows(): Promise<void> {
  if (!existsSync("/proc/self/schedstat")) {
    console.log("CPU per endpoint: left out, there is no /proc here");
    return;
  }
  const { vars } = unstable_readConfig({ config: "wrangler.toml", env: "" });
  const free = { DIAGNOSIS_WORK: Number(vars["DIAGNOSIS_WORK"]) };
  const deployments = [
    [`the free plan's budget (${free.DIAGNOSIS_WORK} units)`, free, ENDPOINTS],
    ["the full budget", {}, ENDPOINTS.filter(([name]) => name.includes("why"))],
  ] as const;
  for (const [what, bindings, endpoints] of deployments) {
    console.log(`CPU of a request with ${what}, in ms${" ".repeat(2)}mean, the dearest scenario`);
    const oracle = await start(bindings);
    try {
      for (const endpoint of endpoints) await row(oracle, endpoint);
    } finally {
      await oracle.stop();
    }
    for (const [name, ask] of endpoints.filter((one) => /simulated/.test(one[0]))) {
      const times: number[] = [];
      for (let i = 0; i < STARTS; i++) times.push(await first(bindings, ask));
      print(`  the first of an isolate: ${name}`, mean(times), Math.max(...times), "");
    }
  }
}

async function row({ url, pid }: Started, [name, ask]: Endpoint): Promise<void> {
  const means: { name: string; cpu: number }[] = [];
  for (const { name: scenario, scenario: one } of SCENARIOS) {
    const asks = Array.from({ length: REQUESTS }, (_, i) => ask(one, 1_000 + i));
    for (const warmUp of asks.slice(0, WARM_UP)) await send(url, warmUp);
    const before = cpuOf(pid);
    for (const counted of asks.slice(WARM_UP)) await send(url, counted);
    means.push({ name: scenario, cpu: (cpuOf(pid) - before) / (REQUESTS - WARM_UP) });
  }
  means.sort((a, b) => b.cpu - a.cpu);
  const [dearest] = means;
  print(`  ${name}`, mean(means.map(({ cpu }) => cpu)), dearest?.cpu ?? 0, dearest?.name ?? "");
}

/** The CPU of the first request that a new isolate answers, of the last published scenario. */
async function first(
  bindings: Readonly<Record<string, number>>,
  ask: Endpoint[1],
): Promise<number> {
  const { url, pid, stop } = await start(bindings);
  try {
    // Its own start is over when it has answered something that is no work.
    await fetch(`${url}/nothing`);
    const before = cpuOf(pid);
    await send(url, ask((SCENARIOS.at(-1) as (typeof SCENARIOS)[number]).scenario, 1));
    return cpuOf(pid) - before;
  } finally {
    await stop();
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function print(what: string, cpu: number, most: number, note: string): void {
  console.log(
    `${what.padEnd(60)}${cpu.toFixed(2).padStart(8)}${most.toFixed(2).padStart(8)}  ${note}`,
  );
}
