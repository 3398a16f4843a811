import { expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { contractSchema } from "../../src/report/contract.ts";
import { BIN_COMMAND, recorded, script, temporaryFolder, within } from "./support.ts";

const folder = temporaryFolder();
const FLAGS = ["--seed", "1", "--nodes", "1", "--rounds", "4", "--proposals", "1"];

const RIGHT = `${recorded(`${BIN_COMMAND} mutant zab none`)} "$@"`;

/** A right program, but for the shell that goes before it. */
const programOf = (name: string, before: string) =>
  script(folder, `${name}.sh`, `${before}\nexec ${RIGHT}`);

const contract = (program: string, ...more: string[]) =>
  within(["contract", "--lab", "zab", "--program", program, ...FLAGS, ...more]);

/** The checks that are not kept, by their ids. */
async function faultsOf(before: string) {
  const program = programOf(`p${Math.random()}`, before);
  const { code, stdout } = await contract(program, "--format", "json");
  const { checks } = contractSchema.parse(JSON.parse(stdout));
  const faults = checks.filter(({ outcome }) => outcome !== "kept");
  return { code, faults: faults.map(({ id, outcome, message }) => [outcome, id, message]) };
}

test.each(LABS.map(({ id }) => id))(
  "a right program of %s keeps the contract, a line for each check",
  async (lab) => {
    const program = `${BIN_COMMAND} mutant ${lab} none`;
    const { code, stdout } = await within(["contract", "--lab", lab, "--program", program]);
    const lines = stdout.trimEnd().split("\n");
    expect(stdout).toMatch(/\n\ncontract of \w+: 17 kept, 0 broken\n$/);
    expect(lines.filter((line) => line.startsWith("kept     "))).toHaveLength(17);
    expect(code).toBe(0);
  },
  60_000,
);

const on = (pattern: string, what: string) => `case "$*" in ${pattern}) ${what}; exit $?;; esac`;
test.each<[string, string, number, unknown[]]>([
  ["prints to standard error", "echo starting >&2", 0, []],
  [
    "prints a newline after the hash",
    on("*--dump*|*--digests*|*--events*|*stray*|*such*", RIGHT).concat(
      `\n${RIGHT} || exit; echo; exit`,
    ),
    1,
    [["broken", "hash", expect.stringContaining("printed a newline after the hash")]],
  ],
  [
    "writes a log to standard output",
    "echo starting",
    1,
    expect.arrayContaining([
      ["broken", "hash", expect.stringContaining('beginning with "starting\\n')],
      ["broken", "dump", "no hash was printed to compare it with"],
      ["broken", "digests", expect.stringContaining('line 1 is "starting"')],
      ["broken", "events", 'line 1 is "starting"; expected an event as one JSON object'],
    ]),
  ],
  [
    "has neither --dump-after nor --digests",
    on("*--dump-after*|*--digests*", "exit 2"),
    0,
    [
      ["absent", "dump-after", "the program refuses --dump-after, which is optional"],
      ["absent", "digests", "the program refuses --digests, which is optional"],
    ],
  ],
  [
    "has no --events",
    on("*--events*", "exit 2"),
    0,
    [["absent", "events", "the program refuses --events, which is optional"]],
  ],
  [
    "has events without a type",
    on("*--events*", `${RIGHT} | sed 's/"type":"[A-Za-z]*",//'; echo '{"kind":"sent"}'`),
    1,
    [["broken", "events", expect.stringContaining("has the type (none); expected one of Look")]],
  ],
  [
    "counts the ticks of its events from 1",
    on("*--events*", `echo '{"kind":"timer","tick":4,"node":0,"timer":"election"}'`),
    1,
    [["broken", "events", "line 1 is of tick 4; expected one below 4"]],
  ],
  [
    "has events in a wrong order",
    on(
      "*--events*",
      `${RIGHT}; ${RIGHT} | head -n 1; printf '%s\\n' '{"kind":"timer","tick":3,"node":0,"timer":"election"}' '{"kind":"timer","tick":2,"node":0,"timer":"election"}'`,
    ),
    1,
    [["broken", "events", expect.stringMatching(/is of tick 2; expected 3, as the line before/)]],
  ],
  [
    "prints all events where some are asked for",
    on("*--events-from*", `echo '{"kind":"timer","tick":2,"node":0,"timer":"election"}'`),
    1,
    [["broken", "events-of-a-part", "they are others than the lines of --events"]],
  ],
  [
    "dumps another state than it hashes",
    on("*--dump", "printf x"),
    1,
    [["broken", "dump", expect.stringMatching(/^the SHA-256 of its 1 bytes is 2d711642/)]],
  ],
  [
    "takes an unknown flag for nothing",
    on("*such*", "printf x"),
    1,
    [["broken", "unknown-flag", "the program ended with exit code 0; expected 2"]],
  ],
  [
    "refuses without a word",
    on("*stray*", "exit 2"),
    1,
    [["broken", "stray-word", "exit code 2, and no message on standard error"]],
  ],
  [
    "crashes on a stray word",
    on("*stray*", "exit 101"),
    1,
    [["broken", "stray-word", "the program ended with exit code 101; expected exit code 2"]],
  ],
  [
    "numbers its lines from 1",
    on("*--digests", `${RIGHT} | awk '{print $1 + 1, $2}'`),
    1,
    [["broken", "digests", expect.stringMatching(/^line 1 is "1 .*; expected "0 <64/)]],
  ],
  [
    "has digests of something else",
    on("*--digests", `${RIGHT} | sed 's/....$/beef/'`),
    1,
    [
      [
        "broken",
        "digest-of-middle",
        expect.stringMatching(/^the digest is .*beef, the SHA-256 of/),
      ],
      ["broken", "digest-of-last", expect.stringMatching(/beef/)],
    ],
  ],
  [
    "crashes on --dump",
    on("*--dump", "kill -SEGV $$"),
    2,
    [["trouble", "dump", expect.stringContaining("killed by SIGSEGV")]],
  ],
])(
  "a program that %s",
  async (_, before, code, faults) => {
    expect(await faultsOf(before)).toEqual({ code, faults });
  },
  60_000,
);

test("a program that is not deterministic is found", async () => {
  const { faults } = await faultsOf(
    `echo >>${folder}/runs; [ $# -gt 8 ] || { wc -l <${folder}/runs | sha256sum | head -c 64; exit; }`,
  );
  expect(faults).toContainEqual(["broken", "deterministic", "standard output is another one"]);
});

test("a program that does not start is trouble, and nothing more is asked of it", async () => {
  const { code, stdout } = await contract("/nonexistent/zabctl");
  expect(code).toBe(2);
  expect(stdout).toMatch(/^trouble {2}hash .*could not start the program \(exit code 127\)\n/);
  expect(stdout).toMatch(/\n\ncontract of zab: 0 kept, 0 broken, 1 in trouble\n$/);
});

test.each([
  ["--format tap", '--format is "tap"; expected one of text, json'],
  ["--rounds 0", "--rounds is given twice"],
])("%s is trouble", async (more, message) => {
  const ended = await contract("true", ...more.split(" "));
  expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
});

test("an exam says in a line that a program refuses --digests", async () => {
  const line = ["exam", "--lab", "zab", "--scenario", "D", "--program"];
  const without = await within([...line, programOf("no-digests", on("*--digests", "exit 2"))]);
  expect(without.code).toBe(0);
  expect(without.stdout).toMatch(/^optional: the program refuses --digests; assay contract says/m);
  const whole = await within([...line, programOf("whole", "")]);
  expect(whole.stdout).not.toContain("optional:");
});
