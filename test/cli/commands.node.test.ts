import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { randomCases, suiteCases } from "../../src/cli/cases.ts";
import { Draws } from "../../src/kernel/draws.ts";
import { findLab, LABS } from "../../src/labs/index.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { type Exam, examSchema } from "../../src/report/exam.ts";
import { FORMATS } from "../../src/report/formats.ts";
import { ENGINE_VERSION } from "../../src/version.ts";
import {
  BIN_COMMAND,
  COMPILED,
  type Environment,
  flip,
  HASH_OF_A,
  isRunning,
  program,
  published,
  ROOT,
  run,
  script,
  spawned,
  temporaryFolder,
  within,
  write,
} from "./support.ts";

/** Whole command lines: what they print, and their exit codes. */

const folder = temporaryFolder();
const PUBLISHED = ["A", "B", "C", "D", "E", "F"].map((id) => published(id));
const A = published("A");
const RIGHT = program(folder, "right", PUBLISHED);
/** Wrong in B and D, in the counter of node 0's last zxid. */
const HALF_WRONG = program(folder, "half", PUBLISHED, (dump, one) =>
  ["B", "D"].includes(one.published?.id ?? "") ? flip(0x1d)(dump, one) : dump,
);
const FIELD = "nodes[0].last_zxid.counter";
const DUMP = write(folder, "a.bin", simulate(A));
const WRONG_DUMP = write(folder, "wrong.bin", flip(0x1d)(simulate(A), A));
const [ESCAPE] = "\u001b";

const words = (line: string): string[] => line.split(" ").filter((word) => word !== "");
const exam = (command: string, line = "", environment: Environment = {}) =>
  within(["exam", "--lab", "zab", "--program", command, ...words(line)], environment);

describe("assay", () => {
  test.each([
    ["--help", 0, /^assay [\d.]+, a conformance oracle/],
    ["help", 0, /assay exam .*\n {2}assay verify/],
    ["--version", 0, new RegExp(`^${ENGINE_VERSION}\n$`)],
    ["labs", 0, /^zab {2}db-19: a ZAB cluster\n(.*\n)* {4}A +16af5aa6/],
  ])("%s", async (line, code, stdout) => {
    expect(await within(words(line))).toEqual({
      code,
      stdout: expect.stringMatching(stdout),
      stderr: "",
    });
  });

  test.each([
    ["", /^assay [\d.]+, a conformance oracle/],
    ["exams", /^assay: "exams" is no command; expected one of exam, verify, .*\n$/],
    ["constructor", /^assay: "constructor" is no command/],
    ["labs zab", /^assay labs: "zab" is a word too many; expected 0 beside the options\n$/],
  ])("%s is trouble", async (line, stderr) => {
    expect(await within(words(line))).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(stderr),
    });
  });

  test.each([
    "exam",
    "verify",
    "contract",
    "expected",
    "diff",
    "random",
    "bisect",
    "labs",
    "serve",
  ])("%s --help", async (name) => {
    expect(await within([name, "--help"])).toEqual({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^assay ${name}\\b.*\n\n[^]*\n$`)),
      stderr: "",
    });
  });
});

test("no source of the command line names a lab or its program: help texts have them from the registry", () => {
  const names = LABS.flatMap(({ id, program: command }) => [id, command]).join("|");
  for (const path of globSync("src/cli/**/*.ts", { cwd: ROOT })) {
    expect(readFileSync(join(ROOT, path), "utf8"), path).not.toMatch(
      new RegExp(`\\b(${names})\\b`),
    );
  }
});

describe("assay expected", () => {
  test("the hash, as a program under exam prints it", async () => {
    expect(await within(words("expected --lab zab --scenario A"))).toEqual({
      code: 0,
      stdout: HASH_OF_A,
      stderr: "",
    });
  });

  test("the hash on a terminal ends its line", async () => {
    const { stdout } = await within(words("expected --lab zab --scenario A"), { isTerminal: true });
    expect(stdout).toBe(`${HASH_OF_A}\n`);
  });

  test("hash, dump and annotated dump, each to its file", async () => {
    const [hash, dump, listing] = ["h", "d", "l"].map((name) =>
      join(folder, `expected-${name}`),
    ) as [string, string, string];
    const line = `expected --lab zab --scenario A --format hash --output ${hash} --format dump --output ${dump} --format annotated --output ${listing}`;
    expect(await within(words(line))).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(hash, "utf8")).toBe(HASH_OF_A);
    expect(createHash("sha256").update(readFileSync(dump)).digest("hex")).toBe(HASH_OF_A);
    expect(readFileSync(listing, "utf8")).toMatch(
      /^0x00 +44 53 45 5a 41 42 30 31 {2}magic = "DSEZAB01"\n/,
    );
  });

  test("- is standard output", async () => {
    const line = "expected --lab zab --scenario A --output -";
    const cwd = temporaryFolder();
    expect(await spawned(words(line), { cwd })).toEqual({ code: 0, stdout: HASH_OF_A, stderr: "" });
    expect(existsSync(join(cwd, "-"))).toBe(false);
  });

  test.each([
    ["--output - --format dump", "two formats go to standard output"],
    ["--output - --output x", "--output x has no format"],
    ["--format text", '--format is "text"; expected one of hash, dump, annotated'],
    ["--format hash --format dump", "two formats go to standard output"],
    ["--output /nonexistent/x", "--output /nonexistent/x cannot be written: ENOENT"],
  ])("%s is trouble", async (line, message) => {
    const ended = await within(words(`expected --lab zab --scenario A ${line}`));
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
});

describe("assay verify", () => {
  test.each([
    ["the right dump", DUMP, 0, /^MATCH {2}zab scenario A\n/],
    [
      "a wrong dump",
      WRONG_DUMP,
      1,
      /^MISMATCH {2}zab scenario A: first divergence at 0x1d \(byte 29\), nodes\[0\]\.last_zxid\.counter\n/,
    ],
    ["the right hash", `--sha256 ${HASH_OF_A.toUpperCase()}`, 0, /^MATCH /],
    ["a wrong hash", `--sha256 ${"0".repeat(64)}`, 1, /^MISMATCH {2}zab scenario A\n/],
  ])("%s", async (_, line, code, stdout) => {
    const ended = await within(words(`verify --lab zab --scenario A ${line}`));
    expect(ended).toEqual({ code, stdout: expect.stringMatching(stdout), stderr: "" });
  });

  test("a hash as sha256sum prints it", async () => {
    const line = [...words("verify --lab zab --scenario A --sha256"), `${HASH_OF_A}  dump.bin\n`];
    expect(await within(line)).toMatchObject({ code: 0, stderr: "" });
  });

  test.each([
    ["the right dump", simulate(A), 0, "MATCH"],
    ["an empty one", "", 1, "TRUNCATED"],
    ["one with a tail", Buffer.concat([simulate(A), Buffer.from("\n")]), 1, "TRAILING-BYTES"],
  ])("%s on standard input, by parameters", async (_, stdin, code, verdict) => {
    const line = "verify - --lab zab --seed 42 --nodes 3 --rounds 1000 --proposals 5";
    const ended = await spawned(words(line), { stdin });
    expect(ended).toEqual({ code, stdout: expect.stringMatching(`^${verdict}  `), stderr: "" });
  });

  test.each([
    ["", "no dump is given; expected FILE, - or --sha256 HEX"],
    ["/nonexistent", "/nonexistent cannot be read: ENOENT"],
    ["/", "/ cannot be read: EISDIR"],
    ["a.bin b.bin", '"b.bin" is a word too many'],
    ["/dev/zero", "/dev/zero has more than 67108864 bytes; expected at most that"],
    [`a.bin --sha256 ${HASH_OF_A}`, "--sha256 is given beside a file"],
    ["--sha256 16af", '--sha256 is "16af"; expected 64 hex digits, or what sha256sum prints'],
    [`${DUMP} --scenario G`, "--scenario is given twice"],
    [`${DUMP} --endpoint example.org`, '--endpoint is "example.org"; expected an http(s) URL'],
  ])("%s is trouble", async (line, message) => {
    const ended = await within(words(`verify --lab zab --scenario A ${line}`));
    expect(ended).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(`assay verify: ${message}`),
    });
  });
});

describe("a report that was made without a server", () => {
  test.each([
    ["of a listed scenario", "--scenario A", "--lab zab --scenario A"],
    [
      "of parameters, after a tick",
      "--seed 42 --nodes 3 --rounds 1000 --proposals 4 --after 0",
      "--lab zab --seed 42 --nodes 3 --rounds 1000 --proposals 4 --after 0",
    ],
  ])("is reproduced by the command line itself: %s", async (_, given, options) => {
    const { stdout } = await within(words(`verify --lab zab ${given} ${WRONG_DUMP}`));
    expect(stdout).toContain(
      [
        " > dump.bin",
        `    bin/assay verify ${options} dump.bin`,
        `    bin/assay expected ${options} --format dump --output expected.bin`,
        "",
      ].join("\n"),
    );
    expect(stdout).not.toMatch(/http|look at it/);
  });

  test("its lines are command lines that do as they say", async () => {
    const cwd = temporaryFolder();
    write(cwd, "dump.bin", readFileSync(WRONG_DUMP));
    const { stdout } = await within(words(`verify --lab zab --scenario A ${WRONG_DUMP}`));
    const [verify = "", expected = ""] = stdout.match(/bin\/assay .*/g) ?? [];
    const ours = (line: string) => spawned(words(line.slice("bin/assay ".length)), { cwd });
    expect(await ours(verify)).toMatchObject({ code: 1, stdout });
    expect(await ours(expected)).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, "expected.bin"))).toEqual(readFileSync(DUMP));
  });

  test("is so in an exam, a random one and in every format", async () => {
    for (const format of Object.keys(FORMATS)) {
      const { stdout } = await exam(HALF_WRONG, `--scenario B --format ${format}`);
      expect(stdout).not.toContain("127.0.0.1");
    }
    const { stdout } = await exam(HALF_WRONG, "--scenario B");
    expect(stdout).toContain("    bin/assay verify --lab zab --scenario B dump.bin\n");
  });
});

describe("assay diff", () => {
  const rubbish = write(folder, "rubbish", "no dump");

  test.each([
    ["equal dumps", `${DUMP} ${DUMP}`, 0, /^MATCH {2}zab \(two given dumps\)\n/, ""],
    [
      "different dumps",
      `${DUMP} ${WRONG_DUMP}`,
      1,
      /^MISMATCH .* nodes\[0\]\.last_zxid\.counter\n/,
      "",
    ],
    ["a dump and rubbish", `${DUMP} ${rubbish}`, 1, /^MISMATCH .* at 0x00/, ""],
    [
      "rubbish and a dump",
      `${rubbish} ${DUMP}`,
      1,
      /^MISMATCH .* at 0x00/,
      /rubbish does not read as a dump of zab \(.*\); .*a\.bin is the expected side\n$/,
    ],
    ["a dump and standard input", `${DUMP} -`, 1, /^TRUNCATED /, ""],
  ])("%s", async (_, line, code, stdout, stderr) => {
    const assay = line.endsWith(" -") ? spawned : within;
    const ended = await assay(words(`diff --lab zab ${line}`));
    expect(ended).toEqual({
      code,
      stdout: expect.stringMatching(stdout),
      stderr: expect.stringMatching(stderr),
    });
  });

  test.each([
    ["one dump", DUMP, "two dumps are expected: A B"],
    ["standard input twice", "- -", "both dumps are -; expected at most one"],
    ["neither a dump", `${rubbish} ${rubbish}`, "neither file reads as a dump of zab"],
  ])("%s is trouble", async (_, line, message) => {
    const ended = await within(words(`diff --lab zab ${line}`));
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
});

describe("assay exam", () => {
  test("all match", async () => {
    const { code, stdout, stderr } = await exam(RIGHT, "--jobs 3");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")[0]).toMatch(/^case +outcome +offset +field$/);
    expect(stdout.match(/^zab\/[A-F] +passed$/gm)).toHaveLength(6);
    expect(stdout).toMatch(/\n\n6 passed, 0 failed, 0 in trouble\n$/);
  });

  test("divergences: a table, the reports, exit code 1", async () => {
    const { code, stdout, stderr } = await exam(HALF_WRONG);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(
      stdout.match(/^zab\/[BD] +failed +0x1d \(byte 29\) +nodes\[0\]\.last_zxid\.counter$/gm),
    ).toHaveLength(2);
    expect(stdout.match(/^MISMATCH /gm)).toHaveLength(2);
    expect(stdout).toMatch(/ {2}reproduce\n {4}sh \S+ --seed 7 --nodes 5 .* --dump > dump.bin\n/);
    expect(stdout).toMatch(/\n4 passed, 2 failed, 0 in trouble\n$/);
  });

  test("a saboteur in front of a right program is caught at the byte that it damages", async () => {
    const saboteur = `'${process.execPath}' ${join(ROOT, "scripts/exam/saboteur.ts")} 29`;
    const right = write(folder, "right-executable", `#!/bin/sh\nexec ${RIGHT} "$@"\n`);
    const { code, stdout } = await exam(`${saboteur} sh ${right}`, "--scenario A");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^zab\/A +failed +0x1d \(byte 29\) +nodes\[0\]\.last_zxid\.counter$/m);
  });

  test.each([
    [
      "crashes",
      "kill -SEGV $$",
      "crashed: the program was killed by SIGSEGV; expected exit code 0",
    ],
    [
      "fails",
      "echo panic >&2; exit 101",
      "crashed: the program ended with exit code 101; expected exit code 0\n  | panic\n",
    ],
    ["refuses a flag", "exit 2", "refused: the program refused its flags (exit code 2)"],
    [
      "prints rubbish",
      "echo hello",
      'bad-output: the program printed 6 bytes beginning with "hello\\n"; expected exactly 64',
    ],
    [
      "prints a newline after the hash",
      `echo ${HASH_OF_A}`,
      "bad-output: the program printed a newline after the hash",
    ],
    [
      "prints upper case",
      `printf ${HASH_OF_A.toUpperCase()}`,
      "bad-output: the program printed its hash in upper case; expected exactly 64 lower-case hex digits; the hash itself is right",
    ],
    [
      "does not end",
      "sleep 60",
      "timed-out: the program ran for more than 1 s; expected it to end (--timeout SECONDS sets the time)",
    ],
  ])(
    "a program that %s is in trouble: exit code 2, neither passed nor failed",
    async (name, body, message) => {
      const command = script(folder, `${name.replaceAll(" ", "-")}.sh`, body);
      const { code, stdout } = await exam(command, "--scenario A --timeout 1");
      expect(code).toBe(2);
      expect(stdout).toContain(`TROUBLE  zab/A\n${message}`);
      expect(stdout).toMatch(/\n0 passed, 0 failed, 1 in trouble\n$/);
      expect(stdout).not.toMatch(/FAILED|MISMATCH|^zab\/A +passed/m);
    },
  );

  test("a program that is not there is in trouble", async () => {
    const { code, stdout } = await exam("/nonexistent/zabctl", "--scenario A");
    expect(code).toBe(2);
    expect(stdout).toContain("not-started: the shell could not start the program (exit code 127)");
  });

  test("trouble outweighs a divergence", async () => {
    const command = script(
      folder,
      "mixed.sh",
      `case $6 in 500) exit 1 ;; esac; exec ${HALF_WRONG} "$@"`,
    );
    const { code, stdout } = await exam(command);
    expect(code).toBe(2);
    expect(stdout).toMatch(/\n3 passed, 2 failed, 1 in trouble\n$/);
  });

  test("the suite of the catalogue: what a pass of it, or of a part of it, rules out", async () => {
    const lab = findLab("zab");
    const all = suiteCases(lab, "catalogue").map(({ scenario }) => scenario);
    const right = program(folder, "catalogue", all);
    const { code, stdout } = await exam(right, "--suite catalogue");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\nsuite catalogue \d+: (\d+) of \1 scenarios passed\nprotocol: (\d+) of \2 known bugs ruled out\nencoding: (\d+) of \3 known bugs ruled out\nmutation score of catalogue: \d+ of \d+ single changes that were ever seen, \d+ of them by final hashes alone\n\n\d+ passed, 0 failed, 0 in trouble\n$/,
    );
    const one = await exam(right, "--scenario K01 --format json");
    const { suite, score, cases } = examSchema.parse(JSON.parse(one.stdout));
    expect([suite, cases.map(({ name }) => name)]).toEqual(["catalogue", ["zab/K01"]]);
    expect(score?.scenarios).toMatchObject({ passed: 1, missing: 0, not_asked: all.length - 1 });
    expect(score?.bugs[0]?.possible_total).toBeGreaterThan(0);
  });

  test("a suite in a file, and a part of it", async () => {
    const suite = write(
      folder,
      "suite.txt",
      `# two\n${PUBLISHED.slice(0, 2)
        .map((one) => one.command.slice(7))
        .join("\n")}\n`,
    );
    const { code, stdout } = await exam(RIGHT, `--suite ${suite} --scenario B`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^zab\/B {2}passed$/m);
    expect(stdout).toMatch(/\n1 passed, 0 failed, 0 in trouble\n$/);
  });

  test("--list prints names and command lines, and runs nothing", async () => {
    const { code, stdout } = await exam("touch /nonexistent/x", "--list --skip D,E --skip F");
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual([
      `zab/A\ttouch /nonexistent/x ${A.flags}`,
      expect.stringMatching(/^zab\/B\t/),
      expect.stringMatching(/^zab\/C\t/),
      "",
    ]);
    expect(await exam("x", "--list --format json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--list prints text"),
    });
  });

  test("--fail-fast begins no other case after the first that does not pass", async () => {
    const { code, stdout } = await exam(HALF_WRONG, "--fail-fast --jobs 1");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^zab\/A +passed\nzab\/B +failed .*\n\n/m);
    expect(stdout).toContain("suite published 1: 1 of 2 asked passed; 4 not asked\n");
    expect(stdout).toMatch(/\n1 passed, 1 failed, 0 in trouble, 4 not run\n$/);
    const json = await exam(HALF_WRONG, "--fail-fast --jobs 1 --format json");
    expect(examSchema.parse(JSON.parse(json.stdout))).toMatchObject({ not_run: 4 });
  });

  test("--fail-fast goes on after a known failure, and takes no case for gone that was not run", async () => {
    const list = write(folder, "fast.txt", "zab/B\nzab/F\n");
    const { code, stdout } = await exam(HALF_WRONG, `--fail-fast --jobs 1 --known-failing ${list}`);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n2 passed, 1 failed, 0 in trouble, 1 known failing, 2 not run\n$/);
  });

  test("of the other lab", async () => {
    const scenarios = ["A", "B"].map((id) => published(id, "kv"));
    const command = program(folder, "kv", scenarios);
    const { code, stdout } = await within(["exam", "--lab", "kv", "--program", command]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n2 passed, 0 failed, 0 in trouble\n$/);
  });

  test.each([
    [
      "without a program",
      "--lab zab",
      "--program is missing; expected the command that starts the program under exam",
    ],
    ["without a lab", "--program x", "--lab is missing; expected zab, kv, raft or paxos"],
    [
      "with a lab that there is not",
      "--program x --lab zap",
      'there is no lab "zap"; expected one of zab, kv',
    ],
    [
      "with a scenario that there is not",
      "--program x --lab zab --scenario Z",
      "--scenario Z selects nothing",
    ],
    [
      "with a suite that there is not",
      "--program x --lab zab --suite /nonexistent",
      "--suite /nonexistent cannot be read",
    ],
    [
      "with a list that does not end",
      "--program x --lab zab --known-failing /dev/zero",
      "--known-failing /dev/zero has more than 16777216 bytes; expected at most that",
    ],
    [
      "with a suite that does not end",
      "--program x --lab zab --suite /dev/zero",
      "--suite /dev/zero has more than 16777216 bytes; expected at most that",
    ],
    [
      "with a list that there is not",
      "--program x --lab zab --known-failing /nonexistent",
      "--known-failing /nonexistent cannot be read",
    ],
    [
      "with a bad timeout",
      "--program x --lab zab --timeout 0",
      '--timeout is "0"; expected a decimal integer 1 .. 86400',
    ],
    ["with a bad format", "--program x --lab zab --format yaml", '--format is "yaml"'],
    ["with a bad colour", "--program x --lab zab --color red", '--color is "red"'],
    [
      "with a bad endpoint",
      "--program x --lab zab --endpoint ftp://x",
      '--endpoint is "ftp://x"; expected an http(s) URL',
    ],
  ])("%s is trouble, before anything is run", async (_, line, message) => {
    const ended = await within(["exam", ...words(line)]);
    expect(ended).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(`assay exam: ${message}`),
    });
  });
});

describe("known failures", () => {
  const exams = async (list: string, line = "") => {
    const file = write(temporaryFolder(), "list", list);
    return exam(HALF_WRONG, `--known-failing ${file} ${line}`);
  };

  test("that are listed do not fail the exam", async () => {
    const { code, stdout, stderr } = await exams(`zab/B # bug 1\nzab/D ${FIELD}\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/\n4 passed, 0 failed, 0 in trouble, 2 known failing\n$/);
  });

  test.each([
    ["one passes", "zab/A\nzab/B\nzab/D\n", "zab/B\nzab/D\n", "1 unexpectedly passed"],
    ["one matches nothing", "zab/B\nzab/D\nzab/X\n", "zab/B\nzab/D\n", "1 stale entry"],
    [
      "one fails elsewhere",
      "# why\nzab/B\nzab/D nodes[0].role\n",
      `# why\nzab/B\nzab/D ${FIELD}\n`,
      "1 failed",
    ],
    ["a glob half passes", "zab/*\n", "zab/B\nzab/D\n", "4 unexpectedly passed"],
  ])("%s: exit code 1, and the list to paste", async (_, list, corrected, total) => {
    const { code, stdout, stderr } = await exams(list);
    expect(code).toBe(1);
    expect(stdout.trimEnd().split("\n").at(-1)).toContain(total);
    expect(stderr).toBe(`\n# The known-failing list as these cases have it\n${corrected}`);
  });

  test("a failure that is not listed fails the exam, and is not put on the list", async () => {
    expect(await exams("zab/B\n")).toMatchObject({ code: 1, stderr: "" });
  });

  test("a part of the suite leaves the entries of the others alone", async () => {
    expect(await exams("zab/B\nzab/D\n", "--scenario A")).toMatchObject({ code: 0, stderr: "" });
  });

  test("a list that cannot be read", async () => {
    const { code, stdout, stderr } = await exams("zab/B a b\n");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^assay exam: .*list, line 1: "b" is a word too many; expected GLOB \[FIELD\]\n$/,
    );
  });
});

describe("formats", () => {
  const STARTS: Record<string, RegExp> = {
    text: /^case +outcome/,
    json: /^\{\n {2}"program": /,
    markdown: /^## Assay: 1 of 1 case did not pass\n/,
    junit: /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites /,
    sarif: /^\{\n {2}"\$schema": /,
    github: /^::error title=zab\/D%3A failed::/,
    tap: /^TAP version 14\n1\.\.1\nnot ok 1 - zab\/D\n/,
  };
  const masked = (text: string): string => text.replace(/"seconds": [\d.]+|time="[\d.]+"/g, "TIME");

  test("all are known here", () => {
    expect(Object.keys(STARTS)).toEqual(Object.keys(FORMATS));
  });

  test("each goes to standard output, or with all others to a file of its own from one run", async () => {
    const runs = join(folder, "runs");
    const counting = script(folder, "counting.sh", `echo >> ${runs}; exec ${HALF_WRONG} "$@"`);
    const file = (format: string) => join(folder, `exam.${format}`);
    const pairs = Object.keys(STARTS).flatMap((format) => [
      "--format",
      format,
      "--output",
      file(format),
    ]);
    const all = await within([
      "exam",
      "--lab",
      "zab",
      "--program",
      counting,
      "--scenario",
      "D",
      ...pairs,
    ]);
    expect(all).toEqual({ code: 1, stdout: "", stderr: "" });
    // Once for the hash, once for the dump, and once for --digests, which it may lack.
    expect(readFileSync(runs, "utf8")).toBe("\n\n\n");
    for (const [format, start] of Object.entries(STARTS)) {
      const { code, stdout, stderr } = await exam(counting, `--scenario D --format ${format}`);
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(stdout).toMatch(start);
      expect(masked(readFileSync(file(format), "utf8"))).toBe(masked(stdout));
    }
    const written = examSchema.parse(JSON.parse(readFileSync(file("json"), "utf8")));
    expect(written.totals).toMatchObject({ failed: 1, passed: 0 });
  });

  test("of one report, by verify and diff", async () => {
    const one = await within(words(`verify --lab zab --scenario A ${WRONG_DUMP} --format tap`));
    const two = await within(words(`diff --lab zab ${DUMP} ${WRONG_DUMP} --format json`));
    expect(one).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^TAP version 14\n1\.\.1\nnot ok 1 - zab\/A\n/),
    });
    expect(examSchema.parse(JSON.parse(two.stdout))).toMatchObject({
      cases: [{ name: "zab/diff", outcome: "failed", report: { provenance: "given" } }],
    });
  });

  test("a file that cannot be written is trouble", async () => {
    const ended = await exam(RIGHT, "--scenario D --format json --output /nonexistent/x");
    expect(ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--output /nonexistent/x cannot be written"),
    });
  });
});

describe("colour and progress", () => {
  const verify = (line = "", environment: Environment = {}) =>
    within(words(`verify --lab zab --scenario A ${WRONG_DUMP} ${line}`), environment);

  test.each([
    ["no terminal", "", {}, false],
    ["a terminal", "", { isTerminal: true }, true],
    ["a terminal and NO_COLOR", "", { isTerminal: true, env: { NO_COLOR: "1" } }, false],
    ["a terminal and an empty NO_COLOR", "", { isTerminal: true, env: { NO_COLOR: "" } }, true],
    ["a terminal and --color never", "--color never", { isTerminal: true }, false],
    ["--color always and NO_COLOR", "--color always", { env: { NO_COLOR: "1" } }, true],
    ["--color auto", "--color auto", {}, false],
    ["a terminal and another format", "--format markdown", { isTerminal: true }, false],
  ])("%s", async (_, line, environment, isColored) => {
    const { code, stdout } = await verify(line, environment);
    expect(code).toBe(1);
    expect(stdout.includes(`${ESCAPE}[`)).toBe(isColored);
    if (isColored) {
      const plain = stdout.replace(new RegExp(`${ESCAPE}\\[\\d+m`, "g"), "");
      expect(plain).toBe((await verify()).stdout);
    }
  });

  test("a file gets no colour", async () => {
    const file = join(folder, "plain.txt");
    await verify(`--color always --output ${file}`);
    expect(readFileSync(file, "utf8")).toMatch(/^MISMATCH /);
  });

  test("progress is shown on a terminal and is gone in the end", async () => {
    const { stderr } = await exam(RIGHT, "--jobs 1", { isTerminal: true });
    expect(stderr).toBe(
      `${[1, 2, 3, 4, 5].map((n) => `\r${n}/6${ESCAPE}[K`).join("")}\r${ESCAPE}[K`,
    );
  });
});

describe("assay random", () => {
  const random = (command: string, line: string) =>
    within(["random", "--lab", "zab", "--program", command, ...words(line)]);
  const ALWAYS_WRONG = script(
    folder,
    "always-wrong.sh",
    `case "$*" in *--dump*) printf x ;; *) printf x | sha256sum | head -c 64 ;; esac`,
  );

  test("a program that is always wrong: a command for each failure, and the first three shrunk", async () => {
    const { code, stdout } = await random(ALWAYS_WRONG, "--count 4 --seed 1");
    const names = randomCases(A.lab, new Draws({ hi: 0, lo: 1 }), 4).map(({ name }) => name);
    expect(code).toBe(1);
    const simplest = `${ALWAYS_WRONG} --seed 0 --nodes 1 --rounds 0 --proposals 0`;
    expect(stdout.split("\n").slice(0, 6)).toEqual([
      "reproduce",
      `  ${names[0]}  ${simplest}`,
      `  ${names[1]}  ${simplest}`,
      `  ${names[2]}  ${simplest}`,
      expect.stringMatching(/^ {2}zab\/x-[0-9a-f]{8} {2}sh .* --seed \d+ --nodes \d/),
      "",
    ]);
    expect(stdout.match(/^ {2}note +shrunk from sh .*always-wrong\.sh --seed \d+/gm)).toHaveLength(
      3,
    );
    expect(stdout).toMatch(/\n0 passed, 4 failed, 0 in trouble\n$/);
  });

  test("the same seed gives the same scenarios; only what did not pass is listed", async () => {
    const crashing = script(folder, "crashing.sh", "exit 1");
    const one = await random(crashing, "--count 3 --seed 7");
    expect(one.code).toBe(2);
    expect(one.stdout).toMatch(/^reproduce\n {2}zab\/x-[0-9a-f]{8} {2}sh /);
    expect(one.stdout).toMatch(/\n0 passed, 0 failed, 3 in trouble\n$/);
    expect(await random(crashing, "--count 3 --seed 7")).toEqual(one);
    expect((await random(crashing, "--count 3 --seed 8")).stdout).not.toBe(one.stdout);
  });

  test("a program that is right: nothing but the totals", async () => {
    const scenarios = randomCases(A.lab, new Draws({ hi: 0, lo: 5 }), 4);
    const command = program(
      folder,
      "random",
      scenarios.map(({ scenario }) => scenario),
    );
    expect(await random(command, "--count 4 --seed 5")).toEqual({
      code: 0,
      stdout: "4 passed, 0 failed, 0 in trouble\n",
      stderr: "",
    });
  });

  test("JSON has every case, and the suite by its words", async () => {
    const { stdout } = await random(
      ALWAYS_WRONG,
      "--count 2 --seed 18446744073709551615 --format json",
    );
    const value: Exam = examSchema.parse(JSON.parse(stdout));
    expect(value.suite).toBe("random --count 2 --seed 18446744073709551615");
    expect(value.cases.map(({ outcome }) => outcome)).toEqual(["failed", "failed"]);
  });

  test.each([
    ["--count 0", '--count is "0"; expected a decimal integer 1 .. 1000000'],
    ["--seed -1", "Option '--seed' argument is ambiguous"],
    ["--seed x", '--seed is "x"'],
    ["--scenario A", "Unknown option '--scenario'"],
  ])("%s is trouble", async (line, message) => {
    const ended = await random(RIGHT, line);
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
});

describe.concurrent("a reader or a disk that takes no more", () => {
  const bash = (line: string) => run("bash", ["-c", line], { env: COMPILED });

  test("a reader that has seen enough is no error", async () => {
    // The sleep outlives the reader, so that the write finds a closed pipe.
    const line = `{ sleep 0.3; exec ${BIN_COMMAND} labs; } | :; echo "\${PIPESTATUS[0]}"`;
    expect(await bash(line)).toEqual({ code: 0, stdout: "0\n", stderr: "" });
  });

  test("the exit code of the exam is kept", async () => {
    const line = `${BIN_COMMAND} exam --lab zab --program '${HALF_WRONG}' | head -n 1; echo "\${PIPESTATUS[0]}"`;
    expect((await bash(line)).stdout).toMatch(/^case .*\n1\n$/);
  });

  const full = existsSync("/dev/full") ? ["/dev/full"] : [];
  test.each(full)("a full disk (%s) is trouble, and no divergence", async (disk) => {
    expect(await bash(`${BIN_COMMAND} labs > ${disk}`)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^assay: the output cannot be written: ENOSPC/),
    });
  });
});

test("a signal to the command line ends the programs that it runs", async () => {
  const marker = join(folder, "started");
  const command = script(folder, "endless.sh", `echo $$ > ${marker}; exec sleep 60`);
  const line = `${BIN_COMMAND} exam --lab zab --scenario A --program '${command}' & pid=$!
    until [ -s ${marker} ]; do sleep 0.05; done
    kill -TERM $pid; wait $pid; echo $?`;
  expect((await run("bash", ["-c", line], { env: COMPILED })).stdout).toBe("143\n");
  await vi.waitFor(() => expect(isRunning(Number(readFileSync(marker, "utf8")))).toBe(false));
});

/** What only a process of its own shows: exit codes as the shell has them, and a real standard output. */
describe.concurrent("as a process", () => {
  test.each([
    ["--version", 0, /^[\d.]+\n$/, ""],
    ["exam --lab zab", 2, /^$/, /^assay exam: --program is missing/],
    [`verify --lab zab --scenario A ${DUMP}`, 0, /^MATCH /, ""],
    [`verify --lab zab --scenario A ${WRONG_DUMP}`, 1, /^MISMATCH /, ""],
  ])("assay %s", async (line, code, stdout, stderr) => {
    expect(await spawned(words(line))).toEqual({
      code,
      stdout: expect.stringMatching(stdout),
      stderr: expect.stringMatching(stderr),
    });
  });

  test.each([
    ["right", RIGHT, 0],
    ["half wrong", HALF_WRONG, 1],
    ["gone", "/nonexistent/zabctl", 2],
  ])("assay exam of a program that is %s", async (_, command, code) => {
    const ended = await spawned(["exam", "--lab", "zab", "--program", command]);
    expect(ended).toMatchObject({ code, stderr: "" });
  });

  test("on a terminal it has colour and progress", async () => {
    const line = ["exam", "--lab", "zab", "--program", HALF_WRONG];
    const { stdout, stderr } = await spawned(line, { isTerminal: true });
    expect(stdout).toContain(`${ESCAPE}[31mMISMATCH`);
    expect(stderr).toContain(`\r1/6${ESCAPE}[K`);
  });
});

test("every lab is known to the command line", () => {
  expect(LABS.map(({ id }) => id)).toEqual(["zab", "kv", "raft", "paxos"]);
});
