import { describe, expect, test } from "vitest";
import { sha256Hex } from "../../src/dump/sha256.ts";
import type { BugVariant } from "../../src/labs/bug.ts";
import { runOf } from "../../src/oracle/expected.ts";
import { dumpWith } from "../support/bugs.ts";
import {
  BIN_COMMAND,
  flip,
  HASH_OF_A,
  program,
  published,
  temporaryFolder,
  within,
} from "./support.ts";

const A = published("A");
const flags = A.flags.split(" ");
const bug = { bug: "epoch-plus-two", variant: 0 };

describe("assay mutant", () => {
  test("without a bug is a right program", async () => {
    expect(await within(["mutant", "zab", "none", ...flags])).toEqual({
      code: 0,
      stdout: HASH_OF_A,
      stderr: "",
    });
  });

  test("prints what a program with the bug prints, wherever the output's flag stands", async () => {
    const right = await sha256Hex(dumpWith(A, bug));
    expect((await within(["mutant", "zab", bug.bug, ...flags])).stdout).toBe(right);
    const { stdout } = await within(["mutant", "zab", bug.bug, "--digests", ...flags]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(1000);
    expect(lines.at(-1)).toBe(`999 ${right}`);
    expect((await within(["mutant", "kv", "magic-nul", "--bad"])).code).toBe(2);
  });

  test("several bugs at once are one program", async () => {
    const scenario = published("A");
    const [one, other] = ["no-commit-broadcast", "epoch-plus-two"].map((bug) => ({
      bug,
      variant: 0,
    })) as [BugVariant, BugVariant];
    const dump = runOf(scenario, { bugs: [one, other] }).dump({ bug: "role-u32", variant: 0 });
    const words = scenario.flags.split(" ");
    const id = `${one.bug}+${other.bug}+role-u32`;
    const { stdout } = await within(["mutant", "zab", id, ...words]);
    expect(stdout).toBe(await sha256Hex(dump));
  });

  test.each([
    [["zab"], "a lab and a bug are expected"],
    [["nosuch", "none"], 'there is no lab "nosuch"'],
    [["zab", "no-such-bug"], "expected none or one of vigna-constant, "],
    [["zab", "role-u32+role-padded", ...flags], "has more than one bug of encoding"],
    [["zab", "current-on-newepoch:4", ...flags], 'the reading is "4"; expected'],
    [["zab", "none", "--seed"], "--seed has no value"],
    [["zab", "none", ...flags, "--dump-after", "1000"], "after"],
  ])("%j is refused, and why is said", async (words, why) => {
    const { code, stdout, stderr } = await within(["mutant", ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(why);
  });

  test.each([
    ["zab", "epoch-plus-two"],
    ["zab", "role-padded"],
    ["kv", "keys-numeric"],
  ])("an exam of %s with %s says that the bug reproduces it", async (lab, id) => {
    const program = `${BIN_COMMAND} mutant ${lab} ${id}`;
    const { code, stdout } = await within([
      "exam",
      "--lab",
      lab,
      "--program",
      program,
      "--scenario",
      "A",
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain(`  reproduces  ${id}: `);
  });
});

describe("an exam concludes from all its failures", () => {
  const concluding = async (lab: string, id: string, suite: string) => {
    const program = `${BIN_COMMAND} mutant ${lab} ${id}`;
    const line = ["exam", "--lab", lab, "--program", program, "--suite", suite];
    return (await within(line)).stdout;
  };

  test("to the one known bug that gives them, and fails nothing that passed", async () => {
    const stdout = await concluding("zab", "commit-quorum-excludes-self", "catalogue");
    expect(stdout).toContain(
      "conclusion: what gives all 3 failures, and what was passed\n  reproduces  commit-quorum-excludes-self: ",
    );
    expect(stdout).not.toContain("; possible: ");
  });

  test("to all that would do", async () => {
    const stdout = await concluding("zab", "role-padded", "published");
    const conclusion = stdout.slice(stdout.indexOf("conclusion: what gives all 6 failures"));
    expect(conclusion).toContain("\n  reproduces  role-u32: ");
    expect(conclusion).toContain("\n  reproduces  role-padded: ");
  });

  test("to none, where no known bug gives them", async () => {
    const folder = temporaryFolder();
    const command = program(folder, "wrong", [A, published("B")], flip(0x1d));
    const line = ["exam", "--lab", "zab", "--program", command, "--scenario", "A"];
    expect((await within(line)).stdout).toContain(
      "conclusion: nothing that was tried gives the failure and what was passed\n",
    );
  });
});

describe("assay mutant --events", () => {
  test("prints the events of the program, of all ticks or of some", async () => {
    const { stdout } = await within(["mutant", "zab", bug.bug, "--events", ...flags]);
    const right = await within(["events", "--lab", "zab", "--scenario", "A"]);
    expect(right.code).toBe(0);
    const [own, others] = [stdout, right.stdout].map((text) => text.split("\n")) as [
      string[],
      string[],
    ];
    const at = own.findIndex((line, i) => line !== others[i]);
    expect(JSON.parse(own[at] as string)).toMatchObject({
      kind: "sent",
      type: "NewEpoch",
      contents: { epoch: 2 },
    });
    const bounds = ["--events-from", "7", "--events-until", "9"];
    const some = await within(["mutant", "zab", bug.bug, ...bounds, "--events", ...flags]);
    expect(some.stdout.split("\n")).toEqual(own.filter((line) => /"tick":[78],|^$/.test(line)));
  });

  test.each([
    [["--events-from", "3"], "expected --events beside it"],
    [["--events", "--events-from", "1001"], "--events-from is"],
    [["--events", "--events-until", "x"], '--events-until is "x"'],
    [["--events", "--events-from", "3", "--events-until", "2"], "expected at most --events-until"],
  ])("%j is refused", async (words, why) => {
    const { code, stderr } = await within(["mutant", "zab", "none", ...flags, ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });
});
