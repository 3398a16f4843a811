import { expect, test } from "vitest";
import type { RunEvent } from "../../../src/labs/events.ts";
import { kv } from "../../../src/labs/kv/index.ts";

test("an observed kv run tells every proposal and whether it was committed", () => {
  const events: RunEvent[] = [];
  const given = new Map([
    ["seed", "1"],
    ["ops", "100"],
    ["keys", "5"],
    ["workload", "partition"],
    ["cut", "1,2,3"],
  ]);
  const run = kv.scenario(given).start({ observer: (event) => events.push(event) });
  while (run.step_index < run.steps) run.step();
  const lost = events.flatMap((event) =>
    event.kind === "proposed" && "committed" in event && event["committed"] === false
      ? [event.tick]
      : [],
  );
  expect(events).toHaveLength(100);
  expect(lost).toEqual(Array.from({ length: 50 }, (_, i) => 25 + i));
});
