/**
 * `npm run pack:try`: from nothing to the first verdict. Packs the package, installs the tarball in an empty folder without
 * a network, and examines a program with it, with this Node and with the one before (Node 22, from the npm package `node`,
 * which wants a network; what cannot be had is said, and is a failure). The program is a port's, if one is built, else
 * the package's own.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { LABS } from "../src/labs/index.ts";
import type { Lab } from "../src/labs/lab.ts";
import { PORTS, programOf } from "./exam/ports.ts";
import { install, pack } from "./support/packed.ts";

const EARLIER = 22;

let failures = 0;
const base = mkdtempSync(join(tmpdir(), "assay-try-"));
try {
  const [tarball, packing] = timed(() => pack(base));
  console.log(`packed: ${Math.ceil(statSync(tarball).size / 1024)} KiB in ${packing}`);
  for (const node of [process.execPath, earlierNode()]) if (node !== null) tryWith(node, tarball);
} finally {
  rmSync(base, { recursive: true });
}
process.exitCode = failures > 0 ? 1 : 0;

/** What `work` gives, and the time that it took. */
function timed<T>(work: () => T): [T, string] {
  const start = performance.now();
  const result = work();
  return [result, `${((performance.now() - start) / 1000).toFixed(1)} s`];
}

function tryWith(node: string, tarball: string): void {
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  const start = performance.now();
  const [folder, installing] = timed(() => install(tarball, base, node));
  const bin = join(folder, "node_modules/.bin");
  const PATH = [bin, dirname(node), process.env["PATH"] ?? ""].join(delimiter);
  for (const [index, lab] of LABS.entries()) {
    const program = programUnderExam(lab);
    const args = ["--offline", "assay", "exam", "--lab", lab.id, "--program", program];
    const [{ status, stdout, stderr }, examining] = timed(() =>
      spawnSync("npx", args, { cwd: folder, encoding: "utf8", env: { ...process.env, PATH } }),
    );
    if (status !== 0) {
      failures++;
      console.log(`FAILED: Node ${version}, ${lab.id} ended with ${status}\n${stdout}${stderr}`);
    }
    const verdict = stdout.trimEnd().split("\n").at(-1);
    console.log(`Node ${version}, ${lab.id}: ${verdict} in ${examining} (${program})`);
    if (index > 0) continue;
    const all = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`  from nothing to the first verdict: ${all} s, ${installing} of them to install`);
  }
}

/** A program of the lab: a port's, if one is built, else the package's own without a bug. */
function programUnderExam(lab: Lab): string {
  const built = PORTS.map((port) => programOf(port, "release", lab.program));
  return built.find((path) => existsSync(path)) ?? `assay mutant ${lab.id} none`;
}

/** Node of the version before, from the registry; null where it cannot be had. */
function earlierNode(): string | null {
  const folder = join(base, "node");
  const args = ["install", "--silent", "--no-audit", "--no-fund", "--prefix", folder];
  // The package fetches Node itself by a script of its own.
  const { status, stderr } = spawnSync("npm", [...args, `node@${EARLIER}`], { encoding: "utf8" });
  const node = join(folder, "node_modules/node/bin/node");
  if (status === 0 && existsSync(node)) return node;
  failures++;
  console.log(`FAILED: Node ${EARLIER} cannot be had from the registry: ${stderr.trim()}`);
  return null;
}
