/**
 * `npm run bench`: the speed of the simulation, of the encoder and of verification over HTTP, in workerd,
 * beside a plain fetch handler and the ports in the same run. Compare figures of one run only:
 * machines differ. A port that is not built is left out, and said so; cross_test.sh builds them.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { startOracle } from "../src/cli/local_oracle.ts";
import type { Diagnosis } from "../src/diagnose/findings.ts";
import { findLab, LABS } from "../src/labs/index.ts";
import { PORTS, portsWith, programOf } from "./exam/ports.ts";

const LARGE = "seed=7&nodes=5&rounds=1000000&proposals=100000";
const SMALL = "scenario=A";
const RUNS = 7;
const REQUESTS = 400;

interface Figure {
  readonly median: number;
  readonly minimum: number;
}

/** Milliseconds of `runs` calls, after one that is not counted. */
async function measure(runs: number, call: () => Promise<unknown>): Promise<Figure> {
  await call();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
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

const oracle = await startOracle({ main: "scripts/support/bench_worker.ts" });
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
  const simulation = await measure(RUNS, () => get(`/simulate?lab=zab&${LARGE}`));
  const messages = Number(await get(`/simulate?lab=zab&${LARGE}`));
  row(
    `simulate zab ${messages} messages`,
    simulation,
    `${(messages / simulation.median / 1000).toFixed(1)} million messages/s`,
  );
  const encoding = await measure(RUNS, () => get("/encode"));
  const bytes = Number(await get("/encode"));
  row(
    `encode its dump of ${bytes} bytes`,
    encoding,
    `${(bytes / encoding.median / 1000).toFixed(0)} MB/s`,
  );

  const lab = findLab("zab");
  const { command } = lab.scenario(new Map(new URLSearchParams(LARGE)));
  const total = simulation.median + encoding.median;
  for (const port of portsWith(lab, PORTS)) {
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

  const large = await dumpOf(LARGE);
  const largeVerify = await measure(RUNS, post(`/v1/labs/zab/verify?${LARGE}`, large));
  row(
    "verify that dump (the expected one is cached)",
    largeVerify,
    `${(bytes / largeVerify.median / 1000).toFixed(0)} MB/s`,
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

  for (const { id, scenarios } of LABS) {
    for (const scenario of scenarios) {
      const query = new URLSearchParams({ lab: id, ...scenario.parameters });
      const path = `/diagnose?${query}`;
      const { tried } = (await (await fetch(oracle.url + path)).json()) as Diagnosis;
      const compared = Object.values(tried).reduce((sum, number) => sum + number);
      const figure = await measure(RUNS, () => get(path));
      row(`diagnose ${id} ${scenario.id}, nothing known before`, figure, `${compared} suspects`);
    }
  }
} finally {
  await oracle.stop();
}
