import { describe, expect, test } from "vitest";
import { script, temporaryFolder, within } from "./support.ts";

const SCENARIO = ["--lab", "zab", "--scenario", "A"];
const events = (...more: string[]) => within(["events", ...SCENARIO, ...more]);
const MUTANT = `'${process.execPath}' src/cli/bin.ts mutant zab`;

describe("assay events", () => {
  test("prints the events of a part", async () => {
    const { code, stdout } = await events("--from", "166", "--until", "167");
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toBe('{"kind":"injected","tick":166,"node":2,"payload":"zab-0"}');
  });

  test("of a right program says so", async () => {
    const { code, stdout } = await events("--program", `${MUTANT} none`);
    expect([code, stdout]).toEqual([
      0,
      "MATCH  zab scenario A\n  listing     306 lines, all of them right\n",
    ]);
  });

  test("of a wrong program says which event is wrong first, as text or JSON", async () => {
    const program = `${MUTANT} no-vote-reply`;
    const { code, stdout } = await events(
      "--program",
      program,
      "--until",
      "100",
      "--format",
      "json",
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: "mismatch",
      part: { from: 0, until: 100 },
      first_difference: {
        kind: "missing",
        expected: { kind: "sent", type: "Vote" },
        cause: { by: "message", section: 'zab.md, "LookForLeader{epoch, zxid, candidate}"' },
      },
    });
    const text = await events("--program", program);
    expect(text.stdout).toMatch(
      /^MISMATCH {2}zab scenario A: line 2\d, tick 3: an event is missing/,
    );
  });

  test.each([
    ["refuses --events", "exit 2", "the program refused its flags (exit code 2)"],
    ["prints no events", "echo hello", 'line 1 is "hello"'],
    ["crashes", "exit 3", "ended with exit code 3"],
  ])("a program that %s is trouble", async (_, body, words) => {
    const program = script(temporaryFolder(), "zabctl", body);
    const { code, stdout, stderr } = await events("--program", program);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
  });

  test("a program that prints nothing has ended too early", async () => {
    const program = script(temporaryFolder(), "zabctl", ":");
    const { code, stdout } = await events("--program", program);
    expect(code).toBe(1);
    expect(stdout).toContain("TRUNCATED  zab scenario A: it ends too early");
  });

  test.each([
    [["--from", "2", "--until", "1"], "--from is 2; expected at most --until, which is 1"],
    [["--until", "1001"], '--until is "1001"'],
    [["--program", ""], "--program is empty"],
    [["--format", "sarif"], "expected one of text, json"],
  ])("%j is refused", async (words, why) => {
    const { code, stderr } = await events(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });
});
