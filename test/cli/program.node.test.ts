import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { LIMITS } from "../../src/limits.ts";
import { isRunning, script, temporaryFolder, write } from "./support.ts";

/** Longer than any program here takes, unless it is to run out of time. */
const PATIENCE = 30_000;
const IMPATIENCE = 150;

describe.concurrent("what a program printed", () => {
  test.each([
    ["nothing", ":", "", ""],
    ["all bytes of standard output", "printf 'a\\0\\377\\n'", "a\0\u00ff\n", ""],
    ["standard error beside it", "echo log >&2; printf x", "x", "log\n"],
    ["its arguments", 'printf "%s|" "$@"', "--seed|1|--nodes|3|", ""],
    ["no standard input", "cat; printf done", "done", ""],
    ["what it printed before it closed standard output", "printf x; exec >&-; sleep 0", "x", ""],
    ["what a child printed", "(printf a; printf b >&2) & wait", "a", "b"],
    ["standard error closed", "exec 2>&-; printf x", "x", ""],
  ])("%s", async (_, body, stdout, stderr) => {
    const command = script(temporaryFolder(), "p.sh", body);
    const result = await runProgram(command, "--seed 1 --nodes 3", PATIENCE);
    expect(result).toEqual({ kind: "output", stdout: Buffer.from(stdout, "latin1"), stderr });
  });

  test("is run in the folder of the caller, by the shell, so that a command may have words and variables", async () => {
    const result = await runProgram("GREETING=hi; printf '%s' \"$GREETING $PWD\" #", "x", PATIENCE);
    expect(result).toMatchObject({ stdout: Buffer.from(`hi ${process.cwd()}`) });
  });

  test("of a long standard error the beginning and the end are kept", async () => {
    const command = script(temporaryFolder(), "p.sh", "seq 100000 >&2; echo the end >&2; exit 1");
    const result = await runProgram(command, "", PATIENCE);
    const { stderr } = (result as Extract<typeof result, { kind: "trouble" }>).trouble;
    expect(stderr.length).toBeLessThan(4200);
    expect(stderr).toMatch(/^1\n2\n3\n/);
    expect(stderr).toContain(`\n(${588_895 + 8 - 4096} bytes are left out here)\n`);
    expect(stderr).toMatch(/\n100000\nthe end\n$/);
  });
});

describe.concurrent("trouble is named", () => {
  test.each([
    [
      "a Go panic, which has exit code 2 as well",
      "printf 'panic: boom\\n\\ngoroutine 1 [running]:\\n' >&2; exit 2",
      "crashed",
      "the program ended with exit code 2; expected exit code 0",
      "panic: boom\n\ngoroutine 1 [running]:\n",
    ],
    [
      "exit code 1",
      "echo why >&2; exit 1",
      "crashed",
      "the program ended with exit code 1; expected exit code 0",
      "why\n",
    ],
    [
      "exit code 1 after an answer",
      "printf x; exit 1",
      "crashed",
      "the program ended with exit code 1; expected exit code 0",
      "",
    ],
    [
      "exit code 2",
      "echo '--x: unknown' >&2; exit 2",
      "refused",
      "the program refused its flags (exit code 2)",
      "--x: unknown\n",
    ],
    [
      "exit code 3",
      "exit 3",
      "crashed",
      "the program ended with exit code 3; expected exit code 0",
      "",
    ],
    [
      "exit code 255",
      "exit 255",
      "crashed",
      "the program ended with exit code 255; expected exit code 0",
      "",
    ],
    [
      "a signal",
      "kill -SEGV $$",
      "crashed",
      "the program was killed by SIGSEGV; expected exit code 0",
      expect.any(String),
    ],
    [
      "a signal to a child of the shell",
      "sh -c 'kill -ABRT $$'; exit $?",
      "crashed",
      "the program was killed by SIGABRT; expected exit code 0",
      expect.any(String),
    ],
    [
      "SIGTERM",
      "kill -TERM $$",
      "crashed",
      "the program was killed by SIGTERM; expected exit code 0",
      expect.any(String),
    ],
    [
      "SIGKILL",
      "kill -KILL $$",
      "crashed",
      "the program was killed by SIGKILL; expected exit code 0",
      expect.any(String),
    ],
  ])("%s", async (_, body, kind, message, stderr) => {
    const command = script(temporaryFolder(), "p.sh", body);
    expect(await runProgram(command, "", PATIENCE)).toEqual({
      kind: "trouble",
      trouble: { kind, message, stderr },
    });
  });

  test.each([
    ["a program that is not there", "/nonexistent/program", 127, /not found|No such file/],
    ["a command that is not in the path", "no-such-command-here", 127, /not found/],
    ["a file that is not executable", "FILE", 126, /denied/i],
    ["a folder", "/", 126, /denied|directory/i],
  ])("%s", async (_, given, code, stderr) => {
    const command = given === "FILE" ? write(temporaryFolder(), "plain", "text") : given;
    expect(await runProgram(command, "--seed 1", PATIENCE)).toEqual({
      kind: "trouble",
      trouble: {
        kind: "not-started",
        message: `the shell could not start the program (exit code ${code})`,
        stderr: expect.stringMatching(stderr),
      },
    });
  });

  test("a command that the shell cannot read is refused by it, and says so", async () => {
    const result = await runProgram("'", "", PATIENCE);
    expect(result).toMatchObject({
      kind: "trouble",
      trouble: { stderr: expect.stringMatching(/\w/) },
    });
  });

  test("output without end", async () => {
    const command = script(
      temporaryFolder(),
      "p.sh",
      "exec yes 1234567890123456789012345678901234567890",
    );
    expect(await runProgram(command, "", PATIENCE)).toMatchObject({
      trouble: {
        kind: "bad-output",
        message: `the program printed more than ${LIMITS.body_bytes} bytes`,
      },
    });
  });
});

test("a child that a program leaves in the background is ended when the program has ended", async () => {
  const folder = temporaryFolder();
  const body = `sleep 60 >/dev/null 2>&1 & echo $! > ${folder}/pid; printf x`;
  const result = await runProgram(script(folder, "p.sh", body), "", PATIENCE);
  expect(result).toMatchObject({ kind: "output", stdout: Buffer.from("x") });
  const pid = Number(readFileSync(`${folder}/pid`, "utf8"));
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
});

describe("a program that does not end is ended, with all that it started", () => {
  test.concurrent.each([
    ["sleeping", "exec sleep 60"],
    ["with a child of the shell", "sleep 60; :"],
    ["ignoring SIGTERM, SIGINT and SIGHUP", "trap '' TERM INT HUP; sleep 60; sleep 60"],
    ["with a grandchild in the background", "(sleep 60; touch alive) & sleep 60"],
    ["gone, but a grandchild holds its standard output", "sleep 60 & printf x"],
    ["gone, but a grandchild holds its standard error", "sleep 60 >&- & printf x"],
    ["writing to standard error for ever", "exec yes >&2"],
  ])("%s", async (_, body) => {
    const command = script(temporaryFolder(), "p.sh", body);
    const result = await runProgram(command, "", IMPATIENCE);
    expect(result).toMatchObject({
      kind: "trouble",
      trouble: {
        kind: "timed-out",
        message:
          "the program ran for more than 0.15 s; expected it to end (--timeout SECONDS sets the time)",
      },
    });
  });

  test("no process of its group is left", async () => {
    const folder = temporaryFolder();
    const command = script(
      folder,
      "p.sh",
      `trap '' TERM; sh -c 'echo $$ > ${folder}/pid; exec sleep 60' & wait`,
    );
    await runProgram(command, "", 400);
    const pid = Number(readFileSync(`${folder}/pid`, "utf8"));
    expect(pid).toBeGreaterThan(1);
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
  });

  test("even a child in a session of its own, which cannot be reached, is not waited for", async () => {
    const folder = temporaryFolder();
    const file = write(
      folder,
      "p.mjs",
      `import { spawn } from "node:child_process";
       const child = spawn("sleep", ["2"], { detached: true, stdio: "inherit" });
       child.unref();`,
    );
    const start = performance.now();
    const result = await runProgram(`"${process.execPath}" ${file} &&`, "sleep 60", 400);
    expect(result).toMatchObject({ trouble: { kind: "timed-out" } });
    expect(performance.now() - start).toBeLessThan(1900);
  });

  test("what it wrote to standard error is kept", async () => {
    const command = script(temporaryFolder(), "p.sh", "echo stuck >&2; exec sleep 60");
    expect(await runProgram(command, "", 400)).toMatchObject({ trouble: { stderr: "stuck\n" } });
  });

  test("one that ended while this process was busy did not run out of time", async () => {
    const folder = temporaryFolder();
    const running = runProgram(`printf x; : > ${folder}/done;`, "", IMPATIENCE);
    const end = performance.now() + 2 * IMPATIENCE;
    while (performance.now() < end || !existsSync(`${folder}/done`));
    expect(await running).toMatchObject({ kind: "output", stdout: Buffer.from("x") });
  });
});
