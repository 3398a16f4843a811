import { expect, test } from "vitest";
import { namedChanges } from "../../src/diagnose/named_changes.ts";
import { byteChangesOf } from "../../src/dump/byte_changes.ts";
import { encode } from "../../src/dump/encode.ts";
import {
  enum8,
  type Layout,
  magic,
  repeatKeyed,
  text,
  u32le,
  u64le,
} from "../../src/dump/layout.ts";
import { hex } from "../../src/dump/value.ts";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import { runOf } from "../../src/oracle/expected.ts";

interface State {
  readonly mood: number;
  readonly keys: readonly string[];
}

/** Small enough to be told by hand: "M", a mood, a count, and the keys with their lengths. */
const layout: Layout<State> = [
  magic("M"),
  enum8("mood", ["Calm", "Glad", "Sad"], ({ mood }) => mood),
  u32le("count", ({ keys }) => keys.length),
  repeatKeyed(
    "keys",
    "count",
    "key",
    ({ keys }) => ({ length: keys.length, at: (i) => keys[i] as string }),
    u32le("key_len", (key: string) => key.length),
    text("key", "key_len", (key) => key),
    u64le("age", () => 258),
  ),
];
const STATE: State = { mood: 2, keys: ["k10", "k9"] };

const RIGHT =
  "4d 02 02000000 03000000 6b3130 0201000000000000 02000000 6b39 0201000000000000".replaceAll(
    " ",
    "",
  );

/** What the change of an id makes of the state. */
function written(id: string): string {
  const change = byteChangesOf(layout as Layout<never>).find((one) => one.id === id);
  if (change === undefined) throw new Error(`there is no change ${id}`);
  return hex(encode(change.layout as Layout<State>, STATE));
}

test("the layout without a change is what the changes depart from", () => {
  expect(hex(encode(layout, STATE))).toBe(RIGHT);
});

test.each([
  ["magic:left-out", "02020000000300"],
  ["magic:nul", "4d00020200000003"],
  ["magic:length-u32le", "010000004d02"],
  ["mood:u32le", "4d0200000002000000"],
  ["mood:from-one", "4d0302000000"],
  ["mood:reversed", "4d0002000000"],
  ["mood:permuted-1-2-0", "4d0002000000"],
  ["mood:twice", "4d020202000000"],
  ["mood:exchanged-with-count", "4d020000000203000000"],
  ["count:u64le", "4d02020000000000000003000000"],
  ["count:u8", "4d020203000000"],
  ["count:big-endian", "4d020000000203000000"],
  ["count:left-out", "4d0203000000"],
  ["keys:reversed", "4d0202000000020000006b39"],
  ["keys:sorted-as-numbers", "4d0202000000020000006b39"],
  ["keys:sorted-by-length", "4d0202000000020000006b39"],
  ["keys[].key:nul", "4d0202000000030000006b31300002"],
  ["keys[].key:counted-nul", "4d0202000000040000006b31300002"],
  ["keys[].key_len:left-out", "4d02020000006b3130"],
  ["keys[].age:u8", "4d0202000000030000006b313002"],
  ["keys[].age:big-endian", "4d0202000000030000006b31300000000000000102"],
  ["mood:ascii-digit", "4d3202000000"],
  ["count:counts-itself", "4d020600000003000000"],
  ["count:counts-bytes", "4d021d00000003000000"],
  ["keys[].age:double", "4d0202000000030000006b31300000000000207040"],
  ["keys[].key:4-digits", "4d0202000000050000006b30303039"],
  ["keys[].key:number-from-one", "4d0202000000030000006b3130"],
  ["keys[].key:number-alone", "4d020200000002000000313002"],
  ["keys[].key:upper-case", "4d0202000000030000004b3130"],
  ["keys[].key:filled-to-4", "4d0202000000030000006b31300002"],
  ["all:big-endian", "4d0200000002000000036b3130"],
  ["all:64-bits", "4d020000000000000002000000000000000300000000000000"],
  ["counts:16-bits", "4d02020003006b3130"],
  ["all:aligned", "4d02000002000000030000006b3130"],
])("the change %s is written as it says", (id, beginning) => {
  const bytes = written(id);
  expect(bytes.slice(0, beginning.length)).toBe(beginning);
  expect(bytes).not.toBe(RIGHT);
});

test("a sequence that stands as it is sorted is not changed by sorting it so", () => {
  expect(written("keys:sorted-as-text")).toBe(RIGHT);
});

test("a field may hold what belongs into a neighbour of the same type, and of no other", () => {
  const pair: Layout<null> = [u32le("low", () => 1), u32le("high", () => 2), u64le("age", () => 3)];
  const written = byteChangesOf(pair as Layout<never>)
    .filter(({ id }) => id.includes(":value-of-"))
    .map(({ id, layout }) => [id, hex(encode(layout as Layout<null>, null))]);
  expect(written).toEqual([
    ["low:value-of-high", "02000000020000000300000000000000"],
    ["high:value-of-low", "01000000010000000300000000000000"],
  ]);
});

test("the changes of a layout are made once", () => {
  expect(byteChangesOf(layout as Layout<never>)).toBe(byteChangesOf(layout as Layout<never>));
});

test.each(LABS)("every change of $id has an id and a sentence of its own", (lab) => {
  const changes = byteChangesOf(lab.layout);
  expect(changes.length).toBeGreaterThan(50);
  expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
  expect(new Set(changes.map(({ sentence }) => sentence)).size).toBe(changes.length);
});

test.each(LABS)("changes of $id that are known encoding bugs bear their names", (lab) => {
  const states = lab.scenarios.map((scenario) => runOf(scenarioOfSuite(lab, scenario)));
  const names = namedChanges(lab, states);
  expect(names.get("all:big-endian")?.bug).toBe("big-endian");
  expect(names.get("magic:nul")?.bug).toBe("magic-nul");
});
