import type { Draws } from "../../kernel/draws.ts";
import { randomOutages, randomPartition } from "../fault_plans.ts";

/** Clusters of more nodes than these are run for fewer rounds: their messages grow with the square. */
const SMALL = 9;

/** A random legal scenario of moderate size: partitions, outages of single links, and splits of the cluster. */
export function randomScenario(draws: Draws): Map<string, string> {
  const nodes = draws.pick([1, 2, 3, 3, 3, 4, 5, 5, 7, 9, 11, 15]);
  const rounds = draws.between(0, nodes > SMALL ? 800 : 3000);
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

/**
 * Runs that end in the middle of something: of an election, of a synchronization, or soon after an outage's end; with
 * more commands than ticks of a heartbeat, with outages of one tick, and of clusters of more than ten nodes.
 */
export function directedScenario(draws: Draws): Map<string, string> {
  const nodes = draws.pick([2, 3, 3, 4, 5, 5, 6, 7, 8, 11, 12, 13]);
  const kind = draws.below(4);
  const rounds =
    kind === 0 ? draws.between(1, 420) : draws.between(300, nodes > SMALL ? 700 : 1600);
  const proposals = draws.pick([
    draws.below(6),
    draws.below(40),
    draws.below(nodes > 5 ? 60 : 400),
  ]);
  const given = new Map([
    ["seed", draws.u64()],
    ["nodes", String(nodes)],
    ["rounds", String(rounds)],
    ["proposals", String(proposals)],
  ]);
  if (kind === 0) return given;
  const outages: number[] = [];
  for (let i = draws.between(1, 3); i > 0; i--) {
    const length = draws.pick([1, draws.between(2, 60), draws.between(100, 500)]);
    // It ends late: the run is over before all is as it was.
    const until =
      kind === 1 ? rounds - draws.below(Math.min(rounds, 250)) : draws.between(length, rounds + 1);
    const from = Math.max(0, until - length);
    const one = draws.below(nodes);
    const isOneWay = draws.below(3) === 0;
    for (let other = 0; other < nodes; other++) {
      if (other === one) continue;
      outages.push(from, Math.max(from, until), one, other);
      if (!isOneWay) outages.push(from, Math.max(from, until), other, one);
    }
  }
  given.set("outage", outages.join(","));
  return given;
}
