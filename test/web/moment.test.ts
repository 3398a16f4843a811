import { describe, expect, test } from "vitest";
import { Draws } from "../../src/kernel/draws.ts";
import { scenarioById } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import { LIMITS } from "../../src/limits.ts";
import {
  firstStepOf,
  goneTo,
  type Moment,
  momentOf,
  panned,
  shown,
  zoomed,
} from "../../src/web/model/moment.ts";
import { timelineOf } from "../../src/web/model/timeline.ts";

const NOTHING = { tick: null, from: null, until: null };

describe("the moment of an address", () => {
  test.each([
    ["nothing: the first thing that happens", 1000, NOTHING, [12, 0, 40]],
    ["a step", 1000, { ...NOTHING, tick: 500 }, [500, 487, 527]],
    ["a step behind the end", 1000, { ...NOTHING, tick: 5000 }, [999, 960, 1000]],
    ["a window", 1000, { ...NOTHING, from: 100, until: 200 }, [100, 100, 200]],
    ["a window, and a step in it", 1000, { tick: 150, from: 100, until: 200 }, [150, 100, 200]],
    ["a window, and a step elsewhere", 1000, { tick: 900, from: 100, until: 200 }, [900, 867, 967]],
    ["a window that is too wide", 1000, { ...NOTHING, from: 0, until: 900 }, [0, 0, 300]],
    ["a run of one step", 1, NOTHING, [0, 0, 1]],
  ])("%s", (_, steps, given, [tick, from, until]) => {
    expect(momentOf(steps, given, 12)).toEqual({ tick, from, until });
  });
});

describe("a run is opened at the first thing that happens", () => {
  test.each(LABS.map((lab) => [lab.id, lab] as const))("%s", (_, lab) => {
    for (const { id } of lab.scenarios) {
      const scenario = scenarioById(lab, id);
      const timeline = timelineOf(scenario);
      const run = scenario.start();
      const before = JSON.stringify(run.scope());
      let events = 0;
      run.observe(() => events++);
      const isQuiet = (): boolean => events === 0 && JSON.stringify(run.scope()) === before;
      while (run.step_index < run.steps && isQuiet()) run.step();
      expect(firstStepOf(timeline)).toBe(isQuiet() ? 0 : run.step_index - 1);
    }
  });
});

test("wherever one goes, the step lies in the window, and the window in the run", () => {
  const random = new Draws({ hi: 0, lo: 7 });
  for (const steps of [1, 2, 5, 6, 40, 299, 301, 3000]) {
    let moment = momentOf(steps, NOTHING, 0);
    const ways: readonly ((by: number) => Moment)[] = [
      (by) => goneTo(moment, moment.tick + by, steps),
      (by) => panned(moment, by, steps),
      (by) => zoomed(moment, by > 0 ? 1.2 : 0.8, random.below(100) / 99, steps),
      (by) => shown(moment, { from: moment.from + by, until: moment.until + 3 * by }, steps),
    ];
    for (let i = 0; i < 400; i++) {
      const way = ways[random.below(ways.length)] as (by: number) => Moment;
      moment = way(random.below(200) - 100);
      const { tick, from, until } = moment;
      expect([0 <= from, from <= tick, tick < until, until <= steps]).toEqual(Array(4).fill(true));
      expect(until - from).toBeLessThanOrEqual(LIMITS.diagram_steps);
      expect(moment).toEqual({ tick: Math.round(tick), from: Math.round(from), until });
    }
  }
});

describe("the window", () => {
  const moment = { tick: 150, from: 100, until: 200 };

  test.each([
    [199, [100, 200]],
    [200, [126, 226]],
    [99, [74, 174]],
    [900, [867, 967]],
  ])("follows the step to %i as little as it must", (step, [from, until]) => {
    expect(goneTo(moment, step, 1000)).toEqual({ tick: step, from, until });
  });

  test.each([
    [0, 0.5, [100, 150]],
    [1, 0.5, [150, 200]],
    [0.5, 2, [50, 250]],
  ])("keeps the place %f where it is when it becomes %f as wide", (at, factor, [from, until]) => {
    expect(zoomed(moment, factor, at, 1000)).toMatchObject({ from, until });
  });

  test("becomes wider and narrower by the smallest step of a wheel", () => {
    const narrow = { tick: 3, from: 0, until: 7 };
    expect(zoomed(narrow, 1.01, 0, 1000)).toMatchObject({ until: 8 });
    expect(zoomed(narrow, 0.99, 0, 1000)).toMatchObject({ until: 6 });
  });
});
