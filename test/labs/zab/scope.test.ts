import fc from "fast-check";
import { expect, test } from "vitest";
import type { Run } from "../../../src/labs/lab.ts";
import { zab } from "../../../src/labs/zab/index.ts";
import { fieldsOf } from "../../support/fields.ts";
import { zabWithFaults } from "../../support/random.ts";

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
