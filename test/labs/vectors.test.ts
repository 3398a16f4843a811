import { describe, expect, test } from "vitest";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { LABS } from "../../src/labs/index.ts";
import { kv } from "../../src/labs/kv/index.ts";
import type { Lab } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { seal, simulate } from "../../src/oracle/expected.ts";
import { FIXTURES } from "../support/files.ts";
import { published, runToEnd, scenarioOfArguments } from "../support/scenarios.ts";

/** What independent programs printed, by file: final dumps' sizes and hashes, and the digests of whole runs. */
const fixturesOf = ({ id }: Lab, name: string): [file: string, text: string][] =>
  Object.entries(FIXTURES).filter(([file]) => file.startsWith(`fixtures/${id}/${name}`));

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

test.each(
  LABS.flatMap((lab) =>
    fixturesOf(lab, "vectors.tsv").map(([file, vectors]) => ({ lab, file, vectors })),
  ),
)("all vectors of $file", async ({ lab, vectors }) => {
  const wrong: string[] = [];
  const lines = vectors.trimEnd().split("\n");
  for (const line of lines) {
    const [args, size, sha256] = line.split("\t") as [string, string, string];
    const dump = runToEnd(scenarioOfArguments(lab, args)).dump();
    if (dump.length !== Number(size) || (await sha256Hex(dump)) !== sha256) wrong.push(args);
  }
  expect(wrong).toEqual([]);
  expect(lines.length).toBeGreaterThanOrEqual(200);
});

test.each(
  LABS.flatMap((lab) =>
    fixturesOf(lab, "digests-").map(([file, digests]) => ({ lab, file, digests })),
  ),
)("the digest after every step, as in $file", async ({ lab, digests }) => {
  const [args, ...lines] = digests.trimEnd().split("\n") as [string, ...string[]];
  const run = scenarioOfArguments(lab, args).start();
  const computed: string[] = [];
  while (run.step_index < run.steps) {
    run.step();
    computed.push(`${run.step_index - 1} ${await sha256Hex(run.digestInput())}`);
  }
  expect(computed).toEqual(lines);
});

test("every lab has vectors, and the digests of a run", () => {
  for (const lab of LABS) {
    expect([lab.id, fixturesOf(lab, "vectors.tsv").length]).toEqual([lab.id, 1]);
    expect(fixturesOf(lab, "digests-").length).toBeGreaterThan(0);
  }
});

test("a published scenario is known by its parameters, whatever the order of its lists", () => {
  const e = "--seed 0042 --nodes 3 --rounds 1000 --proposals 3 --partition 2,0,1,0,0,2,0,1,0,1";
  expect(scenarioOfArguments(zab, e).published?.id).toBe("E");
  const b = "--seed 7 --ops 2000 --keys 128 --scenario partition --cut 4,3 --cut-from 500";
  expect(scenarioOfArguments(kv, b).published?.id).toBe("B");
  expect(scenarioOfArguments(kv, `${b} --replica 1`).published).toBeNull();
});

test("the dump before the first tick is that of a run of no ticks", () => {
  const none = runToEnd(scenarioOfArguments(zab, "--seed 42 --nodes 3 --rounds 0 --proposals 5"));
  expect(published(zab, "A").start().dump()).toEqual(none.dump());
});
