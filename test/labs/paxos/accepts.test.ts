import fc from "fast-check";
import { expect, test } from "vitest";
import { Accepts } from "../../../src/labs/paxos/accepts.ts";

/** The dumb twin: a map, copied whole whenever it must be remembered. */
type Twin = ReadonlyMap<number, number>;

const action = fc.record({
  kind: fc.constantFrom("set", "set", "set", "remember", "wait"),
  slot: fc.nat(20),
  ticks: fc.nat(3),
});

/** A Promise comes within so many ticks of its Prepare, and nobody asks for what was remembered after that. */
const ASKED_WITHIN = 6;

test("what is remembered reads like a copy, for as long as a Promise may be under way", () => {
  let asked = 0;
  fc.assert(
    fc.property(fc.array(action, { maxLength: 150 }), (actions) => {
      const accepts = new Accepts();
      let twin: Twin = new Map();
      let tick = 0;
      const remembered: { version: number; tick: number; twin: Twin }[] = [];
      actions.forEach(({ kind, slot, ticks }, i) => {
        if (kind === "wait") tick += ticks;
        else if (kind === "remember") {
          remembered.push({ version: accepts.remember(tick), tick, twin: new Map(twin) });
        } else {
          accepts.set(slot, i + 1, tick);
          twin = new Map(twin).set(slot, i + 1);
        }
        for (const then of remembered.filter((one) => tick - one.tick <= ASKED_WITHIN)) {
          const read = accepts.rememberedAt(then.version);
          const entries = [...read].flatMap((pvalue, at) => (pvalue === 0 ? [] : [[at, pvalue]]));
          expect(entries).toEqual([...then.twin].toSorted(([a], [b]) => a - b));
          expect(read.length).toBe(1 + Math.max(-1, ...then.twin.keys()));
          asked++;
        }
        expect([...accepts.inOrder()]).toEqual(
          [...twin].toSorted(([a], [b]) => a - b).map(([, pvalue]) => pvalue),
        );
        expect(accepts.size).toBe(twin.size);
      });
    }),
    { numRuns: 300, seed: 1 },
  );
  expect(asked).toBeGreaterThan(500);
});
