import { describe, expect, test } from "vitest";
import { aligningFields } from "../../src/align/align.ts";
import { digestsOf } from "../../src/digests/digests.ts";
import { judgeStates } from "../../src/digests/search.ts";
import { judge } from "../../src/judge/judge.ts";
import { judgeListing } from "../../src/judge/judge_listing.ts";
import { finished, PIECE, Pieces, type Work } from "../../src/kernel/work.ts";
import { LABS } from "../../src/labs/index.ts";
import { kv } from "../../src/labs/kv/index.ts";
import { REGISTRY } from "../../src/labs/registry.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { runOf, seal, simulate, simulating } from "../../src/oracle/expected.ts";
import { type Pace, paced } from "../../src/oracle/pace.ts";
import { tracing } from "../../src/trace/lines.ts";
import { windowing } from "../../src/trace/window.ts";
import { published } from "../support/scenarios.ts";

class Counting implements Pace {
  pauses = 0;
  async pause(): Promise<void> {
    this.pauses++;
  }
}

class Stopping implements Pace {
  async pause(): Promise<void> {
    throw new Error("stopped");
  }
}

const ofKv = (query: string) => kv.scenario(new Map(new URLSearchParams(query)));
const long = ofKv("seed=1&ops=400000&keys=9&workload=default");
const range = { from: 390_000, until: 395_000, stride: 1 };

describe("long work pauses, gives what it gives at once, and ends where a pause throws", () => {
  const hashes = [{ step: 399_000, sha256: "0".repeat(64) }];
  const listing = new TextEncoder().encode(`399000 ${"0".repeat(64)}\n`);
  const all = { from: 0, until: long.steps, stride: 1 };
  const run = runOf(ofKv("seed=1&ops=100000&keys=4294967295&workload=default"));
  function* manyKeys(): Work<number> {
    // The keys are sorted when it is first asked for.
    const dump = yield* (run.lastDump as () => Work<Uint8Array>)();
    return dump.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0);
  }
  const dump = simulate(ofKv("seed=1&ops=2000&keys=2000&workload=default"));
  const wrong = dump.map((byte, i) => (i % 9 === 0 ? byte ^ 1 : byte));
  const aligned = () => aligningFields(kv.field_map, dump, wrong);
  const digests = async (pace?: Pace) => {
    const found = [];
    for await (const digest of digestsOf(long, range, { pace })) found.push(digest);
    return found;
  };
  test.each<[string, number, (pace?: Pace) => Promise<unknown>]>([
    ["a simulation", 20, (pace) => paced(simulating(long), pace)],
    ["digests", 40, digests],
    ["hashes that are judged", 20, (pace) => judgeStates(long, hashes, "dump", 1e9, pace)],
    [
      "a listing that is judged",
      20,
      (pace) => judgeListing(long, all, (push) => push(listing), { pace }),
    ],
    ["a trace", 20, (pace) => paced(tracing(long, range, { changes: true, events: true }), pace)],
    ["the dump of many keys", 6, (pace) => paced(manyKeys(), pace)],
    ["an alignment", 4, (pace) => paced(aligned(), pace)],
    ["a window", 20, (pace) => paced(windowing(long, 399_000, 399_100), pace)],
  ])("%s", async (_, least, work) => {
    const pace = new Counting();
    expect(JSON.stringify(await work(pace))).toBe(JSON.stringify(await work()));
    expect(pace.pauses).toBeGreaterThan(least);
    await expect(work(new Stopping())).rejects.toThrow("stopped");
  });

  test("a diagnosis, two of which may be under way for one expected dump", async () => {
    for (const lab of LABS) {
      const scenario = published(lab, "A");
      const expected = async () => seal(scenario, simulate(scenario));
      const diagnosed = async (one: Awaited<ReturnType<typeof expected>>, pace?: Pace) =>
        judge(one, { kind: "hash", sha256: "0".repeat(64) }, "diagnosis", REGISTRY, pace);
      const right = (await diagnosed(await expected())).diagnosis;
      const shared = await expected();
      const pace = new Counting();
      const both = await Promise.all([diagnosed(shared, pace), diagnosed(shared, pace)]);
      for (const { diagnosis } of both) expect(diagnosis).toEqual(right);
      expect(pace.pauses).toBeGreaterThan(2);
      await expect(diagnosed(await expected(), new Stopping())).rejects.toThrow("stopped");
      await expect(diagnosed(shared, new Stopping())).rejects.toThrow("stopped");
      expect((await diagnosed(shared)).diagnosis).toEqual(right);
    }
  });
});

test("pieces are full when the units of one have been spent", () => {
  const pieces = new Pieces();
  expect([PIECE - 1, 1, PIECE - 1, 5].map((units) => pieces.isFull(units))).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test("the result of work is what it returns", async () => {
  function* work(): Work<number> {
    yield;
    return 7;
  }
  expect(finished(work())).toBe(7);
  expect(await paced(work(), new Counting())).toBe(7);
});

describe("a step of more events than a limit is refused before they are all kept", () => {
  const cut = [0, 1, 2].flatMap((src) =>
    [0, 1, 2].filter((dst) => dst !== src).map((dst) => `8,508,${src},${dst}`),
  );
  const given = { seed: "1", nodes: "3", rounds: "1000", proposals: "190000" };
  const burst = zab.scenario(new Map(Object.entries({ ...given, outage: cut.join() })));

  test("in a trace", () => {
    const events = { changes: false, events: true };
    const part = { from: 508, until: 530, stride: 1 };
    expect(() => finished(tracing(burst, part, events))).toThrow("more than 50000 events");
  });

  test("and so are more rows than a limit, before anything is run", () => {
    const all = { changes: false, events: false };
    const work = tracing(long, { from: 300_000, until: 400_000, stride: 1 }, all);
    // Work of 300000 operations would yield before it is refused.
    expect(() => work.next()).toThrow(
      "more than 100000 rows (the limit was reached at step 320000)",
    );
  });

  test("in a diagram", () => {
    expect(() => finished(windowing(burst, 500, 530))).toThrow("more than");
  });

  test("and a step that is left out makes none", () => {
    const events = { changes: false, events: true };
    const told = finished(tracing(burst, { from: 507, until: 515, stride: 100 }, events));
    expect(told.map(({ step }) => step)).toEqual([507]);
  });
});
