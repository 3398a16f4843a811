import { describe, expect, test } from "vitest";
import { Cluster } from "../../../src/labs/kv/cluster.ts";
import { InvariantChecker } from "../../../src/labs/kv/invariants.ts";
import type { Replica } from "../../../src/labs/kv/replica.ts";

describe("the checkers notice", () => {
  const seed = { hi: 0, lo: 42 };

  test.each<[string, (cluster: Cluster) => void]>([
    [
      "state-is-replay",
      ({ replicas: [first] }) => Object.assign((first as Replica).state(), { live_keys: 0 }),
    ],
    ["logs-agree", ({ replicas: [first] }) => Object.assign(first as object, { log_length: 999 })],
    [
      "committed-within-log",
      ({ replicas: [first] }) => Object.assign(first as object, { log_length: 1 }),
    ],
    [
      "commit-never-goes-down",
      ({ replicas: [, second] }) => second?.truncateAndReplay(50, 20, true),
    ],
    ["healed-is-equal", ({ replicas: [, second] }) => second?.truncateAndReplay(50, 20, true)],
  ])("%s", (id, damage) => {
    const cut = { cut: [{ id: 3 }], cut_from: 10, cut_until: 49 };
    const cluster = new Cluster({
      seed,
      ops: 50,
      keys: 9,
      workload: "partition",
      replica: 0,
      ...cut,
    });
    const checker = new InvariantChecker(cluster);
    for (let i = 0; i < 50; i++) cluster.step();
    expect(checker.check()).toEqual([]);
    damage(cluster);
    expect(checker.check().join()).toContain(id);
  });
});
