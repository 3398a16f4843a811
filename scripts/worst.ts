/**
 * `npm run worst`: the worst legal requests that were found so far, each alone and then eight at once with a small
 * request beside them, against the Worker in workerd; and rows of several requests. Prints what each costs and how
 * long the small request waits, and ends with 1 where a goal is missed. `npm run worst TEXT` runs the rows whose names
 * contain TEXT.
 *
 * Memory is told twice, in MB above idle at its highest. What the isolate holds is what the limit of a Worker is about: the
 * objects of its heap, garbage that has not been collected among them, and its buffers, as its inspector says between any
 * two pieces of work. RSS is of the whole process: also what its allocator keeps of what was given back (some 25 MB; it
 * gives little of that back to the system), and the isolates of Miniflare. The goals are of what is held; CPU, latency and RSS are
 * measured in a run of their own, in which nothing is inspected.
 *
 * A small request waits for the oracle, and on a machine that has other work for that as well: the goal is of the lesser of its time and
 * of the CPU time that workerd spent meanwhile.
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { startOracle } from "../src/cli/local_oracle.ts";
import { LABS } from "../src/labs/index.ts";
import type { Lab } from "../src/labs/lab.ts";
import { LIMITS } from "../src/limits.ts";

/** What no request may exceed. */
const GOALS = { cpu_seconds: 5, memory_mb: 64, upload_mb: 16, latency_ms: 250 } as const;
const AT_ONCE = 8;
/** Memory of several at once, whatever they are. */
const AT_ONCE_MB = 128;
/** A row that takes longer is given up: it has missed its goal. */
const PATIENCE_MS = 300_000;
const TICKS_PER_SECOND = 100;

interface Row {
  readonly name: string;
  readonly path: string;
  readonly body?: () => BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the request alone may add in memory, where that is less than the goal of all. */
  readonly memory_mb?: number;
  /** The client goes away after so long. */
  readonly leaves_ms?: number;
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
const BURST = `seed=1&nodes=3&rounds=1000&proposals=390000&outage=${ALL_CUT}`;
/** Either link of two nodes cut in turn, so that the other leads then: hundreds of elections. */
const TURNS = Array.from({ length: LIMITS.outages }, (_, i) => {
  const from = 600 + 900 * i;
  return `${from},${from + 300},${i % 2},${1 - (i % 2)}`;
}).join();
const BOMB = gzipSync(new Uint8Array(70 * 1024 * 1024), { level: 9 });
const WRONG_EVENT = JSON.stringify({
  kind: "sent",
  tick: 1,
  seq: 1,
  from: 0,
  to: 1,
  type: "LookForLeader",
  contents: { epoch: 1, zxid: { epoch: 1, counter: 1 }, candidate: 0 },
});
const GZIP = { "Content-Encoding": "gzip", "Content-Type": "application/octet-stream" };
const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
const DUMP = { "Content-Type": "application/octet-stream" };
const TEXT = { "Content-Type": "text/plain" };

/** The node that leads first in a scenario, and the tick after which it does. */
function firstLeader(lab: Lab, query: string): { readonly leader: number; readonly tick: number } {
  const run = lab.scenario(new Map(new URLSearchParams(query))).start();
  for (let tick = 0; tick < run.steps; tick++) {
    run.step();
    const leader = run.scope().findIndex((row) => row.includes("Leader"));
    if (leader !== -1) return { leader, tick };
  }
  throw new Error(`nobody leads in ${query}`);
}

/** Outages of the links between a node and others: of those from the node, or of those to it. */
function cutOff(
  node: number,
  others: readonly number[],
  time: string,
  isFromNode: boolean,
): string {
  const link = (other: number) => (isFromNode ? `${node},${other}` : `${other},${node}`);
  return others.map((other) => `${time},${link(other)}`).join();
}

/** So many of the ids from 0 on, without one. */
const others = (count: number, node: number): number[] =>
  Array.from({ length: count + 1 }, (_, id) => id)
    .filter((id) => id !== node)
    .slice(0, count);

/** Rows of a lab of logs that a leader replicates: several of these rows are of elections, and of a leader cut off. */
function rowsOfLogs(id: string): Row[] {
  const lab = LABS.find((one) => one.id === id) as Lab;
  const of = `/v1/labs/${id}`;
  const crowded = "seed=1&nodes=64&rounds=100000&proposals=78000";
  const crowd = firstLeader(lab, crowded);
  // A quorum never answers, so that nothing commits.
  const unanswered = cutOff(
    crowd.leader,
    others(33, crowd.leader),
    `${crowd.tick + 50},100000`,
    false,
  );
  // A leader that comes late takes thousands of commands at once, and is cut off with them before it has sent them.
  const late = `seed=7&nodes=3&rounds=20000&proposals=5000&outage=${ALL_CUT.replaceAll("508", "12000")}`;
  const { leader, tick } = firstLeader(lab, late);
  const time = `${tick + 1},${tick + 1_000}`;
  const parting = `${late},${cutOff(leader, others(2, leader), time, true)}`;
  return [
    {
      name: `${id} trace, a burst of events`,
      path: `${of}/trace?${BURST}&from=508&until=530&stride=100&events=1`,
    },
    {
      name: `${id} trace.svg, a burst of events`,
      path: `${of}/trace.svg?${BURST}&from=500&until=530`,
    },
    {
      name: `${id} expected, as many messages as are allowed`,
      path: `${of}/expected?${crowded}`,
    },
    {
      name: `${id} expected, a leader that too few of many nodes answer`,
      path: `${of}/expected?${crowded}&outage=${unanswered}`,
    },
    {
      name: `${id} expected, as many ticks as are allowed`,
      path: `${of}/expected?seed=1&nodes=1&rounds=2000000&proposals=1000000`,
    },
    {
      name: `${id} expected, many ticks of many nodes that hear nothing`,
      path: `${of}/expected?seed=1&nodes=64&rounds=2000000&proposals=0`,
    },
    {
      name: `${id} expected, as many outages as are allowed`,
      path: `${of}/expected`,
      body: () => `seed=1&nodes=2&rounds=2000000&proposals=6000&outage=${TURNS}`,
      headers: FORM,
    },
    {
      name: `${id} expected, a dump of many MB`,
      path: `${of}/expected?seed=7&nodes=5&rounds=2000000&proposals=110000&format=dump`,
    },
    {
      name: `${id} digests, as many bytes as are hashed`,
      path: `${of}/digests?seed=7&nodes=5&rounds=20000&proposals=1000`,
    },
    {
      name: `${id} digests/verify of the same`,
      path: `${of}/digests/verify?seed=7&nodes=5&rounds=20000&proposals=1000`,
      body: () => listing(0, LIMITS.digest_lines),
      headers: TEXT,
    },
    {
      name: `${id} verify of one byte, every bug`,
      path: `${of}/verify?seed=7&nodes=5&rounds=4000&proposals=100`,
      body: () => "x",
      headers: DUMP,
    },
    {
      name: `${id} verify of one byte, every bug, logs that part`,
      path: `${of}/verify?${parting}`,
      body: () => "x",
      headers: DUMP,
    },
    {
      name: `${id} verify of zeros, as long as the dump`,
      path: `${of}/verify?seed=7&nodes=5&rounds=20000&proposals=2000`,
      body: () => new Uint8Array(200_000),
      headers: DUMP,
    },
    {
      name: `${id} bisect with as many hashes as are allowed`,
      path: `${of}/bisect?seed=7&nodes=5&rounds=100000&proposals=10000`,
      body: () => hashes(99_800),
      headers: TEXT,
    },
  ];
}

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
    name: "zab events, as many as are told",
    path: `/v1/labs/zab/events?seed=7&nodes=5&rounds=200000&proposals=20000&until=35000`,
  },
  {
    name: "zab events, a burst of them",
    path: `/v1/labs/zab/events?${BURST}&from=508&until=530`,
  },
  {
    name: "zab events/verify, as many wrong lines as are allowed",
    path: `/v1/labs/zab/events/verify?seed=7&nodes=5&rounds=200000&proposals=20000`,
    body: () => `${WRONG_EVENT}\n`.repeat(LIMITS.verified_events),
    headers: TEXT,
  },
  {
    name: "zab events/verify, a burst in one step",
    path: `/v1/labs/zab/events/verify?${BURST.replace("390000", String(14_000))}`,
    body: () => `${WRONG_EVENT}\n`.repeat(1000),
    headers: TEXT,
  },
  {
    name: "zab trace of all fields, as many rows as are told",
    path: `/v1/labs/zab/trace?seed=1&nodes=64&rounds=156&proposals=100&fields=all&format=ndjson`,
  },
  {
    name: "zab trace of all fields, as many states as are looked at",
    path: `/v1/labs/zab/trace?seed=1&nodes=64&rounds=3125&proposals=100&fields=all&stride=50`,
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
    name: "zab verify of zeros, as long as the dump",
    path: "/v1/labs/zab/verify?seed=7&nodes=5&rounds=20000&proposals=5000",
    body: () => new Uint8Array(500_000),
    headers: DUMP,
  },
  {
    name: "zab bisect with as many hashes as are allowed",
    path: "/v1/labs/zab/bisect?seed=7&nodes=5&rounds=100000&proposals=10000",
    body: () => hashes(99_800),
    headers: TEXT,
  },
  ...["raft", "paxos"].flatMap(rowsOfLogs),
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

/** Several requests at once: of the i-th row so many, and what all of them may add. */
interface Crowd {
  readonly name: string;
  readonly requests: readonly Row[];
  readonly memory_mb: number;
  /** Whether no answer is expected, since the clients leave. */
  readonly isLeft?: boolean;
}

const named = (text: string): Row => ROWS.find(({ name }) => name.startsWith(text)) as Row;
const times = (count: number, make: (i: number) => Row): Row[] =>
  Array.from({ length: count }, (_, i) => make(i));
/** Of another seed: no two requests are for the same dump. */
const seeded = (row: Row, i: number): Row => ({
  ...row,
  path: row.path.replace(/seed=\d+/, `seed=${100 + i}`),
});

const SMALL: readonly Row[] = [
  { name: "", path: "/v1/labs/zab/expected?scenario=B" },
  { name: "", path: "/v1/labs/kv/digests?scenario=A" },
  { name: "", path: "/v1/labs/zab/trace?scenario=C&until=500&events=1" },
  { name: "", path: "/v1/labs/zab/verify?scenario=A", body: () => "x", headers: DUMP },
  { name: "", path: "/v1/labs/zab/bugs" },
];

const CROWDS: readonly Crowd[] = [
  {
    name: "64 mixed requests",
    requests: times(64, (i) => {
      const all = [...SMALL, ...ROWS.filter(({ body }) => body === undefined)];
      const row = all[i % all.length] as Row;
      return row.path.includes("seed=") ? seeded(row, i) : row;
    }),
    memory_mb: AT_ONCE_MB,
  },
  {
    name: "32 gzip bombs",
    requests: times(32, () => named("verify of a gzip bomb")),
    memory_mb: AT_ONCE_MB,
  },
  {
    name: "16 dumps of 26 MB, of 16 seeds",
    requests: times(16, (i) => seeded(named("zab expected, a dump of 26 MB"), i)),
    memory_mb: AT_ONCE_MB,
  },
  {
    name: "32 clients that leave within half a second",
    requests: times(32, (i) => ({
      ...seeded(named("kv expected, the dump of a million keys"), i),
      leaves_ms: 20 * i,
    })),
    memory_mb: AT_ONCE_MB,
    isLeft: true,
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
  readonly rss: number;
  readonly latency: Latency;
}

function send(origin: string, { path, body, headers = {}, leaves_ms }: Row): Promise<string> {
  const signal = AbortSignal.timeout(leaves_ms ?? PATIENCE_MS);
  const init = body === undefined ? {} : { method: "POST", body: body(), headers };
  return fetch(origin + path, { ...init, signal }).then(
    async (response) => {
      try {
        for await (const _ of response.body ?? []);
      } catch (error) {
        return failureOf(error as Error, leaves_ms);
      }
      return String(response.status);
    },
    (error: Error) => failureOf(error, leaves_ms),
  );
}

function failureOf(error: Error, leaves: number | undefined): string {
  if (error.name !== "TimeoutError") return `failed: ${error.message}`;
  return leaves === undefined ? "no answer" : "left";
}

/** The inspector of the Worker's isolate. */
class Inspector {
  private readonly socket: WebSocket;
  private sent = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
  }

  static async open(inspector: URL): Promise<Inspector> {
    const listed = await fetch(`http://${inspector.host}/json`);
    const isolates = (await listed.json()) as { id: string; webSocketDebuggerUrl: string }[];
    const own = isolates.find(({ id }) => id.startsWith("core:user"));
    if (own === undefined) throw new Error("the Worker has no inspector");
    const socket = new WebSocket(own.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    return new Inspector(socket);
  }

  /** Megabytes of the objects of the heap, dead ones among them, and of all buffers. */
  async held(): Promise<number> {
    const id = ++this.sent;
    const answer = new Promise<HeapUsage>((resolve) => {
      const take = ({ data }: { readonly data: unknown }): void => {
        const message = JSON.parse(String(data)) as { id?: number; result: HeapUsage };
        if (message.id !== id) return;
        this.socket.removeEventListener("message", take);
        resolve(message.result);
      };
      this.socket.addEventListener("message", take);
    });
    this.socket.send(JSON.stringify({ id, method: "Runtime.getHeapUsage" }));
    const { usedSize, backingStorageSize } = await answer;
    return (usedSize + backingStorageSize) / 1024 / 1024;
  }

  close(): void {
    this.socket.close();
  }
}

interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize: number;
}

/**
 * Sends small requests until it is told to end, and then tells how long one waited at most, and how much CPU workerd
 * spent at most while one waited; apart from what sends the large ones.
 */
const PROBE = `
  const { readFileSync } = require("node:fs");
  const { parentPort, workerData: { url, pid, ticksPerSecond } } = require("node:worker_threads");
  const cpu = () => {
    const stat = readFileSync("/proc/" + pid + "/stat", "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 1000 / ticksPerSecond;
  };
  let [wait, busy, isOver] = [0, 0, false];
  parentPort.once("message", () => { isOver = true; });
  (async () => {
    while (!isOver) {
      const [sent, spent] = [performance.now(), cpu()];
      await fetch(url).then((response) => response.arrayBuffer(), () => undefined);
      wait = Math.max(wait, performance.now() - sent);
      busy = Math.max(busy, cpu() - spent);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    parentPort.postMessage({ wait, busy });
  })();
`;

/** Milliseconds that a small request waited at most, and that workerd was busy meanwhile. */
interface Latency {
  readonly wait: number;
  readonly busy: number;
}

async function warmUp(origin: string): Promise<void> {
  for (let i = 0; i < 20; i++) await (await fetch(`${origin}/healthz`)).arrayBuffer();
  await (await fetch(`${origin}/v1/labs/zab/expected?scenario=A`)).arrayBuffer();
}

/** What requests at once cost, and how long a small one beside them waited at most. */
async function costOf(requests: readonly Row[]): Promise<Cost> {
  const oracle = await startOracle({ isDirect: true });
  try {
    const { origin } = oracle.workerd as URL;
    await warmUp(origin);
    const pid = workerd();
    const idle = megabytesOf(pid);
    let [most, isOver] = [0, false];
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, megabytesOf(pid));
        await pause(2);
      }
    })();
    const [cpu, start] = [cpuOf(pid), performance.now()];
    const probe = probing(origin, pid);
    const statuses = await Promise.all(requests.map((row) => send(origin, row)));
    isOver = true;
    const seconds = (performance.now() - start) / 1000;
    await watching;
    const latency = await probe.end();
    return {
      status: [...new Set(statuses)].join("/"),
      seconds,
      cpu: (cpuOf(pid) - cpu) / requests.length,
      rss: most - idle,
      latency,
    };
  } finally {
    await oracle.stop();
  }
}

/** A small request, again and again, until the end is asked for. */
function probing(origin: string, pid: number): { end(): Promise<Latency> } {
  const workerData = { url: `${origin}/v1/labs`, pid, ticksPerSecond: TICKS_PER_SECOND };
  const probe = new Worker(PROBE, { eval: true, workerData });
  const latency = new Promise<Latency>((resolve) => probe.once("message", resolve));
  return {
    end() {
      probe.postMessage("end");
      return latency;
    },
  };
}

/** The megabytes above idle that the isolate holds at most while it answers requests at once. */
async function heldBy(requests: readonly Row[]): Promise<number> {
  const oracle = await startOracle({ isDirect: true, isInspected: true });
  try {
    const { origin } = oracle.workerd as URL;
    await warmUp(origin);
    const inspector = await Inspector.open(oracle.inspector as URL);
    const idle = await inspector.held();
    let [most, isOver] = [idle, false];
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, await inspector.held());
        await pause(5);
      }
    })();
    await Promise.all(requests.map((row) => send(origin, row)));
    isOver = true;
    await watching;
    inspector.close();
    return most - idle;
  } finally {
    await oracle.stop();
  }
}

const wanted = process.argv[2] ?? "";
let missed = 0;
console.log(
  `${"".padEnd(58)}at once  status  seconds  CPU s each  held MB  RSS MB  small request ms  busy ms`,
);

async function show(
  name: string,
  requests: readonly Row[],
  memory: number,
  isLeft = false,
): Promise<void> {
  const { status, seconds, cpu, rss, latency } = await costOf(requests);
  const held = await heldBy(requests);
  const isMissed =
    cpu > GOALS.cpu_seconds ||
    held > memory ||
    Math.min(latency.wait, latency.busy) > GOALS.latency_ms ||
    !(isLeft ? /^(left|200)(\/(left|200))*$/ : /^[24]\d\d(\/[24]\d\d)*$/).test(status);
  if (isMissed) missed++;
  const figures = [
    name.padEnd(58),
    String(requests.length).padStart(7),
    status.padStart(8),
    seconds.toFixed(1).padStart(9),
    cpu.toFixed(2).padStart(12),
    held.toFixed(0).padStart(9),
    rss.toFixed(0).padStart(8),
    latency.wait.toFixed(0).padStart(18),
    latency.busy.toFixed(0).padStart(9),
  ];
  console.log(`${figures.join("")}${isMissed ? "  MISSED" : ""}`);
}

for (const row of ROWS.filter(({ name }) => name.includes(wanted))) {
  await show(row.name, [row], row.memory_mb ?? GOALS.memory_mb);
  await show(
    row.name,
    times(AT_ONCE, () => row),
    AT_ONCE_MB,
  );
}
for (const { name, requests, memory_mb, isLeft } of CROWDS) {
  if (name.includes(wanted)) await show(name, requests, memory_mb, isLeft);
}
console.log(missed === 0 ? "every row is within the goals" : `${missed} rows miss a goal`);
process.exitCode = missed === 0 ? 0 : 1;
