import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { stateOracleOf } from "../../src/cli/state_oracle.ts";
import { afterStep } from "../../src/labs/define.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { LocalJudge } from "../../src/library/local_judge.ts";
import type { Exam } from "../../src/report/exam.ts";
import { published } from "../support/scenarios.ts";
import { BIN_COMMAND, script, temporaryFolder, within, write } from "./support.ts";

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
  expect(stdout).toContain("    nodes[0].history[0].payload: (none) -> zab-0\n");
  const quiet = await bisect(programOf(states(34)));
  expect(quiet.stdout).toContain("nothing: no message arrives, no timer runs out");
  expect(quiet.stdout).toContain("none: the state is the one before it");
  const first = await bisect(programOf(states(0)));
  expect(first.stdout).toContain(
    "    no message arrives, no timer runs out: what changes, the tick itself does\n",
  );
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
    /line 1 is "hi"; expected "<step> <64 hex digits>"/,
  ],
  [
    "prints digests of nothing",
    { before: 'case "$*" in *--digests) exit 0;; esac' },
    /no line of the run; expected a line for each of the ticks 0 .. 199/,
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

test("digests that are numbered from 1 are trouble, and named as such", async () => {
  const before = `case "$*" in *--digests) ${BIN_COMMAND} mutant zab none "$@" | awk '{print $1 + 1, $2}'; exit 0;; esac`;
  const { code, stdout } = await bisect(programOf(states(1000), { before }));
  expect(code).toBe(2);
  expect(stdout).toContain("--digests numbered its lines from 1; expected the ticks 0 .. 199");
});

test("a run without a tick has nothing to look into", async () => {
  const flags = ["--seed", "1", "--nodes", "1", "--rounds", "0", "--proposals", "0"];
  const { code, stderr } = await within(["bisect", "--lab", "zab", ...flags, "--program", "true"]);
  expect(code).toBe(2);
  expect(stderr).toContain("the run has no tick");
});

test("a program that is one tick behind is told so", async () => {
  const all = states(1000);
  const late = [D.start().dump(), ...all.slice(0, -1)];
  const { code, stdout } = await bisect(programOf(late));
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /from there on every line is right for the tick before: the program is one tick behind\n/,
  );
});

test("a state that is right again later is told", async () => {
  const once = states(1000).map((dump, tick) => (tick === 20 ? dump.with(0x10, 7) : dump));
  const { code, stdout } = await bisect(programOf(once));
  expect(code).toBe(1);
  expect(stdout).toContain(
    "after tick 20 (3 runs of the program); the one after tick 21 is right again\n",
  );
});

/** Shell that changes line `tick` of what the program prints for --digests, by an expression of sed. */
const withDigestsBy = (mutant: string, expression: string) =>
  `case "$*" in *--digests) ${BIN_COMMAND} mutant ${mutant} "$@" | sed '${expression}'; exit 0;; esac`;

test("a program whose --digests and --dump-after contradict each other is in trouble", async () => {
  const before = withDigestsBy("zab none", "21s/....$/beef/");
  const { code, stdout } = await bisect(programOf(states(1000), { before }));
  expect(code).toBe(2);
  expect(stdout).toMatch(/^TROUBLE {2}zab\/D$/m);
  expect(stdout).toMatch(
    /bad-output: the program contradicts itself: its --digests has [0-9a-f]{60}beef after tick 20, but its --dump-after 20 has [0-9a-f]{64}, which is right/,
  );
  expect(stdout).not.toMatch(/^MATCH|the first state that is wrong/m);
});

test("so is one whose dump is wrong in another way than its digest", async () => {
  const before = withDigestsBy("zab none", "21s/....$/beef/");
  const { code, stdout } = await bisect(programOf(states(5), { before }));
  expect(code).toBe(2);
  expect(stdout).toMatch(/its --dump-after 20 has [0-9a-f]{64}, which is wrong as well/);
});

describe("where a digest is of several dumps", () => {
  const ofKv = (program: string) => {
    const flags = ["--seed", "1", "--ops", "30", "--keys", "4", "--workload", "default"];
    return within(["bisect", "--lab", "kv", ...flags, "--program", program]);
  };
  const kvProgram = (before: string) =>
    script(temporaryFolder(), "kv.sh", `${before}\nexec ${BIN_COMMAND} mutant kv none "$@"`);

  test("one that no dump bears out is trouble", async () => {
    const { code, stdout } = await ofKv(kvProgram(withDigestsBy("kv none", "21s/....$/beef/")));
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /contradicts itself: its --digests has [0-9a-f]{60}beef after operation 20, but each of the 5 dumps that it is of is right/,
    );
  });

  test("the report is on the first of them that is wrong", async () => {
    // The state of replica 3 is that of another seed; the program's own digests say so.
    const other = `${BIN_COMMAND} mutant kv none`;
    const program = script(
      temporaryFolder(),
      "kv.sh",
      [
        withDigestsBy("kv none", "8,$s/....$/beef/"),
        `case "$*" in *"--replica 3 --dump-after"*) shift 2; exec ${other} --seed 99 "$@";; esac`,
        `exec ${BIN_COMMAND} mutant kv none "$@"`,
      ].join("\n"),
    );
    const { code, stdout } = await ofKv(program);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^the first state that is wrong is the one after operation 7 /);
    expect(stdout).toContain("--replica 3 --dump-after 7 > dump.bin");
    expect(stdout).toMatch(/^MISMATCH {2}kv/m);
  });
});

/** An oracle for scenario D, as far as a bisection asks one; and what it was asked. */
async function oracle(answers: (asked: string) => string | null = () => null) {
  const asked: string[] = [];
  const local = stateOracleOf(undefined);
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const url = new URL(request.url ?? "", "http://x");
    const path = url.pathname.replace("/v1/labs/zab/", "");
    asked.push(path);
    const after = url.searchParams.get("after");
    const scenario = after === null ? D : afterStep(D, after);
    const answer = async (): Promise<unknown> => {
      if (path === "digests/verify") return local.onListing(scenario, body, true);
      if (path === "bisect") return local.onDumps(scenario, JSON.parse(String(body)).digests);
      const isHash = request.headers["content-type"] === "application/json";
      const judge = new LocalJudge();
      return isHash
        ? judge.onHash(scenario, JSON.parse(String(body)).sha256, "diagnosis")
        : judge.onDump(scenario, body, "diagnosis");
    };
    response.end(answers(path) ?? JSON.stringify(await answer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test.each([
  ["its listing", { digests: true }],
  ["the states after a few ticks", { digests: false }],
] as const)("an oracle over HTTP is asked about %s, and says the same", async (_, powers) => {
  const { url, asked } = await oracle();
  for (const wrong of [137, 1000]) {
    const program = programOf(states(wrong), powers);
    const remote = await bisect(program, "--endpoint", url);
    const local = await bisect(program);
    expect(remote).toEqual(local);
  }
  expect(asked).toContain(powers.digests ? "digests/verify" : "bisect");
  expect(asked).toContain("verify");
});

test.each([
  ["nothing that is JSON", "<html>"],
  ["another version's answer", '{"status": "divergence"}'],
])("an oracle that answers %s is trouble", async (_, text) => {
  const { url } = await oracle(() => text);
  const { code, stdout } = await bisect(programOf(states(50)), "--endpoint", url);
  expect(code).toBe(2);
  expect(stdout).toContain("the oracle gave no answer:");
  expect(stdout).toContain("what is no answer of this version");
});

test("a bug is named that gives every line, and none that gives the first wrong one alone", async () => {
  const program = `${BIN_COMMAND} mutant zab no-vote-reply`;
  const line = ["bisect", "--lab", "zab", "--scenario", "E", "--program", program];
  const { code, stdout } = await within(line);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^the first state that is wrong is the one after tick 4 \(3 runs of the program\)\n/,
  );
  expect(stdout.match(/^ {2}reproduces .*/gm)).toEqual([
    "  reproduces  no-vote-reply: Settled nodes do not answer LookForLeader",
  ]);
  expect(stdout).toContain("the states after 1000 ticks, 996 of them wrong");
  expect(stdout).toContain("\n    nodes[2].role: Looking (0) -> Leading (2)\n");
});
