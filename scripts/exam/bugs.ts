import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inParallel } from "../../src/cli/examine.ts";
import { ROOT } from "../../src/cli/local_oracle.ts";
import { areEqual } from "../../src/dump/bytes.ts";
import { sha256Hex } from "../../src/dump/sha256.ts";
import type { BugVariant } from "../../src/labs/bug.ts";
import { listedScenarios, scenarioOfFlags, scenarioOfSuite } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab, Run, Scenario } from "../../src/labs/lab.ts";
import { runOf, simulate } from "../../src/oracle/expected.ts";
import { queryOf } from "../../src/report/build.ts";
import type { Exam } from "../../src/report/exam.ts";
import { plural } from "../../src/report/plural.ts";
import type { Report } from "../../src/report/schema.ts";
import { folderOf, type Port } from "./ports.ts";
import type { Tally } from "./tally.ts";

/** The dump of a program with a bug of the lab. */
function dumpWith(scenario: Scenario, lab: Lab, variant: BugVariant): Uint8Array {
  const { kind } = lab.bugs.find(({ id }) => id === variant.bug) ?? {};
  return kind === "protocol"
    ? runOf(scenario, { bugs: [variant] }).dump()
    : runOf(scenario).dump(variant);
}

async function reproducingOver(url: string, body: BodyInit, type: string): Promise<string[]> {
  const response = await fetch(url, { method: "POST", body, headers: { "Content-Type": type } });
  const { diagnosis } = (await response.json()) as Report;
  return (diagnosis?.findings ?? []).flatMap(({ certainty, bug }) =>
    certainty === "reproduces" && bug !== null ? [bug] : [],
  );
}

/** The first scenario on which a bug gives another dump than the right one. */
function firstFailing(
  scenarios: readonly Scenario[],
  right: readonly Uint8Array[],
  lab: Lab,
  reading: BugVariant,
): { readonly scenario: Scenario; readonly dump: Uint8Array } | null {
  for (const [i, scenario] of scenarios.entries()) {
    const dump = dumpWith(scenario, lab, reading);
    if (!areEqual(dump, right[i] as Uint8Array)) return { scenario, dump };
  }
  return null;
}

/**
 * For each reading of each bug, posts the wrong dump of the first scenario that it fails, and then only the hash of that
 * dump: the diagnosis of both must name the bug. Prints a row; a bug that fails no scenario is only counted.
 */
export async function examineDiagnosis(
  tally: Tally,
  origin: string,
  lab: Lab,
  jobs: number,
): Promise<void> {
  const scenarios = listedScenarios(lab).map((one) => scenarioOfSuite(lab, one));
  const right = scenarios.map(simulate);
  let [reproduced, shown, hidden] = [0, 0, 0];
  const readings = lab.bugs.flatMap(({ id, variants }) =>
    Array.from({ length: variants }, (_, variant) => ({ bug: id, variant })),
  );
  await inParallel(readings, jobs, async (reading) => {
    const failing = firstFailing(scenarios, right, lab, reading);
    if (failing === null) {
      hidden++;
      return;
    }
    shown++;
    const { scenario, dump } = failing;
    const url = `${origin}/v1/labs/${lab.id}/verify?${queryOf(scenario)}`;
    const json = JSON.stringify({ sha256: await sha256Hex(dump) });
    const found = [
      await reproducingOver(url, Uint8Array.from(dump), "application/octet-stream"),
      await reproducingOver(url, json, "application/json"),
    ];
    const isReproduced = found.every((bugs) => bugs.includes(reading.bug));
    tally.check(
      isReproduced,
      `${lab.id} ${reading.bug}: diagnosed as ${found.join(" and ") || "nothing"}`,
    );
    if (isReproduced) reproduced++;
  });
  console.log(
    `${lab.id}: ${reproduced} of ${shown} readings of bugs named, by the dump and by the hash alone; ${hidden} fail no scenario here`,
  );
}

/** A broken rule of the Go port: one piece of its source is replaced by another. */
interface Mutation {
  readonly lab: string;
  readonly bug: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly flags: string;
}

const MUTATIONS: readonly Mutation[] = [
  {
    lab: "zab",
    bug: "propose-no-try-commit",
    file: "internal/zab/node.go",
    from: "\tn.broadcast(Propose{x})\n\tn.tryCommit()\n",
    to: "\tn.broadcast(Propose{x})\n",
    flags: "--seed 1 --nodes 1 --rounds 200 --proposals 5",
  },
  {
    lab: "zab",
    bug: "propose-filter-lax",
    file: "internal/zab/node.go",
    from: "\tcase !last.precedes(x.Zxid):\n\t\tn.requestHistory(from)\n",
    to: "",
    flags: "--seed 13 --nodes 2 --rounds 679 --proposals 13 --outage 328,422,0,1,328,422,1,0",
  },
  {
    lab: "raft",
    bug: "propose-no-advance",
    file: "internal/raft/node.go",
    from: "\tn.replicateToAll()\n\tn.advanceCommit()\n",
    to: "\tn.replicateToAll()\n",
    flags: "--seed 1 --nodes 1 --rounds 600 --proposals 7",
  },
  {
    lab: "paxos",
    bug: "nack-ballot-ignored",
    file: "internal/paxos/node.go",
    from: "\tn.promised = max(n.promised, m.Promised)\n",
    to: "",
    flags:
      "--seed 452305749363732732 --nodes 3 --rounds 3193 --proposals 115 --outage 199,391,0,1,197,391,0,2,202,391,2,0,386,946,2,0,391,946,0,2,386,946,2,1,416,1070,2,1",
  },
  {
    lab: "kv",
    bug: "commit-late",
    file: "internal/kv/cluster.go",
    from: "r.commitTo(entry.Idx)",
    to: "r.commitTo(entry.Idx - 1)",
    flags: "--seed 7 --ops 2000 --keys 128 --scenario partition",
  },
];

/** The first step after which a run with a bug differs from a right run. Both are run to find it. */
function firstDivergentStep(scenario: Scenario, bug: string): number {
  const [right, wrong] = [scenario.start(), scenario.start({ bugs: [{ bug, variant: 0 }] })];
  const input = (run: Run): Uint8Array => run.digestInput();
  for (let step = 0; step < right.steps; step++) {
    right.step();
    wrong.step();
    if (!areEqual(input(right), input(wrong))) return step;
  }
  throw new Error(`${bug} does not show in ${scenario.command}`);
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever its exit code. */
function run(file: string, words: readonly string[], cwd: string): Promise<Ended> {
  const options = { cwd, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    const child = execFile(file, words, options, (_, stdout, stderr) => {
      resolve({ status: child.exitCode, stdout, stderr });
    });
  });
}

/** Builds the port with one broken rule and bisects it: the bisection must name the true first step, and the bug. */
async function examineMutation(
  tally: Tally,
  port: Port,
  lab: Lab,
  { bug, file, from, to, flags }: Mutation,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "assay-mutation-"));
  try {
    cpSync(folderOf(port), folder, { recursive: true });
    const source = readFileSync(join(folder, file), "utf8");
    if (source.split(from).length !== 2) throw new Error(`${file} has not once ${from}`);
    writeFileSync(join(folder, file), source.replace(from, to));
    const build = ["build", "-buildvcs=false", "-o", "build/", `./cmd/${lab.program}`];
    const built = await run("go", build, folder);
    if (built.status !== 0) throw new Error(`go ${build.join(" ")}: ${built.stderr}`);

    const scenario = scenarioOfFlags(lab, flags);
    const parameters = scenario.query.flatMap(([name, text]) => [
      `--${name.replaceAll("_", "-")}`,
      text,
    ]);
    const program = join(folder, "build", lab.program);
    const words = ["bisect", "--lab", lab.id, "--program", program, "--format", "json"];
    const assay = join(ROOT, "src/cli/bin.ts");
    const bisected = await run(process.execPath, [assay, ...words, ...parameters], ROOT);
    const { status, stdout, stderr } = bisected;
    if (status !== 1) throw new Error(`assay bisect ended with ${status}: ${stderr}`);
    const report = (JSON.parse(stdout) as Exam).cases[0]?.report;
    const truth = firstDivergentStep(scenario, bug);
    const found = report?.diagnosis?.findings.map((finding) => finding.bug) ?? [];
    const bugs = found.filter((one) => one !== null);
    const others = found.length - bugs.length;
    const beside = others === 0 ? "" : `, beside ${plural(others, "single change")}`;
    const isFound = report?.after === truth && bugs.includes(bug);
    const mark = tally.check(
      isFound,
      `${port.name} with ${bug}: bisected to ${report?.after}, truly ${truth}; ${bugs.join(", ")}${beside}`,
    );
    console.log(
      `${port.name} with ${bug}: ${mark}, ${lab.step_name} ${report?.after} (truly ${truth}), ${bugs.join(" or ")}${beside}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Examines the mutations of the labs that there are. */
export async function examineMutations(tally: Tally, port: Port, jobs: number): Promise<void> {
  await inParallel(MUTATIONS, jobs, async (mutation) => {
    const lab = LABS.find(({ id }) => id === mutation.lab);
    if (lab !== undefined) await examineMutation(tally, port, lab, mutation);
  });
}
