import {
  type ArgumentKind,
  contentWordsOf,
  type MessageShape,
  messageForms,
  NUMBER,
  type ValueForm,
} from "../message_shapes.ts";
import type { Accepts } from "./accepts.ts";
import type { Ballots } from "./ballots.ts";
import { type PValues, valueText } from "./pvalues.ts";

/**
 * The messages of the protocol (docs/specification/paxos.md, "Handlers"). Each is a type and up to two integers: a
 * ballot is one (see ballots.ts), a pvalue and a choice are the number of their row (see pvalues.ts), and the accepts
 * in a Promise are what its sender remembers under a number (see accepts.ts).
 */
export const PREPARE = 0;
export const PROMISE = 1;
export const ACCEPT = 2;
export const ACCEPTED = 3;
export const DECIDED = 4;
export const HEARTBEAT = 5;
export const CATCH_UP = 6;
export const NACK = 7;

/** What the words of a message refer to. */
export interface MessageContext {
  readonly ballots: Ballots;
  readonly pvalues: PValues;
  /** Of the sender. */
  readonly accepts: Accepts;
}

/** An argument that is one integer which stands for something. */
function byNumber(
  form: ValueForm,
  read: (context: MessageContext, number: number) => unknown,
): ArgumentKind<MessageContext> {
  return { words: 1, form, read: (words, at, context) => read(context, words[at] as number) };
}

const ballotOf = ({ ballots }: MessageContext, ballot: number) => ({
  round: ballots.round(ballot),
  proposer: ballots.proposer(ballot),
});

const BALLOT_FORM: ValueForm = { round: "integer", proposer: "integer" };
const PROPOSAL_FORM: ValueForm = { ballot: BALLOT_FORM, slot: "integer", value: "text" };

const BALLOT = byNumber(BALLOT_FORM, ballotOf);
const PROPOSAL = byNumber(PROPOSAL_FORM, (context, pvalue) => ({
  ballot: ballotOf(context, context.pvalues.ballot(pvalue)),
  slot: context.pvalues.slot(pvalue),
  value: valueText(context.pvalues.value(pvalue)),
}));
const ACCEPTED_SLOT = byNumber({ ballot: BALLOT_FORM, slot: "integer" }, (context, pvalue) => ({
  ballot: ballotOf(context, context.pvalues.ballot(pvalue)),
  slot: context.pvalues.slot(pvalue),
}));
const DECISION = byNumber({ slot: "integer", value: "text" }, ({ pvalues }, choice) => ({
  slot: pvalues.slotOf(choice),
  value: valueText(pvalues.valueOf(choice)),
}));
const ACCEPTS = byNumber(
  { accepts_len: "integer", end_slot: "integer" },
  ({ accepts }, version) => {
    const then = accepts.rememberedAt(version);
    return { accepts_len: then.filter((pvalue) => pvalue !== 0).length, end_slot: then.length };
  },
);

/** By message type. */
export const MESSAGES: readonly MessageShape<MessageContext>[] = [
  { name: "Prepare", section: "Prepare{b}", contents: [["ballot", BALLOT]] },
  {
    name: "Promise",
    section: "Promise{b, a}",
    contents: [
      ["ballot", BALLOT],
      ["accepts", ACCEPTS],
    ],
  },
  { name: "Accept", section: "Accept{b, slot, v}", contents: [["proposal", PROPOSAL]] },
  { name: "Accepted", section: "Accepted{b, slot}", contents: [["proposal", ACCEPTED_SLOT]] },
  { name: "Decided", section: "Decided{slot, v}", contents: [["decision", DECISION]] },
  {
    name: "Heartbeat",
    section: "Heartbeat{b, d}",
    contents: [
      ["ballot", BALLOT],
      ["first_unlearned", NUMBER],
    ],
  },
  { name: "CatchUp", section: "CatchUp{s}", contents: [["first_unlearned", NUMBER]] },
  {
    name: "Nack",
    section: "Nack{b, p}",
    contents: [
      ["ballot", BALLOT],
      ["promised", BALLOT],
    ],
  },
];

/** What events tell of them. */
export const MESSAGE_FORMS = messageForms(MESSAGES);

/** The names of the messages, by type. */
export const MESSAGE_NAMES: readonly string[] = MESSAGES.map(({ name }) => name);

/** Words of contents of every message: as many as the longest needs. */
export const CONTENT_WORDS = contentWordsOf(MESSAGES);
