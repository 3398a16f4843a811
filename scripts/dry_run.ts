/**
 * What would be deployed, without deploying it: `wrangler deploy --dry-run` of both environments, the size of each part of the
 * Worker, and the CPU of its start. Fails where something is more than its bound. Needs no account and no network.
 */
import { execFileSync } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** What an isolate loads before its first request, compressed, in KiB; the platform takes megabytes. */
const MAIN_KIB = 100;
/** What is loaded when it is first needed, each, likewise. */
const LATER_KIB = 100;
/** CPU of the start, in milliseconds: the platform refuses a Worker that needs 1000. */
const START_MS = 200;

const ENVIRONMENTS = [
  ["the free plan", ""],
  ["the paid plan", "paid"],
] as const;

let isOver = false;

function row(what: string, value: number, unit: string, most: number): void {
  const verdict = value <= most ? `at most ${most}` : `MORE THAN ${most}`;
  if (value > most) isOver = true;
  console.log(`  ${what.padEnd(44)}${value.toFixed(1).padStart(7)} ${unit}  ${verdict}`);
}

function wrangler(...args: string[]): string {
  const env = {
    ...process.env,
    NO_COLOR: "1",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
  };
  return execFileSync("wrangler", args, {
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** The modules that a main module imports, and those that they do: without the ones that are loaded when needed. */
function loadedAtOnce(folder: string, main: string): string[] {
  const found = [main];
  for (const file of found) {
    const text = readFileSync(join(folder, file), "utf8");
    for (const [, path = ""] of text.matchAll(/(?:from|import) ?["'`](\.[\w./-]+\.js)["'`]/g)) {
      const name = join(dirname(file), path);
      if (!found.includes(name)) found.push(name);
    }
  }
  return found;
}

function kib(folder: string, files: readonly string[]): number {
  const bytes = files.map((file) => gzipSync(readFileSync(join(folder, file))).length);
  return bytes.reduce((sum, one) => sum + one, 0) / 1024;
}

for (const [name, environment] of ENVIRONMENTS) {
  const folder = join("build/dry_run", environment === "" ? "free" : environment);
  // What an earlier run left there is no part of it.
  rmSync(folder, { recursive: true, force: true });
  const said = wrangler("deploy", "--dry-run", "--env", environment, "--outdir", folder);
  const [upload] = /Total Upload: .*/.exec(said) ?? ["no upload"];
  console.log(`${name}: ${upload}`);
  const files = globSync("**/*.js", { cwd: folder });
  const main = loadedAtOnce(folder, "worker.js");
  row("loaded at once, gzip", kib(folder, main), "KiB", MAIN_KIB);
  const later = files.filter((one) => !main.includes(one)).map((file) => kib(folder, [file]));
  row(
    `the largest of ${later.length} that are loaded when needed`,
    Math.max(...later),
    "KiB",
    LATER_KIB,
  );
}
const profile = wrangler("check", "startup", "--outfile", "build/dry_run/startup.cpuprofile");
row(
  "CPU of the start, in workerd",
  Number(/Active: ([\d.]+) ms/.exec(profile)?.[1]),
  "ms ",
  START_MS,
);
if (isOver) process.exitCode = 1;
