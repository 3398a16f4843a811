import {
  type AnyField,
  edited,
  type FieldChange,
  type IntegerField,
  type Layout,
  type RepeatField,
  text,
  u32le,
} from "../../dump/layout.ts";
import { bigEndian, constantText, retyped } from "../../dump/layout_bugs.ts";
import { formatU64 } from "../../kernel/u64.ts";
import type { BugWith } from "../bug.ts";
import { keyText } from "./key_slots.ts";
import { allEntries, type Entry, layout, type Snapshot } from "./layout.ts";

function changed(change: FieldChange): readonly [Layout<Snapshot>] {
  return [edited(layout, change)];
}

/** The layout in which the fields of some kinds are replaced. */
function at(kinds: readonly string[], change: (field: AnyField) => readonly AnyField[]) {
  return changed((field, here) => (kinds.includes(here) ? change(field) : [field]));
}

/** The layout in which other entries are written, or in another order. */
function writing(items: (snapshot: Snapshot) => Entry[]): readonly [Layout<Snapshot>] {
  return at(["entries"], (field) => [{ ...(field as RepeatField<Snapshot>), items }]);
}

const numberOf = ({ key }: Entry): number => Number(key.slice(1));

/** By slot: the index of the committed entry by which the key became live, the last time that it did. */
function appearances({ state, log }: Snapshot): Map<number, number> {
  const appeared = new Map<number, number>();
  for (let entry = 0; entry < state.applied; entry++) {
    const slot = log.slot[entry] as number;
    if (log.is_put[entry] === 0) appeared.delete(slot);
    else if (!appeared.has(slot)) appeared.set(slot, entry);
  }
  return appeared;
}

/** Live keys in the order in which they appeared: a key that was deleted and put again stands last. */
function byAppearance(snapshot: Snapshot): Entry[] {
  const bySlot = new Map(
    allEntries(snapshot).map((entry) => [snapshot.keys.slotOf(numberOf(entry)), entry]),
  );
  return [...appearances(snapshot).keys()].flatMap((slot) => bySlot.get(slot) ?? []);
}

/** The entries, and every key that is deleted: those that were ever live, or all that a Del has named. */
function withTombstones(snapshot: Snapshot, ofDeadKeys: boolean): Entry[] {
  const { state, log, keys } = snapshot;
  const isTombstone = new Map<number, boolean>();
  for (let entry = 0; entry < state.applied; entry++) {
    const slot = log.slot[entry] as number;
    if (log.is_put[entry] === 1) isTombstone.set(slot, false);
    else if (ofDeadKeys || isTombstone.has(slot)) isTombstone.set(slot, true);
  }
  const deleted = [...isTombstone].flatMap(([slot, is]) =>
    is ? [{ key: keyText(keys.numberOf(slot)), value: null }] : [],
  );
  return [...allEntries(snapshot), ...deleted].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The layout with tombstones; `ofDeadKeys` also for keys that were not live when they were deleted. */
function tombstones(ofDeadKeys: boolean): Layout<Snapshot> {
  const items = (snapshot: Snapshot): Entry[] => withTombstones(snapshot, ofDeadKeys);
  return edited(layout, (field, kind) => {
    switch (kind) {
      case "live_keys":
        return [u32le(kind, (snapshot: Snapshot) => items(snapshot).length)];
      case "entries":
        return [{ ...(field as RepeatField<Snapshot>), items }];
      case "entries[].value_len":
        return [u32le("value_len", ({ value }: Entry) => (value === null ? 0 : 8))];
      case "entries[].value":
        return [text("value", "value_len", valueBytes)];
      default:
        return [field];
    }
  });
}

/** The value's eight bytes as text of that many characters; none of a tombstone. */
function valueBytes({ value }: Entry): string {
  if (value === null) return "";
  const half = (word: number): number[] => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff);
  return String.fromCharCode(...half(value.lo), ...half(value.hi));
}

const VALUE = "entries[].value";
const VALUE_LEN = "entries[].value_len";
const KEY_LEN = "entries[].key_len";

/** Programs that run the cluster as they should, and write its snapshot otherwise. */
export const encodingBugs: readonly BugWith<Layout<Snapshot>>[] = [
  {
    id: "magic-nul",
    title: "The magic is followed by a NUL",
    description: "The magic is nine bytes, the last of them a NUL.",
    effect: "Everything from byte 8 on stands one byte too late.",
    cause: "C and C++: strcpy, or sizeof of the literal, copies the terminator.",
    runbook: "magic",
    fix: "Copy eight bytes: memcpy with the length of the text.",
    readings: at(["magic"], () => [constantText("magic", "DSEDKV20\0")]),
  },
  {
    id: "magic-digit",
    title: "The magic ends in another digit",
    description: "The magic is DSEDKV21 in place of DSEDKV20.",
    effect: "Byte 7 differs, and nothing else does.",
    cause: "A typing error, or the number of another lab.",
    runbook: "magic",
    fix: "Write the eight bytes DSEDKV20.",
    readings: at(["magic"], () => [constantText("magic", "DSEDKV21")]),
  },
  {
    id: "keys-numeric",
    title: "Keys sort by their number",
    description: "Live keys stand by the number in their name: k2 before k10.",
    effect: "The entries are all there, in another order, as soon as there are ten keys.",
    cause: "Keys kept as integers, or a natural sort.",
    runbook: "keys",
    fix: "Sort the keys as bytes: k10 comes before k2.",
    readings: writing((of) => allEntries(of).sort((a, b) => numberOf(a) - numberOf(b))),
  },
  {
    id: "keys-first-written",
    title: "Keys stand in the order of their appearance",
    description:
      "Live keys stand in the order in which each appeared, or appeared again after a Del.",
    effect: "The entries are all there, in another order.",
    cause: "A map that keeps the order of insertion: JavaScript's Map, Python's dict, an IndexMap.",
    runbook: "keys",
    fix: "Sort the keys as bytes before writing.",
    readings: writing(byAppearance),
  },
  {
    id: "keys-descending",
    title: "Keys stand in descending order",
    description: "Live keys stand in descending byte order.",
    effect: "The entries are all there, in reverse.",
    cause: "A comparator with its sides exchanged, or a reversed iterator.",
    runbook: "keys",
    fix: "Sort the keys ascending.",
    readings: writing((of) => allEntries(of).reverse()),
  },
  {
    id: "big-endian",
    title: "Integers are big-endian",
    description: "Every integer is written with its highest byte first, the value's too.",
    effect: "commit_index is the first integer to differ, and nearly all others do.",
    cause: "Network byte order by habit: htonl, Java's DataOutputStream, Go's binary.BigEndian.",
    runbook: null,
    fix: "Write every integer with its lowest byte first.",
    readings: changed(bigEndian),
  },
  {
    id: "value-big-endian",
    title: "Values are big-endian",
    description: "Only the eight bytes of a value are written with the highest first.",
    effect: "Every value differs, and nothing else does.",
    cause: "The value is encoded where it is put, by other code than the snapshot's.",
    runbook: "value",
    fix: "Store values as little-endian u64.",
    readings: at([VALUE], (field) => [retyped(field as IntegerField<unknown>, "u64be")]),
  },
  {
    id: "value-u32",
    title: "Values are four bytes",
    description: "A value is written as a u32, and value_len is 4.",
    effect: "value_len differs in every entry, which is four bytes shorter.",
    cause: "Values are below 10000, and were kept in an int.",
    runbook: "value",
    fix: "Write values as u64, with value_len 8.",
    readings: changed((field, kind) => {
      if (kind === VALUE_LEN) return [u32le(field.name, () => 4)];
      if (kind !== VALUE) return [field];
      return [u32le(field.name, ({ value }: Entry) => value?.lo ?? 0)];
    }),
  },
  {
    id: "value-decimal",
    title: "Values are decimal text",
    description: "A value is written as its decimal digits, which value_len counts.",
    effect: "value_len differs in every entry, and the value is readable text.",
    cause: "The state machine keeps strings, as a key/value store does.",
    runbook: "value",
    fix: "Write values as little-endian u64, with value_len 8.",
    readings: changed((field, kind) => {
      if (kind === VALUE_LEN) return [u32le(field.name, (of: Entry) => decimal(of).length)];
      return kind === VALUE ? [text(field.name, "value_len", decimal)] : [field];
    }),
  },
  {
    id: "count-u64",
    title: "live_keys is a u64",
    description: "live_keys is written as a u64.",
    effect: "Four zero bytes too many after live_keys.",
    cause: "size_t or usize, written as it is; Rust's bincode writes every length so.",
    runbook: "keys",
    fix: "Write live_keys as a u32.",
    readings: at(["live_keys"], (field) => [retyped(field as IntegerField<unknown>, "u64le")]),
  },
  {
    id: "lengths-u16",
    title: "Lengths are u16",
    description: "key_len and value_len are written as u16.",
    effect: "Four bytes are missing in every entry.",
    cause: "Lengths as Java's writeUTF and many wire formats have them.",
    runbook: "keys",
    fix: "Write key_len and value_len as u32.",
    readings: at([KEY_LEN, VALUE_LEN], (field) => [
      retyped(field as IntegerField<unknown>, "u16le"),
    ]),
  },
  {
    id: "indexes-u32",
    title: "commit_index and current_term are u32",
    description: "commit_index and current_term are written as u32.",
    effect: "Eight bytes are missing before live_keys.",
    cause: "Indexes were kept in an int, and written as one.",
    runbook: "current_term",
    fix: "Write both as u64.",
    readings: at(["commit_index", "current_term"], (field) => [
      retyped(field as IntegerField<unknown>, "u32le"),
    ]),
  },
  {
    id: "term-missing",
    title: "current_term is left out",
    description: "current_term is not written.",
    effect: "Eight bytes are missing after commit_index.",
    cause: "The term never changes in this lab, and was not modelled.",
    runbook: "current_term",
    fix: "Write current_term, which is always 1, as a u64.",
    readings: at(["current_term"], () => []),
  },
  {
    id: "value-unprefixed",
    title: "Values have no length",
    description: "value_len is left out.",
    effect: "Four bytes are missing in every entry.",
    cause: "The value has a fixed size, and was written without its length.",
    runbook: "value",
    fix: "Write value_len, which is always 8, as a u32 before each value.",
    readings: at([VALUE_LEN], () => []),
  },
  {
    id: "tombstones",
    title: "Deleted keys are still written",
    description: "A deleted key is still written, with value_len 0, and counted in live_keys.",
    effect: "live_keys is too high, and there are entries without a value.",
    cause: "A Del stores an empty value in place of removing the key.",
    runbook: "keys",
    fix: "Remove the key from the map.",
    readings: [tombstones(false), tombstones(true)],
  },
];

function decimal({ value }: Entry): string {
  return value === null ? "" : formatU64(value);
}
