import { describe, expect, test } from "vitest";
import {
  arrowOf,
  frameOf,
  numberedSteps,
  stepAt,
  xOf,
  yOf,
} from "../../src/web/model/space_time.ts";

const WINDOW = { from: 840, until: 880 };

describe("the frame of a window", () => {
  test.each([
    [1, 390],
    [3, 390],
    [5, 1280],
    [9, 1280],
    [64, 1280],
  ])("has room for all of %i nodes in %i pixels, and is no wider", (nodes, width) => {
    const frame = frameOf(WINDOW, nodes, width);
    expect(frame.width).toBe(width);
    for (let node = 0; node < nodes; node++) {
      expect(yOf(frame, node)).toBeGreaterThan(0);
      expect(yOf(frame, node)).toBeLessThan(frame.height);
    }
    expect(xOf(frame, 840)).toBeGreaterThan(frame.left);
    expect(xOf(frame, 879)).toBeLessThan(frame.width);
  });

  test("is low enough to be seen at once where a cluster has up to nine nodes", () => {
    expect(frameOf(WINDOW, 9, 1280).height).toBeLessThan(420);
  });

  test("finds the step of a place, and the nearest one beside the steps", () => {
    const frame = frameOf(WINDOW, 5, 1280);
    for (const step of [840, 841, 860, 879]) expect(stepAt(frame, xOf(frame, step))).toBe(step);
    expect(stepAt(frame, 0)).toBe(840);
    expect(stepAt(frame, 5000)).toBe(879);
  });
});

test.each([
  [{ from: 840, until: 852 }, 1280, [840, 841, 842, 843, 844, 845, 846, 847, 848, 849, 850, 851]],
  [
    { from: 840, until: 880 },
    1280,
    [
      840, 842, 844, 846, 848, 850, 852, 854, 856, 858, 860, 862, 864, 866, 868, 870, 872, 874, 876,
      878,
    ],
  ],
  [{ from: 841, until: 880 }, 390, [850, 860, 870]],
  [{ from: 3, until: 4 }, 1280, [3]],
])("of the window %j in %i pixels, these steps are numbered", (window, width, steps) => {
  expect(numberedSteps(frameOf(window, 5, width))).toEqual(steps);
});

describe("an arrow", () => {
  const frame = frameOf(WINDOW, 5, 1280);
  const message = { from: 4, to: 1, sent: 850, tick: 853, kind: "delivered" as const };

  test("leads from where a message is sent to just before where it arrives", () => {
    const { x1, y1, x2, y2 } = arrowOf(frame, message, 0);
    expect([x1, y1]).toEqual([xOf(frame, 850), yOf(frame, 4)]);
    expect(Math.hypot(x2 - xOf(frame, 853), y2 - yOf(frame, 1))).toBeCloseTo(5);
  });

  test("of a lost message ends farther away", () => {
    const { x2, y2 } = arrowOf(frame, { ...message, kind: "lost" }, 0);
    expect(Math.hypot(x2 - xOf(frame, 853), y2 - yOf(frame, 1))).toBeCloseTo(12);
  });

  test("that would lie on another is set aside", () => {
    expect(arrowOf(frame, message, 4).x1).toBe(xOf(frame, 850) + 4);
  });
});
