import { describe, expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { published, runToEnd } from "../support/scenarios.ts";

describe.each(LABS.map((lab) => [lab.id, lab] as const))("the scope of %s", (_, lab) => {
  test("has a value of its type for each column of each node", () => {
    for (const scenario of lab.scenarios) {
      const run = runToEnd(published(lab, scenario.id));
      expect(run.scope().length).toBeGreaterThan(0);
      for (const row of run.scope()) {
        expect(row).toHaveLength(lab.scope.columns.length);
        for (const [i, { type, values }] of lab.scope.columns.entries()) {
          expect(typeof row[i]).toBe(type === "integer" ? "number" : "string");
          if (values !== undefined) expect(values).toContain(row[i]);
        }
      }
    }
  });

  test("has a state of a few values", () => {
    const column = lab.scope.columns.find(({ name }) => name === lab.scope.state);
    expect(column?.values?.length).toBeGreaterThan(1);
  });
});

test("the parts of a digest, one after the other, are what it is of", () => {
  for (const lab of LABS) {
    const run = runToEnd(published(lab, "B"));
    const bytes = run.digestParts().flatMap(({ dump }) => [...dump]);
    expect(bytes).toEqual([...run.digestInput()]);
  }
});
