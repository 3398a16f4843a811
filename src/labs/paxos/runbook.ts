import type { Place, RunbookRow } from "../lab.ts";
import { sharedRows } from "../runbook.ts";

function kinds(...list: readonly string[]) {
  return ({ kind }: Place): boolean => list.includes(kind);
}

/** Which way a u32 at a place differs, as positive where the submission's is the higher one. */
function excess({ type, expected, actual }: Place): number {
  if (type !== "u32le" || expected.length !== 4 || actual.length !== 4) return 0;
  return numberOf(actual) - numberOf(expected);
}

function numberOf(bytes: Uint8Array): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}

const LEADER = 2;
const isLeader = (bytes: Uint8Array): boolean => bytes.length === 1 && bytes[0] === LEADER;

const ROUNDS = kinds("nodes[].promised.round", "nodes[].my_ballot.round");
/** Rounds that are lower or higher by so few are those of elections at another time. */
const FEW_ROUNDS = 8;

/** What a first difference at a place points at: rows of the lab's own pages, and ours, which are narrower, before them. */
export const runbook: readonly RunbookRow[] = [
  ...sharedRows,
  {
    id: "magic",
    where: "0x00-0x07, the magic",
    culprit: "A typing error: the magic is DSEPAX01, eight bytes, and no NUL follows.",
    source: "published",
    matches: kinds("magic"),
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
    id: "ballot-rounds",
    where: "the round of promised or of my_ballot, by a few",
    culprit:
      "A timer: the constant of splitmix64, a missing or additional reset_timer (Prepare, Accept and Heartbeat reset it, Decided does not), or t >= deadline.",
    source: "assay",
    matches: (place) => {
      const difference = excess(place);
      return ROUNDS(place) && difference !== 0 && difference ** 2 <= FEW_ROUNDS ** 2;
    },
  },
  {
    id: "promised",
    where: "a node's promised",
    culprit:
      "A test on Prepare or Accept is not b >= promised, or promised is not raised by it or by a Nack; it never goes down.",
    source: "published",
    matches: kinds("nodes[].promised.round", "nodes[].promised.proposer"),
  },
  {
    id: "two-leaders",
    where: "a role that is Leader where it should not be",
    culprit:
      "A Heartbeat of a lower ballot is not answered with Nack, or neither Nack nor a higher ballot ends the role.",
    source: "assay",
    matches: (place) =>
      place.kind === "nodes[].role" && isLeader(place.actual) && !isLeader(place.expected),
  },
  {
    id: "role",
    where: "a node's role",
    culprit:
      "The enum mapping: Follower = 0, Candidate = 1, Leader = 2. A leader that sees a higher ballot must step down.",
    source: "published",
    matches: kinds("nodes[].role"),
  },
  {
    id: "my_ballot",
    where: "a node's my_ballot",
    culprit:
      "The next round must be max(my_ballot.round, promised.round) + 1. Ballots compare by round first, then by proposer.",
    source: "published",
    matches: kinds("nodes[].my_ballot.round", "nodes[].my_ballot.proposer"),
  },
  {
    id: "accepts-more",
    where: "accepts_len, which is too high",
    culprit:
      "next_slot after an election is not 1 + the highest slot in merged, or a leader that is cut off got the values: they go to the highest ballot, not to the lowest id.",
    source: "assay",
    matches: (place) => place.kind === "nodes[].accepts_len" && excess(place) > 0,
  },
  {
    id: "len-fewer",
    where: "accepts_len, which is too low",
    culprit:
      "Values that fell due while nobody led were dropped, the leader does not accept its own proposals, or a gap was not filled with a no-op.",
    source: "assay",
    matches: (place) => place.kind === "nodes[].accepts_len" && excess(place) < 0,
  },
  {
    id: "accepts_len",
    where: "a node's accepts_len",
    culprit: "What stands before it, or the order of the fields: accepts before learned.",
    source: "assay",
    matches: kinds("nodes[].accepts_len"),
  },
  {
    id: "slot",
    where: "the slot of an accept or of a learned value",
    culprit:
      "A map iterated unsorted (Go), or sorted as text: slots ascend as numbers. A slot missing below others: its gap was not filled with a no-op.",
    source: "published",
    matches: kinds("nodes[].accepts[].slot", "nodes[].learned[].slot"),
  },
  {
    id: "accept-ballot",
    where: "the ballot of an accept",
    culprit:
      "An Accept below promised was stored, or a recovered slot kept the ballot under which it was accepted before.",
    source: "published",
    matches: kinds("nodes[].accepts[].ballot.round", "nodes[].accepts[].ballot.proposer"),
  },
  {
    id: "no-op",
    where: "a value_len that is not 0 where a no-op stands",
    culprit: "The no-op is the empty value, and no text.",
    source: "assay",
    matches: (place) =>
      kinds("nodes[].accepts[].value_len", "nodes[].learned[].value_len")(place) &&
      place.expected.every((byte) => byte === 0),
  },
  {
    id: "accept-value",
    where: "the value of an accept",
    culprit: "Recovery did not take the value of the highest accepted ballot.",
    source: "published",
    matches: kinds("nodes[].accepts[].value_len", "nodes[].accepts[].value"),
  },
  {
    id: "learned_len",
    where: "a node's learned_len",
    culprit:
      "Decided is not broadcast, CatchUp is missing or counts the learned slots instead of finding the first gap, or a Heartbeat does not repeat the undecided Accepts.",
    source: "assay",
    matches: kinds("nodes[].learned_len"),
  },
  {
    id: "learned-value",
    where: "a learned value",
    culprit:
      "It was decided by less than a quorum of distinct acceptors of this ballot, or overwritten: a learned value never changes.",
    source: "published",
    matches: kinds("nodes[].learned[].value_len", "nodes[].learned[].value"),
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
