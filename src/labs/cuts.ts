import type { Link, Outage } from "../kernel/links.ts";
import { listed, named } from "./narration.ts";

/** Links that are cut at the same time by a scenario: in the ticks from <= tick < until. */
export interface Cut {
  readonly from: number;
  readonly until: number;
  readonly links: readonly Link[];
}

/** Links that a sentence names one by one. */
const NAMED_LINKS = 6;

/** What a scenario of a simulated network cuts, by when it begins: links of one time together, a partition for the whole run. */
export function cutsOf(
  { partition = [], outage = [] }: { partition?: readonly Link[]; outage?: readonly Outage[] },
  rounds: number,
): Cut[] {
  const groups = new Map<string, { from: number; until: number; links: Map<string, Link> }>();
  const add = (from: number, until: number, { src, dst }: Link): void => {
    if (from >= until || from >= rounds) return;
    const key = `${from},${until}`;
    const group = groups.get(key) ?? { from, until: Math.min(until, rounds), links: new Map() };
    group.links.set(`${src},${dst}`, { src, dst });
    groups.set(key, group);
  };
  for (const link of partition) add(0, rounds, link);
  for (const { from, until, ...link } of outage) add(from, until, link);
  return [...groups.values()]
    .map(({ links, ...time }) => ({ ...time, links: [...links.values()] }))
    .sort((a, b) => a.from - b.from || a.until - b.until);
}

/** Which links these are of a cluster, as a sentence without its end: `node 4 is cut off from all others`. */
export function cutInWords(links: readonly Link[], nodes: number): string {
  const has = new Set(links.map(({ src, dst }) => `${src},${dst}`));
  const ids = Array.from({ length: nodes }, (_, id) => id);
  if (has.size === nodes * (nodes - 1)) return "every link is cut";
  const isCut = (src: number, dst: number): boolean => has.has(`${src},${dst}`);
  const isAcross = (side: readonly number[], isBothWays: boolean): boolean => {
    const others = ids.filter((id) => !side.includes(id));
    const pairs = side.flatMap((src) => others.map((dst) => [src, dst] as const));
    return (
      has.size === pairs.length * (isBothWays ? 2 : 1) &&
      pairs.every(([a, b]) => isCut(a, b) && (!isBothWays || isCut(b, a)))
    );
  };
  for (const id of ids) {
    const others = ids.filter((other) => other !== id);
    if (isAcross([id], true)) return `node ${id} is cut off from all others`;
    if (isAcross([id], false)) return `nothing that node ${id} sends arrives`;
    if (isAcross(others, false)) return `nothing that is sent to node ${id} arrives`;
  }
  const side = ids.filter((id) => id === 0 || !isCut(0, id) || !isCut(id, 0));
  const others = ids.filter((id) => !side.includes(id));
  if (others.length > 0 && isAcross(side, true)) {
    return `${named("node", side)} and ${named("node", others)} are cut off from each other`;
  }
  const shown = links.slice(0, NAMED_LINKS).map(({ src, dst }) => `${src} -> ${dst}`);
  const more = links.length - shown.length;
  const texts = more > 0 ? [...shown, `${more} more`] : shown;
  return links.length === 1 ? `the link ${texts[0]} is cut` : `the links ${listed(texts)} are cut`;
}

/** The cut of a link in a tick; null where it has none. */
export function cutIn(cuts: readonly Cut[], tick: number, { src, dst }: Link): Cut | null {
  const isIt = ({ from, until, links }: Cut): boolean =>
    from <= tick && tick < until && links.some((link) => link.src === src && link.dst === dst);
  return cuts.find(isIt) ?? null;
}
