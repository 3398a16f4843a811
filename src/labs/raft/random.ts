import type { Draws } from "../../kernel/draws.ts";
import type { Outage } from "../../kernel/links.ts";
import { parseU64, type U64 } from "../../kernel/u64.ts";
import { randomOutages, randomPartition } from "../fault_plans.ts";
import { Cluster } from "./cluster.ts";

/** About when there is a first leader, where nothing is lost before. */
const FIRST_LEADER = 300;
/** So many ticks after a proposal the replies to it have mostly come. */
const UNDER_WAY = 4;
/** In so many ticks the others have mostly elected another. */
const ELECTION = 320;

interface Size {
  readonly seed: U64;
  readonly nodes: number;
  readonly rounds: number;
  readonly proposals: number;
}

/**
 * A random legal scenario of moderate size: partitions, outages of single links, splits of the cluster, and fault plans
 * directed at whoever leads.
 */
export function randomScenario(draws: Draws): Map<string, string> {
  const nodes = draws.pick([1, 2, 3, 3, 3, 4, 5, 5, 7, 9]);
  const rounds = draws.between(0, draws.pick([800, 2000, 3000]));
  const proposals = draws.pick([0, 1, draws.below(20), draws.below(200)]);
  const seed = draws.u64();
  const given = new Map([
    ["seed", seed],
    ["nodes", String(nodes)],
    ["rounds", String(rounds)],
    ["proposals", String(proposals)],
  ]);
  if (nodes === 1) return given;
  if (draws.below(5) === 0) given.set("partition", randomPartition(draws, nodes).join(","));
  const kind = draws.below(6);
  if (kind === 0 || (kind < 5 && rounds <= FIRST_LEADER)) {
    given.set("outage", randomOutages(draws, nodes, rounds).join(","));
  } else if (kind < 5) {
    const size = { seed: parseU64(seed) as U64, nodes, rounds, proposals };
    const outage = directedOutages(draws, size);
    given.set(
      "outage",
      outage.flatMap(({ from, until, src, dst }) => [from, until, src, dst]).join(","),
    );
  }
  return given;
}

/** Whoever leads is cut off, alone or with others, again and again: about as often as the rest can elect another. */
function directedOutages(draws: Draws, size: Size): Outage[] {
  const { nodes, rounds } = size;
  const outage: Outage[] = [];
  let from = whenItMatters(draws, size, draws.between(FIRST_LEADER - 100, FIRST_LEADER + 100));
  for (let times = draws.between(1, 4); times > 0 && from < rounds; times--) {
    const side = (1 << leaderAt(from, size, outage)) | (draws.below(2) * draws.below(2 ** nodes));
    const until = from + draws.pick([draws.below(60), ELECTION, draws.below(700)]);
    const direction = draws.pick(["both", "both", "out", "in"]);
    for (const [src, dst] of linksAcross(nodes, side, direction)) {
      outage.push({ from, until, src, dst });
    }
    from = whenItMatters(draws, size, until + draws.pick([0, draws.below(60), draws.below(500)]));
  }
  return outage.length > 0 ? outage : [{ from, until: from, src: 0, dst: 1 }];
}

/** The links out of a side of the cluster (a bit set), those into it, or both. */
function linksAcross(nodes: number, side: number, direction: string): [src: number, dst: number][] {
  const isIn = (id: number): boolean => ((side >> id) & 1) === 1;
  const links: [number, number][] = [];
  for (let src = 0; src < nodes; src++) {
    for (let dst = 0; dst < nodes; dst++) {
      if (isIn(src) === isIn(dst)) continue;
      if (direction === "both" || (direction === "out") === isIn(src)) links.push([src, dst]);
    }
  }
  return links;
}

/** A tick not long after `from`: in half of the cases one in which messages of a proposal are under way, if there is one. */
function whenItMatters(draws: Draws, { rounds, proposals }: Size, from: number): number {
  const next = Math.ceil((from * (proposals + 1)) / Math.max(1, rounds));
  if (draws.below(2) === 0 || next > proposals) return from;
  return Math.floor((next * rounds) / (proposals + 1)) + draws.between(1, UNDER_WAY);
}

/** The node that leads at a tick in the highest term, partitions aside; node 0 where there is none. */
function leaderAt(tick: number, size: Size, outage: readonly Outage[]): number {
  const cluster = new Cluster({ ...size, partition: [], outage });
  while (cluster.tick < tick) cluster.step();
  return cluster.leader()?.id ?? 0;
}
