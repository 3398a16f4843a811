import { describe, expect, test } from "vitest";
import { hex } from "../../../src/dump/value.ts";
import { zab } from "../../../src/labs/zab/index.ts";
import { simulate } from "../../../src/oracle/expected.ts";
import { fieldsOf } from "../../support/fields.ts";
import { published } from "../../support/scenarios.ts";

/** The transaction of proposal `i` of scenario D, 17 bytes each from 0x2d on. */
function transaction(i: number): [number, string, string, number | string][] {
  const start = 0x2d + i * 17;
  const path = `nodes[0].history[${i}]`;
  return [
    [start, "01000000", `${path}.zxid.epoch`, 1],
    [start + 4, `0${i + 1}000000`, `${path}.zxid.counter`, i + 1],
    [start + 8, "05000000", `${path}.payload_len`, 5],
    [start + 12, `7a61622d3${i}`, `${path}.payload`, `zab-${i}`],
  ];
}

test("every byte of the dump of scenario D, as on the runbook's page", () => {
  const dump = simulate(published(zab, "D"));
  expect(fieldsOf(zab.field_map, dump)).toEqual([
    [0x00, "4453455a41423031", "magic", "DSEZAB01"],
    [0x08, "01000000", "node_count", 1],
    [0x0c, "00000000", "nodes[0].id", 0],
    [0x10, "02", "nodes[0].role", "Leading (2)"],
    [0x11, "01000000", "nodes[0].current_epoch", 1],
    [0x15, "01000000", "nodes[0].accepted_epoch", 1],
    [0x19, "01000000", "nodes[0].last_zxid.epoch", 1],
    [0x1d, "05000000", "nodes[0].last_zxid.counter", 5],
    [0x21, "01000000", "nodes[0].last_committed.epoch", 1],
    [0x25, "05000000", "nodes[0].last_committed.counter", 5],
    [0x29, "05000000", "nodes[0].history_len", 5],
    ...[0, 1, 2, 3, 4].flatMap(transaction),
  ]);
  expect(dump.length).toBe(0x82);
});

describe("final states behind the published hashes", () => {
  test.each([
    ["A", ["Following (1)", "Following (1)", "Leading (2)"]],
    ["E", ["Looking (0)", "Following (1)", "Leading (2)"]],
  ])("roles in %s", (id, roles) => {
    const fields = fieldsOf(zab.field_map, simulate(published(zab, id)));
    const found = fields
      .filter(([, , path]) => path.endsWith(".role"))
      .map(([, , , value]) => value);
    expect(found).toEqual(roles);
  });

  test("a node of C takes 33 bytes from its id to its history_len", () => {
    const dump = simulate(published(zab, "C"));
    expect(dump.length).toBe(8 + 4 + 3 * 33);
    expect(hex(dump.subarray(12, 16))).toBe("00000000");
    expect(hex(dump.subarray(12 + 33, 16 + 33))).toBe("01000000");
    expect(hex(dump.subarray(12 + 66, 16 + 66))).toBe("02000000");
  });
});
