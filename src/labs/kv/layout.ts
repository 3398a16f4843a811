import { type Layout, magic, repeatKeyed, text, u32le, u64le } from "../../dump/layout.ts";
import type { U64 } from "../../kernel/u64.ts";
import type { KeySlots, OperationLog, Replica } from "./replica.ts";

/** A replica's snapshot: what its fields are read from. */
export interface Snapshot {
  readonly replica: Replica;
  readonly commit_index: number;
  readonly keys: KeySlots;
  readonly log: OperationLog;
}

/** A key and its value; null only where a known bug writes a key that has none. */
export interface Entry {
  readonly key: string;
  readonly value: U64 | null;
}

/** Bytes of a value: a u64. */
const VALUE_BYTES = 8;

/** Live keys in ascending byte order: k10 comes before k2. */
export function entries({ replica, keys, log }: Snapshot): Entry[] {
  const live: Entry[] = [];
  for (const { slot, key } of keys.inOrder()) {
    const writer = replica.writerOf(slot);
    if (writer !== null) live.push({ key, value: log.value(writer) });
  }
  return live;
}

/** docs/specification/kv.md, "Snapshot". */
export const layout: Layout<Snapshot> = [
  magic("DSEDKV20"),
  u64le("commit_index", ({ commit_index }) => commit_index),
  u64le("current_term", ({ replica }) => replica.current_term, "always 1"),
  u32le("live_keys", ({ replica }) => replica.live_keys),
  repeatKeyed(
    "entries",
    "live_keys",
    "key",
    entries,
    u32le("key_len", ({ key }: Entry) => key.length),
    text("key", "key_len", ({ key }) => key, "ASCII: k0, k1, …, in ascending byte order"),
    u32le("value_len", () => VALUE_BYTES, "always 8"),
    u64le("value", ({ value }) => value ?? 0, "0 .. 9999"),
  ),
];
