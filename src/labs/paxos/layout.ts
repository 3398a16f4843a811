import {
  enum8,
  group,
  type Layout,
  magic,
  repeatKeyed,
  repeatNodes,
  text,
  u32le,
  u64le,
} from "../../dump/layout.ts";
import type { Ballots } from "./ballots.ts";
import type { Cluster } from "./cluster.ts";
import { type Node, ROLE_NAMES } from "./node.ts";
import { type PValues, valueText } from "./pvalues.ts";

/** A node and the tables that its numbers refer to: what the fields of a node are read from. */
export interface NodeView {
  readonly node: Node;
  readonly ballots: Ballots;
  readonly pvalues: PValues;
}

/** A slot of accepts or learned, while it is being written. A learned one has no ballot. */
export interface SlotView {
  readonly ballots: Ballots;
  slot: number;
  ballot: number;
  value: string;
}

function ballot<T extends { readonly ballots: Ballots }>(name: string, of: (view: T) => number) {
  return group<T>(
    name,
    u32le("round", (view) => view.ballots.round(of(view))),
    u32le("proposer", (view) => view.ballots.proposer(of(view))),
  );
}

function nodes({ nodes, ballots, pvalues }: Cluster) {
  return nodes.map((node) => ({ node, ballots, pvalues }));
}

/** The accepts of a node as they are written: one reused view for all of them, since a dump may hold many. */
function accepts({ node, ballots, pvalues }: NodeView) {
  const ids = node.accepts.inOrder();
  const view: SlotView = { ballots, slot: 0, ballot: 0, value: "" };
  return {
    length: ids.length,
    ids,
    at(index: number): SlotView {
      const pvalue = ids[index] as number;
      view.slot = pvalues.slot(pvalue);
      view.ballot = pvalues.ballot(pvalue);
      view.value = valueText(pvalues.value(pvalue));
      return view;
    },
  };
}

function learned({ node, ballots, pvalues }: NodeView) {
  const ids = node.learned.inOrder();
  const view: SlotView = { ballots, slot: 0, ballot: 0, value: "" };
  return {
    length: ids.length,
    ids,
    at(index: number): SlotView {
      const choice = ids[index] as number;
      view.slot = pvalues.slotOf(choice);
      view.value = valueText(pvalues.valueOf(choice));
      return view;
    },
  };
}

const slot = u64le<SlotView>("slot", (view) => view.slot, "in ascending order, from 0");
const value_len = u32le<SlotView>("value_len", ({ value }) => value.length);
const value = text<SlotView>(
  "value",
  "value_len",
  (view) => view.value,
  "ASCII: a client's value, val-0, val-1, …; a no-op is empty",
);

/** docs/specification/paxos.md, "Canonical dump". */
export const layout: Layout<Cluster> = [
  magic("DSEPAX01"),
  u32le("node_count", (cluster) => cluster.nodes.length),
  repeatNodes(
    "nodes",
    "node_count",
    nodes,
    u32le("id", ({ node }) => node.id, "nodes stand in ascending id order"),
    ballot("promised", ({ node }) => node.promised),
    enum8("role", ROLE_NAMES, ({ node }) => node.role),
    ballot("my_ballot", ({ node }) => node.my_ballot),
    u32le("accepts_len", ({ node }) => node.accepts.size),
    repeatKeyed(
      "accepts",
      "accepts_len",
      "slot",
      accepts,
      slot,
      ballot<SlotView>("ballot", (view) => view.ballot),
      value_len,
      value,
    ),
    u32le("learned_len", ({ node }) => node.learned.size),
    repeatKeyed("learned", "learned_len", "slot", learned, slot, value_len, value),
  ),
];

/** All that a dump of {@link layout} is a function of: what is accepted and learned is told apart by the count of changes. */
export class DumpedState {
  private readonly numbers: Int32Array;

  constructor({ nodes }: Cluster) {
    this.numbers = new Int32Array(nodes.length * DUMPED_NUMBERS);
    let at = 0;
    for (const node of nodes) {
      this.numbers[at++] = node.promised;
      this.numbers[at++] = node.role;
      this.numbers[at++] = node.my_ballot;
      this.numbers[at++] = node.accepts.changes;
      this.numbers[at++] = node.learned.changes;
    }
  }

  /** Whether the cluster's state is still this one. */
  isOf({ nodes }: Cluster): boolean {
    const { numbers } = this;
    let at = 0;
    for (const node of nodes) {
      if (
        numbers[at] !== (node.promised | 0) ||
        numbers[at + 1] !== (node.role | 0) ||
        numbers[at + 2] !== (node.my_ballot | 0) ||
        numbers[at + 3] !== node.accepts.changes ||
        numbers[at + 4] !== node.learned.changes
      ) {
        return false;
      }
      at += DUMPED_NUMBERS;
    }
    return true;
  }
}

/** Numbers of a node in a {@link DumpedState}. */
const DUMPED_NUMBERS = 5;
