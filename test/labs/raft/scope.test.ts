import fc from "fast-check";
import { expect, test } from "vitest";
import { raft } from "../../../src/labs/raft/index.ts";
import { fieldsOf } from "../../support/fields.ts";
import { anyScenario } from "../../support/random.ts";

test("the scope of raft is what the dump says of a node", () => {
  fc.assert(
    fc.property(anyScenario(raft), fc.nat(3000), (scenario, steps) => {
      const run = scenario.start();
      while (run.step_index < Math.min(steps, run.steps)) run.step();
      const values = new Map(
        fieldsOf(raft.field_map, run.dump()).map(([, , path, value]) => [path, value]),
      );
      for (const [node, row] of run.scope().entries()) {
        const of = (field: string) => values.get(`nodes[${node}].${field}`);
        const length = Number(of("log_len"));
        const vote = of("voted_for");
        expect(row).toEqual([
          String(of("role")).split(" ")[0],
          Number(of("current_term")),
          vote === "none (-1)" ? "none" : String(vote),
          length,
          length === 0 ? 0 : Number(of(`log[${length - 1}].term`)),
          Number(of("commit_index")),
        ]);
      }
    }),
    { numRuns: 50 },
  );
});
