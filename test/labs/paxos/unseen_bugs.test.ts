import { expect, test } from "vitest";
import { compareBytes } from "../../../src/dump/bytes.ts";
import { Draws } from "../../../src/kernel/draws.ts";
import { paxos } from "../../../src/labs/paxos/index.ts";

/** The generator's fault plans are directed at who leads: elections, and answers that come late, are many. */
const SCENARIOS = 60;

const UNSEEN = paxos.bugs.filter(({ is_observable }) => !is_observable).map(({ id }) => id);

test("there are three bugs that cannot be seen", () => {
  expect(UNSEEN).toEqual([
    "promises-of-other-ballots",
    "accepted-of-other-ballots",
    "decided-overwrites",
  ]);
});

test("they send as many messages after any tick of random scenarios, and give the same dump after every 25th", () => {
  const draws = new Draws({ hi: 0, lo: 23 });
  let elections = 0;
  for (let i = 0; i < SCENARIOS; i++) {
    const scenario = paxos.scenario(paxos.random(draws));
    const right = scenario.start({
      observer: ({ kind }) => {
        if (kind === "elected") elections++;
      },
    });
    const wrong = UNSEEN.map((bug) => scenario.start({ bugs: [{ bug, variant: 0 }] }));
    while (right.step_index < right.steps) {
      for (const run of [right, ...wrong]) run.step();
      const { messages, step_index, steps } = right;
      const isDumped = step_index % 25 === 0 || step_index === steps;
      for (const [index, run] of wrong.entries()) {
        const isSame =
          run.messages === messages && (!isDumped || compareBytes(right.dump(), run.dump()) === 0);
        if (!isSame) {
          throw new Error(`${UNSEEN[index]} is seen at ${step_index} of ${scenario.command}`);
        }
      }
    }
  }
  expect(elections).toBeGreaterThan(SCENARIOS);
});
