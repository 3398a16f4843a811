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

/**
 * Key counts that are no powers of two, and cuts whose bounds matter: that begin or end with the run, an operation
 * before or after, or heal so late that the snapshot shows it; of the snapshot of any replica.
 */
export function directedScenario(draws: Draws): Map<string, string> {
  const ops = draws.pick([draws.below(12), draws.between(10, 120), draws.between(100, 700)]);
  const given = new Map([
    ["seed", draws.pick([draws.u64(), String(draws.below(1000))])],
    ["ops", String(ops)],
    ["keys", String(draws.pick([1, 3, 6, 10, 100, 127, 1000, 65537, 2147483659, 4294967291]))],
    ["workload", draws.pick(["default", "partition", "partition", "partition"])],
    ["replica", String(draws.below(REPLICAS))],
  ]);
  if (given.get("workload") === "default") return given;
  const bits = draws.between(1, 2 ** REPLICAS - 1);
  const ids = Array.from({ length: REPLICAS }, (_, id) => id).filter((id) => (bits >> id) & 1);
  given.set("cut", ids.join(","));
  const from = draws.pick([0, 1, draws.below(ops + 1)]);
  const late = Math.max(from, ops - 1 + draws.below(3) - draws.pick([0, 0, draws.below(8)]));
  given.set("cut_from", String(from));
  given.set("cut_until", String(draws.pick([from, from + 1, late, from + draws.below(ops + 2)])));
  return given;
}
