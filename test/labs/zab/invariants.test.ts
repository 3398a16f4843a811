import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cluster } from "../../../src/labs/zab/cluster.ts";
import { zab } from "../../../src/labs/zab/index.ts";
import { InvariantChecker } from "../../../src/labs/zab/invariants.ts";
import { fieldsOf } from "../../support/fields.ts";
import { checkEveryStep } from "../../support/invariants.ts";
import { zabWithFaults } from "../../support/random.ts";

describe("under faults", () => {
  test("the invariants hold after every tick under faults, and all nodes converge when they end", () => {
    fc.assert(
      fc.property(zabWithFaults, (scenario) => {
        const run = checkEveryStep(scenario);
        const fields = fieldsOf(zab.field_map, run.dump());
        const count = Number(scenario.parameters["nodes"]);
        const perNode = new Map<string, Set<unknown>>();
        for (const [, , path, value] of fields) {
          const kind = path.replace(/^nodes\[\d+\]\./, "");
          if (kind === path || kind === "id" || kind === "role") continue;
          perNode.set(kind, (perNode.get(kind) ?? new Set()).add(value));
        }
        for (const [kind, values] of perNode) {
          if (values.size !== 1) throw new Error(`${kind} differs: ${scenario.command}`);
        }
        const roles = fields.filter(([, , path]) => path.endsWith(".role")).map(([, , , v]) => v);
        expect(roles.toSorted()).toEqual([
          ...Array.from({ length: count - 1 }, () => "Following (1)"),
          "Leading (2)",
        ]);
        // A command proposed by a leader that was cut off may be lost; what is left is committed.
        expect(perNode.get("last_committed.counter")).toEqual(perNode.get("last_zxid.counter"));
        return true;
      }),
      { numRuns: 1500 },
    );
  });

  test("a run whose partition never ends violates nothing either", () => {
    const links = fc
      .uniqueArray(fc.tuple(fc.nat(4), fc.nat(4)), {
        minLength: 1,
        maxLength: 12,
        selector: String,
      })
      .map((pairs) => pairs.filter(([src, dst]) => src !== dst).flat());
    fc.assert(
      fc.property(fc.nat(), links, (seed, partition) => {
        const given = new Map([
          ["seed", String(seed)],
          ["nodes", "5"],
          ["rounds", "1200"],
          ["proposals", "10"],
        ]);
        if (partition.length > 0) given.set("partition", partition.join(","));
        checkEveryStep(zab.scenario(given));
      }),
      { numRuns: 300 },
    );
  });
});

describe("the checkers notice", () => {
  const seed = { hi: 0, lo: 42 };
  const parameters = { seed, nodes: 3, rounds: 1000, proposals: 5, partition: [], outage: [] };

  function stepped(): { cluster: Cluster; checker: InvariantChecker } {
    const cluster = new Cluster(parameters);
    const checker = new InvariantChecker(cluster);
    for (let t = 0; t < 1000; t++) cluster.step();
    expect(checker.check()).toEqual([]);
    return { cluster, checker };
  }

  test.each<[string, (cluster: Cluster) => void]>([
    [
      "one-leader-per-epoch",
      ({ nodes: [first] }) => Object.assign(first as object, { role: 2, established: true }),
    ],
    [
      "current-within-accepted",
      ({ nodes: [first] }) => Object.assign(first as object, { current_epoch: 9 }),
    ],
    [
      "nothing-goes-down",
      ({ nodes: [first] }) => Object.assign(first as object, { accepted_epoch: 0 }),
    ],
    [
      "nothing-goes-down",
      ({ nodes: [first] }) => Object.assign(first as object, { last_committed: 0 }),
    ],
    [
      "committed-within-history",
      ({ nodes: [first] }) => Object.assign(first as object, { last_zxid: 1 }),
    ],
    [
      "history-contiguous",
      ({ nodes: [first], histories }) =>
        Object.assign(first as object, {
          last_zxid: histories.append(first?.last_zxid ?? 0, 1, 7, 6),
        }),
    ],
    [
      "committed-prefixes-agree",
      ({ nodes: [first], histories }) => {
        let last = 0;
        for (let counter = 1; counter <= 5; counter++) last = histories.append(last, 1, counter, 9);
        Object.assign(first as object, { last_zxid: last });
      },
    ],
  ])("%s", (id, damage) => {
    const { cluster, checker } = stepped();
    damage(cluster);
    expect(checker.check().join()).toContain(id);
  });
});
