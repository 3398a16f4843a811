import { idsOf, integerColumn, textColumn } from "../hidden_words.ts";
import type { ScopeColumn, ScopeValue } from "../lab.ts";
import type { Cluster } from "./cluster.ts";
import { LEADER, type Node } from "./node.ts";
import { NONE } from "./pvalues.ts";

/** What no dump shows of a node (docs/specification/paxos.md, "Node state"), in the order of {@link hiddenRowOf}. */
export const hidden: readonly ScopeColumn[] = [
  integerColumn("deadline", "The tick of its next election, but of a leader's"),
  integerColumn("heartbeat_due", "For a leader: the tick of its next heartbeat"),
  textColumn(
    "promises",
    "For a candidate: who has promised its ballot, itself included; as it was when it last stood",
  ),
  textColumn(
    "undecided",
    "For a leader: its proposals that are not learned yet, as slot:acceptors, the first few of them",
  ),
  integerColumn("next_slot", "For a leader: the slot of the next new value"),
  integerColumn("waiting", "Values of the cluster that wait for a leader"),
];

/** Slots that are told of: a leader may have thousands under way. */
const TOLD_SLOTS = 8;

export function hiddenRowOf(
  node: Node,
  { nodes }: Cluster,
  waiting: number,
): readonly ScopeValue[] {
  const state = node.hidden();
  return [
    state.deadline,
    state.heartbeat_due,
    idsOf(state.promises, nodes.length),
    undecided(node),
    state.next_slot,
    waiting,
  ];
}

function undecided(node: Node): string {
  const { proposals } = node.hidden();
  const told: string[] = [];
  if (node.role !== LEADER) return "none";
  for (
    let slot = node.learned.first_gap;
    slot < proposals.end && told.length < TOLD_SLOTS;
    slot++
  ) {
    if (proposals.at(slot) === NONE || node.learned.has(slot)) continue;
    told.push(`${slot}:${proposals.accepted(slot)}`);
  }
  return told.length === 0 ? "none" : told.join(" ");
}
