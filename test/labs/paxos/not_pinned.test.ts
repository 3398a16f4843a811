import { expect, test } from "vitest";
import { paxos } from "../../../src/labs/paxos/index.ts";
import { runOf, simulate } from "../../../src/oracle/expected.ts";
import { published } from "../../support/scenarios.ts";

/** What the lab's document says of the published hashes under not_pinned, shown. */

test.each([
  "delay-by-tick",
  "links-fifo",
  "peers-descending",
  "no-catch-up",
  "no-retransmit",
  "nack-ballot-ignored",
  "inject-lowest-id",
])("the bug %s changes no published dump", (bug) => {
  for (const { id } of paxos.scenarios) {
    const scenario = published(paxos, id);
    expect(runOf(scenario, { bugs: [{ bug, variant: 0 }] }).dump()).toEqual(simulate(scenario));
  }
});

test("in no published scenario a second node leads, or anything is recovered, filled or learned as a no-op", () => {
  for (const { id } of paxos.scenarios) {
    const leaders = new Set<number>();
    let filled = 0;
    const scenario = published(paxos, id);
    const run = scenario.start({
      observer: (event) => {
        if (event.kind === "elected" && "node" in event) {
          leaders.add(event.node as number);
          expect("next_slot" in event && event["next_slot"]).toBe(0);
        }
        if (event.kind === "filled") filled++;
      },
    });
    while (run.step_index < run.steps) run.step();
    expect(leaders.size).toBeLessThanOrEqual(1);
    expect(filled).toBe(0);
  }
});
