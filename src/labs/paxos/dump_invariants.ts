import { dumpInvariant, quoted, statedAs } from "../dump_invariant.ts";
import type { DumpInvariant } from "../lab.ts";
import { invariants } from "./invariants.ts";
import { FOLLOWER, LEADER, ROLE_NAMES } from "./node.ts";

interface Ballot {
  readonly round: number;
  readonly proposer: number;
}

interface Accept {
  readonly slot: bigint;
  readonly ballot: Ballot;
  readonly value: string;
}

interface LearnedSlot {
  readonly slot: bigint;
  readonly value: string;
}

interface Node {
  readonly id: number;
  readonly promised: Ballot;
  readonly role: number;
  readonly my_ballot: Ballot;
  readonly accepts: readonly Accept[];
  readonly learned: readonly LearnedSlot[];
}

interface Dump {
  readonly nodes: readonly Node[];
}

const ZERO: Ballot = { round: 0, proposer: 0 };
const NO_OP = "";

/** The order of ballots: negative, zero or positive. */
function compare(a: Ballot, b: Ballot): number {
  return a.round !== b.round ? a.round - b.round : a.proposer - b.proposer;
}

function shown({ round, proposer }: Ballot): string {
  return `(${round}, ${proposer})`;
}

function shownValue(value: string): string {
  return value === NO_OP ? "the no-op" : quoted(value);
}

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

function ofNodeAsStated(
  id: string,
  breaches: (node: Node, index: number) => Iterable<string>,
): DumpInvariant {
  return ofNode(id, statedAs(invariants, id).statement, breaches);
}

function quorumOf(nodes: readonly Node[]): number {
  return Math.floor(nodes.length / 2) + 1;
}

/** Values are numbered by u32. */
const VALUE = /^val-(0|[1-9][0-9]{0,9})$/;

function isStanding({ role }: Node): boolean {
  return role > FOLLOWER && role < ROLE_NAMES.length;
}

/** Every ballot that a node holds, and where. */
function* ballotsOf({ promised, my_ballot, accepts }: Node): Iterable<[string, Ballot]> {
  yield ["promised", promised];
  yield ["my_ballot", my_ballot];
  for (const [index, { ballot }] of accepts.entries()) yield [`accepts[${index}].ballot`, ballot];
}

function* notInOrder(name: string, slots: readonly { readonly slot: bigint }[]): Iterable<string> {
  for (const [index, { slot }] of slots.entries()) {
    const before = slots[index - 1]?.slot;
    if (before === undefined || before < slot) continue;
    yield `${name}[${index}], slot ${slot}, comes after slot ${before}`;
  }
}

function* notOwn({ promised, my_ballot }: Node, index: number): Iterable<string> {
  if (compare(my_ballot, promised) > 0) {
    yield `my_ballot ${shown(my_ballot)} is above promised ${shown(promised)}`;
  }
  if (compare(my_ballot, ZERO) !== 0 && my_ballot.proposer !== index) {
    yield `my_ballot is ${shown(my_ballot)}`;
  }
}

function* nobodyStoodFor({ nodes }: Dump): Iterable<string> {
  for (const [index, node] of nodes.entries()) {
    for (const [where, ballot] of ballotsOf(node)) {
      const isOfAccept = where.startsWith("accepts");
      if (!isOfAccept && compare(ballot, ZERO) === 0) continue;
      const proposer = nodes[ballot.proposer];
      if (ballot.round === 0 || proposer === undefined) {
        yield `node ${index}: ${where} is ${shown(ballot)}`;
      } else if (compare(proposer.my_ballot, ballot) < 0) {
        yield `node ${index}: ${where} is ${shown(ballot)}, and node ${ballot.proposer} has stood under ${shown(proposer.my_ballot)} at most`;
      }
    }
  }
}

function* promisedByFew({ nodes }: Dump): Iterable<string> {
  const promised = nodes.map((node) => node.promised).sort((a, b) => compare(b, a));
  const highest = promised[quorumOf(nodes) - 1] ?? ZERO;
  const most = `the highest that a quorum has promised is ${shown(highest)}`;
  for (const [index, { role, my_ballot, accepts }] of nodes.entries()) {
    if (role === LEADER && compare(my_ballot, highest) > 0) {
      yield `node ${index}: it leads under ${shown(my_ballot)}; ${most}`;
    }
    for (const [place, { ballot }] of accepts.entries()) {
      if (compare(ballot, highest) <= 0) continue;
      yield `node ${index}: accepts[${place}].ballot is ${shown(ballot)}; ${most}`;
    }
  }
}

/** What was accepted for a slot under a ballot, and by which nodes. */
interface Accepted {
  readonly slot: bigint;
  readonly ballot: Ballot;
  readonly value: string;
  readonly by: Set<number>;
}

/** The accepts of all nodes by slot and ballot. Where they contradict each other, that of the lowest node stands. */
function acceptedOf({ nodes }: Dump): Map<string, Accepted> {
  const accepted = new Map<string, Accepted>();
  for (const [index, { accepts }] of nodes.entries()) {
    for (const { slot, ballot, value } of accepts) {
      const key = `${slot}:${shown(ballot)}`;
      const one = accepted.get(key) ?? { slot, ballot, value, by: new Set<number>() };
      accepted.set(key, one);
      if (one.value === value) one.by.add(index);
    }
  }
  return accepted;
}

function* valuesOfOneBallot(dump: Dump): Iterable<string> {
  const accepted = acceptedOf(dump);
  for (const [index, { accepts }] of dump.nodes.entries()) {
    for (const { slot, ballot, value } of accepts) {
      const one = accepted.get(`${slot}:${shown(ballot)}`);
      if (one === undefined || one.value === value) continue;
      const [first = index] = one.by;
      yield `nodes ${first} and ${index}: slot ${slot} under ${shown(ballot)} is ${shownValue(one.value)} and ${shownValue(value)}`;
    }
  }
}

function* chosenReplaced(dump: Dump): Iterable<string> {
  const quorum = quorumOf(dump.nodes);
  const chosen = new Map<bigint, Accepted>();
  for (const one of acceptedOf(dump).values()) {
    const other = chosen.get(one.slot);
    if (one.by.size < quorum) continue;
    if (other === undefined || compare(one.ballot, other.ballot) < 0) chosen.set(one.slot, one);
  }
  for (const [index, { accepts }] of dump.nodes.entries()) {
    for (const { slot, ballot, value } of accepts) {
      const one = chosen.get(slot);
      if (one === undefined || compare(ballot, one.ballot) <= 0 || value === one.value) continue;
      yield `node ${index}: slot ${slot} is ${shownValue(value)} under ${shown(ballot)}; a quorum has accepted ${shownValue(one.value)} under ${shown(one.ballot)}`;
    }
  }
}

function* disagreements({ nodes }: Dump): Iterable<string> {
  const known = new Map<bigint, { readonly value: string; readonly index: number }>();
  for (const [index, { learned }] of nodes.entries()) {
    for (const { slot, value } of learned) {
      const other = known.get(slot);
      if (other === undefined) known.set(slot, { value, index });
      else if (other.value !== value) {
        yield `nodes ${other.index} and ${index}: slot ${slot} is ${shownValue(other.value)} and ${shownValue(value)}`;
      }
    }
  }
}

function* learnedOfFew({ nodes }: Dump): Iterable<string> {
  const holders = new Map<string, Set<number>>();
  for (const [index, { accepts }] of nodes.entries()) {
    for (const { slot, value } of accepts) {
      const key = `${slot}:${value}`;
      const by = holders.get(key) ?? new Set<number>();
      holders.set(key, by.add(index));
    }
  }
  for (const [index, { learned }] of nodes.entries()) {
    for (const { slot, value } of learned) {
      const held = holders.get(`${slot}:${value}`)?.size ?? 0;
      if (held >= quorumOf(nodes)) continue;
      yield `node ${index}: it has learned ${shownValue(value)} for slot ${slot}, which ${held} of ${nodes.length} nodes have accepted`;
    }
  }
}

function* valuesOfTwoSlots({ nodes }: Dump): Iterable<string> {
  const slots = new Map<string, bigint>();
  for (const [index, { accepts, learned }] of nodes.entries()) {
    for (const { slot, value } of [...accepts, ...learned]) {
      if (value === NO_OP) continue;
      const other = slots.get(value);
      if (other === undefined) slots.set(value, slot);
      else if (other !== slot) {
        yield `node ${index}: ${quoted(value)} stands in slot ${slot}, and also in slot ${other}`;
      }
    }
  }
}

/** docs/specification/paxos.md, "Invariants": those that a dump shows by itself, of whatever tick it is. */
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
  ofNodeAsStated("ballot-is-own", notOwn),
  ofNodeAsStated("leader-promised-itself", function* (node) {
    const { role, promised, my_ballot } = node;
    if (!isStanding(node)) return;
    if (compare(my_ballot, ZERO) === 0) yield `it is a ${ROLE_NAMES[role]} under (0, 0)`;
    else if (compare(promised, my_ballot) !== 0) {
      yield `it is a ${ROLE_NAMES[role]} under ${shown(my_ballot)}, and has promised ${shown(promised)}`;
    }
  }),
  dumpInvariant<Dump>(
    {
      id: "ballot-was-stood-for",
      statement:
        "A ballot other than (0, 0) has a round of 1 at least, and its proposer a my_ballot of at least it; an accept's is not (0, 0).",
    },
    nobodyStoodFor,
  ),
  dumpInvariant<Dump>(
    {
      id: "ballot-promised-by-quorum",
      statement:
        "A quorum of nodes has promised at least the ballot of any Leader and of any accept.",
    },
    promisedByFew,
  ),
  ofNode(
    "slots-ascending",
    "The slots of accepts, and those of learned, stand in strictly ascending order.",
    function* ({ accepts, learned }) {
      yield* notInOrder("accepts", accepts);
      yield* notInOrder("learned", learned);
    },
  ),
  ofNodeAsStated("accepts-within-promised", function* ({ promised, accepts }) {
    for (const [index, { ballot }] of accepts.entries()) {
      if (compare(ballot, promised) <= 0) continue;
      yield `accepts[${index}].ballot ${shown(ballot)} is above promised ${shown(promised)}`;
    }
  }),
  dumpInvariant<Dump>(statedAs(invariants, "one-value-per-ballot"), valuesOfOneBallot),
  dumpInvariant<Dump>(
    {
      id: "chosen-stays",
      statement:
        "What a quorum has accepted for a slot under one ballot is the value of every accept of the slot under a higher one.",
    },
    chosenReplaced,
  ),
  dumpInvariant<Dump>(statedAs(invariants, "agreement"), disagreements),
  dumpInvariant<Dump>(
    {
      id: "learned-on-quorum",
      statement: "A quorum of nodes has accepted a learned value for its slot.",
    },
    learnedOfFew,
  ),
  dumpInvariant<Dump>(
    {
      id: "value-has-one-slot",
      statement:
        "A value other than the no-op stands in one slot only, whoever has accepted or learned it.",
    },
    valuesOfTwoSlots,
  ),
  ofNode(
    "value-is-numbered",
    "A value is val- and a decimal number without leading zeros, or empty.",
    function* ({ accepts, learned }) {
      for (const [name, slots] of [
        ["accepts", accepts],
        ["learned", learned],
      ] as const) {
        for (const [index, { value }] of slots.entries()) {
          if (value === NO_OP || VALUE.test(value)) continue;
          yield `${name}[${index}] has the value ${quoted(value)}`;
        }
      }
    },
  ),
];
