import { spawn } from "node:child_process";
import { constants } from "node:os";
import { LIMITS } from "../limits.ts";
import type { Trouble } from "../report/exam.ts";

/** What is kept of what a program writes to standard error: its beginning, and as much of its end. */
const STDERR_BYTES = 2048;
/** What a program that is out of time has left, so that what it has printed by then is read. */
const READING_MILLISECONDS = 20;
/** The exit code by which a program refuses a flag (conformance/README.md). */
const REFUSED = 2;
/** How the Go runtime ends a program that panicked: with exit code 2 too, and such a line. */
const GO_CRASH = /^(panic: |fatal error: |goroutine \d+ \[)/m;
/** A shell's own exit codes: not executable, not found, and killed by a signal (128 + its number). */
const SHELL = { notExecutable: 126, notFound: 127, signal: 128 };

export type ProgramResult =
  | { readonly kind: "output"; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

/** The beginning and the end of a text, however long it is. */
class Ends {
  private head = Buffer.alloc(0);
  private tail = Buffer.alloc(0);
  private bytes = 0;

  push(piece: Buffer): void {
    this.bytes += piece.length;
    const missing = STDERR_BYTES - this.head.length;
    this.head = Buffer.concat([this.head, piece.subarray(0, missing)]);
    this.tail = Buffer.concat([this.tail, piece.subarray(missing)]).subarray(-STDERR_BYTES);
  }

  toString(): string {
    const hidden = this.bytes - this.head.length - this.tail.length;
    const gap = hidden > 0 ? `\n(${hidden} bytes are left out here)\n` : "";
    return this.head.toString("utf8") + gap + this.tail.toString("utf8");
  }
}

/** The process groups of the programs that run now. */
const groups = new Set<number>();

function endGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // The group has ended by itself in the meantime.
  }
}

let isWatching = false;

/** Programs are groups of their own, which Ctrl-C does not reach: what ends this process ends them. */
function endGroupsOnSignals(): void {
  if (isWatching) return;
  isWatching = true;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      for (const group of groups) endGroup(group);
      process.kill(process.pid, signal);
    });
  }
}

/**
 * Runs a program under exam: `command` as the shell has it, followed by `args`. The program has no
 * standard input. Whatever is not exit code 0 is trouble and is named: a crash is never an answer.
 */
export function runProgram(
  command: string,
  args: string,
  timeoutMilliseconds: number,
): Promise<ProgramResult> {
  endGroupsOnSignals();
  return new Promise((resolve) => {
    // A group of its own, so that a timeout ends the program's children as well.
    const child = spawn(`${command} ${args}`, {
      shell: true,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const group = child.pid;
    if (group !== undefined) groups.add(group);
    const stdout: Buffer[] = [];
    let stdoutBytes = 0;
    const stderr = new Ends();
    let ended: Trouble["kind"] | null = null;

    const end = (kind: Trouble["kind"]): void => {
      ended ??= kind;
      if (group !== undefined) endGroup(group);
      // A child in a session of its own has left the group and may hold these for ever.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    let timer = setTimeout(() => {
      // This process may have been busy simulating: what has come in meanwhile is read first.
      timer = setTimeout(() => end("timed-out"), READING_MILLISECONDS);
    }, timeoutMilliseconds);
    child.stdout.on("data", (piece: Buffer) => {
      stdoutBytes += piece.length;
      if (stdoutBytes > LIMITS.body_bytes) end("bad-output");
      else stdout.push(piece);
    });
    child.stderr.on("data", (piece: Buffer) => stderr.push(piece));

    const finish = (result: ProgramResult): void => {
      clearTimeout(timer);
      if (group !== undefined) {
        // A child that the program has left in the background is still of the group.
        endGroup(group);
        groups.delete(group);
      }
      resolve(result);
    };
    const trouble = (kind: Trouble["kind"], message: string): void =>
      finish({ kind: "trouble", trouble: { kind, message, stderr: stderr.toString() } });
    child.on("error", (error) =>
      trouble("not-started", `the program could not be started: ${error.message}`),
    );
    child.on("close", (code, signal) => {
      if (ended === "timed-out") {
        return trouble(
          "timed-out",
          `the program ran for more than ${timeoutMilliseconds / 1000} s; expected it to end (--timeout SECONDS sets the time)`,
        );
      }
      if (ended === "bad-output") {
        return trouble("bad-output", `the program printed more than ${LIMITS.body_bytes} bytes`);
      }
      if (code === 0) {
        return finish({
          kind: "output",
          stdout: Buffer.concat(stdout),
          stderr: stderr.toString(),
        });
      }
      if (code === SHELL.notFound || code === SHELL.notExecutable) {
        return trouble("not-started", `the shell could not start the program (exit code ${code})`);
      }
      if (code === REFUSED && !GO_CRASH.test(stderr.toString())) {
        return trouble("refused", "the program refused its flags (exit code 2)");
      }
      const name = signal ?? signalName((code ?? 0) - SHELL.signal);
      const how = name === null ? `ended with exit code ${code}` : `was killed by ${name}`;
      return trouble("crashed", `the program ${how}; expected exit code 0`);
    });
  });
}

function signalName(number: number): string | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found?.[0] ?? null;
}
