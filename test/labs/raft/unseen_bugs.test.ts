import { expect, test } from "vitest";
import { compareBytes } from "../../../src/dump/bytes.ts";
import { Draws } from "../../../src/kernel/draws.ts";
import { raft } from "../../../src/labs/raft/index.ts";

/** The generator's fault plans are directed at leaders: elections, stray tails and messages that come late are many. */
const SCENARIOS = 60;

test.each(raft.bugs.filter(({ is_observable }) => !is_observable))(
  "the bug $id changes no dump after any tick of random scenarios",
  ({ id }) => {
    const draws = new Draws({ hi: 0, lo: 23 });
    let elections = 0;
    for (let i = 0; i < SCENARIOS; i++) {
      const scenario = raft.scenario(raft.random(draws));
      const right = scenario.start({
        observer: ({ kind }) => {
          if (kind === "elected") elections++;
        },
      });
      const wrong = scenario.start({ bugs: [{ bug: id, variant: 0 }] });
      let compared = [right.dump(), wrong.dump()];
      while (right.step_index < right.steps) {
        right.step();
        wrong.step();
        // A state that has not changed is dumped as the same array.
        const dumps = [right.dump(), wrong.dump()];
        if (dumps[0] === compared[0] && dumps[1] === compared[1]) continue;
        const [a, b] = dumps as [Uint8Array, Uint8Array];
        if (compareBytes(a, b) !== 0) {
          throw new Error(`${id} is seen at ${right.step_index - 1} of ${scenario.command}`);
        }
        compared = dumps;
      }
    }
    expect(elections).toBeGreaterThan(SCENARIOS);
  },
);

test("there are four of them", () => {
  expect(raft.bugs.filter(({ is_observable }) => !is_observable)).toHaveLength(4);
});
