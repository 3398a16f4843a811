import { dumpInvariant, quoted, statedAs } from "../dump_invariant.ts";
import type { DumpInvariant } from "../lab.ts";
import { invariants } from "./invariants.ts";
import { LEADING, ROLE_NAMES } from "./node.ts";

interface Zxid {
  readonly epoch: number;
  readonly counter: number;
}

interface Transaction {
  readonly zxid: Zxid;
  readonly payload: string;
}

interface Node {
  readonly id: number;
  readonly role: number;
  readonly current_epoch: number;
  readonly accepted_epoch: number;
  readonly last_zxid: Zxid;
  readonly last_committed: Zxid;
  readonly history: readonly Transaction[];
}

interface Dump {
  readonly nodes: readonly Node[];
}

const ZERO: Zxid = { epoch: 0, counter: 0 };

function compare(a: Zxid, b: Zxid): number {
  return a.epoch - b.epoch || a.counter - b.counter;
}

function shown({ epoch, counter }: Zxid): string {
  return `${epoch}:${counter}`;
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

function ofNodeAsStated(id: string, breaches: (node: Node) => Iterable<string>): DumpInvariant {
  return ofNode(id, statedAs(invariants, id).statement, breaches);
}

/** Payloads are numbered by u32. */
const PAYLOAD = /^zab-(0|[1-9][0-9]{0,9})$/;

/** The number of a payload; null where it is none of the lab. */
function numberOf(payload: string): number | null {
  const digits = PAYLOAD.exec(payload)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** How many transactions of its history a node has committed; null where it has committed what is not in it. */
function committedLength({ history, last_committed }: Node): number | null {
  if (compare(last_committed, ZERO) === 0) return 0;
  const last = history.findLastIndex(({ zxid }) => compare(zxid, last_committed) === 0);
  return last === -1 ? null : last + 1;
}

/** The first place in which two histories differ, of their first `length` transactions; null where none does. */
function firstDifference(
  a: readonly Transaction[],
  b: readonly Transaction[],
  length: number,
): number | null {
  for (let i = 0; i < length; i++) {
    const [one, other] = [a[i] as Transaction, b[i] as Transaction];
    if (compare(one.zxid, other.zxid) !== 0 || one.payload !== other.payload) return i;
  }
  return null;
}

/** Of two nodes each holds against the longest committed prefix: where both agree with it, they agree. */
function* disagreements({ nodes }: Dump): Iterable<string> {
  let longest = { index: 0, length: 0 };
  for (const [index, node] of nodes.entries()) {
    const length = committedLength(node);
    if (length === null) {
      yield `node ${index}: it has committed ${shown(node.last_committed)}, which is not in its history`;
    } else if (length > longest.length) longest = { index, length };
  }
  const { history } = nodes[longest.index] ?? { history: [] };
  for (const [index, node] of nodes.entries()) {
    const place = firstDifference(node.history, history, committedLength(node) ?? 0);
    if (place === null) continue;
    yield `nodes ${index} and ${longest.index}: both have committed history[${place}], and it differs`;
  }
}

function* uncommittedByQuorum({ nodes }: Dump): Iterable<string> {
  const quorum = Math.floor(nodes.length / 2) + 1;
  const holders = new Map<string, number>();
  for (const { history } of nodes) {
    // A node counts once, however often a submitted history has the same zxid.
    for (const zxid of new Set(history.map((transaction) => shown(transaction.zxid)))) {
      holders.set(zxid, (holders.get(zxid) ?? 0) + 1);
    }
  }
  for (const [index, { last_committed }] of nodes.entries()) {
    const zxid = shown(last_committed);
    const held = holders.get(zxid) ?? 0;
    if (compare(last_committed, ZERO) === 0 || held >= quorum) continue;
    yield `node ${index}: it has committed ${zxid}, which ${held} of ${nodes.length} nodes have`;
  }
}

function* acceptedByFew({ nodes }: Dump): Iterable<string> {
  const quorum = Math.floor(nodes.length / 2) + 1;
  // The highest epoch that a quorum has accepted.
  const accepted = nodes.map(({ accepted_epoch }) => accepted_epoch).sort((a, b) => b - a);
  const highest = accepted[quorum - 1] ?? 0;
  for (const [index, { current_epoch }] of nodes.entries()) {
    if (current_epoch <= highest) continue;
    yield `node ${index}: current_epoch is ${current_epoch}; the highest that a quorum has accepted is ${highest}`;
  }
}

function* leadersOfOneEpoch({ nodes }: Dump): Iterable<string> {
  const leaders = new Map<number, number>();
  for (const [index, { role, current_epoch, accepted_epoch }] of nodes.entries()) {
    if (role !== LEADING || current_epoch !== accepted_epoch) continue;
    const other = leaders.get(current_epoch);
    if (other === undefined) leaders.set(current_epoch, index);
    else yield `nodes ${other} and ${index}: both lead epoch ${current_epoch}`;
  }
}

function* payloadsOfOneZxid({ nodes }: Dump): Iterable<string> {
  const known = new Map<string, { readonly payload: string; readonly index: number }>();
  for (const [index, { history }] of nodes.entries()) {
    for (const { zxid, payload } of history) {
      const other = known.get(shown(zxid));
      if (other === undefined) known.set(shown(zxid), { payload, index });
      else if (other.payload !== payload) {
        yield `nodes ${other.index} and ${index}: ${shown(zxid)} is ${quoted(other.payload)} and ${quoted(payload)}`;
      }
    }
  }
}

function* stepsOutOfOrder({ history }: Node): Iterable<string> {
  let before = ZERO;
  for (const [index, { zxid }] of history.entries()) {
    const successor = zxid.epoch === before.epoch ? before.counter + 1 : 1;
    if (compare(zxid, before) <= 0 || zxid.counter !== successor) {
      const after = index === 0 ? "stands first" : `comes after ${shown(before)}`;
      yield `history[${index}], ${shown(zxid)}, ${after}`;
    }
    before = zxid;
  }
}

function* payloadsOutOfOrder({ history }: Node): Iterable<string> {
  let before: Transaction | null = null;
  for (const [index, transaction] of history.entries()) {
    const number = numberOf(transaction.payload);
    if (number === null) continue;
    if (before !== null && number <= (numberOf(before.payload) as number)) {
      yield `history[${index}], ${transaction.payload}, comes after ${before.payload}`;
    }
    before = transaction;
  }
}

/** docs/specification/zab.md, "Invariants": those that a dump shows by itself, of whatever tick it is. */
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
    "A role is Looking = 0, Following = 1 or Leading = 2.",
    function* ({ role }) {
      if (role >= ROLE_NAMES.length) yield `role is ${role}`;
    },
  ),
  ofNodeAsStated("current-within-accepted", function* ({ current_epoch, accepted_epoch }) {
    if (current_epoch <= accepted_epoch) return;
    yield `current_epoch ${current_epoch} is above accepted_epoch ${accepted_epoch}`;
  }),
  ofNode("leader-has-accepted", "A node that leads has accepted_epoch >= 1.", function* (node) {
    if (node.role === LEADING && node.accepted_epoch === 0) yield "it leads with accepted_epoch 0";
  }),
  dumpInvariant<Dump>(
    {
      id: "one-discovered-leader-per-epoch",
      statement:
        "Of an epoch at most one node is Leading with current_epoch and accepted_epoch both at it.",
    },
    leadersOfOneEpoch,
  ),
  dumpInvariant<Dump>(
    {
      id: "current-accepted-by-quorum",
      statement: "A quorum of nodes has an accepted_epoch of at least any node's current_epoch.",
    },
    acceptedByFew,
  ),
  ofNode(
    "last-zxid-ends-history",
    "last_zxid is the zxid of the history's last transaction, and ZERO where it is empty.",
    function* ({ last_zxid, history }) {
      const last = history.at(-1)?.zxid ?? ZERO;
      if (compare(last, last_zxid) === 0) return;
      yield `last_zxid is ${shown(last_zxid)}, and its history ends with ${shown(last)}`;
    },
  ),
  ofNode(
    "history-within-current",
    "last_zxid.epoch <= current_epoch.",
    function* ({ last_zxid, current_epoch }) {
      if (last_zxid.epoch <= current_epoch) return;
      yield `last_zxid ${shown(last_zxid)} is of an epoch above current_epoch ${current_epoch}`;
    },
  ),
  ofNodeAsStated("committed-within-history", function* ({ last_committed, last_zxid }) {
    if (compare(last_committed, last_zxid) <= 0) return;
    yield `last_committed ${shown(last_committed)} is above last_zxid ${shown(last_zxid)}`;
  }),
  ofNodeAsStated("history-contiguous", stepsOutOfOrder),
  dumpInvariant<Dump>(statedAs(invariants, "committed-prefixes-agree"), disagreements),
  dumpInvariant<Dump>(
    {
      id: "committed-on-quorum",
      statement: "A committed transaction is in the histories of a quorum of nodes.",
    },
    uncommittedByQuorum,
  ),
  dumpInvariant<Dump>(
    {
      id: "one-payload-per-zxid",
      statement: "Transactions of the same zxid have the same payload, whoever has them.",
    },
    payloadsOfOneZxid,
  ),
  ofNode(
    "payload-is-command",
    "A payload is zab- and a decimal number without leading zeros.",
    function* ({ history }) {
      for (const [index, { payload }] of history.entries()) {
        if (numberOf(payload) === null)
          yield `history[${index}] has the payload ${quoted(payload)}`;
      }
    },
  ),
  ofNode(
    "payloads-ascending",
    "The numbers of a history's payloads strictly ascend.",
    payloadsOutOfOrder,
  ),
];
