import { expect, test } from "vitest";
import { compareBytes } from "../../../src/dump/bytes.ts";
import { Draws } from "../../../src/kernel/draws.ts";
import { paxos } from "../../../src/labs/paxos/index.ts";

/** The generator's fault plans are directed at who leads: elections, and answers that come late, are many. */
const SCENARIOS = 150;

const UNSEEN = paxos.bugs.filter(({ is_observable }) => !is_observable).map(({ id }) => id);

test("there are three bugs that cannot be seen", () => {
  expect(UNSEEN).toEqual([
    "promises-of-other-ballots",
    "accepted-of-other-ballots",
    "decided-overwrites",
  ]);
});

test.each(UNSEEN)("the bug %s changes no dump after any tick of random scenarios", (id) => {
  const draws = new Draws({ hi: 0, lo: 23 });
  let elections = 0;
  for (let i = 0; i < SCENARIOS; i++) {
    const scenario = paxos.scenario(paxos.random(draws));
    const right = scenario.start({
      observer: ({ kind }) => {
        if (kind === "elected") elections++;
      },
    });
    const wrong = scenario.start({ bug: { bug: id, variant: 0 } });
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
});
