import {
  type AnyField,
  edited,
  type FieldChange,
  type IntegerField,
  type Layout,
  type RepeatField,
} from "../../dump/layout.ts";
import { bigEndian, constantText, retyped } from "../../dump/layout_bugs.ts";
import type { BugWith } from "../bug.ts";
import type { Cluster } from "./cluster.ts";
import { layout, logOf, type NodeView } from "./layout.ts";
import { NONE } from "./node.ts";

function changed(change: FieldChange): readonly [Layout<Cluster>] {
  return [edited(layout, change)];
}

/** The layout in which the field of one kind is replaced. */
function at(kind: string, change: (field: AnyField) => readonly AnyField[]) {
  return changed((field, here) => (here === kind ? change(field) : [field]));
}

const MAGIC = "magic";
const ROLE = "nodes[].role";
const VOTE = "nodes[].voted_for";
const LENGTH = "nodes[].log_len";
const LOG = "nodes[].log";

/** The zero bytes that a compiler puts after fields of a node. */
const PADDING: Readonly<Record<string, string | undefined>> = {
  "nodes[].id": "\0".repeat(4),
  [ROLE]: "\0".repeat(7),
  [LENGTH]: "\0".repeat(4),
};

/** The field with every number replaced by another. */
function remapped(field: AnyField, of: (value: number) => number): AnyField {
  const { value, ...rest } = field as IntegerField<unknown>;
  return { ...rest, value: (from: unknown) => of(value(from) as number) };
}

/** A vote written as another number, of which another one may mean none. */
function votes(field: AnyField, none: number, of: (id: number) => number): AnyField {
  return { ...remapped(field, (id) => (id === NONE ? none : of(id))), none } as AnyField;
}

/** The entries up to commit_index. */
function committed({ node, cluster }: NodeView): Int32Array {
  return cluster.logs.entries(node.last_entry).subarray(0, node.commit_index);
}

/** Programs that run the protocol as they should, and write its state otherwise. */
export const encodingBugs: readonly BugWith<Layout<Cluster>>[] = [
  {
    id: "magic-digit",
    title: "The magic ends in another digit",
    description: "The magic is DSERAFT2 in place of DSERAFT1.",
    effect: "Byte 7 differs, and nothing else does.",
    cause: "A typing error, or the version number of a later lab.",
    runbook: "magic",
    fix: "Write the eight bytes DSERAFT1.",
    readings: at(MAGIC, () => [constantText(MAGIC, "DSERAFT2")]),
  },
  {
    id: "magic-short",
    title: "The magic is one byte short",
    description: "The magic is the seven bytes DSERAFT.",
    effect: "Everything from byte 7 on stands one byte too early.",
    cause: "A typing error: the digit was left out.",
    runbook: "magic",
    fix: "Write the eight bytes DSERAFT1.",
    readings: at(MAGIC, () => [constantText(MAGIC, "DSERAFT")]),
  },
  {
    id: "magic-nul",
    title: "The magic is followed by a NUL",
    description: "The magic is written with a terminating NUL, nine bytes in all.",
    effect: "Everything from byte 8 on stands one byte too late.",
    cause: "C and C++: sizeof of a string literal, or strcpy, counts the terminator.",
    runbook: "magic",
    fix: "Write eight bytes: strlen of the literal, or sizeof - 1.",
    readings: at(MAGIC, () => [constantText(MAGIC, "DSERAFT1\0")]),
  },
  {
    id: "role-leader-first",
    title: "The roles are numbered backwards",
    description: "Leader is 0, Candidate 1 and Follower 2.",
    effect: "The role of every node differs, but for that of a Candidate.",
    cause: "An enum declared with the leader first, and written as its number.",
    runbook: "role",
    fix: "Follower = 0, Candidate = 1, Leader = 2.",
    readings: at(ROLE, (role) => [remapped(role, (value) => 2 - value)]),
  },
  {
    id: "role-from-one",
    title: "The roles are numbered from 1",
    description: "Follower is 1, Candidate 2 and Leader 3.",
    effect: "The role of every node differs.",
    cause: "Protocol buffers or a language whose enums begin at 1.",
    runbook: "role",
    fix: "Follower = 0, Candidate = 1, Leader = 2.",
    readings: at(ROLE, (role) => [remapped(role, (value) => value + 1)]),
  },
  {
    id: "role-u32",
    title: "The role is a u32",
    description: "The role is written as a little-endian u32 in place of one byte.",
    effect: "Three zero bytes too many in every node.",
    cause: "C and C++: an enum is an int, and is written as one.",
    runbook: "role",
    fix: "Write one byte: convert the enum to uint8_t first.",
    readings: at(ROLE, (role) => [retyped(role as IntegerField<unknown>, "u32le")]),
  },
  {
    id: "struct-padded",
    title: "A node's head is a struct written whole",
    description:
      "What stands before a node's log has 48 bytes: four zero bytes after id, seven after role, four after log_len.",
    effect: "Fifteen zero bytes too many in every node.",
    cause: "C and C++: the compiler aligns the u64 of a struct, and its end.",
    runbook: "current_term",
    fix: "Write the fields one by one, or declare the struct packed.",
    readings: changed((field, kind) => {
      const zeros = PADDING[kind];
      return zeros === undefined ? [field] : [field, constantText(`${field.name}_padding`, zeros)];
    }),
  },
  {
    id: "big-endian",
    title: "Integers are big-endian",
    description: "Every integer is written with its highest byte first.",
    effect: "node_count is the first integer to differ, and nearly all others do.",
    cause: "Network byte order by habit: htonl, Java's DataOutputStream, Go's binary.BigEndian.",
    runbook: null,
    fix: "Write every integer with its lowest byte first.",
    readings: changed(bigEndian),
  },
  {
    id: "vote-none-zero",
    title: "No vote is written as 0",
    description: "voted_for is 0 where the node has voted for nobody.",
    effect: "Nothing tells such a node from one that has voted for node 0.",
    cause: "The zero value of a language, or an option that was unwrapped with a default.",
    runbook: "voted_for",
    fix: "Write none as the i64 -1.",
    readings: at(VOTE, (vote) => [votes(vote, 0, (id) => id)]),
  },
  {
    id: "vote-one-based",
    title: "Votes are written as id + 1",
    description: "voted_for is the id and 1 more; 0 means none.",
    effect: "voted_for of every node differs.",
    cause: "Ids counted from 1, so that 0 can mean none.",
    runbook: "voted_for",
    fix: "Write the id as it is, and none as -1.",
    readings: at(VOTE, (vote) => [votes(vote, 0, (id) => id + 1)]),
  },
  {
    id: "vote-i32",
    title: "The vote is an i32",
    description: "voted_for is written in four bytes in place of eight.",
    effect: "Four bytes are missing in every node.",
    cause: "int in C and C++, or a field taken for the id's type with a sign.",
    runbook: "voted_for",
    fix: "Write voted_for as an i64.",
    readings: at(VOTE, (vote) => [retyped(vote as IntegerField<unknown>, "i32le")]),
  },
  {
    id: "term-u32",
    title: "Terms are u32",
    description:
      "current_term and the terms of entries are written in four bytes in place of eight.",
    effect: "Four bytes are missing in every node, and four in every entry.",
    cause: "The width of the other integers was taken for that of the terms.",
    runbook: "current_term",
    fix: "Write every term as a u64.",
    readings: changed((field, kind) =>
      field.kind === "integer" && /current_term$|\.term$/.test(kind)
        ? [retyped(field, "u32le")]
        : [field],
    ),
  },
  {
    id: "lengths-u64",
    title: "Counts and lengths are u64",
    description: "node_count, log_len and payload_len are written as u64.",
    effect: "Four zero bytes too many after each of them, from byte 12 on.",
    cause: "size_t, usize or Rust's bincode, which writes every length as a u64.",
    runbook: "node_count",
    fix: "Write u32.",
    readings: changed((field, kind) =>
      field.kind === "integer" && /node_count$|log_len$|payload_len$/.test(kind)
        ? [retyped(field, "u64le")]
        : [field],
    ),
  },
  {
    id: "payload-unprefixed",
    title: "Payloads have no length",
    description: "payload_len is left out.",
    effect: "Four bytes are missing in every log entry.",
    cause: "A byte string was written as it is, without its length.",
    runbook: "entry-payload",
    fix: "Write payload_len as a u32 before each payload.",
    readings: at("nodes[].log[].payload_len", () => []),
  },
  {
    id: "nodes-descending",
    title: "Nodes stand in descending order",
    description: "The nodes are written with the highest id first.",
    effect: "The id of the first node differs.",
    cause: "A loop that counts down, a stack, or a map that is iterated backwards.",
    runbook: "node-id",
    fix: "Write the nodes by ascending id.",
    readings: at("nodes", (field) => {
      const nodes = field as RepeatField<Cluster>;
      return [
        {
          ...nodes,
          items: (cluster: Cluster) => {
            const items = nodes.items(cluster);
            return { length: items.length, at: (i: number) => items.at(items.length - 1 - i) };
          },
        },
      ];
    }),
  },
  {
    id: "committed-only",
    title: "Only the committed log is written",
    description: "A node's log, and its log_len, reach only up to commit_index.",
    effect: "log_len is too low in every node that has an entry it does not know to be committed.",
    cause: "What was applied to the state machine was dumped in place of the log.",
    runbook: "log_len",
    fix: "Write the whole log, committed or not.",
    readings: changed((field, kind) => {
      if (kind === LENGTH) {
        return [{ ...field, value: (of: NodeView) => committed(of).length } as AnyField];
      }
      if (kind !== LOG) return [field];
      const entries = (of: NodeView) => logOf(of, committed(of));
      return [{ ...(field as RepeatField<NodeView>), items: entries }];
    }),
  },
];
