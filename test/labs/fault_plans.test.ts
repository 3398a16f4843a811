import { expect, test } from "vitest";
import { Draws } from "../../src/kernel/draws.ts";
import { clusterDeclaration, resolveCluster } from "../../src/labs/cluster_parameters.ts";
import { randomOutages, randomPartition } from "../../src/labs/fault_plans.ts";
import { readParameters } from "../../src/labs/parameter_types.ts";

test.each([2, 3, 5, 9])("random faults of %i nodes are legal parameters", (nodes) => {
  const draws = new Draws({ hi: 0, lo: nodes });
  const kinds = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const rounds = draws.below(50);
    const given = new Map([
      ["seed", "1"],
      ["nodes", String(nodes)],
      ["rounds", String(rounds)],
      ["proposals", "0"],
      ["partition", randomPartition(draws, nodes).join(",")],
      ["outage", randomOutages(draws, nodes, rounds).join(",")],
    ]);
    const { partition, outage } = resolveCluster(readParameters(clusterDeclaration(), given));
    expect(partition.length).toBeLessThanOrEqual(nodes);
    for (const { from } of outage) expect(from).toBeLessThanOrEqual(rounds);
    const both = outage.some(({ src, dst }) => outage.some((o) => o.src === dst && o.dst === src));
    kinds.add(both ? "in both directions" : "in one direction");
  }
  expect(kinds.size).toBe(2);
});
