import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { zab } from "../../src/labs/zab/index.ts";
import type { Exam } from "../../src/report/exam.ts";
import { published } from "../support/scenarios.ts";
import { script, temporaryFolder, within, write } from "./support.ts";

const D = published(zab, "D");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The states of scenario D after each of its 200 ticks, as a program has them that is wrong from `wrong` on. */
function states(wrong: number): Uint8Array[] {
  const run = D.start();
  return Array.from({ length: run.steps }, (_, tick) => {
    run.step();
    const dump = Uint8Array.from(run.dump());
    // The node's role.
    if (tick >= wrong) dump[0x10] = 7;
    return dump;
  });
}

interface Powers {
  readonly digests?: boolean;
  readonly dumps?: boolean;
  /** Shell that goes before everything else. */
  readonly before?: string;
}

/** A program that prints these states, by the outputs that it knows; it refuses the others. */
function programOf(
  all: readonly Uint8Array[],
  { digests = true, dumps = true, before = "" }: Powers = {},
) {
  const folder = temporaryFolder();
  all.forEach((dump, tick) => {
    if (dumps) write(folder, `after-${tick}`, dump);
  });
  const lines = all.map((dump, tick) => `${tick} ${sha256(dump)}\n`).join("");
  write(folder, "digests", lines);
  write(folder, "hash", sha256(all.at(-1) as Uint8Array));
  const ofDigests = digests ? `cat ${folder}/digests` : "exit 2";
  return script(
    folder,
    "program.sh",
    [
      before,
      'for last in "$@"; do :; done',
      'case "$*" in',
      `  *--digests) ${ofDigests};;`,
      `  *--dump-after*) cat ${folder}/after-$last || exit 2;;`,
      `  *) cat ${folder}/hash;;`,
      "esac",
    ].join("\n"),
  );
}

const bisect = (program: string, ...more: string[]) =>
  within(["bisect", "--lab", "zab", "--scenario", "D", "--program", program, ...more]);

test.each([
  ["--digests", { digests: true }, 3],
  ["--dump-after", { digests: false }, 12],
] as const)(
  "the first tick that is wrong is found, by %s",
  async (_, powers, mostRuns) => {
    for (const wrong of [0, 1, 137, 199]) {
      const { code, stdout } = await bisect(programOf(states(wrong), powers));
      expect(code).toBe(1);
      const runs = new RegExp(
        `^the first state that is wrong is the one after tick ${wrong} \\((\\d+) runs`,
      );
      expect(stdout).toMatch(runs);
      expect(Number(runs.exec(stdout)?.[1])).toBeLessThanOrEqual(mostRuns);
      expect(stdout).toContain("first divergence at 0x10 (byte 16), nodes[0].role");
      expect(stdout).toContain(`--dump-after ${wrong} > dump.bin`);
    }
  },
  30_000,
);

test("what the right run does in that tick is told", async () => {
  const { stdout } = await bisect(programOf(states(33)));
  expect(stdout).toContain("in tick 33 the right run does this\n    node 0 proposes zab-0\n");
  const quiet = await bisect(programOf(states(34)));
  expect(quiet.stdout).toContain("nothing was delivered or proposed: a timer, then");
});

test("a program that is right is told so, and exits 0", async () => {
  const whole = await bisect(programOf(states(1000)));
  expect(whole.stdout).toBe(
    "MATCH  the states after all 200 ticks are right (3 runs of the program)\n",
  );
  expect(whole.code).toBe(0);
  const last = await bisect(programOf(states(1000), { digests: false }));
  expect(last.stdout).toBe(
    "MATCH  the state after the last tick is right; without --digests no other was compared (4 runs of the program)\n",
  );
  expect(last.code).toBe(0);
});

test("right states with a wrong hash in the end are no match", async () => {
  const before = `[ $# -gt 8 ] || { printf ${"0".repeat(64)}; exit 0; }`;
  const { code, stdout } = await bisect(programOf(states(1000), { before }));
  expect(code).toBe(1);
  expect(stdout).toContain("the states after all 200 ticks are right");
  expect(stdout).toContain("but what the program prints in the end is not");
});

test("as JSON it is an exam of one case, on the state after the tick", async () => {
  const { stdout } = await bisect(programOf(states(50)), "--format", "json");
  const exam = JSON.parse(stdout) as Exam;
  expect(exam.cases[0]).toMatchObject({ name: "zab/D", outcome: "failed", report: { after: 50 } });
});

test.each<[string, Powers, RegExp]>([
  [
    "is not deterministic",
    { before: 'date +%N%N | sha256sum | cut -c1-64 | tr -d "\\n"; exit 0' },
    /not deterministic/,
  ],
  ["crashes", { before: "exit 9" }, /ended with exit code 9/],
  [
    "prints something else for --digests",
    { before: 'case "$*" in *--digests) echo hi; exit 0;; esac' },
    /expected the line "0 <64 hex digits>"/,
  ],
  [
    "prints digests of nothing",
    { before: 'case "$*" in *--digests) exit 0;; esac' },
    /expected the line "0 /,
  ],
  ["has neither --digests nor --dump-after", { digests: false, dumps: false }, /refused its flags/],
  ["has digests and no dump", { dumps: false }, /refused its flags/],
])("a program that %s is in trouble", async (_, powers, message) => {
  const { code, stdout } = await bisect(programOf(states(20), powers));
  expect(code).toBe(2);
  expect(stdout).toMatch(/^TROUBLE {2}zab\/D$/m);
  expect(stdout).toMatch(message);
});

test("digests that go on after the run's end are trouble", async () => {
  const all = states(1000);
  const { code, stdout } = await bisect(programOf([...all, all[0] as Uint8Array]));
  expect(code).toBe(2);
  expect(stdout).toContain("more than the 200 lines of the run");
});

test("a run without a tick has nothing to look into", async () => {
  const flags = ["--seed", "1", "--nodes", "1", "--rounds", "0", "--proposals", "0"];
  const { code, stderr } = await within(["bisect", "--lab", "zab", ...flags, "--program", "true"]);
  expect(code).toBe(2);
  expect(stderr).toContain("the run has no tick");
});
