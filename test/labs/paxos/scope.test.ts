import { expect, test } from "vitest";
import { Draws } from "../../../src/kernel/draws.ts";
import { paxos } from "../../../src/labs/paxos/index.ts";
import { fieldsOf } from "../../support/fields.ts";

test("the scope of paxos is what the dump says of a node", () => {
  const draws = new Draws({ hi: 0, lo: 6 });
  for (let i = 0; i < 20; i++) {
    const run = paxos.scenario(paxos.random(draws)).start();
    const steps = draws.below(run.steps + 1);
    while (run.step_index < steps) run.step();
    const values = new Map(
      fieldsOf(paxos.field_map, run.dump()).map(([, , path, value]) => [path, value]),
    );
    for (const [node, row] of run.scope().entries()) {
      const of = (field: string) => values.get(`nodes[${node}].${field}`);
      const ballot = (name: string): string => `${of(`${name}.round`)}.${of(`${name}.proposer`)}`;
      const learned = (field: string) =>
        [...values].filter(([path]) =>
          new RegExp(`^nodes\\[${node}\\]\\.learned\\[\\d+\\]\\.${field}$`).test(path),
        );
      const slots = new Set(learned("slot").map(([, slot]) => Number(slot)));
      let firstUnlearned = 0;
      while (slots.has(firstUnlearned)) firstUnlearned++;
      expect(row).toEqual([
        String(of("role")).split(" ")[0],
        ballot("promised"),
        ballot("my_ballot"),
        of("accepts_len"),
        of("learned_len"),
        firstUnlearned,
        learned("value_len").filter(([, length]) => length === 0).length,
      ]);
    }
  }
});
