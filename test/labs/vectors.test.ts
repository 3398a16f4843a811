import { describe, expect, test } from "vitest";
import kvDigestsB from "../../fixtures/kv/digests-B.txt?raw";
import kvVectors from "../../fixtures/kv/vectors.tsv?raw";
import zabDigestsA from "../../fixtures/zab/digests-A.txt?raw";
import zabDigestsE from "../../fixtures/zab/digests-E.txt?raw";
import zabDigestsOutage from "../../fixtures/zab/digests-outage.txt?raw";
import zabVectors from "../../fixtures/zab/vectors.tsv?raw";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { LABS } from "../../src/labs/index.ts";
import { kv } from "../../src/labs/kv/index.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { seal, simulate } from "../../src/oracle/expected.ts";
import { published, runToEnd, scenarioOfArguments } from "../support/scenarios.ts";

describe.each(LABS.flatMap((lab) => lab.scenarios.map((scenario) => ({ lab, scenario }))))(
  "published scenario $scenario.id of $lab.id",
  ({ lab, scenario }) => {
    test("has the published hash and size", async () => {
      const expected = await seal(
        published(lab, scenario.id),
        simulate(published(lab, scenario.id)),
      );
      expect(expected.sha256).toBe(scenario.sha256);
      expect(expected.dump.length).toBe(scenario.size_bytes);
      expect(expected.provenance).toBe("published");
    });
  },
);

test.each([
  { lab: zab, vectors: zabVectors, count: 446 },
  { lab: kv, vectors: kvVectors, count: 200 },
])("all $count vectors of $lab.id", async ({ lab, vectors, count }) => {
  const wrong: string[] = [];
  const lines = vectors.trimEnd().split("\n");
  for (const line of lines) {
    const [args, size, sha256] = line.split("\t") as [string, string, string];
    const dump = runToEnd(scenarioOfArguments(lab, args)).dump();
    if (dump.length !== Number(size) || (await sha256Hex(dump)) !== sha256) wrong.push(args);
  }
  expect(wrong).toEqual([]);
  expect(lines.length).toBe(count);
});

test.each([
  { lab: zab, name: "A", digests: zabDigestsA, count: 1000 },
  { lab: zab, name: "E", digests: zabDigestsE, count: 1000 },
  { lab: zab, name: "an outage", digests: zabDigestsOutage, count: 1500 },
  { lab: kv, name: "B", digests: kvDigestsB, count: 2000 },
])("the digest after every step of $lab.id $name", async ({ lab, digests, count }) => {
  const [args, ...lines] = digests.trimEnd().split("\n") as [string, ...string[]];
  const run = scenarioOfArguments(lab, args).start();
  expect(run.steps).toBe(count);
  const computed: string[] = [];
  while (run.step_index < run.steps) {
    run.step();
    computed.push(`${run.step_index - 1} ${await sha256Hex(run.digestInput())}`);
  }
  expect(computed).toEqual(lines);
});

test("a published scenario is known by its parameters, whatever the order of its lists", () => {
  const e = "--seed 0042 --nodes 3 --rounds 1000 --proposals 3 --partition 2,0,1,0,0,2,0,1,0,1";
  expect(scenarioOfArguments(zab, e).published?.id).toBe("E");
  const b = "--seed 7 --ops 2000 --keys 128 --scenario partition --cut 4,3 --cut-from 500";
  expect(scenarioOfArguments(kv, b).published?.id).toBe("B");
  expect(scenarioOfArguments(kv, `${b} --replica 1`).published).toBeNull();
});

test("the dump before the first step is that of a run of no steps", () => {
  const none = runToEnd(scenarioOfArguments(zab, "--seed 42 --nodes 3 --rounds 0 --proposals 5"));
  expect(published(zab, "A").start().dump()).toEqual(none.dump());
});
