import {
  type ArgumentKind,
  contentWordsOf,
  type MessageShape,
  messageForms,
  NUMBER,
} from "../message_shapes.ts";
import { type EntryId, type LogTree, NO_OP } from "./log.ts";
import type { Rules } from "./rules.ts";

/**
 * The messages of the protocol (docs/specification/raft.md, "Handlers"). Each is a type and up to four integers, of
 * which the first is the sender's term; entries travel as the ids of the one before them and of the last of them.
 */
export const REQUEST_VOTE = 0;
export const REQUEST_VOTE_REPLY = 1;
export const APPEND_ENTRIES = 2;
export const APPEND_REPLY = 3;

/** The payload of a client command by its number: "cmd-0", "cmd-1", … (ASCII). That of a no-op is empty. */
export function payloadText(command: number, form: Rules["payload"]): string {
  if (command === NO_OP) return "";
  return form === "plain" ? `cmd-${command}` : `p${String(command).padStart(2, "0")}`;
}

const FLAG: ArgumentKind<unknown> = {
  words: 1,
  form: "flag",
  read: (words, at) => words[at] === 1,
};

/** An entry by its id: its index and term. */
const ENTRY: ArgumentKind<LogTree> = {
  words: 1,
  form: { index: "integer", term: "integer" },
  read: (words, at, logs) => ({
    index: logs.index(words[at] as EntryId),
    term: logs.term(words[at] as EntryId),
  }),
};

/** Entries by the id of the last of them, where the word before it is that of the entry before them: how many there are. */
const ENTRIES: ArgumentKind<LogTree> = {
  words: 1,
  form: "integer",
  read: (words, at, logs) =>
    logs.index(words[at] as EntryId) - logs.index(words[at - 1] as EntryId),
};

/** By message type. */
export const MESSAGES: readonly MessageShape<LogTree>[] = [
  {
    name: "RequestVote",
    section: "RequestVote{term, last_index, l}",
    contents: [
      ["term", NUMBER],
      ["last_index", NUMBER],
      ["last_term", NUMBER],
    ],
  },
  {
    name: "RequestVoteReply",
    section: "RequestVoteReply{term, granted}",
    contents: [
      ["term", NUMBER],
      ["granted", FLAG],
    ],
  },
  {
    name: "AppendEntries",
    section: "AppendEntries{term, prev_index, prev_term, entries, commit}",
    contents: [
      ["term", NUMBER],
      ["prev", ENTRY],
      ["entries", ENTRIES],
      ["commit", NUMBER],
    ],
  },
  {
    name: "AppendReply",
    section: "AppendReply{term, ok, match, n}",
    contents: [
      ["term", NUMBER],
      ["ok", FLAG],
      ["match", NUMBER],
      ["log_len", NUMBER],
    ],
  },
];

/** What events tell of them. */
export const MESSAGE_FORMS = messageForms(MESSAGES);

/** The names of the messages, by type. */
export const MESSAGE_NAMES: readonly string[] = MESSAGES.map(({ name }) => name);

/** Words of contents of every message: as many as the longest needs. */
export const CONTENT_WORDS = contentWordsOf(MESSAGES);
