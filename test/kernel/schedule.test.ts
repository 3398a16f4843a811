import fc from "fast-check";
import { expect, test } from "vitest";
import { ProposalSchedule } from "../../src/kernel/schedule.ts";

/** By tick, from 0 to `rounds`, the commands that have fallen due. */
function dueByTick(rounds: number, proposals: number): number[] {
  const schedule = new ProposalSchedule(rounds, proposals);
  return Array.from({ length: rounds + 1 }, (_, t) => {
    schedule.advance(t);
    return schedule.due;
  });
}

test.each([
  { rounds: 10, proposals: 0, due: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
  { rounds: 10, proposals: 1, due: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1] },
  { rounds: 10, proposals: 3, due: [0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3] },
  { rounds: 2, proposals: 5, due: [2, 5, 5] },
  { rounds: 0, proposals: 4, due: [4] },
])(
  "$proposals commands of $rounds ticks fall due as in the table",
  ({ rounds, proposals, due }) => {
    expect(dueByTick(rounds, proposals)).toEqual(due);
  },
);

test("command i falls due at (i + 1) * rounds / (proposals + 1)", () => {
  const size = fc.nat(60);
  fc.assert(
    fc.property(size, size, (rounds, proposals) => {
      const ticks = Array.from({ length: proposals }, (_, i) =>
        Number((BigInt(i + 1) * BigInt(rounds)) / BigInt(proposals + 1)),
      );
      dueByTick(rounds, proposals).forEach((due, t) => {
        expect(due).toBe(ticks.filter((tick) => tick <= t).length);
      });
    }),
  );
});
