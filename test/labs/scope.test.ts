import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { kv } from "../../src/labs/kv/index.ts";
import type { Run } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { fieldsOf } from "../support/fields.ts";
import { kvScenario, zabWithFaults } from "../support/random.ts";
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

test("the scope of zab is what the dump says of a node", () => {
  const check = (run: Run): void => {
    const values = new Map(
      fieldsOf(zab.field_map, run.dump()).map(([, , path, value]) => [path, value]),
    );
    for (const [node, row] of run.scope().entries()) {
      const of = (field: string) => values.get(`nodes[${node}].${field}`);
      const zxid = (name: string): string => `${of(`${name}.epoch`)}.${of(`${name}.counter`)}`;
      expect(row).toEqual([
        String(of("role")).split(" ")[0],
        of("current_epoch"),
        of("accepted_epoch"),
        zxid("last_zxid"),
        zxid("last_committed"),
        of("history_len"),
      ]);
    }
  };
  fc.assert(
    fc.property(zabWithFaults, fc.nat(3000), (scenario, steps) => {
      const run = scenario.start();
      while (run.step_index < Math.min(steps, run.steps)) run.step();
      check(run);
    }),
    { numRuns: 50 },
  );
});

interface Cuts {
  readonly workload: string;
  readonly cut: readonly number[];
  readonly cut_from: number;
  readonly cut_until: number;
}

test("the scope of kv is what the snapshots say, and who is cut off", () => {
  fc.assert(
    fc.property(kvScenario, fc.nat(300), (scenario, steps) => {
      const run = scenario.start();
      while (run.step_index < Math.min(steps, run.steps)) run.step();
      const { cut, cut_from, cut_until, workload } = scenario.parameters as unknown as Cuts;
      for (const [replica, { prefix, dump }] of run.digestParts().entries()) {
        const values = new Map(
          fieldsOf(kv.field_map, dump).map(([, , path, value]) => [path, value]),
        );
        const [network, log_length, commit_index, live_keys] = run.scope()[replica] ?? [];
        expect(prefix).toBe(`replicas[${replica}].`);
        expect(String(commit_index)).toBe(values.get("commit_index"));
        expect(live_keys).toBe(values.get("live_keys"));
        expect(log_length).toBeGreaterThanOrEqual(commit_index as number);
        const last = run.step_index - 1;
        const isIn = workload === "partition" && last >= cut_from && last < cut_until;
        const isCut = isIn && cut.includes(replica);
        expect(network).toBe(isCut ? "cut off" : "connected");
      }
    }),
    { numRuns: 100 },
  );
});

test("the parts of a digest, one after the other, are what it is of", () => {
  for (const lab of LABS) {
    const run = runToEnd(published(lab, "B"));
    const bytes = run.digestParts().flatMap(({ dump }) => [...dump]);
    expect(bytes).toEqual([...run.digestInput()]);
  }
});
