import type { Draws } from "../kernel/draws.ts";

/** Random faults of a network of two nodes or more, as the numbers of the parameters `partition` and `outage`. */

function randomLink(draws: Draws, nodes: number): [src: number, dst: number] {
  const src = draws.below(nodes);
  return [src, (src + 1 + draws.below(nodes - 1)) % nodes];
}

/** One to `nodes` links, some of them perhaps the same. */
export function randomPartition(draws: Draws, nodes: number): number[] {
  return Array.from({ length: draws.between(1, nodes) }, () => randomLink(draws, nodes)).flat();
}

/** One to five times at which a link, or every link between two sides, loses messages. */
export function randomOutages(draws: Draws, nodes: number, rounds: number): number[] {
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
