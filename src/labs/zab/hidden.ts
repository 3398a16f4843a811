import {
  byNode,
  flag,
  flagColumn,
  idOf,
  idsOf,
  integerColumn,
  textColumn,
} from "../hidden_words.ts";
import type { ScopeColumn, ScopeValue } from "../lab.ts";
import type { HistoryTree, TransactionId } from "./history.ts";
import type { Node } from "./node.ts";

/** What no dump shows of a node (docs/specification/zab.md, "Node state"), in the order of {@link hiddenRowOf}. */
export const hidden: readonly ScopeColumn[] = [
  textColumn("accepted_from", "The node that accepted_epoch was promised to"),
  integerColumn("max_seen", "The highest epoch seen in a rejection"),
  textColumn("vote", "Its own vote, as epoch/zxid/candidate"),
  textColumn("vote_view", "The candidates of those whose votes it knows, as voter:candidate"),
  textColumn("leader", "The node that it follows or, leading, itself"),
  flagColumn("synced", "Whether it has its leader's history"),
  integerColumn("election_deadline", "The tick in which its election timer runs out"),
  integerColumn("heartbeat_due", "For a leader: the tick of its next heartbeat"),
  integerColumn("new_epoch", "For a leader: the epoch that it leads"),
  textColumn("epoch_acks", "For a leader: who has acknowledged new_epoch"),
  flagColumn("discovered", "For a leader: whether a quorum has"),
  textColumn("leader_acks", "For a leader: who has acknowledged its history"),
  flagColumn("established", "For a leader: whether a quorum has"),
  textColumn("acked", "For a leader: up to which zxid peers have acknowledged, as peer:zxid"),
  textColumn("heard", "For a leader: whom it has heard from"),
  integerColumn("next_counter", "For a leader: the counter of its last proposal"),
  integerColumn("waiting", "Commands of the cluster that wait for a leader"),
];

export function hiddenRowOf(
  node: Node,
  histories: HistoryTree,
  waiting: number,
): readonly ScopeValue[] {
  const state = node.hidden();
  const nodes = state.acked.length;
  const zxid = (id: TransactionId): string => `${histories.epoch(id)}.${histories.counter(id)}`;
  return [
    idOf(state.accepted_from),
    state.max_seen,
    `${state.vote_epoch}/${zxid(state.vote_zxid)}/${state.vote_candidate}`,
    byNode(state.vote_view, (candidate) => (candidate < 0 ? null : String(candidate))),
    idOf(state.leader),
    flag(state.synced),
    state.deadline,
    state.heartbeat_due,
    state.new_epoch,
    idsOf(state.epoch_acks, nodes),
    flag(state.discovered),
    idsOf(state.leader_acks, nodes),
    flag(state.established),
    byNode(state.acked, (id) => (histories.historyLength(id) === 0 ? null : zxid(id))),
    idsOf(state.heard, nodes),
    state.next_counter,
    waiting,
  ];
}
