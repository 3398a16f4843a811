import type { PeerSet } from "../kernel/peer_set.ts";
import type { ScopeColumn, ScopeValue } from "./lab.ts";

/** How hidden fields of nodes are told: the same in every lab. */

const NOBODY = "none";

/** The nodes of a set, in ascending order: `0 2`. */
export function idsOf(set: PeerSet, nodes: number): string {
  return ids(nodes, (id) => set.has(id));
}

function ids(nodes: number, isOne: (id: number) => boolean): string {
  const found = Array.from({ length: nodes }, (_, id) => id).filter(isOne);
  return found.length === 0 ? NOBODY : found.join(" ");
}

/** What is known by node: `0:3 2:1`; of whom nothing is known is left out. */
export function byNode(values: Int32Array, text: (value: number) => string | null): string {
  const known = Array.from(values, text).flatMap((one, id) =>
    one === null ? [] : [`${id}:${one}`],
  );
  return known.length === 0 ? NOBODY : known.join(" ");
}

/** A node, or none of them. */
export function idOf(id: number): string {
  return id < 0 ? NOBODY : String(id);
}

export function flag(value: boolean): ScopeValue {
  return value ? "yes" : "no";
}

/** A column of text, or of a few texts. */
export function textColumn(name: string, description: string): ScopeColumn {
  return { name, type: "text", description };
}

export function flagColumn(name: string, description: string): ScopeColumn {
  return { name, type: "text", values: ["yes", "no"], description };
}

export function integerColumn(name: string, description: string): ScopeColumn {
  return { name, type: "integer", description };
}
