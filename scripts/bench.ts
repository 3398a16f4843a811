/**
 * `npm run bench`: the speed of the simulation, of the encoder and of verification over HTTP, in workerd,
 * beside a plain fetch handler, a Hono hello and the ports in the same run. Compare figures of one run only:
 * machines differ. A port that is not built is left out, and said so; cross_test.sh builds them. Load goes to
 * workerd's own port, without Miniflare's proxy before it.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { startOracle } from "../src/cli/local_oracle.ts";
import type { Diagnosis } from "../src/diagnose/findings.ts";
import { LABS } from "../src/labs/index.ts";
import type { Lab } from "../src/labs/lab.ts";
import { PORTS, programOf } from "./exam/ports.ts";
import { cpuRows } from "./support/cpu_per_endpoint.ts";
import { fullLoad, type LoadRequest, percentile, steadyLoad } from "./support/load.ts";

const LARGE = "seed=7&nodes=5&rounds=1000000&proposals=100000";
const SMALL = "scenario=A";
const RUNS = 7;
const REQUESTS = 400;
const LOAD_ROUNDS = 15;
const STEADY_ROUNDS = 3;

interface Figure {
  readonly median: number;
  readonly minimum: number;
}

/** Milliseconds of `runs` calls, after one that is not counted, and each after `prepare`, which is not. */
async function measure(
  runs: number,
  call: () => Promise<unknown>,
  prepare: () => Promise<unknown> = async () => undefined,
): Promise<Figure> {
  await prepare();
  await call();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    await prepare();
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { median: times[runs >> 1] as number, minimum: times[0] as number };
}

function row(what: string, { median, minimum }: Figure, rate: string): void {
  const figures = [median, minimum].map((ms) => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`.padStart(10));
  console.log(`${what.padEnd(44)}${figures.join("")}  ${rate}`);
}

/** Rates at 16 connections, and times at a fixed rate, each in turn with a Hono hello's. */
async function loadRows(origin: URL, dump: Uint8Array): Promise<void> {
  const hello: LoadRequest = { method: "GET", path: "/hello" };
  const verify: LoadRequest = {
    method: "POST",
    path: `/v1/labs/zab/verify?${SMALL}`,
    body: dump,
    expects: "assay-verdict: match",
  };
  const rows = [
    { what: "expected JSON", request: { method: "GET", path: `/v1/labs/zab/expected?${SMALL}` } },
    { what: `verify ${dump.length} bytes, match`, request: verify },
  ] as const;
  const connections = 16;
  for (const { what, request } of rows) {
    const full = { connections, milliseconds: 250 };
    const [base, own, ratios]: [number[], number[], number[]] = [[], [], []];
    for (let i = 0; i <= LOAD_ROUNDS; i++) {
      const { rate: helloRate } = await fullLoad(origin, hello, full);
      const { rate } = await fullLoad(origin, request, full);
      // The first round warms up.
      if (i === 0) continue;
      base.push(helloRate);
      own.push(rate);
      ratios.push(rate / helloRate);
    }
    const [rate, helloRate] = [own, base].map((rates) => percentile(rates, 0.5).toFixed(0));
    console.log(
      `${`${what}, ${connections} connections`.padEnd(44)}${`${rate}/s`.padStart(10)}            ` +
        `${percentile(ratios, 0.5).toFixed(2)} of a Hono hello's ${helloRate}/s`,
    );
    const steady = { connections, milliseconds: 2_000, perSecond: 200 };
    const [times, helloTimes]: [number[], number[]] = [[], []];
    for (let i = 0; i < STEADY_ROUNDS; i++) {
      helloTimes.push(...(await steadyLoad(origin, hello, steady)).latencies);
      times.push(...(await steadyLoad(origin, request, steady)).latencies);
    }
    const shown = (values: readonly number[], share: number): string =>
      `${percentile(values, share).toFixed(2)} ms`;
    console.log(
      `${"  at 200/s: median, and p99".padEnd(44)}${shown(times, 0.5).padStart(10)}${shown(times, 0.99).padStart(10)}  ` +
        `the hello's p99 ${shown(helloTimes, 0.99)}`,
    );
  }
}

const oracle = await startOracle({ main: "scripts/support/bench_worker.ts", isDirect: true });
try {
  const get = async (path: string): Promise<string> => (await fetch(oracle.url + path)).text();
  const post =
    (path: string, body: Uint8Array<ArrayBuffer>, headers = {}) =>
    async () => {
      const response = await fetch(oracle.url + path, { method: "POST", body, headers });
      if (response.headers.get("Assay-Verdict") !== "match") throw new Error(await response.text());
      return response.arrayBuffer();
    };
  const dumpOf = async (query: string): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(
      await (await fetch(`${oracle.url}/v1/labs/zab/expected?${query}&format=dump`)).arrayBuffer(),
    );

  console.log(`${"".padEnd(44)}${"median".padStart(10)}${"minimum".padStart(10)}`);
  const fits = ({ parameters }: Lab): boolean =>
    [...new URLSearchParams(LARGE).keys()].every((name) => name in parameters);
  for (const lab of LABS.filter(fits)) {
    const simulate = () => get(`/simulate?lab=${lab.id}&${LARGE}`);
    const simulation = await measure(RUNS, simulate);
    const messages = Number(await simulate());
    row(
      `simulate ${lab.id} ${messages} messages`,
      simulation,
      `${(messages / simulation.median / 1000).toFixed(1)} million messages/s`,
    );
    // A run keeps its latest dump: each one is encoded once.
    const encoding = await measure(RUNS, () => get("/encode"), simulate);
    const bytes = Number(await get("/encode"));
    row(
      `encode its dump of ${bytes} bytes`,
      encoding,
      `${(bytes / encoding.median / 1000).toFixed(0)} MB/s`,
    );

    const { command } = lab.scenario(new Map(new URLSearchParams(LARGE)));
    const total = simulation.median + encoding.median;
    for (const port of PORTS) {
      const path = programOf(port, "release", lab.program);
      if (!existsSync(path)) {
        console.log(`${port.name}: not built, left out`);
        continue;
      }
      const figure = await measure(RUNS, async () => {
        const { status } = spawnSync(path, command.split(" ").slice(1));
        if (status !== 0) throw new Error(`${path} ended with ${status}`);
      });
      const ratio = (total / figure.median).toFixed(2);
      row(
        `${port.name}: all of it, with start and hash`,
        figure,
        `ours takes ${ratio} times as long`,
      );
    }
  }

  const large = await dumpOf(LARGE);
  const largeVerify = await measure(RUNS, post(`/v1/labs/zab/verify?${LARGE}`, large));
  row(
    "verify that dump (the expected one is cached)",
    largeVerify,
    `${(large.length / largeVerify.median / 1000).toFixed(0)} MB/s`,
  );

  const plain = await measure(REQUESTS, () => get("/plain"));
  row("a plain fetch handler (the ceiling)", plain, "1.0");
  const small = await dumpOf(SMALL);
  const ratio = (figure: Figure): string =>
    `${(figure.median / plain.median).toFixed(1)} times the ceiling`;
  const verify = await measure(REQUESTS, post(`/v1/labs/zab/verify?${SMALL}`, small));
  row(`verify ${small.length} bytes (scenario A)`, verify, ratio(verify));
  const hash = await measure(REQUESTS, () => get(`/v1/labs/zab/expected?${SMALL}&format=text`));
  row("expected hash (scenario A)", hash, ratio(hash));

  await loadRows(oracle.workerd as URL, small);

  for (const { id, scenarios } of LABS) {
    for (const scenario of scenarios) {
      const query = new URLSearchParams({ lab: id, ...scenario.parameters });
      const path = `/diagnose?${query}`;
      const { tried } = (await (await fetch(oracle.url + path)).json()) as Diagnosis;
      const compared = Object.values(tried).reduce((sum, number) => sum + number);
      const figure = await measure(RUNS, () => get(path));
      const rate = Math.round((compared / figure.median) * 1000);
      const what = `${compared} suspects, ${rate} a second`;
      row(`diagnose ${id} ${scenario.id}, nothing known before`, figure, what);
    }
  }
} finally {
  await oracle.stop();
}

await cpuRows();
