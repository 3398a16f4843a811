import { describe, expect, test } from "vitest";
import { scenarioById } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import { changesIn, spansOf, thinned, timelineOf, valueAt } from "../../src/web/model/timeline.ts";

const SUBJECTS = LABS.flatMap((lab) =>
  lab.scenarios.map(({ id }) => ({ name: `${lab.id} ${id}`, scenario: scenarioById(lab, id) })),
);

describe.each(SUBJECTS)("the timeline of $name", ({ scenario }) => {
  test("has after every step the values of the run itself", () => {
    const { tracks, steps } = timelineOf(scenario);
    const run = scenario.start();
    let before = run.scope();
    for (let step = -1; step < steps; step++) {
      if (step >= 0) run.step();
      const rows = run.scope();
      expect(tracks.map((row) => row.map((track) => valueAt(track, step)))).toEqual(rows);
      const changed = tracks.map((row) => row.map((track) => changesIn(track, step)));
      expect(changed).toEqual(rows.map((row, i) => row.map((one, j) => one !== before[i]?.[j])));
      before = rows;
    }
  });
});

test.each([
  [[], []],
  [[5], [[5, 6]]],
  [
    [5, 6, 9, 40],
    [
      [5, 10],
      [40, 41],
    ],
  ],
])("steps %j are the spans %j", (steps, spans) => {
  expect(spansOf(steps).map(({ from, until }) => [from, until])).toEqual(spans);
});

test("marks on one pixel are one mark, and the state before the run is none", () => {
  expect(thinned([-1, 0, 1, 2, 500, 501, 999], 1000, 10)).toEqual([0, 500, 999]);
});
