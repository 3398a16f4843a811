import type { Draws } from "../../kernel/draws.ts";
import { randomOutages, randomPartition, randomSplits } from "../fault_plans.ts";

/** The first election is over by then, and the timers of those who lose their leader run for less than this. */
const ELECTION_TICKS = 300;

/**
 * A random legal scenario of moderate size: partitions, outages of single links, and splits of the cluster. Half of the
 * fault plans are directed: once there is a leader, the cluster is split anew about as often as it can elect another.
 */
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
  const kind = draws.below(6);
  if (kind < 2) given.set("outage", randomOutages(draws, nodes, rounds).join(","));
  else if (kind < 4 && rounds > ELECTION_TICKS) {
    given.set("outage", randomSplits(draws, nodes, ELECTION_TICKS, rounds).join(","));
  }
  return given;
}
