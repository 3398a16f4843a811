import { describe, expect, test } from "vitest";
import { commandOf, examine, examineAll, inParallel } from "../../src/cli/examine.ts";
import { shrink } from "../../src/cli/shrink.ts";
import { OracleError } from "../../src/cli/usage.ts";
import { WorkLimitError } from "../../src/errors.ts";
import { scenarioOfFlags } from "../../src/labs/define.ts";
import { findLab } from "../../src/labs/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { LocalJudge } from "../../src/library/local_judge.ts";
import { LIMITS } from "../../src/limits.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { flip, HASH_OF_A, program, published, script, temporaryFolder, write } from "./support.ts";

const A = published("A");
const judge = new LocalJudge();

async function outcomeOf(command: string, scenario: Scenario = A) {
  const exam = { program: command, judge, timeoutMilliseconds: 30_000 };
  return examine(exam, { name: "x", scenario });
}

describe("a program that prints", () => {
  test("the right hash has passed, without a dump", async () => {
    const one = await outcomeOf(`printf ${HASH_OF_A} #`);
    expect(one).toMatchObject({ outcome: "passed", trouble: null, note: null });
    expect(one.report).toMatchObject({ verdict: "match", actual: { size_bytes: null } });
    expect(one.seconds).toBeGreaterThan(0);
  });

  test.each([0, 13, 29, 365])(
    "a dump that is wrong at byte %i has failed there",
    async (offset) => {
      const folder = temporaryFolder();
      const one = await outcomeOf(program(folder, "wrong", [A], flip(offset)));
      expect(one).toMatchObject({ outcome: "failed", note: null });
      expect(one.report?.first_divergence).toMatchObject({ offset });
    },
  );

  test("a dump that is cut short has failed at its end", async () => {
    const command = program(temporaryFolder(), "short", [A], (dump) => dump.subarray(0, 100));
    expect((await outcomeOf(command)).report).toMatchObject({
      verdict: "truncated",
      first_divergence: { offset: 100 },
    });
  });

  const OTHER = "0".repeat(64);
  const DUMP_OF_A = write(temporaryFolder(), "a.bin", simulate(A));
  test.each([
    [
      "a newline after the hash",
      `printf '${HASH_OF_A}\\n'`,
      "printed a newline after the hash; expected exactly 64 lower-case hex digits",
    ],
    [
      "CR LF after the hash",
      `printf '${HASH_OF_A}\\r\\n'`,
      "printed CR LF after the hash; expected exactly 64 lower-case hex digits; the hash itself is right",
    ],
    [
      "a newline after a wrong hash",
      `printf '${OTHER}\\n'`,
      "printed a newline after the hash; expected exactly 64 lower-case hex digits; the hash itself is wrong",
    ],
    [
      "the hash in upper case, and a newline",
      `printf '${HASH_OF_A.toUpperCase()}\\n'`,
      "printed its hash in upper case, and a newline after the hash; expected exactly 64 lower-case hex digits; the hash itself is right",
    ],
    [
      "the dump",
      `cat ${DUMP_OF_A}`,
      "printed 366 bytes that read as a dump; expected exactly 64 lower-case hex digits, the SHA-256 of the dump: the dump itself is for --dump; the dump is right",
    ],
    [
      "the beginning of a dump",
      `head -c 99 ${DUMP_OF_A}`,
      "the dump itself is for --dump; the dump is wrong",
    ],
    [
      "two newlines after the hash",
      `printf '${HASH_OF_A}\\n\\n'`,
      "printed 66 bytes beginning with",
    ],
    [
      "the hash in upper case",
      `printf ${HASH_OF_A.toUpperCase()}`,
      "printed its hash in upper case; expected exactly 64 lower-case hex digits; the hash itself is right",
    ],
    ["nothing", ":", 'printed 0 bytes beginning with ""; expected exactly 64'],
    ["63 digits", `printf ${HASH_OF_A.slice(1)}`, "printed 63 bytes"],
    ["65 digits", `printf ${HASH_OF_A}0`, "printed 65 bytes"],
    [
      "a log line before the hash",
      `printf 'x\\n${HASH_OF_A}'`,
      'printed 66 bytes beginning with "x\\n16af',
    ],
    ["binary rubbish", "printf '\\0\\377'", 'printed 2 bytes beginning with "\\u0000ÿ"'],
    [
      "a hash that its dump does not have",
      `case "$*" in *--dump*) printf x ;; *) printf ${OTHER} ;; esac`,
      "but its --dump has 2d711642b726b044",
    ],
    [
      "its hash for --dump as well",
      `printf ${OTHER}`,
      "a hash of something else, or a program that is not deterministic",
    ],
  ])("%s is in trouble", async (_, body, message) => {
    const one = await outcomeOf(script(temporaryFolder(), "p.sh", `${body}; echo log >&2`));
    expect(one).toMatchObject({ outcome: "trouble", report: null });
    expect(one.trouble).toMatchObject({ kind: "bad-output", stderr: "log\n" });
    expect(one.trouble?.message).toContain(message);
  });

  test("a right dump and a wrong hash of it is in trouble: its hash is broken, not its simulation", async () => {
    const folder = temporaryFolder();
    const right = program(folder, "right", [A]);
    const command = script(
      folder,
      "p.sh",
      `case "$*" in *--dump*) exec ${right} "$@" ;; esac; printf ${OTHER}`,
    );
    expect((await outcomeOf(command)).trouble?.message).toContain(`its --dump has ${HASH_OF_A}`);
  });

  test("something else every time is in trouble", async () => {
    const folder = temporaryFolder();
    const command = script(
      folder,
      "p.sh",
      `echo >> ${folder}/runs
       n=$(wc -l < ${folder}/runs)
       case "$*" in *--dump*) printf $n ;; *) printf $n | sha256sum | head -c 64 ;; esac`,
    );
    expect(await outcomeOf(command)).toMatchObject({
      outcome: "trouble",
      trouble: { message: expect.stringContaining("not deterministic") },
    });
  });

  test.each([
    ["has no --dump", "exit 2", "asked for --dump, the program refused its flags (exit code 2)"],
    [
      "crashes on --dump",
      "kill -SEGV $$",
      "asked for --dump, the program was killed by SIGSEGV; expected exit code 0",
    ],
  ])("a wrong hash, and %s: it has failed, at a place that is unknown", async (_, onDump, note) => {
    const body = `case "$*" in *--dump*) ${onDump} ;; *) printf ${OTHER} ;; esac`;
    const one = await outcomeOf(script(temporaryFolder(), "p.sh", body));
    expect(one).toMatchObject({ outcome: "failed", note: `the place is unknown: ${note}` });
    expect(one.report).toMatchObject({ verdict: "mismatch", first_divergence: null });
  });
});

test.each([
  [
    "a Problem",
    new WorkLimitError("messages", 5, "tick 3"),
    "the scenario needs more than 5 messages",
  ],
  ["an OracleError", new OracleError("http://x answered 500"), "http://x answered 500"],
])("%s of the judge's is the oracle's trouble, not the program's", async (_, error, message) => {
  const refuse = async () => {
    throw error;
  };
  const unable = { onHash: refuse, onDump: refuse };
  const exam = { judge: unable, timeoutMilliseconds: 30_000 };
  const one = await examine(
    { ...exam, program: `printf ${HASH_OF_A} #` },
    { name: "x", scenario: A },
  );
  expect(one).toMatchObject({ outcome: "trouble", report: null, trouble: { kind: "oracle" } });
  expect(one.trouble?.message).toContain(`the oracle gave no report: ${message}`);
});

test("the command of a case is the program's own words and the scenario's flags", () => {
  expect(commandOf("./zabctl -v", published("D"))).toBe(
    "./zabctl -v --seed 1 --nodes 1 --rounds 200 --proposals 5",
  );
});

describe("work in parallel", () => {
  test.each([
    [0, 4],
    [1, 4],
    [7, 1],
    [7, 3],
    [3, 100],
  ])("%i items, %i at a time: results in order, and never more at once", async (items, jobs) => {
    let running = 0;
    let most = 0;
    const results = await inParallel(
      Array.from({ length: items }, (_, i) => i),
      jobs,
      async (item) => {
        most = Math.max(most, ++running);
        for (let turns = (item * 7) % 5; turns >= 0; turns--) await null;
        running--;
        return item * 10;
      },
    );
    expect(results).toEqual(Array.from({ length: items }, (_, i) => i * 10));
    expect(most).toBe(Math.min(items, jobs));
  });

  test("what one throws is thrown", async () => {
    const work = async (item: number) => {
      if (item === 2) throw new Error("two");
    };
    await expect(inParallel([1, 2, 3], 2, work)).rejects.toThrow("two");
  });
});

describe("shrinking", () => {
  const zab = (flags: string) => scenarioOfFlags(findLab("zab"), flags);
  const kv = (flags: string) => scenarioOfFlags(findLab("kv"), flags);
  const value = ({ query }: Scenario, name: string) => new Map(query).get(name);
  const BIG =
    "--seed 18446744073709551615 --nodes 9 --rounds 3000 --proposals 77 --partition 0,1,1,0,7,8 --outage 5,9,0,1,7,9,8,2";

  test.each([
    [
      "whatever fails, to the simplest scenario",
      zab(BIG),
      () => true,
      "zabctl --seed 0 --nodes 1 --rounds 0 --proposals 0",
    ],
    [
      "what needs three nodes",
      zab(BIG),
      (one: Scenario) => Number(value(one, "nodes")) >= 3,
      "zabctl --seed 0 --nodes 3 --rounds 0 --proposals 0",
    ],
    [
      "what needs a link to be down",
      zab(BIG),
      (one: Scenario) => /\b7,8\b/.test(value(one, "partition") ?? ""),
      "zabctl --seed 0 --nodes 9 --rounds 0 --proposals 0 --partition 7,8",
    ],
    [
      "what needs a number above some other",
      zab(BIG),
      (one: Scenario) => Number(value(one, "proposals")) >= 70,
      "zabctl --seed 0 --nodes 1 --rounds 0 --proposals 70",
    ],
    [
      "what needs the upper half of the seed",
      zab(BIG),
      (one: Scenario) => BigInt(value(one, "seed") ?? 0) > 0xffff_ffffn,
      "zabctl --seed 18446744073709551615 --nodes 1 --rounds 0 --proposals 0",
    ],
    [
      "of kv",
      kv("--seed 9 --ops 500 --keys 9 --scenario partition --cut 1,2,3 --cut-from 1 --replica 4"),
      (one: Scenario) => (value(one, "cut") ?? "").includes("2"),
      "kvctl --seed 0 --ops 0 --keys 1 --scenario partition --cut 2",
    ],
    ["what fails alone: nothing", zab(BIG), () => false, `zabctl ${BIG}`],
  ])("%s", async (_, failing, stillFails, command) => {
    expect((await shrink(failing, async (one) => stillFails(one))).command).toBe(command);
  });

  test("tries only legal scenarios, none twice in a row, and a bounded number", async () => {
    const tried: string[] = [];
    await shrink(zab(BIG), async (one) => {
      tried.push(one.command);
      return tried.length % 7 === 0;
    });
    expect(tried.length).toBeLessThanOrEqual(300);
    for (const command of tried) expect(zab(command.slice("zabctl ".length)).command).toBe(command);
  });

  test("returns the last scenario that failed", async () => {
    let last = "";
    const shrunk = await shrink(zab(BIG), async (one) => {
      const fails = Number(value(one, "proposals")) % 2 === 1;
      if (fails) last = one.command;
      return fails;
    });
    expect(shrunk.command).toBe(last);
    expect(Number(value(shrunk, "proposals"))).toBeLessThan(77);
  });
});

test("failures beyond the first ones are not judged to the end, and say so", async () => {
  const count = LIMITS.diagnosed_cases + 2;
  const scenarios = Array.from({ length: count }, (_, seed) =>
    scenarioOfFlags(findLab("zab"), `--seed ${seed} --nodes 1 --rounds 9 --proposals 1`),
  );
  const command = program(temporaryFolder(), "wrong", scenarios, flip(13));
  const exam = { program: command, judge, timeoutMilliseconds: 30_000 };
  const named = scenarios.map((scenario, i) => ({ name: `x${i}`, scenario }));
  const cases = await examineAll(exam, named, 4);
  const notes = cases.map(({ note, report }) => [note, report?.diagnosis === null]);
  const said = "neither aligned nor diagnosed: the first 25 failures are";
  expect(notes).toEqual([
    ...Array.from({ length: LIMITS.diagnosed_cases }, () => [null, false]),
    [said, true],
    [said, true],
  ]);
});
