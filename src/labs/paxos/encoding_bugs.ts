import {
  type AnyField,
  edited,
  type FieldChange,
  type IntegerField,
  type Layout,
  type RepeatField,
  type Sequence,
  type TextField,
  text,
} from "../../dump/layout.ts";
import { bigEndian, constantText, retyped, swapped } from "../../dump/layout_bugs.ts";
import type { BugWith } from "../bug.ts";
import type { Cluster } from "./cluster.ts";
import { layout, type SlotView } from "./layout.ts";

function changed(change: FieldChange): readonly [Layout<Cluster>] {
  return [edited(layout, change)];
}

/** The layout in which the fields of one kind are replaced. */
function at(kind: string, change: (field: AnyField) => readonly AnyField[]) {
  return changed((field, here) => (here === kind ? change(field) : [field]));
}

const MAGIC = "magic";
const ROLE = "nodes[].role";
const SLOT = /^nodes\[\]\.(accepts|learned)\[\]\.slot$/;
const VALUE_LEN = /^nodes\[\]\.(accepts|learned)\[\]\.value_len$/;
const VALUE = /^nodes\[\]\.(accepts|learned)\[\]\.value$/;

/** The field with every number replaced by another. */
function remapped(field: AnyField, of: (value: number) => number): AnyField {
  const { value, ...rest } = field as IntegerField<unknown>;
  return { ...rest, value: (from: unknown) => of(value(from) as number) };
}

/** The layout with every value written as another text, which value_len counts. */
function valuesAs(written: (value: string) => string) {
  return changed((field, kind) => {
    if (VALUE_LEN.test(kind)) {
      return [{ ...field, value: ({ value }: SlotView) => written(value).length } as AnyField];
    }
    if (!VALUE.test(kind)) return [field];
    const { value } = field as TextField<SlotView>;
    return [text(field.name, "value_len", (of: SlotView) => written(value(of)))];
  });
}

/** The elements in ascending order of the decimal text of their slots. */
function bySlotText(items: Sequence<SlotView>): Sequence<SlotView> {
  const { length } = items;
  const texts = Array.from({ length }, (_, i) => String(items.at(i)?.slot));
  const order = texts.map((_, i) => i).sort((a, b) => compareText(texts[a], texts[b]));
  return { length, at: (i) => items.at(order[i] as number) };
}

function compareText(a = "", b = ""): number {
  return a < b ? -1 : 1;
}

/** The number of a client's value that is written as its successor: val-4 for val-3. */
function successor(value: string): string {
  return value.replace(/[0-9]+$/, (number) => String(Number(number) + 1));
}

/** Programs that run the protocol as they should, and write its state otherwise. */
export const encodingBugs: readonly BugWith<Layout<Cluster>>[] = [
  {
    id: "magic-digit",
    title: "The magic ends in another digit",
    description: "The magic is DSEPAX02 in place of DSEPAX01.",
    effect: "Byte 7 differs, and nothing else does.",
    cause: "A typing error, or the version number of a later lab.",
    runbook: "magic",
    fix: "Write the eight bytes DSEPAX01.",
    readings: at(MAGIC, () => [constantText(MAGIC, "DSEPAX02")]),
  },
  {
    id: "magic-nul",
    title: "The magic is followed by a NUL",
    description: "The magic is written with a terminating NUL, nine bytes in all.",
    effect: "Everything from byte 8 on stands one byte too late.",
    cause: "C and C++: sizeof of a string literal, or strcpy, counts the terminator.",
    runbook: "magic",
    fix: "Write eight bytes: strlen of the literal, or sizeof - 1.",
    readings: at(MAGIC, () => [constantText(MAGIC, "DSEPAX01\0")]),
  },
  {
    id: "role-leader-first",
    title: "The roles are numbered backwards",
    description: "Leader is 0, Candidate 1 and Follower 2.",
    effect: "The role of every node that leads or follows differs.",
    cause: "An enum declared with the leader first, and written as its number.",
    runbook: "role",
    fix: "Follower = 0, Candidate = 1, Leader = 2.",
    readings: at(ROLE, (role) => [remapped(role, (value) => 2 - value)]),
  },
  {
    id: "role-u32",
    title: "The role is a u32",
    description:
      "The role is written as a little-endian u32 in place of one byte, or padded with three zero bytes.",
    effect: "Three zero bytes too many in every node.",
    cause: "C and C++: an enum is an int, and is written as one; or a struct was written whole.",
    runbook: "role",
    fix: "Write one byte: convert the enum to uint8_t first.",
    readings: at(ROLE, (role) => [retyped(role as IntegerField<unknown>, "u32le")]),
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
    id: "ballots-packed",
    title: "A ballot is one packed u64",
    description:
      "Every ballot is written as the u64 round << 32 | proposer, little-endian: the proposer stands first.",
    effect: "Round and proposer of every ballot change places.",
    cause: "Ballots are kept as one integer, so that they compare as one.",
    runbook: "promised",
    fix: "Write two u32: the round, then the proposer.",
    readings: changed((field, kind) =>
      field.kind === "group" && /(promised|my_ballot|ballot)$/.test(kind)
        ? [{ ...field, fields: swapped(field.fields, "round", "proposer") }]
        : [field],
    ),
  },
  {
    id: "ballots-swapped",
    title: "promised and my_ballot change places",
    description:
      "my_ballot is written where promised should stand, and promised where my_ballot should.",
    effect: "The ballots of every node that does not lead or stand; none of one that does.",
    cause: "Fields written in the order in which the struct has them.",
    runbook: "promised",
    fix: "Write promised, the role, then my_ballot.",
    readings: changed((field, kind) =>
      field.kind === "repeat" && kind === "nodes"
        ? [{ ...field, fields: swapped(field.fields, "promised", "my_ballot") }]
        : [field],
    ),
  },
  {
    id: "learned-before-accepts",
    title: "Learned slots stand before accepts",
    description:
      "learned_len and the learned slots are written before accepts_len and the accepts.",
    effect: "Everything after my_ballot stands elsewhere; nothing where both are empty.",
    cause: "Fields written in the order of their importance.",
    runbook: "accepts_len",
    fix: "Write the accepts, then the learned slots.",
    readings: changed((field, kind) => {
      if (field.kind !== "repeat" || kind !== "nodes") return [field];
      const lengths = swapped(field.fields, "accepts_len", "learned_len");
      return [{ ...field, fields: swapped(lengths, "accepts", "learned") }];
    }),
  },
  {
    id: "slots-u32",
    title: "A slot is a u32",
    description: "A slot is written as a u32, in accepts and learned.",
    effect: "Four zero bytes are missing after every slot.",
    cause: "int, or an index of the language's own width.",
    runbook: "slot",
    fix: "Write a u64.",
    readings: changed((field, kind) =>
      SLOT.test(kind) ? [retyped(field as IntegerField<unknown>, "u32le")] : [field],
    ),
  },
  {
    id: "slots-as-text",
    title: "Slots are sorted as text",
    description: "accepts and learned are sorted by the slot's decimal text: 10 before 2.",
    effect: "The order differs from the third slot on, where there are more than ten.",
    cause: "Keys of a JSON object or of a map of strings.",
    runbook: "slot",
    fix: "Sort the slots as numbers.",
    readings: changed((field, kind) => {
      if (field.kind !== "repeat" || kind === "nodes") return [field];
      const { items } = field as RepeatField<unknown>;
      const sorted = (of: unknown) => bySlotText(items(of) as Sequence<SlotView>);
      return [{ ...field, items: sorted } as AnyField];
    }),
  },
  {
    id: "slots-from-one",
    title: "Slots are numbered from 1",
    description: "Every slot is written one higher, in accepts and learned.",
    effect: "Every slot is one too high.",
    cause: "The log is numbered as Raft's, whose first index is 1.",
    runbook: "slot",
    fix: "The first slot is 0.",
    readings: changed((field, kind) =>
      SLOT.test(kind) ? [remapped(field, (slot) => slot + 1)] : [field],
    ),
  },
  {
    id: "values-from-one",
    title: "Values are numbered from 1",
    description: "The i-th value, from 0, is val-1, val-2, … in place of val-0, val-1, ….",
    effect: "Every value differs; one that ends in 9 has a length that differs as well.",
    cause: "A counter that begins at 1.",
    runbook: "accept-value",
    fix: "The first value is val-0.",
    readings: valuesAs(successor),
  },
  {
    id: "lengths-u64",
    title: "Counts and lengths are u64",
    description: "node_count, accepts_len, learned_len and value_len are written as u64.",
    effect: "Four zero bytes too many after each of them, from byte 12 on.",
    cause: "size_t, usize or Rust's bincode, which writes every length as a u64.",
    runbook: "node_count",
    fix: "Write u32.",
    readings: changed((field, kind) =>
      field.kind === "integer" && /(node_count|accepts_len|learned_len|value_len)$/.test(kind)
        ? [retyped(field, "u64le")]
        : [field],
    ),
  },
  {
    id: "value-unprefixed",
    title: "Values have no length",
    description: "value_len is left out, in accepts and learned.",
    effect: "Four bytes are missing in every accept and every learned slot.",
    cause: "A byte string was written as it is, without its length.",
    runbook: "accept-value",
    fix: "Write value_len as a u32 before each value.",
    readings: changed((field, kind) => (VALUE_LEN.test(kind) ? [] : [field])),
  },
  {
    id: "value-nul",
    title: "Values end in a NUL",
    description: "Every value, the no-op too, ends in a NUL that value_len counts.",
    effect: "Every value_len is one too high, and every value one byte longer.",
    cause: "C: strlen + 1 was copied, or sizeof of a literal.",
    runbook: "accept-value",
    fix: "The value is the text alone: val-0 has five bytes.",
    readings: valuesAs((value) => `${value}\0`),
  },
  {
    id: "noop-text",
    title: "A no-op is written as a text",
    description: "A no-op is written as the four bytes noop, with value_len 4.",
    effect: "Four bytes too many where a new leader filled a gap; nothing elsewhere.",
    cause: "A no-op as a command of its own name, as in many implementations.",
    runbook: "no-op",
    fix: "The no-op is the empty value: value_len 0.",
    readings: valuesAs((value) => (value === "" ? "noop" : value)),
  },
];
