import { expect, test } from "vitest";
import { compareBytes } from "../../../src/dump/bytes.ts";
import { paxos } from "../../../src/labs/paxos/index.ts";

/** Node 2, which leads at first, is cut off from tick 300 until 600. */
const OUTAGE = [0, 1, 2, 3].map((peer) => `300,600,4,${peer},300,600,${peer},4`).join(",");
const GIVEN = new Map(
  Object.entries({
    seed: "11",
    nodes: "5",
    rounds: "900",
    proposals: "12",
    outage: OUTAGE,
  }),
);

test("the dump after each tick is that of a run that was asked for it then and never before", () => {
  const run = paxos.scenario(GIVEN).start();
  const dumps = Array.from({ length: run.steps }, () => {
    run.step();
    return run.dump().slice();
  });
  for (let until = 1; until <= run.steps; until += 13) {
    const other = paxos.scenario(GIVEN).start();
    while (other.step_index < until) other.step();
    expect(other.dump()).toEqual(dumps[until - 1]);
  }
  const changes = dumps.filter(
    (dump, i) => i > 0 && compareBytes(dump, dumps[i - 1] as Uint8Array) !== 0,
  );
  expect(changes.length).toBeGreaterThan(20);
});
