import type { Draws } from "../../kernel/draws.ts";
import type { Outage } from "../../kernel/links.ts";
import { LONGEST_DELAY } from "../../kernel/message_queue.ts";
import { parseU64 } from "../../kernel/u64.ts";
import { randomOutages, randomPartition } from "../fault_plans.ts";
import { Cluster } from "./cluster.ts";
import { CANDIDATE, FOLLOWER, LEADER } from "./node.ts";
import type { PaxosParameters } from "./parameters.ts";

/** Ticks in which a cluster without faults elects a leader, nearly always. */
const ELECTION = 320;

/**
 * A random legal scenario of moderate size: partitions, outages of single links, splits of the cluster, and fault plans
 * directed at who leads or stands for leader.
 */
export function randomScenario(draws: Draws): Map<string, string> {
  const nodes = draws.pick([1, 2, 3, 3, 3, 4, 5, 5, 7, 9]);
  const rounds = draws.between(0, draws.pick([900, 1800, 2500]));
  const kind = draws.below(8);
  const isDirected = nodes > 1 && rounds > ELECTION && kind > 1;
  const proposals = draws.below(draws.pick(isDirected ? [20, 100, 300, 300] : [1, 2, 20, 200]));
  const seed = draws.u64();
  const given = new Map([
    ["seed", seed],
    ["nodes", String(nodes)],
    ["rounds", String(rounds)],
    ["proposals", String(proposals)],
  ]);
  if (nodes === 1) return given;
  if (draws.below(6) === 0) given.set("partition", randomPartition(draws, nodes).join(","));
  if (!isDirected && kind !== 1) given.set("outage", randomOutages(draws, nodes, rounds).join(","));
  if (isDirected) {
    const u64 = parseU64(seed) ?? { hi: 0, lo: 0 };
    const plan = directedPlan(draws, { seed: u64, nodes, rounds, proposals, partition: [] });
    if (plan.length > 0) given.set("outage", textOf(plan));
  }
  return given;
}

type Size = Omit<PaxosParameters, "outage">;

function textOf(plan: readonly Outage[]): string {
  return plan.flatMap(({ from, until, src, dst }) => [from, until, src, dst]).join(",");
}

/** Faults one after the other, each when something goes on, and at whom it goes on. */
function directedPlan(draws: Draws, size: Size): Outage[] {
  const { rounds } = size;
  const plan: Outage[] = [];
  let from = draws.between(100, ELECTION + 100);
  for (let faults = draws.between(1, 6); faults > 0 && from < rounds; faults--) {
    const cluster = new Cluster({ ...size, outage: plan });
    while (cluster.tick < from) cluster.step();
    awaitMoment(draws, cluster);
    const at = cluster.tick;
    if (at >= rounds) break;
    const until = at + draws.pick([draws.below(60), ELECTION, ELECTION, draws.below(700)]);
    plan.push(...cut(draws, victimOf(draws, cluster), size.nodes, at, until));
    from = draws.pick([
      at + draws.below(20),
      until,
      until + draws.below(60),
      until + draws.below(400),
    ]);
  }
  return plan;
}

/** Runs on until a leader proposes, until somebody stands for leader, or is elected; or not at all. */
function awaitMoment(draws: Draws, cluster: Cluster): void {
  const { nodes } = cluster;
  const ballots = nodes.map(({ my_ballot }) => my_ballot);
  let changes = changesOf(cluster);
  const stands = (role: number) => () =>
    nodes.some((node, i) => node.role === role && node.my_ballot !== ballots[i]);
  const proposes = (values: number) => () => {
    const before = changes;
    changes = changesOf(cluster);
    return nodes.some(({ role }, i) => role === LEADER && rise(changes, before, i) >= values);
  };
  const moments = [
    () => true,
    proposes(1),
    proposes(2),
    proposes(2),
    stands(CANDIDATE),
    stands(LEADER),
  ];
  const hasCome = draws.pick(moments);
  for (let i = 0; i < ELECTION && !hasCome(); i++) cluster.step();
  for (let i = draws.below(LONGEST_DELAY + 1); i > 0; i--) cluster.step();
}

function changesOf({ nodes }: Cluster): number[] {
  return nodes.map(({ accepts }) => accepts.changes);
}

function rise(now: readonly number[], before: readonly number[], i: number): number {
  return (now[i] as number) - (before[i] as number);
}

/** The leader of the highest ballot, or who stands for leader; mostly. */
function victimOf(draws: Draws, { nodes }: Cluster): number {
  const active = nodes.filter(({ role }) => role !== FOLLOWER);
  const [first] = active.toSorted((a, b) => b.my_ballot - a.my_ballot);
  return first === undefined || draws.below(6) === 0 ? draws.below(nodes.length) : first.id;
}

/** The links of a node, or of it and some others, to the rest or from the rest; all of them, or some. */
function cut(draws: Draws, victim: number, nodes: number, from: number, until: number): Outage[] {
  const side = (1 << victim) | (draws.below(3) === 0 ? draws.below(2 ** nodes) : 0);
  const direction = draws.pick(["both", "out", "out", "in"]);
  const latest = draws.pick([1, LONGEST_DELAY + 1]);
  const share = draws.pick([1, 1, 1, 2]);
  const isIn = (id: number): boolean => ((side >> id) & 1) === 1;
  const outages: Outage[] = [];
  for (let src = 0; src < nodes; src++) {
    for (let dst = 0; dst < nodes; dst++) {
      const isCut = isIn(src) ? !isIn(dst) && direction !== "in" : isIn(dst) && direction !== "out";
      if (!isCut || draws.below(share) > 0) continue;
      const begins = from + draws.below(latest);
      outages.push({ from: begins, until: Math.max(begins, until), src, dst });
    }
  }
  return outages;
}
