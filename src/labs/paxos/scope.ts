import type { Scope, ScopeValue } from "../lab.ts";
import type { Ballots } from "./ballots.ts";
import { hidden } from "./hidden.ts";
import { MESSAGE_NAMES } from "./messages.ts";
import { type Node, ROLE_NAMES } from "./node.ts";

/** What can be watched of a node, in the order of {@link rowOf}. */
export const scope: Scope = {
  row_name: "node",
  state: "role",
  message_types: MESSAGE_NAMES,
  hidden,
  columns: [
    { name: "role", type: "text", values: ROLE_NAMES, description: "Its role, as in the dump" },
    {
      name: "promised",
      type: "text",
      description: "The highest ballot that it has promised, as round.proposer; 0.0 before any",
    },
    {
      name: "my_ballot",
      type: "text",
      description: "The ballot under which it stood for leader last, as round.proposer",
    },
    {
      name: "accepts_len",
      type: "integer",
      description: "Slots in which it has accepted a value: the length of its log",
    },
    { name: "learned_len", type: "integer", description: "Slots whose value it has learned" },
    {
      name: "first_unlearned",
      type: "integer",
      description: "The decided index: it has learned every slot below, and not this one",
    },
    { name: "learned_no_ops", type: "integer", description: "Learned slots that hold a no-op" },
  ],
};

export function rowOf(node: Node, ballots: Ballots): readonly ScopeValue[] {
  const text = (ballot: number): string => `${ballots.round(ballot)}.${ballots.proposer(ballot)}`;
  const { role, promised, my_ballot, accepts, learned } = node;
  return [
    ROLE_NAMES[role] as string,
    text(promised),
    text(my_ballot),
    accepts.size,
    learned.size,
    learned.first_gap,
    learned.no_ops,
  ];
}
