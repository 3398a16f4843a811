import { expect, test } from "vitest";
import { shapeOf } from "../../src/web/model/shape.ts";

test.each([
  [1400, true, { bytes: 16, is_stacked: false, has_text: true }],
  [926, true, { bytes: 8, is_stacked: false, has_text: true }],
  [700, true, { bytes: 8, is_stacked: false, has_text: true }],
  [470, true, { bytes: 8, is_stacked: false, has_text: false }],
  [360, true, { bytes: 8, is_stacked: true, has_text: true }],
  [260, true, { bytes: 8, is_stacked: true, has_text: false }],
  [900, false, { bytes: 16, is_stacked: false, has_text: true }],
] as const)("in %i pixels, two dumps %s: %j", (width, isPair, shape) => {
  expect(shapeOf(width, isPair, 4)).toMatchObject(shape);
});
