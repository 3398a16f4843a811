import type { Place, RunbookRow } from "../lab.ts";
import { sharedRows } from "../runbook.ts";

function kinds(...list: readonly string[]) {
  return ({ kind }: Place): boolean => list.includes(kind);
}

/** What a first difference at a place points at: what the lab's pages say of it, and rows of ours. */
export const runbook: readonly RunbookRow[] = [
  ...sharedRows,
  {
    id: "magic",
    where: "0x00-0x07, the magic",
    culprit: "A typing error: the magic is DSERAFT1, eight bytes without a NUL.",
    source: "published",
    matches: kinds("magic"),
  },
  {
    id: "node_count",
    where: "0x08-0x0b, node_count",
    culprit: "It cannot differ when --nodes is read correctly.",
    source: "assay",
    matches: kinds("node_count"),
  },
  {
    id: "node-id",
    where: "a node's id",
    culprit:
      "The nodes are not written in ascending id order (a map was iterated in its own order), or what stands before is too long or too short.",
    source: "assay",
    matches: kinds("nodes[].id"),
  },
  {
    id: "current_term",
    where: "a node's current_term",
    culprit:
      "The election timer: it runs for 150 + splitmix64(seed ^ id ^ t) % 150 ticks, and is reset by a vote that was granted, by an AppendEntries and on stepping down. If nearly everything differs, the generator: its first multiplier ends in E7B5, whatever the published unit test says.",
    source: "published",
    matches: kinds("nodes[].current_term"),
  },
  {
    id: "voted_for",
    where: "a node's voted_for",
    culprit:
      "None is the i64 -1, not 0, and only a higher term clears the vote: an AppendEntries of the same term does not. A node that only heard of a term has voted for nobody in it.",
    source: "published",
    matches: kinds("nodes[].voted_for"),
  },
  {
    id: "role",
    where: "a node's role",
    culprit:
      "The enum mapping: Follower = 0, Candidate = 1, Leader = 2. Else stepping down: on a higher term, in a reply too, and a candidate on an AppendEntries of its own term. Two leaders, or a candidate beside a leader, are right while one of them is cut off.",
    source: "published",
    matches: kinds("nodes[].role"),
  },
  {
    id: "commit_index",
    where: "a node's commit_index",
    culprit:
      "propose must call advance_commit (the n = 1 case); a majority of match_index counts the leader itself, and only an entry of the current term is counted. Followers learn of a commit from the next AppendEntries, one without entries included.",
    source: "published",
    matches: kinds("nodes[].commit_index"),
  },
  {
    id: "log_len",
    where: "a node's log_len",
    culprit:
      "Truncate at the first conflict only, then append the rest; what is sent begins after next_index, in heartbeats too. After a refusal next_index is one less and the rest is sent at once; after a success it is match_index. One entry more or less at a leader is the no-op: it is appended at a heartbeat, only when it is needed.",
    source: "published",
    matches: kinds("nodes[].log_len"),
  },
  {
    id: "entry-term",
    where: "a log entry's term",
    culprit:
      "The check that a candidate's log is up to date in RequestVote, or the check of prev_term in AppendEntries.",
    source: "published",
    matches: kinds("nodes[].log[].term"),
  },
  {
    id: "entry-payload",
    where: "a log entry's payload_len or payload",
    culprit:
      "The payload is cmd-<i>, not p<i> in two digits, and ends in no NUL; that of a no-op is empty.",
    source: "assay",
    matches: kinds("nodes[].log[].payload_len", "nodes[].log[].payload"),
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
