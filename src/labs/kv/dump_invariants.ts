import { dumpInvariant, quoted } from "../dump_invariant.ts";
import type { DumpInvariant } from "../lab.ts";

interface Entry {
  readonly key: string;
  readonly value_len: number;
  readonly value: bigint;
}

interface Dump {
  readonly commit_index: bigint;
  readonly current_term: bigint;
  readonly live_keys: number;
  readonly entries: readonly Entry[];
}

/** Keys are numbered by u32. */
const KEY = /^k(0|[1-9][0-9]{0,9})$/;
const VALUES = 10_000n;
const VALUE_BYTES = 8;

function ofEntry(
  id: string,
  statement: string,
  breaches: (entry: Entry, before: Entry | undefined) => Iterable<string>,
): DumpInvariant {
  return dumpInvariant<Dump>({ id, statement }, function* ({ entries }) {
    for (const [index, entry] of entries.entries()) {
      for (const breach of breaches(entry, entries[index - 1]))
        yield `entries[${index}]: ${breach}`;
    }
  });
}

/** docs/specification/kv.md, "Invariants": those that a snapshot shows by itself, of whichever replica and operation. */
export const dumpInvariants: readonly DumpInvariant[] = [
  dumpInvariant<Dump>(
    { id: "term-is-one", statement: "current_term is 1." },
    function* ({ current_term }) {
      if (current_term !== 1n) yield `current_term is ${current_term}`;
    },
  ),
  dumpInvariant<Dump>(
    {
      id: "live-keys-committed",
      statement:
        "Each live key was put by a committed entry of its own: live_keys <= commit_index.",
    },
    function* ({ live_keys, commit_index }) {
      if (BigInt(live_keys) <= commit_index) return;
      yield `live_keys ${live_keys} is above commit_index ${commit_index}`;
    },
  ),
  ofEntry(
    "keys-ascending",
    "Keys stand in strictly ascending byte order.",
    function* (entry, before) {
      // A character of a key is a byte.
      if (before === undefined || before.key < entry.key) return;
      yield `${quoted(entry.key)} comes after ${quoted(before.key)}`;
    },
  ),
  ofEntry(
    "key-is-numbered",
    "A key is k and a decimal number without leading zeros.",
    function* ({ key }) {
      if (!KEY.test(key)) yield `the key is ${quoted(key)}`;
    },
  ),
  ofEntry("value-has-eight-bytes", "A value is a u64: value_len is 8.", function* ({ value_len }) {
    if (value_len !== VALUE_BYTES) yield `value_len is ${value_len}`;
  }),
  ofEntry("value-is-reduced", "A value is below 10000.", function* ({ value }) {
    if (value >= VALUES) yield `the value is ${value}`;
  }),
];
