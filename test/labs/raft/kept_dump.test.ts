import { expect, test } from "vitest";
import { compareBytes } from "../../../src/dump/bytes.ts";
import { raft } from "../../../src/labs/raft/index.ts";
import { scenarioOfArguments } from "../../support/scenarios.ts";

/** The node that leads at first is cut off from tick 400 until 700. */
const scenario = () =>
  scenarioOfArguments(
    raft,
    "--seed 11 --nodes 3 --rounds 1000 --proposals 20 --outage 400,700,2,0,400,700,2,1,400,700,0,2,400,700,1,2",
  );

test("the dump after each tick is that of a run that was asked for it then and never before", () => {
  const run = scenario().start();
  const dumps = Array.from({ length: run.steps }, () => {
    run.step();
    return run.dump().slice();
  });
  for (let until = 1; until <= run.steps; until += 13) {
    const other = scenario().start();
    while (other.step_index < until) other.step();
    expect(other.dump()).toEqual(dumps[until - 1]);
  }
  const changes = dumps.filter(
    (dump, i) => i > 0 && compareBytes(dump, dumps[i - 1] as Uint8Array) !== 0,
  );
  expect(changes.length).toBeGreaterThan(20);
});
