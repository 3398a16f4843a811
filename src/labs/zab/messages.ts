import {
  type ArgumentKind,
  contentWordsOf,
  type MessageShape,
  messageForms,
  NUMBER,
  type ValueForm,
} from "../message_shapes.ts";
import type { HistoryTree, TransactionId } from "./history.ts";

/**
 * The messages of the protocol (docs/specification/zab.md, "Handlers"). Each is a type and up to three integers;
 * an argument that is a zxid or a history travels as the id of a transaction.
 */
export const LOOK_FOR_LEADER = 0;
export const VOTE = 1;
export const NEW_EPOCH = 2;
export const ACK_EPOCH = 3;
export const REJECT_EPOCH = 4;
export const NEW_LEADER = 5;
export const ACK_LEADER = 6;
export const PROPOSE = 7;
export const ACK = 8;
export const COMMIT = 9;
export const HEARTBEAT = 10;
export const HEARTBEAT_ACK = 11;

/** The payload of client command number `proposal`: "zab-0", "zab-1", … (ASCII). */
export function payloadText(proposal: number): string {
  return `zab-${proposal}`;
}

/** An argument that travels as the id of a transaction. */
function byTransaction(
  form: ValueForm,
  read: (histories: HistoryTree, id: TransactionId) => unknown,
): ArgumentKind<HistoryTree> {
  return {
    words: 1,
    form,
    read: (words, at, histories) => read(histories, words[at] as TransactionId),
  };
}

const zxidOf = (histories: HistoryTree, id: TransactionId) => ({
  epoch: histories.epoch(id),
  counter: histories.counter(id),
});

const ZXID_FORM: ValueForm = { epoch: "integer", counter: "integer" };

const ZXID = byTransaction(ZXID_FORM, zxidOf);
const TRANSACTION = byTransaction({ zxid: ZXID_FORM, payload: "text" }, (histories, id) => ({
  zxid: zxidOf(histories, id),
  payload: payloadText(histories.proposal(id)),
}));
const HISTORY = byTransaction(
  { history_len: "integer", last_zxid: ZXID_FORM },
  (histories, id) => ({
    history_len: histories.historyLength(id),
    last_zxid: zxidOf(histories, id),
  }),
);

/** By message type. */
export const MESSAGES: readonly MessageShape<HistoryTree>[] = [
  {
    name: "LookForLeader",
    section: "LookForLeader{epoch, zxid, candidate}",
    contents: [
      ["epoch", NUMBER],
      ["zxid", ZXID],
      ["candidate", NUMBER],
    ],
  },
  { name: "Vote", section: "Vote{l}", contents: [["leader", NUMBER]] },
  {
    name: "NewEpoch",
    section: "NewEpoch{e, ce, z}",
    contents: [
      ["epoch", NUMBER],
      ["current_epoch", NUMBER],
      ["last_zxid", ZXID],
    ],
  },
  {
    name: "AckEpoch",
    section: "AckEpoch{e, ce, z}",
    contents: [
      ["epoch", NUMBER],
      ["current_epoch", NUMBER],
      ["last_zxid", ZXID],
    ],
  },
  { name: "RejectEpoch", section: "RejectEpoch{a}", contents: [["accepted_epoch", NUMBER]] },
  {
    name: "NewLeader",
    section: "NewLeader{e, h}",
    contents: [
      ["epoch", NUMBER],
      ["history", HISTORY],
    ],
  },
  {
    name: "AckLeader",
    section: "AckLeader{e, z}",
    contents: [
      ["epoch", NUMBER],
      ["last_zxid", ZXID],
    ],
  },
  { name: "Propose", section: "Propose{x}", contents: [["transaction", TRANSACTION]] },
  { name: "Ack", section: "Ack{z}", contents: [["zxid", ZXID]] },
  {
    name: "Commit",
    section: "Commit{e, z}",
    contents: [
      ["epoch", NUMBER],
      ["zxid", ZXID],
    ],
  },
  {
    name: "Heartbeat",
    section: "Heartbeat{e, z, done}",
    contents: [
      ["epoch", NUMBER],
      ["last_zxid", ZXID],
      ["last_committed", ZXID],
    ],
  },
  {
    name: "HeartbeatAck",
    section: "HeartbeatAck{e, z}",
    contents: [
      ["epoch", NUMBER],
      ["last_zxid", ZXID],
    ],
  },
];

/** What events tell of them. */
export const MESSAGE_FORMS = messageForms(MESSAGES);

/** The names of the messages, by type. */
export const MESSAGE_NAMES: readonly string[] = MESSAGES.map(({ name }) => name);

/** Words of contents of every message: as many as the longest needs. */
export const CONTENT_WORDS = contentWordsOf(MESSAGES);
