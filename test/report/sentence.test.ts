import { describe, expect, test } from "vitest";
import { sentenceOf } from "../../src/report/sentence.ts";
import { HANDLERS } from "../../src/web/engine/engine.ts";

const NAMING = { actual: "Your dump", right: "right" };
const subject = { lab: "zab", scenario: "D", parameters: {}, after: null };

async function sentence(change: (dump: Uint8Array) => Uint8Array): Promise<string> {
  const { expected } = await HANDLERS.state({ subject });
  const submission = { dump: change(expected.slice()), sha256: null };
  const { report } = await HANDLERS.verify({ subject, submission, origin: "http://oracle.test" });
  return sentenceOf(report, NAMING);
}

describe("the sentence", () => {
  test.each<[string, (dump: Uint8Array) => Uint8Array, string]>([
    ["a match", (dump) => dump, "Your dump is right: all 130 bytes agree."],
    [
      "a wrong field of a node",
      (dump) => dump.with(29, 4),
      "Your dump first differs at byte 29 (0x1d): node 0, last_zxid.counter is 4, expected 5.",
    ],
    [
      "a wrong field of the dump",
      (dump) => dump.with(8, 2),
      "Your dump first differs at byte 8 (0x08): node_count is 2, expected 1.",
    ],
    [
      "text",
      (dump) => dump.with(0, 0x3c),
      'Your dump first differs at byte 0 (0x00): magic is "<SEZAB01", expected "DSEZAB01".',
    ],
    [
      "too few bytes",
      (dump) => dump.slice(0, 100),
      "Your dump ends before byte 100 (0x64): 30 of 130 bytes are missing, from node 0, history[3].zxid.counter on.",
    ],
    [
      "no bytes",
      () => new Uint8Array(),
      "Your dump is empty: 130 of 130 bytes are missing, from magic on.",
    ],
    [
      "a byte too many",
      (dump) => Uint8Array.of(...dump, 10),
      "Your dump has all 130 bytes, and 1 byte more after them, from byte 130 (0x82) on.",
    ],
  ])("of %s", async (_, change, expected) => {
    expect(await sentence(change)).toBe(expected);
  });
});

describe("the engine", () => {
  test("damages an example that a known bug explains", async () => {
    const dump = await HANDLERS.example({ subject });
    const submission = { dump, sha256: null };
    await HANDLERS.verify({ subject, submission, origin: "" });
    const explained = await HANDLERS.explain({ subject, submission, origin: "" });
    expect(explained.report.diagnosis?.findings[0]?.certainty).toBe("reproduces");
  });

  test("aligns what was inserted: the gap is where it was, and the rest agrees", async () => {
    const { expected } = await HANDLERS.state({ subject });
    const dump = Uint8Array.from([...expected.subarray(0, 45), 0, 0, ...expected.subarray(45)]);
    const submission = { dump, sha256: null };
    const { sides } = await HANDLERS.verify({ subject, submission, origin: "" });
    const gaps = sides?.columns.runs.filter(({ expected_size }) => expected_size === 0);
    expect(gaps?.map(({ actual_size }) => actual_size)).toEqual([2]);
  });

  test("compares two dumps, whichever of them reads as one", async () => {
    const { expected } = await HANDLERS.state({ subject });
    const wrong = expected.slice(0, 50);
    const one = await HANDLERS.compare({ lab: "zab", a: expected, b: wrong });
    expect([one.report.verdict, one.isSwapped]).toEqual(["truncated", false]);
    const other = await HANDLERS.compare({ lab: "zab", a: wrong, b: expected });
    expect([other.report.verdict, other.isSwapped]).toEqual(["truncated", true]);
    await expect(HANDLERS.compare({ lab: "zab", a: wrong, b: wrong })).rejects.toThrow(
      "neither file reads as a dump",
    );
  });
});
