import { expect, test } from "vitest";
import bugsDocument from "../docs/bugs.md?raw";
import referenceDocument from "../docs/reference.md?raw";
import readme from "../README.md?raw";
import { bugReference, suiteTable } from "../scripts/support/bug_reference.ts";
import {
  limitTable,
  reference,
  scenarioTable,
  withGenerated,
} from "../scripts/support/reference.ts";
import limits from "../src/limits.ts?raw";

test("docs/reference.md is what `npm run docs` writes", () => {
  expect(referenceDocument).toBe(reference(limits));
});

test("docs/bugs.md is what `npm run docs` writes", () => {
  expect(bugsDocument).toBe(bugReference());
});

test("the generated parts of README.md are what `npm run docs` writes", () => {
  expect(withGenerated(readme, "scenarios", scenarioTable())).toBe(readme);
  expect(withGenerated(readme, "suites", suiteTable())).toBe(readme);
  expect(withGenerated(readme, "limits", limitTable(limits))).toBe(readme);
});

test("every limit has its reason", () => {
  for (const line of limitTable(limits).split("\n").slice(2)) {
    expect(line).toMatch(/^\| `\w+` \| \d+ \| \S.* \|$/);
  }
});
