import {
  type AnyField,
  edited,
  type FieldChange,
  type IntegerField,
  type Layout,
  type RepeatField,
  type TextField,
  text,
} from "../../dump/layout.ts";
import { bigEndian, constantText, retyped, swapped } from "../../dump/layout_bugs.ts";
import type { BugWith } from "../bug.ts";
import type { Cluster } from "./cluster.ts";
import { historyOf, layout, type NodeView, type Transaction } from "./layout.ts";

function changed(change: FieldChange): readonly [Layout<Cluster>] {
  return [edited(layout, change)];
}

/** The layout in which the field of one kind is replaced. */
function at(kind: string, change: (field: AnyField) => readonly AnyField[]) {
  return changed((field, here) => (here === kind ? change(field) : [field]));
}

const ROLE = "nodes[].role";
const MAGIC = "magic";
const PAYLOAD = "nodes[].history[].payload";

/** The transactions up to last_committed. */
function committed({ node, histories }: NodeView): Int32Array {
  const { last_committed } = node;
  return histories
    .transactions(node.last_zxid)
    .filter((id) => histories.compare(id, last_committed) <= 0);
}

/** Programs that run the protocol as they should, and write its state otherwise. */
export const encodingBugs: readonly BugWith<Layout<Cluster>>[] = [
  {
    id: "magic-digit",
    title: "The magic ends in another digit",
    description: "The magic is DSEZAB02 in place of DSEZAB01.",
    effect: "Byte 7 differs, and nothing else does.",
    cause: "A typing error, or the version number of a later lab.",
    runbook: "magic",
    fix: "Write the eight bytes DSEZAB01.",
    readings: at(MAGIC, () => [constantText(MAGIC, "DSEZAB02")]),
  },
  {
    id: "magic-short",
    title: "The magic is one byte short",
    description: "The magic is the seven bytes DSEZAB1.",
    effect: "Everything from byte 6 on stands one byte too early.",
    cause: "A typing error: the zero was left out.",
    runbook: "magic",
    fix: "Write the eight bytes DSEZAB01.",
    readings: at(MAGIC, () => [constantText(MAGIC, "DSEZAB1")]),
  },
  {
    id: "magic-nul",
    title: "The magic is followed by a NUL",
    description: "The magic is written with a terminating NUL, nine bytes in all.",
    effect: "Everything from byte 8 on stands one byte too late.",
    cause: "C and C++: sizeof of a string literal, or strcpy, counts the terminator.",
    runbook: "magic",
    fix: "Write eight bytes: strlen of the literal, or sizeof - 1.",
    readings: at(MAGIC, () => [constantText(MAGIC, "DSEZAB01\0")]),
  },
  {
    id: "role-leading-first",
    title: "The roles are numbered backwards",
    description: "Leading is 0, Following 1 and Looking 2.",
    effect: "The role of every node that leads or looks differs.",
    cause: "An enum declared with the leader first, and written as its number.",
    runbook: "role",
    fix: "Looking = 0, Following = 1, Leading = 2.",
    readings: at(ROLE, (role) => [remapped(role, (value) => 2 - value)]),
  },
  {
    id: "role-from-one",
    title: "The roles are numbered from 1",
    description: "Looking is 1, Following 2 and Leading 3.",
    effect: "The role of every node differs.",
    cause: "Protocol buffers or a language whose enums begin at 1.",
    runbook: "role",
    fix: "Looking = 0, Following = 1, Leading = 2.",
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
    id: "role-padded",
    title: "The role is padded to four bytes",
    description: "The role's byte is followed by three zero bytes.",
    effect: "Three zero bytes too many in every node.",
    cause: "C and C++: a struct was written whole, with the padding that aligns the next field.",
    runbook: "role",
    fix: "Write the fields one by one, or declare the struct packed.",
    readings: at(ROLE, (role) => [role, constantText("role_padding", "\0\0\0")]),
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
    id: "zxid-packed",
    title: "A zxid is one packed u64",
    description:
      "A zxid is written as the u64 epoch << 32 | counter, little-endian: the counter stands first.",
    effect: "Epoch and counter of every zxid change places.",
    cause: "ZooKeeper's own representation of a zxid.",
    runbook: "last_zxid",
    fix: "Write two u32: the epoch, then the counter.",
    readings: changed((field, kind) =>
      field.kind === "group" && /zxid$|last_committed$/.test(kind)
        ? [{ ...field, fields: swapped(field.fields, "epoch", "counter") }]
        : [field],
    ),
  },
  {
    id: "epochs-swapped",
    title: "The two epochs change places",
    description: "accepted_epoch is written before current_epoch.",
    effect:
      "The epochs of every node in which they differ; none at all where all nodes are synced.",
    cause: "Fields written in the order in which the handshake sets them.",
    runbook: "epochs",
    fix: "Write current_epoch, then accepted_epoch.",
    readings: changed((field, kind) =>
      field.kind === "repeat" && kind === "nodes"
        ? [{ ...field, fields: swapped(field.fields, "current_epoch", "accepted_epoch") }]
        : [field],
    ),
  },
  {
    id: "committed-before-last",
    title: "last_committed stands before last_zxid",
    description: "last_committed is written before last_zxid.",
    effect:
      "Both differ in every node that has a transaction it has not committed; else nothing does.",
    cause: "Fields written in the order of their importance.",
    runbook: "last_zxid",
    fix: "Write last_zxid, then last_committed.",
    readings: changed((field, kind) =>
      field.kind === "repeat" && kind === "nodes"
        ? [{ ...field, fields: swapped(field.fields, "last_zxid", "last_committed") }]
        : [field],
    ),
  },
  {
    id: "lengths-u64",
    title: "Counts and lengths are u64",
    description: "node_count, history_len and payload_len are written as u64.",
    effect: "Four zero bytes too many after each of them, from byte 12 on.",
    cause: "size_t, usize or Rust's bincode, which writes every length as a u64.",
    runbook: "node_count",
    fix: "Write u32.",
    readings: changed((field, kind) =>
      field.kind === "integer" && /node_count$|history_len$|payload_len$/.test(kind)
        ? [retyped(field, "u64le")]
        : [field],
    ),
  },
  {
    id: "payload-unprefixed",
    title: "Payloads have no length",
    description: "payload_len is left out.",
    effect: "Four bytes are missing in every history entry.",
    cause: "A byte string was written as it is, without its length.",
    runbook: "history-entry",
    fix: "Write payload_len as a u32 before each payload.",
    readings: at("nodes[].history[].payload_len", () => []),
  },
  {
    id: "payload-nul",
    title: "Payloads end in a NUL",
    description: "Every payload ends in a NUL, which payload_len counts.",
    effect: "Every payload_len is one too high, and every payload one byte longer.",
    cause: "C: strlen + 1 was copied, or sizeof of a literal.",
    runbook: "history-entry",
    fix: "The payload is the text alone: zab-0 has five bytes.",
    readings: changed((field, kind) => {
      if (kind === PAYLOAD) {
        const { value } = field as TextField<Transaction>;
        return [text(field.name, "payload_len", (of: Transaction) => `${value(of)}\0`)];
      }
      if (kind !== "nodes[].history[].payload_len") return [field];
      return [remapped(field, (length) => length + 1)];
    }),
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
    title: "Only committed history is written",
    description: "A node's history, and its history_len, reach only up to last_committed.",
    effect: "history_len is too low in every node that has a transaction it has not committed.",
    cause: "The state machine's log was dumped in place of the node's history.",
    runbook: "history_len",
    fix: "Write the whole history, committed or not.",
    readings: changed((field, kind) => {
      if (kind === "nodes[].history_len") {
        return [{ ...field, value: (of: NodeView) => committed(of).length } as AnyField];
      }
      if (kind !== "nodes[].history") return [field];
      const entries = (of: NodeView) => historyOf(of, committed(of));
      return [{ ...(field as RepeatField<NodeView>), items: entries }];
    }),
  },
];

/** The field with every number replaced by another. */
function remapped(field: AnyField, of: (value: number) => number): AnyField {
  const { value, ...rest } = field as IntegerField<unknown>;
  return { ...rest, value: (from: unknown) => of(value(from) as number) };
}
