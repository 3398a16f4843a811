import type { Draws } from "../../kernel/draws.ts";

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
  if (draws.below(4) === 0) {
    const links = Array.from({ length: draws.between(1, nodes) }, () => randomLink(draws, nodes));
    given.set("partition", links.flat().join(","));
  }
  if (draws.below(3) > 0) given.set("outage", randomOutages(draws, nodes, rounds).join(","));
  return given;
}

function randomLink(draws: Draws, nodes: number): [src: number, dst: number] {
  const src = draws.below(nodes);
  return [src, (src + 1 + draws.below(nodes - 1)) % nodes];
}

/** One to five times at which a link, or every link between two sides, loses messages. */
function randomOutages(draws: Draws, nodes: number, rounds: number): number[] {
  const outages: number[] = [];
  const times = draws.between(1, 5);
  for (let i = 0; i < times; i++) {
    const from = draws.below(rounds + 1);
    const until = from + draws.below(draws.pick([3, 60, 400, 1200]));
    const side = draws.below(2 ** nodes);
    const links =
      draws.below(3) === 0
        ? [randomLink(draws, nodes)]
        : linksAcross(nodes, side, draws.below(2) === 0);
    for (const [src, dst] of links) outages.push(from, until, src, dst);
  }
  return outages.length > 0 ? outages : [0, 0, ...randomLink(draws, nodes)];
}

/** The links out of a side of the cluster (a bit set), and those into it unless the cut is one-way. */
function linksAcross(nodes: number, side: number, isOneWay: boolean): [src: number, dst: number][] {
  const isIn = (id: number): boolean => ((side >> id) & 1) === 1;
  const links: [number, number][] = [];
  for (let src = 0; src < nodes; src++) {
    for (let dst = 0; dst < nodes; dst++) {
      if (isIn(src) && !isIn(dst)) {
        links.push([src, dst]);
        if (!isOneWay) links.push([dst, src]);
      }
    }
  }
  return links;
}
