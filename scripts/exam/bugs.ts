import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../src/cli/local_oracle.ts";
import { areEqual } from "../../src/dump/bytes.ts";
import { sha256Hex } from "../../src/dump/sha256.ts";
import type { BugVariant } from "../../src/labs/bug.ts";
import { listedScenarios, scenarioOfFlags, scenarioOfSuite } from "../../src/labs/define.ts";
import { findLab } from "../../src/labs/index.ts";
import type { Lab, Run, Scenario } from "../../src/labs/lab.ts";
import { runOf, simulate } from "../../src/oracle/expected.ts";
import { queryOf } from "../../src/report/build.ts";
import type { Exam } from "../../src/report/exam.ts";
import type { Report } from "../../src/report/schema.ts";
import { folderOf, type Port } from "./ports.ts";
import type { Tally } from "./tally.ts";

/** The dump of a program with a bug of the lab. */
function dumpWith(scenario: Scenario, lab: Lab, variant: BugVariant): Uint8Array {
  const { kind } = lab.bugs.find(({ id }) => id === variant.bug) ?? {};
  return kind === "protocol"
    ? runOf(scenario, { bug: variant }).dump()
    : runOf(scenario).dump(variant);
}

async function reproducingOver(url: string, body: BodyInit, type: string): Promise<string[]> {
  const response = await fetch(url, { method: "POST", body, headers: { "Content-Type": type } });
  const { diagnosis } = (await response.json()) as Report;
  return (diagnosis?.findings ?? []).flatMap(({ certainty, bug }) =>
    certainty === "reproduces" && bug !== null ? [bug] : [],
  );
}

/**
 * For each reading of each bug, posts the wrong dump of the first scenario that it fails, and then only the hash of that
 * dump: the diagnosis of both must name the bug. Prints a row; a bug that fails no scenario is only counted.
 */
export async function examineDiagnosis(tally: Tally, origin: string, lab: Lab): Promise<void> {
  const scenarios = listedScenarios(lab).map((one) => scenarioOfSuite(lab, one));
  const right = scenarios.map(simulate);
  let [reproduced, shown, hidden] = [0, 0, 0];
  for (const { id, variants } of lab.bugs) {
    for (let variant = 0; variant < variants; variant++) {
      const failing = scenarios
        .map((scenario, i) => ({
          scenario,
          i,
          dump: dumpWith(scenario, lab, { bug: id, variant }),
        }))
        .find(({ dump, i }) => !areEqual(dump, right[i] as Uint8Array));
      if (failing === undefined) {
        hidden++;
        continue;
      }
      shown++;
      const { scenario, dump } = failing;
      const url = `${origin}/v1/labs/${lab.id}/verify?${queryOf(scenario)}`;
      const json = JSON.stringify({ sha256: await sha256Hex(dump) });
      const found = [
        await reproducingOver(url, Uint8Array.from(dump), "application/octet-stream"),
        await reproducingOver(url, json, "application/json"),
      ];
      const isReproduced = found.every((bugs) => bugs.includes(id));
      tally.check(
        isReproduced,
        `${lab.id} ${id}: diagnosed as ${found.join(" and ") || "nothing"}`,
      );
      if (isReproduced) reproduced++;
    }
  }
  console.log(
    `${lab.id}: ${reproduced} of ${shown} readings of bugs named, by the dump and by the hash alone; ${hidden} fail no scenario here`,
  );
}

/** A broken rule of a port: one piece of its source is replaced by another. */
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
  const [right, wrong] = [scenario.start(), scenario.start({ bug: { bug, variant: 0 } })];
  const input = (run: Run): Uint8Array => run.digestInput();
  for (let step = 0; step < right.steps; step++) {
    right.step();
    wrong.step();
    if (!areEqual(input(right), input(wrong))) return step;
  }
  throw new Error(`${bug} does not show in ${scenario.command}`);
}

/** Builds the port with one broken rule and bisects it: the bisection must name the true first step, and the bug. */
export function examineMutations(tally: Tally, port: Port): void {
  for (const { lab: id, bug, file, from, to, flags } of MUTATIONS) {
    const lab = findLab(id);
    const folder = mkdtempSync(join(tmpdir(), "assay-mutation-"));
    try {
      cpSync(folderOf(port), folder, { recursive: true });
      const source = readFileSync(join(folder, file), "utf8");
      if (source.split(from).length !== 2) throw new Error(`${file} has not once ${from}`);
      writeFileSync(join(folder, file), source.replace(from, to));
      const build = `go build -buildvcs=false -o build/ ./cmd/${lab.program}`;
      const built = spawnSync(build, { cwd: folder, shell: true, encoding: "utf8" });
      if (built.status !== 0) throw new Error(`${build}: ${built.stderr}`);

      const scenario = scenarioOfFlags(lab, flags);
      const parameters = scenario.query.flatMap(([name, text]) => [
        `--${name.replaceAll("_", "-")}`,
        text,
      ]);
      const program = join(folder, "build", lab.program);
      const words = ["bisect", "--lab", id, "--program", program, "--format", "json"];
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        [join(ROOT, "src/cli/bin.ts"), ...words, ...parameters],
        { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
      );
      if (status !== 1) throw new Error(`assay bisect ended with ${status}: ${stderr}`);
      const report = (JSON.parse(stdout) as Exam).cases[0]?.report;
      const truth = firstDivergentStep(scenario, bug);
      const bugs = report?.diagnosis?.findings.map((finding) => finding.bug) ?? [];
      const isFound = report?.after === truth && bugs.includes(bug);
      const mark = tally.check(
        isFound,
        `${port.name} with ${bug}: bisected to ${report?.after}, truly ${truth}; ${bugs.join(", ")}`,
      );
      console.log(
        `${port.name} with ${bug}: ${mark}, ${lab.step_name} ${report?.after} (truly ${truth}), ${bugs.join(" or ")}`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}
