import { expect, test } from "vitest";
import { kv } from "../../../src/labs/kv/index.ts";
import { simulate } from "../../../src/oracle/expected.ts";
import { fieldsOf } from "../../support/fields.ts";
import { published, scenarioOfArguments } from "../../support/scenarios.ts";

test("every byte of a snapshot with three live keys", () => {
  const scenario = scenarioOfArguments(kv, "--seed 42 --ops 4 --keys 32 --scenario default");
  const fields = fieldsOf(kv.field_map, simulate(scenario));
  expect(fields).toEqual([
    [0x00, "445345444b563230", "magic", "DSEDKV20"],
    [0x08, "0400000000000000", "commit_index", "4"],
    [0x10, "0100000000000000", "current_term", "1"],
    [0x18, "03000000", "live_keys", 3],
    [0x1c, "03000000", "entries[0].key_len", 3],
    [0x20, "6b3238", "entries[0].key", "k28"],
    [0x23, "08000000", "entries[0].value_len", 8],
    [0x27, "1e09000000000000", "entries[0].value", "2334"],
    [0x2f, "03000000", "entries[1].key_len", 3],
    [0x33, "6b3239", "entries[1].key", "k29"],
    [0x36, "08000000", "entries[1].value_len", 8],
    [0x3a, "2926000000000000", "entries[1].value", "9769"],
    [0x42, "03000000", "entries[2].key_len", 3],
    [0x46, "6b3331", "entries[2].key", "k31"],
    [0x49, "08000000", "entries[2].value_len", 8],
    [0x4d, "3601000000000000", "entries[2].value", "310"],
  ]);
});

test("the entries of scenario A stand in byte order, each field after the other", () => {
  const fields = fieldsOf(kv.field_map, simulate(published(kv, "A")));
  const keys = fields.filter(([, , path]) => path.endsWith(".key")).map(([, , , value]) => value);
  expect(keys).toEqual(keys.toSorted());
  expect(keys.indexOf("k10")).toBeLessThan(keys.indexOf("k2"));
  expect(fields.find(([, , path]) => path === "live_keys")?.[3]).toBe(keys.length);
});
