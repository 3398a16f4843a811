import type { HistoryTree } from "./history.ts";

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

type Argument = "number" | "zxid" | "transaction" | "history";

interface MessageShape {
  readonly name: string;
  readonly contents: readonly (readonly [name: string, kind: Argument])[];
}

/** By message type: its name and contents, in the order in which they travel. */
const MESSAGES: readonly MessageShape[] = [
  {
    name: "LookForLeader",
    contents: [
      ["epoch", "number"],
      ["zxid", "zxid"],
      ["candidate", "number"],
    ],
  },
  { name: "Vote", contents: [["leader", "number"]] },
  {
    name: "NewEpoch",
    contents: [
      ["epoch", "number"],
      ["current_epoch", "number"],
      ["last_zxid", "zxid"],
    ],
  },
  {
    name: "AckEpoch",
    contents: [
      ["epoch", "number"],
      ["current_epoch", "number"],
      ["last_zxid", "zxid"],
    ],
  },
  { name: "RejectEpoch", contents: [["accepted_epoch", "number"]] },
  {
    name: "NewLeader",
    contents: [
      ["epoch", "number"],
      ["history", "history"],
    ],
  },
  {
    name: "AckLeader",
    contents: [
      ["epoch", "number"],
      ["last_zxid", "zxid"],
    ],
  },
  { name: "Propose", contents: [["transaction", "transaction"]] },
  { name: "Ack", contents: [["zxid", "zxid"]] },
  {
    name: "Commit",
    contents: [
      ["epoch", "number"],
      ["zxid", "zxid"],
    ],
  },
  {
    name: "Heartbeat",
    contents: [
      ["epoch", "number"],
      ["last_zxid", "zxid"],
      ["last_committed", "zxid"],
    ],
  },
  {
    name: "HeartbeatAck",
    contents: [
      ["epoch", "number"],
      ["last_zxid", "zxid"],
    ],
  },
];

/** The names of the messages, by type. */
export const MESSAGE_NAMES: readonly string[] = MESSAGES.map(({ name }) => name);

/** The payload of client command number `proposal`: "zab-0", "zab-1", … (ASCII). */
export function payloadText(proposal: number): string {
  return `zab-${proposal}`;
}

/** A message in words: its name, and its contents by name, as plain JSON values. */
export function describeMessage(
  histories: HistoryTree,
  type: number,
  args: readonly number[],
): { type: string; contents: Record<string, unknown> } {
  const shape = MESSAGES[type] as MessageShape;
  const contents: Record<string, unknown> = {};
  shape.contents.forEach(([name, kind], index) => {
    contents[name] = describeArgument(histories, kind, args[index] as number);
  });
  return { type: shape.name, contents };
}

function describeArgument(histories: HistoryTree, kind: Argument, value: number): unknown {
  const zxid = { epoch: histories.epoch(value), counter: histories.counter(value) };
  switch (kind) {
    case "number":
      return value;
    case "zxid":
      return zxid;
    case "transaction":
      return { zxid, payload: payloadText(histories.proposal(value)) };
    case "history":
      return { history_len: histories.historyLength(value), last_zxid: zxid };
  }
}
