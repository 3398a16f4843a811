import { describe, expect, test } from "vitest";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { LABS } from "../../src/labs/index.ts";
import { dumpWith } from "../support/bugs.ts";
import { FIXTURES } from "../support/files.ts";
import { scenarioOfArguments } from "../support/scenarios.ts";

/** What independent programs with the bugs printed: the reading of a bug, a scenario, the dump's size and hash. */
const tableOf = (lab: string): string => FIXTURES[`fixtures/${lab}/bugs.tsv`] as string;

describe.each(LABS)("the known bugs of $id", (lab) => {
  const rows = tableOf(lab.id)
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t") as [string, string, string, string, string]);

  test("give the dumps that an independent program with them gives", async () => {
    const wrong: string[] = [];
    for (const [bug, variant, args, size, sha256] of rows) {
      const dump = dumpWith(scenarioOfArguments(lab, args), { bug, variant: Number(variant) });
      if (dump.length !== Number(size) || (await sha256Hex(dump)) !== sha256) {
        wrong.push(`${bug} ${variant}: ${args}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("are all in that table, every reading of them, but for those that nothing shows", () => {
    const readings = lab.bugs.flatMap(({ id, variants, is_observable }) =>
      is_observable ? Array.from({ length: variants }, (_, variant) => `${id} ${variant}`) : [],
    );
    const inTable = new Set(rows.map(([bug, variant]) => `${bug} ${variant}`));
    expect([...inTable].sort()).toEqual(readings.sort());
  });
});

describe("the catalogue", () => {
  test.each(LABS)("of $id has no id twice, no empty text, and rows of the runbook", (lab) => {
    const ids = lab.bugs.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const rows = lab.runbook.map(({ id }) => id);
    for (const bug of lab.bugs) {
      expect(bug.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const text of [bug.title, bug.description, bug.effect, bug.cause, bug.fix]) {
        expect(text.length).toBeGreaterThanOrEqual(10);
      }
      expect(bug.title).not.toMatch(/\.$/);
      if (bug.runbook !== null) expect(rows).toContain(bug.runbook);
    }
  });
});
