import { describe, expect, test } from "vitest";
import { raft } from "../../../src/labs/raft/index.ts";
import { simulate } from "../../../src/oracle/expected.ts";
import { fieldsOf } from "../../support/fields.ts";
import { published, scenarioOfArguments } from "../../support/scenarios.ts";

test("every byte of the dump of scenario D: a node that has done nothing yet", () => {
  const dump = simulate(published(raft, "D"));
  expect(fieldsOf(raft.field_map, dump)).toEqual([
    [0x00, "4453455241465431", "magic", "DSERAFT1"],
    [0x08, "01000000", "node_count", 1],
    [0x0c, "00000000", "nodes[0].id", 0],
    [0x10, "0000000000000000", "nodes[0].current_term", "0"],
    [0x18, "ffffffffffffffff", "nodes[0].voted_for", "none (-1)"],
    [0x20, "00", "nodes[0].role", "Follower (0)"],
    [0x21, "0000000000000000", "nodes[0].commit_index", "0"],
    [0x29, "00000000", "nodes[0].log_len", 0],
  ]);
  expect(dump.length).toBe(45);
});

/** Node 0, which leads at first, proposes cmd-0 to nobody; node 2 is elected, and cuts that off by a no-op. */
const STRAY = "--seed 0 --nodes 3 --rounds 900 --proposals 1 --outage 448,700,0,1,448,700,0,2";

test("every byte of a node that has a no-op", () => {
  const dump = simulate(scenarioOfArguments(raft, STRAY));
  const fields = fieldsOf(raft.field_map, dump);
  const ofNode2 = fields.filter(([, , path]) => path.startsWith("nodes[2]."));
  expect(ofNode2).toEqual([
    [0x66, "02000000", "nodes[2].id", 2],
    [0x6a, "0200000000000000", "nodes[2].current_term", "2"],
    [0x72, "0200000000000000", "nodes[2].voted_for", "2"],
    [0x7a, "02", "nodes[2].role", "Leader (2)"],
    [0x7b, "0100000000000000", "nodes[2].commit_index", "1"],
    [0x83, "01000000", "nodes[2].log_len", 1],
    [0x87, "0200000000000000", "nodes[2].log[0].term", "2"],
    [0x8f, "00000000", "nodes[2].log[0].payload_len", 0],
    [0x93, "", "nodes[2].log[0].payload", ""],
  ]);
  expect(dump.length).toBe(0x93);
});

describe("final states behind the published hashes", () => {
  test.each([
    ["A", ["Follower (0)", "Leader (2)", "Follower (0)"], ["1", "1", "1"], ["cmd-0", "cmd-4"]],
    ["E", ["Candidate (1)", "Leader (2)", "Follower (0)"], ["4", "1", "1"], ["cmd-0", "cmd-2"]],
  ])("roles, terms and commands in %s", (id, roles, terms, [first, last]) => {
    const fields = fieldsOf(raft.field_map, simulate(published(raft, id)));
    const named = (name: string) =>
      fields.filter(([, , path]) => path.endsWith(`.${name}`)).map(([, , , value]) => value);
    expect(named("role")).toEqual(roles);
    expect(named("current_term")).toEqual(terms);
    expect([named("payload")[0], named("payload").at(-1)]).toEqual([first, last]);
  });
});
