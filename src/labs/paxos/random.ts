import type { Draws } from "../../kernel/draws.ts";
import { randomOutages, randomPartition } from "../fault_plans.ts";

/** A random legal scenario of moderate size: partitions, outages of single links, and splits of the cluster. */
export function randomScenario(draws: Draws): Map<string, string> {
  const nodes = draws.pick([1, 2, 3, 3, 3, 4, 5, 5, 7, 9]);
  const rounds = draws.between(0, 3000);
  const given = new Map([
    ["seed", draws.u64()],
    ["nodes", String(nodes)],
    ["rounds", String(rounds)],
    ["proposals", String(draws.pick([0, 1, draws.below(20), draws.below(200)]))],
  ]);
  if (nodes === 1) return given;
  if (draws.below(4) === 0) given.set("partition", randomPartition(draws, nodes).join(","));
  if (draws.below(3) > 0) given.set("outage", randomOutages(draws, nodes, rounds).join(","));
  return given;
}
