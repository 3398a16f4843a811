import {
  type Layout,
  magic,
  repeatKeyed,
  type Sequence,
  text,
  u32le,
  u64le,
} from "../../dump/layout.ts";
import type { U64 } from "../../kernel/u64.ts";
import { type KeySlots, keyText } from "./key_slots.ts";
import type { OperationLog } from "./operation_log.ts";
import type { StateMachine } from "./state_machine.ts";

/** A replica's snapshot: what its fields are read from. */
export interface Snapshot {
  readonly state: StateMachine;
  readonly commit_index: number;
  readonly current_term: number;
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

/** Live keys in ascending byte order (k10 comes before k2), each made when it is written: a snapshot may have a million. */
function entries({ state, keys, log }: Snapshot): Sequence<Entry> {
  const slots = state.inOrder();
  return {
    length: slots.length,
    at(index) {
      const slot = slots[index];
      if (slot === undefined) return undefined;
      const value = log.value(state.writerOf(slot) as number);
      return { key: keyText(keys.numberOf(slot)), value };
    },
  };
}

/** The same all at once, for those who write them otherwise. */
export function allEntries(snapshot: Snapshot): Entry[] {
  const sequence = entries(snapshot);
  return Array.from({ length: sequence.length }, (_, i) => sequence.at(i) as Entry);
}

/** docs/specification/kv.md, "Snapshot". */
export const layout: Layout<Snapshot> = [
  magic("DSEDKV20"),
  u64le("commit_index", ({ commit_index }) => commit_index),
  u64le("current_term", ({ current_term }) => current_term, "always 1"),
  u32le("live_keys", ({ state }) => state.live_keys),
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
