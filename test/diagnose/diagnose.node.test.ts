import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { areEqual } from "../../src/dump/bytes.ts";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { hex } from "../../src/dump/value.ts";
import { kv } from "../../src/labs/kv/index.ts";
import { REGISTRY } from "../../src/labs/registry.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { LIMITS } from "../../src/limits.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { diagnosisDocument } from "../../src/report/diagnosis_words.ts";
import { dumpWith } from "../support/bugs.ts";
import {
  crlf,
  expectedOf,
  joined,
  ofDump,
  ofHash,
  reproducing,
  text,
} from "../support/diagnoses.ts";
import { fromHex } from "../support/hex.ts";
import { published, scenarioOfArguments } from "../support/scenarios.ts";

describe("a dump that was changed on its way", () => {
  // Counts of ten, and bytes from 0x80 on, so that every translation finds something.
  const LONG = "--seed 7 --nodes 3 --rounds 9000 --proposals 300";

  test.each<[string, (dump: Uint8Array) => Uint8Array]>([
    ["trailing-newline", (dump) => joined(dump, text("\n"))],
    ["trailing-crlf", (dump) => joined(dump, text("\r\n"))],
    ["hex-text", (dump) => text(hex(dump))],
    ["hex-text", (dump) => text(`${hex(dump)}\n`)],
    ["utf8-replaced", (dump) => text(new TextDecoder("utf-8").decode(dump))],
    ["newline-translated", (dump) => fromHex(hex(dump).replace(/(..)/g, crlf))],
    ["truncated", (dump) => dump.subarray(0, dump.length - 1)],
    ["truncated", (dump) => dump.subarray(0, 1)],
    ["empty", () => new Uint8Array(0)],
  ])("is reproduced by %s", async (bug, carry) => {
    const expected = await expectedOf(scenarioOfArguments(zab, LONG));
    const dump = carry(expected.dump);
    expect(reproducing(await ofDump(expected, dump))).toEqual([bug]);
    if (dump.length > expected.dump.length) {
      expect(reproducing(await ofHash(expected, await sha256Hex(dump)))).toContain(bug);
    }
  });

  test("and had an encoding bug before, is both", async () => {
    const scenario = published(zab, "A");
    const expected = await expectedOf(scenario);
    const dump = joined(dumpWith(scenario, { bug: "magic-nul", variant: 0 }), text("\n"));
    expect(reproducing(await ofDump(expected, dump))).toEqual(["magic-nul+trailing-newline"]);
    expect(reproducing(await ofHash(expected, await sha256Hex(dump)))).toEqual([
      "magic-nul+hash-with-newline",
      "magic-nul+trailing-newline",
    ]);
  });

  test("and is a hash of something else, is reproduced as that", async () => {
    const expected = await expectedOf(published(kv, "A"));
    const { sha256, dump } = expected;
    for (const [bug, input] of [
      ["hash-of-hex", text(hex(dump))],
      ["hash-with-newline", joined(dump, text("\n"))],
      ["hash-of-hash", fromHex(sha256)],
      ["hash-of-hash", text(sha256)],
      ["hash-of-hash", text(`${sha256}\n`)],
    ] as const) {
      expect(reproducing(await ofHash(expected, await sha256Hex(input)))).toContain(bug);
    }
  });
});

describe("bytes of Go's strings, of a decoder's", () => {
  test.each([
    ["c3a9", "c3a9", "c3a9"],
    ["80", "efbfbd", "efbfbd"],
    ["e282", "efbfbdefbfbd", "efbfbd"],
    ["f09f9841", "efbfbdefbfbdefbfbd41", "efbfbd41"],
    ["eda080", "efbfbdefbfbdefbfbd", "efbfbdefbfbdefbfbd"],
    ["c0af", "efbfbdefbfbd", "efbfbdefbfbd"],
    ["f4908080", "efbfbd".repeat(4), "efbfbd".repeat(4)],
    ["ff00fe", "efbfbd00efbfbd", "efbfbd00efbfbd"],
  ])("%s becomes %s and %s", async (bytes, byByte, bySequence) => {
    const { replacedByByte, replacedBySequence } = await import("../../src/diagnose/utf8.ts");
    expect(hex(replacedByByte(fromHex(bytes)))).toBe(byByte);
    expect(hex(replacedBySequence(fromHex(bytes)))).toBe(bySequence);
  });
});

describe("a right dump of something else", () => {
  test.each([
    [published(zab, "B"), published(zab, "F"), "wrong-scenario", "scenario F"],
    [published(kv, "A"), published(kv, "B"), "wrong-scenario", "scenario B"],
    [published(zab, "A"), published(kv, "A"), "wrong-lab", "scenario A of kv"],
    [
      published(zab, "E"),
      scenarioOfArguments(zab, "--seed 42 --nodes 3 --rounds 1000 --proposals 3"),
      "wrong-scenario",
      "without partition",
    ],
    [
      scenarioOfArguments(
        kv,
        "--seed 5 --ops 60 --keys 9 --scenario partition --cut 1,2 --cut-until 99",
      ),
      scenarioOfArguments(
        kv,
        "--seed 5 --ops 60 --keys 9 --scenario partition --cut 1,2 --cut-until 99 --replica 2",
      ),
      "wrong-scenario",
      "replica 2",
    ],
  ])("%# is recognised", async (asked, given, bug, evidence) => {
    const expected = await expectedOf(asked);
    const dump = simulate(given);
    for (const diagnosis of [
      await ofDump(expected, dump),
      await ofHash(expected, await sha256Hex(dump)),
    ]) {
      expect(reproducing(diagnosis)).toEqual([bug]);
      expect(diagnosis.findings[0]?.evidence).toContain(evidence);
    }
  });

  test.each([
    [zab, "--seed 42 --nodes 3 --rounds 1000 --proposals 9", 500, "after tick"],
    [zab, "--seed 42 --nodes 3 --rounds 340 --proposals 9", -1, "before the first tick"],
    [kv, "--seed 42 --ops 50 --keys 9 --scenario default", 40, "after operation 40 "],
    [kv, "--seed 42 --ops 50 --keys 9 --scenario default", 50, "after one operation too many "],
  ])("of %s %s after step %i is recognised", async (lab, flags, step, evidence) => {
    const scenario = scenarioOfArguments(lab, flags);
    const run = scenario.start();
    while (run.step_index <= step) run.step();
    const expected = await expectedOf(scenario);
    for (const diagnosis of [
      await ofDump(expected, run.dump()),
      await ofHash(expected, await sha256Hex(run.dump())),
    ]) {
      expect(reproducing(diagnosis)).toEqual(["wrong-step"]);
      expect(diagnosis.findings[0]?.evidence).toContain(evidence);
    }
  });
});

test("a scenario that is legal only with its optional parameters is diagnosed as well", async () => {
  const flags =
    "--seed 1 --ops 100 --keys 5 --scenario partition --cut 1 --cut-from 83 --cut-until 100";
  const expected = await expectedOf(scenarioOfArguments(kv, flags));
  const dump = dumpWith(expected.scenario, { bug: "value-big-endian", variant: 0 });
  expect(reproducing(await ofDump(expected, dump))).toEqual(["value-big-endian"]);
});

test("bugs that give the same bytes are all named", async () => {
  const scenario = scenarioOfArguments(kv, "--seed 42 --ops 50 --keys 9 --scenario default");
  const expected = await expectedOf(scenario);
  const dump = dumpWith(scenario, { bug: "commit-late", variant: 0 });
  expect(reproducing(await ofDump(expected, dump))).toEqual(["commit-late", "wrong-step"]);
  const padded = dumpWith(published(zab, "A"), { bug: "role-padded", variant: 0 });
  expect(reproducing(await ofDump(await expectedOf(published(zab, "A")), padded))).toEqual([
    "role-u32",
    "role-padded",
  ]);
});

test("other scenarios are named that confirm a bug, or tell two apart", async () => {
  const scenario = published(zab, "D");
  const expected = await expectedOf(scenario);
  const dump = dumpWith(scenario, { bug: "propose-no-try-commit", variant: 0 });
  const { findings: all, told_apart_by } = await ofDump(expected, dump);
  const findings = all.filter(({ bug }) => bug !== null);
  expect(findings.map(({ bug }) => bug)).toEqual([
    "propose-no-try-commit",
    "commit-quorum-excludes-self",
  ]);
  const outcomes = async (id: string) => {
    const other = published(zab, id);
    const right = simulate(other);
    const dumps = findings.map(({ bug }) => dumpWith(other, { bug: bug as string, variant: 0 }));
    return { right, dumps };
  };
  expect(told_apart_by).not.toEqual([]);
  for (const id of told_apart_by) {
    const { dumps } = await outcomes(id);
    expect(areEqual(dumps[0] as Uint8Array, dumps[1] as Uint8Array)).toBe(false);
  }
  for (const [i, { confirm }] of findings.entries()) {
    expect(confirm).not.toContain("D");
    for (const id of confirm) {
      const { right, dumps } = await outcomes(id);
      expect(areEqual(right, dumps[i] as Uint8Array)).toBe(false);
    }
  }
});

describe("two bugs at once", () => {
  test.each([
    [zab, "A", "epoch-plus-two", "big-endian"],
    [zab, "E", "no-vote-reply", "role-from-one"],
    [kv, "B", "commit-late", "keys-numeric"],
    [kv, "A", "value-unreduced", "value-big-endian"],
  ])("%s %s: %s with %s reproduces it", async (lab, id, protocol, encoding) => {
    const scenario = published(lab, id);
    const expected = await expectedOf(scenario);
    const both = [protocol, encoding].map((bug) => ({ bug, variant: 0 }));
    const dump = dumpWith(scenario, ...both);
    expect(reproducing(await ofDump(expected, dump))).toContain(`${protocol}+${encoding}`);
    expect(reproducing(await ofHash(expected, await sha256Hex(dump)))).toContain(
      `${protocol}+${encoding}`,
    );
  });
});

describe("what nothing reproduces", () => {
  test("is consistent with a bug that explains most of it", async () => {
    const scenario = published(zab, "E");
    const expected = await expectedOf(scenario);
    const bytes = dumpWith(scenario, { bug: "role-from-one", variant: 0 });
    bytes[bytes.length - 1] = 0x78;
    const { findings } = await ofDump(expected, bytes);
    expect(findings[0]).toMatchObject({ certainty: "consistent", bug: "role-from-one" });
    expect(findings[0]?.evidence).toMatch(/one field is left, .*nodes\[2\]\.history\[2\]\.payload/);
    expect(findings.at(-1)).toMatchObject({ certainty: "likely", bug: null });
  });

  test("is consistent with an encoding bug by whose layout it reads", async () => {
    const scenario = published(kv, "B");
    const expected = await expectedOf(scenario);
    const bytes = dumpWith(scenario, { bug: "lengths-u16", variant: 0 });
    bytes[8] = (bytes[8] as number) ^ 1;
    // The first divergence is another one, and the alignment says it: the runbook is silent.
    expect((await ofDump(expected, bytes)).findings).toEqual([]);
    bytes[8] = (bytes[8] as number) ^ 1;
    bytes[bytes.length - 8] = 0x78;
    expect((await ofDump(expected, bytes)).findings[0]).toMatchObject({
      certainty: "consistent",
      bug: "lengths-u16",
    });
  });

  test("is consistent with a bug whose dump it begins", async () => {
    const scenario = published(zab, "B");
    const dump = dumpWith(scenario, { bug: "epoch-plus-two", variant: 0 });
    const { findings } = await ofDump(await expectedOf(scenario), dump.subarray(0, 1000));
    expect(findings[0]).toMatchObject({ certainty: "consistent", bug: "epoch-plus-two" });
    expect(findings[0]?.evidence).toMatch(/then the submission ends\.$/);
  });

  test("has what was tried, and what the budget left out", async () => {
    const flags = "--seed 7 --nodes 9 --rounds 60000 --proposals 100";
    const expected = await expectedOf(scenarioOfArguments(zab, flags));
    const diagnosis = await ofHash(expected, "0".repeat(64));
    const { findings, tried, left_out } = diagnosis;
    expect(findings).toEqual([]);
    expect(tried.bugs).toBeGreaterThan(40);
    expect(left_out.length).toBeGreaterThan(3);
    for (const { what, why } of left_out) {
      expect(what).not.toBe("");
      expect(why).toMatch(/budget|limit|too many steps/);
    }
    expect(await ofHash(expected, "0".repeat(64))).toEqual(diagnosis);
  });

  test("is tried without pairs where the dump is large, which would fill the memory", async () => {
    const flags = "--seed 7 --nodes 1 --rounds 30000 --proposals 9000";
    const expected = await expectedOf(scenarioOfArguments(zab, flags));
    expect(expected.dump.length).toBeGreaterThan(LIMITS.weighed_dump_bytes);
    const { tried, left_out } = await ofHash(expected, "0".repeat(64));
    expect(left_out).toContainEqual({ what: "pairs of two bugs", why: "the dump is too large" });
    expect(tried.bugs).toBeGreaterThan(40);
  });

  test("is not even tried where it is too large, and that is said", async () => {
    const expected = await expectedOf(published(zab, "A"));
    const mismatch = { sha256: "0".repeat(64), bytes: null, isHash: false, row: null, shape: null };
    const diagnosis = await diagnose(expected, mismatch, REGISTRY);
    const { findings, left_out } = diagnosisDocument(zab, diagnosis);
    expect(findings).toEqual([]);
    expect(left_out).toEqual([
      { what: "every known bug", why: "the submission is too large to be kept" },
    ]);
    expect(LIMITS.diagnosed_dump_bytes).toBeGreaterThan(100_000);
  });
});
