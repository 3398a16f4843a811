import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/diagnose/findings.ts";
import { areEqual } from "../../src/dump/bytes.ts";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { judge } from "../../src/judge/judge.ts";
import { type Submission, submissionOf } from "../../src/judge/submission.ts";
import { REGISTRY } from "../../src/labs/registry.ts";
import { dumpWith, readings } from "../support/bugs.ts";
import { expectedOf, ofDump, ofHash, reproducing, SCENARIOS } from "../support/diagnoses.ts";

/** Every known bug in every scenario of the small suites: under Node alone, since it is much. */

async function hashOf(dump: Uint8Array): Promise<Submission> {
  return { kind: "hash", sha256: await sha256Hex(dump) };
}

function isNamed(diagnosis: Diagnosis | null, id: string): boolean {
  const found = diagnosis?.findings ?? [];
  return found.some(
    ({ certainty, bugs }) => certainty === "reproduces" && bugs.length === 1 && bugs[0]?.id === id,
  );
}

describe.each(SCENARIOS)("on $command", (scenario) => {
  test("every known bug that shows is reproducing, by the dump and by the hash alone", async () => {
    const expected = await expectedOf(scenario);
    const missed: string[] = [];
    let shown = 0;
    for (const variant of readings(scenario.lab)) {
      const dump = dumpWith(scenario, variant);
      if (areEqual(dump, expected.dump)) continue;
      shown++;
      const submitted = [await submissionOf(expected, dump), await hashOf(dump)];
      const found = await Promise.all(
        submitted.map((one) => judge(expected, one, "bugs", REGISTRY)),
      );
      if (!found.every(({ diagnosis }) => isNamed(diagnosis, variant.bug))) {
        missed.push(`${variant.bug} ${variant.variant}`);
      }
    }
    expect(missed).toEqual([]);
    expect(shown).toBeGreaterThan(3);
  });

  test("nothing reproduces a dump with one wrong byte in the middle", async () => {
    const expected = await expectedOf(scenario);
    const bytes = expected.dump.slice();
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] as number) ^ 0x55;
    expect(reproducing(await ofDump(expected, bytes))).toEqual([]);
    expect(reproducing(await ofHash(expected, "0".repeat(64)))).toEqual([]);
  });
});
