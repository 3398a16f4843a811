import { dumpInvariant, quoted, statedAs } from "../dump_invariant.ts";
import type { DumpInvariant } from "../lab.ts";
import { invariants } from "./invariants.ts";
import { FOLLOWER, LEADER, ROLE_NAMES } from "./node.ts";

interface Entry {
  readonly term: bigint;
  readonly payload: string;
}

interface Node {
  readonly id: number;
  readonly current_term: bigint;
  readonly voted_for: bigint;
  readonly role: number;
  readonly commit_index: bigint;
  readonly log: readonly Entry[];
}

interface Dump {
  readonly nodes: readonly Node[];
}

const NOBODY = -1n;

/** An invariant of every node by itself. A node is named by where it stands, which its id may contradict. */
function ofNode(
  id: string,
  statement: string,
  breaches: (node: Node, index: number) => Iterable<string>,
): DumpInvariant {
  return dumpInvariant<Dump>({ id, statement }, function* ({ nodes }) {
    for (const [index, node] of nodes.entries()) {
      for (const breach of breaches(node, index)) yield `node ${index}: ${breach}`;
    }
  });
}

function ofNodeAsStated(id: string, breaches: (node: Node) => Iterable<string>): DumpInvariant {
  return ofNode(id, statedAs(invariants, id).statement, breaches);
}

function quorumOf(nodes: readonly Node[]): number {
  return Math.floor(nodes.length / 2) + 1;
}

/** Commands are numbered by u32. */
const PAYLOAD = /^cmd-(0|[1-9][0-9]{0,9})$/;

/** The number of a command's payload; null of a no-op, and of what is no payload of the lab. */
function numberOf(payload: string): number | null {
  const digits = PAYLOAD.exec(payload)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Entries that a node has committed, as far as its log has them. */
function committedLength({ commit_index, log }: Node): number {
  return commit_index < log.length ? Number(commit_index) : log.length;
}

function isSame(a: Entry | undefined, b: Entry | undefined): boolean {
  return a?.term === b?.term && a?.payload === b?.payload;
}

/** The first of the entries that a node has committed which another one's log has otherwise, or not at all; null where none is. */
function firstCommittedNotIn(node: Node, log: readonly Entry[]): number | null {
  for (let i = 0; i < committedLength(node); i++) {
    if (!isSame(node.log[i], log[i])) return i;
  }
  return null;
}

function* termsOutOfOrder({ current_term, log }: Node): Iterable<string> {
  let before = 0n;
  for (const [index, { term }] of log.entries()) {
    if (term < before) yield `log[${index}], of term ${term}, comes after one of term ${before}`;
    if (term > current_term) {
      yield `log[${index}] is of term ${term}, above current_term ${current_term}`;
    }
    before = term;
  }
}

function* votesForNobody({ nodes }: Dump): Iterable<string> {
  for (const [index, { voted_for, current_term }] of nodes.entries()) {
    if (voted_for === NOBODY) continue;
    const candidate = voted_for >= 0n ? nodes[Number(voted_for)] : undefined;
    if (candidate === undefined) {
      yield `node ${index}: voted_for is ${voted_for}`;
    } else if (current_term === 0n) {
      yield `node ${index}: it has voted for ${voted_for} in term 0`;
    } else if (candidate.current_term < current_term) {
      yield `nodes ${index} and ${voted_for}: the vote is of term ${current_term}, and the candidate is in term ${candidate.current_term}`;
    } else if (candidate.current_term === current_term && candidate.voted_for !== voted_for) {
      yield `nodes ${index} and ${voted_for}: the vote of term ${current_term} is for a node that has not voted for itself`;
    }
  }
}

function* leadersOfOneTerm({ nodes }: Dump): Iterable<string> {
  const leaders = new Map<bigint, number>();
  for (const [index, { role, current_term }] of nodes.entries()) {
    if (role !== LEADER) continue;
    const other = leaders.get(current_term);
    if (other === undefined) leaders.set(current_term, index);
    else yield `nodes ${other} and ${index}: both lead term ${current_term}`;
  }
}

function* leadersOfFew({ nodes }: Dump): Iterable<string> {
  for (const [index, { role, current_term: term }] of nodes.entries()) {
    if (role !== LEADER) continue;
    const for_it = nodes.filter(
      ({ current_term, voted_for }) =>
        current_term > term || (current_term === term && voted_for === BigInt(index)),
    ).length;
    if (for_it >= quorumOf(nodes)) continue;
    yield `node ${index}: it leads term ${term}; ${for_it} of ${nodes.length} nodes have voted for it then or are in a later term`;
  }
}

function* entriesOfNoLeader({ nodes }: Dump): Iterable<string> {
  const terms = nodes.map(({ current_term }) => current_term);
  terms.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  const highest = terms[quorumOf(nodes) - 1] ?? 0n;
  for (const [index, { log }] of nodes.entries()) {
    for (const [place, { term }] of log.entries()) {
      if (term === 0n) yield `node ${index}: log[${place}] is of term 0`;
      else if (term > highest) {
        yield `node ${index}: log[${place}] is of term ${term}; the highest that a quorum is in is ${highest}`;
      }
    }
  }
}

/** Where the entries of one index and term are the same, and come after ones of the same term, so are all before them. */
function* logsThatPart({ nodes }: Dump): Iterable<string> {
  const known = new Map<string, { readonly node: number; readonly before: bigint | undefined }>();
  for (const [index, { log }] of nodes.entries()) {
    for (const [place, entry] of log.entries()) {
      const key = `${place}:${entry.term}`;
      const before = log[place - 1]?.term;
      const other = known.get(key);
      if (other === undefined) {
        known.set(key, { node: index, before });
        continue;
      }
      const one = nodes[other.node]?.log[place];
      if (!isSame(one, entry)) {
        yield `nodes ${other.node} and ${index}: log[${place}] of term ${entry.term} is ${quoted(one?.payload ?? "")} and ${quoted(entry.payload)}`;
      } else if (other.before !== before) {
        yield `nodes ${other.node} and ${index}: log[${place}] of term ${entry.term} comes after different terms`;
      }
    }
  }
}

function* leadersThatLack({ nodes }: Dump): Iterable<string> {
  for (const [index, leader] of nodes.entries()) {
    if (leader.role !== LEADER) continue;
    for (const [other, node] of nodes.entries()) {
      if (other === index || node.current_term > leader.current_term) continue;
      const place = firstCommittedNotIn(node, leader.log);
      if (place === null) continue;
      yield `nodes ${other} and ${index}: log[${place}] is committed, and the leader of term ${leader.current_term} does not have it`;
    }
  }
}

/** Of two nodes each holds against the longest committed prefix: where both agree with it, they agree. */
function* disagreements({ nodes }: Dump): Iterable<string> {
  const lengths = nodes.map(committedLength);
  const longest = lengths.indexOf(Math.max(0, ...lengths));
  for (const [index, node] of nodes.entries()) {
    const place = firstCommittedNotIn(node, nodes[longest]?.log ?? []);
    if (place === null) continue;
    yield `nodes ${index} and ${longest}: both have committed log[${place}], and it differs`;
  }
}

function* committedByFew({ nodes }: Dump): Iterable<string> {
  for (const [index, node] of nodes.entries()) {
    const length = committedLength(node);
    if (length === 0) continue;
    const last = node.log[length - 1];
    const holders = nodes.filter(({ log }) => isSame(log[length - 1], last)).length;
    if (holders >= quorumOf(nodes)) continue;
    yield `node ${index}: it has committed log[${length - 1}], which ${holders} of ${nodes.length} nodes have`;
  }
}

function* commandsOutOfOrder({ log }: Node): Iterable<string> {
  let before: string | null = null;
  for (const [index, { payload }] of log.entries()) {
    const number = numberOf(payload);
    if (number === null) continue;
    if (before !== null && number <= (numberOf(before) as number)) {
      yield `log[${index}], ${payload}, comes after ${before}`;
    }
    before = payload;
  }
}

/** docs/specification/raft.md, "Invariants": those that a dump shows by itself, of whatever tick it is. */
export const dumpInvariants: readonly DumpInvariant[] = [
  ofNode(
    "ids-ascending",
    "Nodes stand in ascending id order: 0, 1, 2 and so on.",
    function* ({ id }, index) {
      if (id !== index) yield `its id is ${id}`;
    },
  ),
  ofNode(
    "role-is-one",
    "A role is Follower = 0, Candidate = 1 or Leader = 2.",
    function* ({ role }) {
      if (role >= ROLE_NAMES.length) yield `role is ${role}`;
    },
  ),
  ofNode(
    "candidate-votes-for-itself",
    "A Candidate or Leader has voted for itself.",
    function* ({ role, voted_for }, index) {
      if (role === FOLLOWER || role >= ROLE_NAMES.length || voted_for === BigInt(index)) return;
      yield `it is a ${ROLE_NAMES[role]}, and voted_for is ${voted_for}`;
    },
  ),
  dumpInvariant<Dump>(
    {
      id: "vote-is-for-candidate",
      statement:
        "A vote is of a term from 1 on, for a node that has voted for itself in that term or is in a later one.",
    },
    votesForNobody,
  ),
  dumpInvariant<Dump>(statedAs(invariants, "one-leader-per-term"), leadersOfOneTerm),
  dumpInvariant<Dump>(
    {
      id: "leader-elected-by-quorum",
      statement: "A quorum of nodes has voted for a Leader in its term or is in a later term.",
    },
    leadersOfFew,
  ),
  ofNodeAsStated("terms-ascend", termsOutOfOrder),
  dumpInvariant<Dump>(
    {
      id: "entry-is-of-elected",
      statement:
        "An entry's term is 1 at least, and a quorum of nodes has a current_term of at least it.",
    },
    entriesOfNoLeader,
  ),
  dumpInvariant<Dump>(statedAs(invariants, "logs-match"), logsThatPart),
  dumpInvariant<Dump>(
    {
      id: "leader-has-committed",
      statement:
        "A Leader's log has every entry that a node has committed whose current_term is not above the Leader's.",
    },
    leadersThatLack,
  ),
  ofNodeAsStated("committed-within-log", function* ({ commit_index, log }) {
    if (commit_index <= log.length) return;
    yield `commit_index ${commit_index} is above log_len ${log.length}`;
  }),
  dumpInvariant<Dump>(statedAs(invariants, "committed-prefixes-agree"), disagreements),
  dumpInvariant<Dump>(
    {
      id: "committed-on-quorum",
      statement: "A committed entry is in the logs of a quorum of nodes.",
    },
    committedByFew,
  ),
  ofNode(
    "payload-is-command",
    "A payload is cmd- and a decimal number without leading zeros, or empty.",
    function* ({ log }) {
      for (const [index, { payload }] of log.entries()) {
        if (payload === "" || numberOf(payload) !== null) continue;
        yield `log[${index}] has the payload ${quoted(payload)}`;
      }
    },
  ),
  ofNode(
    "commands-ascending",
    "The numbers of a log's commands strictly ascend.",
    commandsOutOfOrder,
  ),
  ofNode(
    "no-op-begins-term",
    "A no-op is the first entry of its term in a log.",
    function* ({ log }) {
      for (const [index, { term, payload }] of log.entries()) {
        if (payload !== "" || log[index - 1]?.term !== term) continue;
        yield `log[${index}] is a no-op, and comes after an entry of its term ${term}`;
      }
    },
  ),
];
