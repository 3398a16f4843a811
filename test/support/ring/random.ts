import type { Draws } from "../../../src/kernel/draws.ts";
import { randomPartition } from "../../../src/labs/fault_plans.ts";

/** A random legal scenario, with broken links in one of four. */
export function randomScenario(draws: Draws): Map<string, string> {
  const stations = draws.between(2, 9);
  const given = new Map([
    ["seed", draws.u64()],
    ["stations", String(stations)],
    ["ticks", String(draws.between(0, 300))],
  ]);
  if (draws.below(2) === 0) given.set("begins", "last");
  if (draws.below(4) === 0) given.set("broken", randomPartition(draws, stations).join(","));
  return given;
}
