import fc from "fast-check";
import { expect, test } from "vitest";
import { HistoryTree, ROOT } from "../../../src/labs/zab/history.ts";

interface Transaction {
  readonly epoch: number;
  readonly counter: number;
  readonly proposal: number;
}

/** The dumb twin: every history is an array of its own, copied whole. */
type Twin = readonly Transaction[];

const compare = (a: Transaction, b: Transaction): number =>
  a.epoch - b.epoch || a.counter - b.counter;

/** Actions on three histories: append something new, take another's over, or adopt its last one. */
const action = fc.record({
  kind: fc.constantFrom("append", "take", "adopt"),
  on: fc.nat(2),
  from: fc.nat(2),
  epoch: fc.nat(2),
});

test("histories that share transactions read like arrays of their own", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
      const tree = new HistoryTree();
      const lasts = [ROOT, ROOT, ROOT];
      const twins: Twin[] = [[], [], []];
      actions.forEach(({ kind, on, from, epoch }, proposal) => {
        const last = lasts[on] as number;
        const twin = twins[on] as Twin;
        if (kind === "take") {
          lasts[on] = lasts[from] as number;
          twins[on] = [...(twins[from] as Twin)];
        } else if (kind === "append") {
          const before = twin.at(-1) ?? { epoch: 0, counter: 0 };
          const next = { epoch: before.epoch + epoch, counter: before.counter + 1, proposal };
          lasts[on] = tree.append(last, next.epoch, next.counter, proposal);
          twins[on] = [...twin, next];
        } else {
          const x = twins[from]?.at(-1);
          if (x === undefined || (twin.length > 0 && compare(x, twin.at(-1) as Transaction) <= 0))
            return;
          lasts[on] = tree.adopt(last, lasts[from] as number);
          twins[on] = [...twin, x];
        }
      });
      for (const [i, twin] of twins.entries()) {
        const last = lasts[i] as number;
        const read = Array.from(tree.transactions(last), (id) => ({
          epoch: tree.epoch(id),
          counter: tree.counter(id),
          proposal: tree.proposal(id),
        }));
        expect(read).toEqual(twin);
        expect(tree.historyLength(last)).toBe(twin.length);
        for (const zxid of lasts) {
          const bound = { epoch: tree.epoch(zxid), counter: tree.counter(zxid), proposal: 0 };
          const highest = twin.findLast((transaction) => compare(transaction, bound) <= 0);
          const found = tree.highestAtMost(last, zxid);
          expect([tree.epoch(found), tree.counter(found)]).toEqual([
            highest?.epoch ?? 0,
            highest?.counter ?? 0,
          ]);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("a follower that appends what its leader proposed shares the leader's transaction", () => {
  const tree = new HistoryTree();
  const proposed = tree.append(ROOT, 1, 1, 0);
  expect(tree.adopt(ROOT, proposed)).toBe(proposed);
});
