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
        const votes = raft.scope.columns.findIndex(({ name }) => name === "votes");
        // Of the votes a dump says nothing.
        expect(row.toSpliced(votes, 1)).toEqual([
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

test("a follower has no votes, a candidate its own at least, and a leader those of a quorum", () => {
  const columns = raft.scope.columns.map(({ name }) => name);
  const [role, votes] = [columns.indexOf("role"), columns.indexOf("votes")];
  fc.assert(
    fc.property(anyScenario(raft), (scenario) => {
      const run = scenario.start();
      while (run.step_index < run.steps) {
        run.step();
        const rows = run.scope();
        for (const row of rows) {
          const least = { Follower: 0, Candidate: 1, Leader: Math.floor(rows.length / 2) + 1 };
          const counted = Number(row[votes]);
          expect(counted).toBeGreaterThanOrEqual(least[row[role] as keyof typeof least]);
          expect(counted === 0).toBe(row[role] === "Follower");
        }
      }
    }),
    { numRuns: 5 },
  );
});
