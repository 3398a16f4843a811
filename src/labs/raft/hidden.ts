import { byNode, flag, flagColumn, idsOf, integerColumn, textColumn } from "../hidden_words.ts";
import type { ScopeColumn, ScopeValue } from "../lab.ts";
import { LEADER, type Node } from "./node.ts";

/** What no dump shows of a node (docs/specification/raft.md, "Node state"), in the order of {@link hiddenRowOf}. */
export const hidden: readonly ScopeColumn[] = [
  integerColumn(
    "election_deadline",
    "The tick in which its election timer runs out, but of a leader's",
  ),
  integerColumn("heartbeat_due", "For a leader: the tick of its next heartbeat"),
  textColumn(
    "voters",
    "For a candidate: who has voted for it, itself included; as it was when it last stood",
  ),
  textColumn(
    "next_index",
    "For a leader: how many entries it takes peers to have, as peer:entries",
  ),
  textColumn(
    "match_index",
    "For a leader: how many entries it knows peers to have, as peer:entries",
  ),
  flagColumn("tail_seen", "For a leader: whether a follower has entries beyond those it was sent"),
  integerColumn("waiting", "Commands of the cluster that wait for a leader"),
];

export function hiddenRowOf(node: Node, waiting: number): readonly ScopeValue[] {
  const state = node.hidden();
  const nodes = state.next_index.length;
  const ofPeers = (values: Int32Array): string =>
    node.role === LEADER
      ? byNode(
          values.map((value, id) => (id === node.id ? -1 : value)),
          (value) => (value < 0 ? null : String(value)),
        )
      : "none";
  return [
    state.deadline,
    state.heartbeat_due,
    idsOf(state.votes, nodes),
    ofPeers(state.next_index),
    ofPeers(state.match_index),
    flag(state.tail_seen),
    waiting,
  ];
}
