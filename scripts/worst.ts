/**
 * `npm run worst`: the worst legal requests that were found so far, each alone and then eight at once with a small
 * request beside them, against the Worker in workerd. Prints what each costs in CPU and memory (of workerd, above
 * idle) and how long the small request waits, and ends with 1 where a goal is missed. `npm run worst TEXT` runs the
 * rows whose names contain TEXT.
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { type Oracle, startOracle } from "../src/cli/local_oracle.ts";
import { LIMITS } from "../src/limits.ts";

/** What no request may exceed. */
const GOALS = { cpu_seconds: 5, memory_mb: 64, upload_mb: 16, latency_ms: 250 } as const;
const AT_ONCE = 8;
/** Memory of several at once, whatever they are. */
const AT_ONCE_MB = 128;
/** A row that takes longer is given up: it has missed its goal. */
const PATIENCE_MS = 60_000;
const TICKS_PER_SECOND = 100;

interface Row {
  readonly name: string;
  readonly path: string;
  readonly body?: () => BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the request alone may add in memory, where that is less than the goal of all. */
  readonly memory_mb?: number;
}

const MILLION_KEYS = "seed=1&ops=1000000&keys=4294967295";
const NOTHING_COMMITS = `${MILLION_KEYS}&workload=partition&cut=0&cut_from=0&cut_until=1000000`;
const listing = (from: number, lines: number): string =>
  Array.from({ length: lines }, (_, i) => `${from + i} ${"0".repeat(64)}\n`).join("");
const hashes = (from: number): string => listing(from, LIMITS.bisect_digests);

/** All links between three nodes, cut for a while. */
const ALL_CUT = [0, 1, 2]
  .flatMap((src) => [0, 1, 2].filter((dst) => dst !== src).map((dst) => `8,508,${src},${dst}`))
  .join();
const BURST = `seed=1&nodes=3&rounds=1000&proposals=480000&outage=${ALL_CUT}`;
const BOMB = gzipSync(new Uint8Array(70 * 1024 * 1024), { level: 9 });
const GZIP = { "Content-Encoding": "gzip", "Content-Type": "application/octet-stream" };
const DUMP = { "Content-Type": "application/octet-stream" };
const TEXT = { "Content-Type": "text/plain" };

const ROWS: readonly Row[] = [
  {
    name: "kv digests, a million keys that are not live",
    path: `/v1/labs/kv/digests?${NOTHING_COMMITS}&from=980000`,
  },
  {
    name: "kv digests/verify of the same",
    path: `/v1/labs/kv/digests/verify?${NOTHING_COMMITS}`,
    body: () => listing(980_000, LIMITS.digest_lines),
    headers: TEXT,
  },
  {
    name: "kv bisect of the same",
    path: `/v1/labs/kv/bisect?${NOTHING_COMMITS}`,
    body: () => hashes(999_800),
    headers: TEXT,
  },
  {
    name: "kv expected, a million keys",
    path: `/v1/labs/kv/expected?${MILLION_KEYS}&workload=default`,
  },
  {
    name: "kv expected, the dump of a million keys",
    path: `/v1/labs/kv/expected?${MILLION_KEYS}&workload=default&format=dump`,
  },
  {
    name: "kv digests of a state as large as is allowed",
    path: "/v1/labs/kv/digests?seed=1&ops=20000&keys=100&workload=partition",
  },
  {
    name: "kv verify of one byte, a million keys, after=0",
    path: `/v1/labs/kv/verify?${MILLION_KEYS}&workload=default&after=0`,
    body: () => "x",
    headers: DUMP,
  },
  {
    name: "kv verify of one byte, many bugs kept",
    path: "/v1/labs/kv/verify?seed=1&ops=99000&keys=2000&workload=partition",
    body: () => "x",
    headers: DUMP,
  },
  {
    name: "kv trace, as many states as are looked at",
    path: `/v1/labs/kv/trace?${MILLION_KEYS}&workload=default&from=200000&stride=50`,
  },
  {
    name: "zab trace, a burst of events",
    path: `/v1/labs/zab/trace?${BURST}&from=508&until=530&stride=100&events=1`,
  },
  {
    name: "zab trace.svg, a burst of events",
    path: `/v1/labs/zab/trace.svg?${BURST}&from=500&until=530`,
  },
  {
    name: "zab expected, as many messages as are allowed",
    path: "/v1/labs/zab/expected?seed=1&nodes=64&rounds=100000&proposals=1",
  },
  {
    name: "zab expected, as many ticks as are allowed",
    path: "/v1/labs/zab/expected?seed=1&nodes=1&rounds=2000000&proposals=1000000",
  },
  {
    name: "zab expected, many ticks of many nodes that hear nothing",
    path: `/v1/labs/zab/expected?seed=1&nodes=64&rounds=2000000&proposals=0`,
  },
  {
    name: "zab expected, a dump of 26 MB",
    path: "/v1/labs/zab/expected?seed=7&nodes=5&rounds=2000000&proposals=260000&format=dump",
  },
  {
    name: "zab digests, as many bytes as are hashed",
    path: "/v1/labs/zab/digests?seed=7&nodes=5&rounds=20000&proposals=2000",
  },
  {
    name: "zab verify of one byte, every bug",
    path: "/v1/labs/zab/verify?seed=7&nodes=5&rounds=4000&proposals=100",
    body: () => "x",
    headers: DUMP,
  },
  {
    name: "zab bisect with as many hashes as are allowed",
    path: "/v1/labs/zab/bisect?seed=7&nodes=5&rounds=100000&proposals=10000",
    body: () => hashes(99_800),
    headers: TEXT,
  },
  {
    name: "verify of a gzip bomb",
    path: "/v1/labs/zab/verify?scenario=A",
    body: () => BOMB,
    headers: GZIP,
    memory_mb: GOALS.upload_mb,
  },
  {
    name: "bisect of a gzip bomb",
    path: "/v1/labs/zab/bisect?scenario=A",
    body: () => BOMB,
    headers: { ...GZIP, "Content-Type": "text/plain" },
    memory_mb: GOALS.upload_mb,
  },
  {
    name: "verify of 60 MB",
    path: "/v1/labs/zab/verify?scenario=A",
    body: () => new Uint8Array(60 * 1024 * 1024),
    headers: DUMP,
    memory_mb: GOALS.upload_mb,
  },
];

/** The process of workerd: a child of this one, or of one of its children. */
function workerd(): number {
  const parents = new Map<number, number>();
  const names = new Map<number, string>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const end = stat.lastIndexOf(")");
      names.set(Number(entry), stat.slice(stat.indexOf("(") + 1, end));
      parents.set(Number(entry), Number(stat.slice(end + 2).split(" ")[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (pid: number): boolean =>
    pid === process.pid || (pid > 1 && isOurs(parents.get(pid) ?? 0));
  const found = [...names].find(([pid, name]) => name === "workerd" && isOurs(pid));
  if (found === undefined) throw new Error("there is no workerd");
  return found[0];
}

/** Seconds of CPU that a process has used. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function megabytesOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

interface Cost {
  readonly status: string;
  readonly seconds: number;
  readonly cpu: number;
  readonly megabytes: number;
  readonly latency: number;
}

function send(oracle: Oracle, { path, body, headers = {} }: Row): Promise<string> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const init = body === undefined ? {} : { method: "POST", body: body(), headers };
  return fetch(oracle.url + path, { ...init, signal }).then(
    async (response) => {
      for await (const _ of response.body ?? []);
      return String(response.status);
    },
    (error: Error) => (error.name === "TimeoutError" ? "no answer" : `failed: ${error.message}`),
  );
}

/** Sends small requests until it is told to end, and then tells how long one waited at most; apart from what sends the large ones. */
const PROBE = `
  const { parentPort, workerData } = require("node:worker_threads");
  let [latency, isOver] = [0, false];
  parentPort.once("message", () => { isOver = true; });
  (async () => {
    while (!isOver) {
      const sent = performance.now();
      await fetch(workerData).then((response) => response.arrayBuffer(), () => undefined);
      latency = Math.max(latency, performance.now() - sent);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    parentPort.postMessage(latency);
  })();
`;

/** What `count` of a request at once cost, and how long a small one beside them waited at most. */
async function costOf(row: Row, count: number): Promise<Cost> {
  const oracle = await startOracle();
  try {
    for (let i = 0; i < 20; i++) await (await fetch(`${oracle.url}/healthz`)).arrayBuffer();
    await (await fetch(`${oracle.url}/v1/labs/zab/expected?scenario=A`)).arrayBuffer();
    const pid = workerd();
    const [idle, cpu, start] = [megabytesOf(pid), cpuOf(pid), performance.now()];
    let [most, isOver] = [0, false];
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, megabytesOf(pid));
        await pause(2);
      }
    })();
    const probe = new Worker(PROBE, { eval: true, workerData: `${oracle.url}/v1/labs` });
    const latencies = new Promise<number>((resolve) => probe.once("message", resolve));
    const statuses = await Promise.all(Array.from({ length: count }, () => send(oracle, row)));
    isOver = true;
    const seconds = (performance.now() - start) / 1000;
    await watching;
    probe.postMessage("end");
    const latency = await latencies;
    return {
      status: [...new Set(statuses)].join("/"),
      seconds,
      cpu: (cpuOf(pid) - cpu) / count,
      megabytes: most - idle,
      latency,
    };
  } finally {
    await oracle.stop();
  }
}

const wanted = process.argv[2] ?? "";
let missed = 0;
console.log(
  `${"".padEnd(58)}at once  status  seconds  CPU s each  MB above idle  small request ms`,
);
for (const row of ROWS.filter(({ name }) => name.includes(wanted))) {
  for (const count of [1, AT_ONCE]) {
    const { status, seconds, cpu, megabytes, latency } = await costOf(row, count);
    const memory = count === 1 ? (row.memory_mb ?? GOALS.memory_mb) : AT_ONCE_MB;
    const isMissed =
      cpu > GOALS.cpu_seconds ||
      megabytes > memory ||
      latency > GOALS.latency_ms ||
      !/^[24]\d\d$/.test(status);
    if (isMissed) missed++;
    const figures = [
      row.name.padEnd(58),
      String(count).padStart(7),
      status.padStart(8),
      seconds.toFixed(1).padStart(9),
      cpu.toFixed(2).padStart(12),
      megabytes.toFixed(0).padStart(15),
      latency.toFixed(0).padStart(18),
    ];
    console.log(`${figures.join("")}${isMissed ? "  MISSED" : ""}`);
  }
}
console.log(missed === 0 ? "every row is within the goals" : `${missed} rows miss a goal`);
process.exitCode = missed === 0 ? 0 : 1;
