import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestsOf } from "../../../src/digests/digests.ts";
import { judgeStates } from "../../../src/digests/search.ts";
import { kv } from "../../../src/labs/kv/index.ts";
import { KeySlots, keyText } from "../../../src/labs/kv/key_slots.ts";
import { OperationLog } from "../../../src/labs/kv/operation_log.ts";
import { StateMachine } from "../../../src/labs/kv/state_machine.ts";
import { LIMITS } from "../../../src/limits.ts";

const keyNumber = fc.oneof(fc.nat(12), fc.nat(2000), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

test("the live keys of a state machine and their values are those of a map, in byte order, whenever it is asked", () => {
  const operation = fc.record({ number: keyNumber, isPut: fc.boolean(), isAsked: fc.boolean() });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
      const [log, keys] = [new OperationLog(), new KeySlots()];
      const state = new StateMachine(log, keys);
      const map = new Map<string, number>();
      for (const [i, { number, isPut, isAsked }] of operations.entries()) {
        log.append(isPut, keys.slotOf(number), 0, i);
        if (isPut) map.set(keyText(number), i);
        else map.delete(keyText(number));
        if (!isAsked) continue;
        state.advance(log.length);
        const order = [...state.inOrder()];
        expect(state.live_keys).toBe(map.size);
        expect(order.map((slot) => keyText(keys.numberOf(slot)))).toEqual([...map.keys()].sort());
        for (const slot of order) {
          const value = log.value(state.writerOf(slot) as number);
          expect(value).toEqual({ hi: 0, lo: map.get(keyText(keys.numberOf(slot))) });
        }
      }
    }),
    { numRuns: 300 },
  );
});

describe("a million keys of which none is live cost a state nothing", () => {
  const steps = 1_000_000;
  const scenario = kv.scenario(
    new Map(
      new URLSearchParams(
        `seed=1&ops=${steps}&keys=4294967295&workload=partition&cut=0&cut_from=0&cut_until=${steps}`,
      ),
    ),
  );

  test("in a listing of as many digests as are allowed", { timeout: 10_000 }, async () => {
    const digests = new Set<string>();
    const from = steps - LIMITS.digest_lines;
    for await (const { sha256 } of digestsOf(scenario, { from, until: steps, stride: 1 })) {
      digests.add(sha256);
    }
    expect(digests.size).toBe(1);
  });

  test("in a bisection with as many hashes as are allowed", { timeout: 5_000 }, async () => {
    const known = Array.from({ length: LIMITS.bisect_digests }, (_, i) => ({
      step: steps - 1 - i,
      sha256: "",
    }));
    const judged = await judgeStates(scenario, known, "digest", LIMITS.digest_bytes);
    expect(new Set(judged.map(({ expected }) => expected)).size).toBe(1);
  });
});
