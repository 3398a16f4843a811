import type { Place, RunbookRow } from "../lab.ts";
import { isMisspelt, sharedRows } from "../runbook.ts";

function kinds(...list: readonly string[]) {
  return ({ kind }: Place): boolean => list.includes(kind);
}

const ENTRY = "nodes[].history[].";

/** Whether an enumeration may have other numbers: the value is none of it, or not one of the fields has the right one. */
function isAsIfRenumbered({ kind, kinds: differing, is_named }: Place): boolean {
  const all = differing?.find((one) => one.kind === kind);
  return is_named === false || (all !== undefined && all.differing === all.total);
}

/** What a first difference at a place points at: the lab's observation page, and rows of ours. */
export const runbook: readonly RunbookRow[] = [
  ...sharedRows,
  {
    id: "magic",
    where: "0x00-0x07, the magic",
    culprit: "A typing error: the magic is DSEZAB01, not DSEZAB1 or DSEZAB02.",
    source: "published",
    matches: (place) => place.kind === "magic" && isMisspelt(place),
  },
  {
    id: "node_count",
    where: "0x08-0x0b, node_count",
    culprit: "It cannot differ when --nodes is read correctly.",
    source: "published",
    matches: kinds("node_count"),
  },
  {
    id: "node-id",
    where: "a node's id",
    culprit:
      "The nodes are not written in ascending id order, or what stands before is too long or too short.",
    source: "assay",
    matches: kinds("nodes[].id"),
  },
  {
    id: "role",
    where: "a node's role",
    culprit: "The enum mapping: Looking = 0, Following = 1, Leading = 2.",
    source: "published",
    // A role that is one, where other nodes have theirs, shows that the numbers are right.
    matches: (place) => place.kind === "nodes[].role" && isAsIfRenumbered(place),
  },
  {
    id: "role-state",
    where: "a node's role, which is one of the three",
    culprit:
      "The node is in another state: an election, a timer or a message went otherwise. The numbers of the roles look right.",
    source: "assay",
    matches: kinds("nodes[].role"),
  },
  {
    id: "epochs",
    where: "a node's current_epoch or accepted_epoch",
    culprit:
      "The discovery handshake: the leader's pending new epoch probably did not max() against current_epoch.",
    source: "published",
    matches: kinds("nodes[].current_epoch", "nodes[].accepted_epoch"),
  },
  {
    id: "last_zxid",
    where: "a node's last_zxid",
    culprit:
      "The counter's reset on an epoch change: it must go to 0, and the first new proposal has counter 1.",
    source: "published",
    matches: kinds("nodes[].last_zxid.epoch", "nodes[].last_zxid.counter"),
  },
  {
    id: "last_committed",
    where: "a node's last_committed",
    culprit:
      "try_commit counts the quorum wrongly, or propose() does not call try_commit (the n = 1 case).",
    source: "published",
    matches: kinds("nodes[].last_committed.epoch", "nodes[].last_committed.counter"),
  },
  {
    id: "history_len",
    where: "a node's history_len",
    culprit:
      "The follower's Propose filter (an out-of-order zxid is not dropped), or NewLeader did not adopt the leader's history.",
    source: "published",
    matches: kinds("nodes[].history_len"),
  },
  {
    id: "history-entry",
    where: "inside a history entry",
    culprit: "The order of the broadcast loop: it must go by ascending peer id.",
    source: "published",
    // Another order has the same values in other places.
    matches: ({ kind, kinds: differing }) =>
      kind.startsWith(ENTRY) &&
      (differing ?? []).every((one) => !one.kind.startsWith(ENTRY) || one.is_permuted) &&
      differing !== null,
  },
  {
    id: "history-value",
    where: "inside a history entry, with values that the right dump does not have",
    culprit:
      "What was proposed, or how it is written: a payload is zab- and two digits at least, counted from 0.",
    source: "assay",
    matches: ({ kind }) => kind.startsWith(ENTRY),
  },
  {
    id: "end",
    where: "after the last byte of the dump",
    culprit:
      "Something was written after the dump: a trailing newline, or a trailer the layout does not have.",
    source: "assay",
    matches: kinds("end_of_dump"),
  },
];
