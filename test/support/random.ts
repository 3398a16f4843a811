import fc from "fast-check";
import { Draws } from "../../src/kernel/draws.ts";
import { kv } from "../../src/labs/kv/index.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";

const u64 = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map(String);

/** Any scenario that the lab's own generator gives. */
export function anyScenario(lab: Lab): fc.Arbitrary<Scenario> {
  return fc
    .nat(0xffff_ffff)
    .map((seed) => lab.scenario(lab.random(new Draws({ hi: 0, lo: seed }))));
}

/** The last tick of a random zab run at which a fault may still be in force. */
const FAULTS_END = 900;
/** Ticks in which a cluster without faults elects, synchronizes and commits: several election timers. */
export const SETTLING_TICKS = 3000;

const cutOff = fc.record({
  from: fc.nat(FAULTS_END),
  ticks: fc.nat(500),
  side: fc.nat(127),
  oneWay: fc.boolean(),
});

/** A network that splits, in both directions or in one, again and again, and is whole in the end. */
export const zabWithFaults: fc.Arbitrary<Scenario> = fc
  .record({
    seed: u64,
    nodes: fc.integer({ min: 2, max: 6 }),
    proposals: fc.nat(40),
    cuts: fc.array(cutOff, { minLength: 1, maxLength: 6 }),
  })
  .map(({ seed, nodes, proposals, cuts }) => {
    const outage: number[] = [];
    for (const { from, ticks, side, oneWay } of cuts) {
      const until = Math.min(from + ticks, FAULTS_END);
      for (let src = 0; src < nodes; src++) {
        for (let dst = 0; dst < nodes; dst++) {
          const [a, b] = [(side >> src) & 1, (side >> dst) & 1];
          if (oneWay ? a > b : a !== b) outage.push(from, Math.max(from, until), src, dst);
        }
      }
    }
    const given = new Map([
      ["seed", seed],
      ["nodes", String(nodes)],
      ["rounds", String(FAULTS_END + SETTLING_TICKS)],
      ["proposals", String(proposals)],
    ]);
    if (outage.length > 0) given.set("outage", outage.join(","));
    return zab.scenario(given);
  });

/** Any kv scenario of a few hundred operations. */
export const kvScenario: fc.Arbitrary<Scenario> = fc
  .record({
    seed: u64,
    ops: fc.nat(300),
    keys: fc.integer({ min: 1, max: 40 }),
    workload: fc.constantFrom("default", "partition"),
    cut: fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 5 }),
    bounds: fc.tuple(fc.nat(320), fc.nat(320)),
    replica: fc.nat(4),
  })
  .map(({ seed, ops, keys, workload, cut, bounds, replica }) => {
    const given = new Map([
      ["seed", seed],
      ["ops", String(ops)],
      ["keys", String(keys)],
      ["workload", workload],
      ["replica", String(replica)],
    ]);
    if (workload === "partition") {
      given.set("cut", cut.join(","));
      given.set("cut_from", String(Math.min(...bounds)));
      given.set("cut_until", String(Math.max(...bounds)));
    }
    return kv.scenario(given);
  });
