import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, vi } from "vitest";
import { main } from "../../src/cli/main.ts";
import { findLab } from "../../src/labs/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { simulate } from "../../src/oracle/expected.ts";

/** Programs under exam for the tests: shell scripts, started as `sh FILE`, that print what was written for them. */

export const ROOT = join(import.meta.dirname, "../..");
const BIN = join(ROOT, "src/cli/bin.ts");
/** The command line as a word of a shell's. */
export const BIN_COMMAND = `'${process.execPath}' '${BIN}'`;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Environment {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  /** Whether standard output and standard error are taken for a terminal. */
  readonly isTerminal?: boolean;
}

/** Runs a command to its end. It sees no NO_COLOR but one that is given. */
export function run(
  command: string,
  args: readonly string[],
  { env = {}, cwd, stdin = "" }: Environment = {},
): Promise<Ended> {
  const { NO_COLOR: _, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...inherited, ...env } });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (piece: Buffer) => stdout.push(piece));
    child.stderr.on("data", (piece: Buffer) => stderr.push(piece));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({
        code,
        stdout: Buffer.concat(stdout).toString("latin1"),
        stderr: Buffer.concat(stderr).toString("utf8"),
      }),
    );
    child.stdin.on("error", () => {}); // A command that has ended reads no more.
    child.stdin.end(stdin);
  });
}

const TERMINAL = `data:text/javascript,${encodeURIComponent(
  "process.stdout.isTTY = process.stderr.isTTY = true;",
)}`;
/** Node compiles the engine once for all the processes of the tests. */
export const COMPILED = { NODE_COMPILE_CACHE: join(ROOT, "build/compile-cache") };

/** The command line as a user has it: a process of its own. Costs some 0.3 s; `within` costs none. */
export function spawned(args: readonly string[], environment: Environment = {}): Promise<Ended> {
  const preload = environment.isTerminal === true ? ["--import", TERMINAL] : [];
  const env = { ...COMPILED, ...environment.env };
  return run(process.execPath, [...preload, BIN, ...args], { ...environment, env });
}

/** The same within this process, one at a time; without standard input or a folder of its own. */
export async function within(
  args: readonly string[],
  { env = {}, isTerminal = false }: Pick<Environment, "env" | "isTerminal"> = {},
): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  vi.stubEnv("NO_COLOR", undefined);
  for (const [name, value] of Object.entries({ ...COMPILED, ...env })) vi.stubEnv(name, value);
  const undo = (["stdout", "stderr"] as const).map((name) => {
    const { isTTY } = process[name];
    process[name].isTTY = isTerminal;
    const spy = vi.spyOn(process[name], "write").mockImplementation((content) => {
      written[name] += content;
      return true;
    });
    return () => {
      spy.mockRestore();
      process[name].isTTY = isTTY;
    };
  });
  try {
    return { code: await main(args), ...written };
  } finally {
    for (const each of undo) each();
    vi.unstubAllEnvs();
  }
}

const base = mkdtempSync(join(tmpdir(), "assay-test-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** A new folder, gone after the file's tests. */
export function temporaryFolder(): string {
  return mkdtempSync(join(base, "folder-"));
}

/** Writes a file into a folder; returns its path. */
export function write(folder: string, name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Writes a shell script; returns the command that runs it. */
export function script(folder: string, name: string, body: string): string {
  return `sh ${write(folder, name, `${body}\n`)}`;
}

/**
 * A program that remembers: what it prints is a function of its arguments, so a test that asks again starts no Node. The
 * arguments are the name of a file.
 */
export function recorded(command: string): string {
  const kept = temporaryFolder();
  const file = write(
    kept,
    "program.sh",
    `
at="${kept}/$*"
[ \${#at} -lt 240 ] || exec ${command} "$@"
if [ ! -f "$at.code" ]; then
  ${command} "$@" >"$at.$$.out" 2>"$at.$$.err"
  echo $? >"$at.$$.code"
  for kind in out err code; do mv "$at.$$.$kind" "$at.$kind"; done
fi
cat "$at.err" >&2
cat "$at.out"
read -r code <"$at.code"
exit "$code"
`.trimStart(),
  );
  return `sh ${file}`;
}

/** Changes a dump on its way to a program's mouth. */
export type Damage = (dump: Uint8Array, scenario: Scenario) => Uint8Array;

/**
 * A program that prints the right hash and dump of these scenarios, or those of a damaged dump. It
 * knows a scenario by the values of its first four flags.
 */
export function program(
  folder: string,
  name: string,
  scenarios: readonly Scenario[],
  damage: Damage = (dump) => dump,
): string {
  for (const scenario of scenarios) {
    const dump = damage(simulate(scenario), scenario);
    const [, , a, , b, , c, , d] = scenario.command.split(" ");
    const stem = `${name}-${a}-${b}-${c}-${d}`;
    write(folder, `${stem}.dump`, dump);
    write(folder, `${stem}.hash`, createHash("sha256").update(dump).digest("hex"));
  }
  return script(
    folder,
    `${name}.sh`,
    [
      `case " $* " in *" --dump "*) kind=dump ;; *) kind=hash ;; esac`,
      `exec cat "${folder}/${name}-$2-$4-$6-$8.$kind"`,
    ].join("\n"),
  );
}

/** Flips the lowest bit of one byte. */
export function flip(offset: number): Damage {
  return (dump) => dump.with(offset, (dump[offset] as number) ^ 1);
}

/** A scenario of a lab by its published id. */
export function published(id: string, labId = "zab"): Scenario {
  const lab = findLab(labId);
  const found = lab.scenarios.find((scenario) => scenario.id === id);
  return lab.scenario(new Map(Object.entries(found?.parameters ?? {})));
}

export const HASH_OF_A = "16af5aa6dbd5ce09b259755f3339d6cf23966ce115b0e30d9c2990487783047d";

/** One that has ended and that nobody has asked about (a zombie) does not run. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
  } catch {
    return false;
  }
}
