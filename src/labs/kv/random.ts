import type { Draws } from "../../kernel/draws.ts";
import { REPLICAS } from "./parameters.ts";

/** A random legal scenario of moderate size: any cut, at any time, and any replica's snapshot. */
export function randomScenario(draws: Draws): Map<string, string> {
  const ops = draws.between(0, draws.pick([10, 300, 2000]));
  const given = new Map([
    ["seed", draws.u64()],
    ["ops", String(ops)],
    ["keys", String(draws.pick([1, 11, 128, draws.between(1, 5000), 4294967295]))],
    ["workload", draws.pick(["default", "partition"])],
  ]);
  if (draws.below(2) === 0) given.set("replica", String(draws.below(REPLICAS)));
  if (given.get("workload") === "default") return given;
  if (draws.below(2) === 0) {
    const bits = draws.between(1, 2 ** REPLICAS - 1);
    const ids = Array.from({ length: REPLICAS }, (_, id) => id).filter((id) => (bits >> id) & 1);
    given.set("cut", ids.join(","));
  }
  if (draws.below(2) === 0) {
    const from = draws.below(ops + 2);
    given.set("cut_from", String(from));
    given.set("cut_until", String(from + draws.below(ops + 2)));
  }
  return given;
}
