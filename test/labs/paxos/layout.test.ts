import { describe, expect, test } from "vitest";
import { paxos } from "../../../src/labs/paxos/index.ts";
import { simulate } from "../../../src/oracle/expected.ts";
import { fieldsOf } from "../../support/fields.ts";
import { published, scenarioOfArguments } from "../../support/scenarios.ts";

type Row = [offset: number, bytes: string, path: string, value: number | string];

/** A node up to its accepts_len, 25 bytes from its id on. */
function node(
  start: number,
  id: number,
  role: string,
  promised: [number, number],
  own: [number, number],
  accepts: number,
): Row[] {
  const word = (number: number): string => `0${number}000000`;
  const names = ["Follower", "Candidate", "Leader"];
  const of = `nodes[${id}]`;
  return [
    [start, word(id), `${of}.id`, id],
    [start + 4, word(promised[0]), `${of}.promised.round`, promised[0]],
    [start + 8, word(promised[1]), `${of}.promised.proposer`, promised[1]],
    [start + 12, `0${names.indexOf(role)}`, `${of}.role`, `${role} (${names.indexOf(role)})`],
    [start + 13, word(own[0]), `${of}.my_ballot.round`, own[0]],
    [start + 17, word(own[1]), `${of}.my_ballot.proposer`, own[1]],
    [start + 21, word(accepts), `${of}.accepts_len`, accepts],
  ];
}

test("every byte of the dump of scenario D", () => {
  const dump = simulate(published(paxos, "D"));
  expect(fieldsOf(paxos.field_map, dump)).toEqual([
    [0x00, "4453455041583031", "magic", "DSEPAX01"],
    [0x08, "01000000", "node_count", 1],
    ...node(0x0c, 0, "Follower", [0, 0], [0, 0], 0),
    [0x25, "00000000", "nodes[0].learned_len", 0],
  ]);
  expect(dump.length).toBe(0x29);
});

test("every byte of a leader that has filled a gap: a no-op is the empty value", () => {
  const flags = "--seed 1498 --nodes 3 --rounds 450 --proposals 5 --outage 176,450,2,0,176,450,2,1";
  const fields = fieldsOf(paxos.field_map, simulate(scenarioOfArguments(paxos, flags)));
  const slot = (start: number, path: string, number: number, ballot: boolean): Row[] => {
    const after = start + 8 + (ballot ? 8 : 0);
    return [
      [start, `0${number}00000000000000`, `${path}.slot`, String(number)],
      ...(ballot
        ? ([
            [start + 8, "02000000", `${path}.ballot.round`, 2],
            [start + 12, "01000000", `${path}.ballot.proposer`, 1],
          ] satisfies Row[])
        : []),
      ...((number === 0
        ? [
            [after, "00000000", `${path}.value_len`, 0],
            [after + 4, "", `${path}.value`, ""],
          ]
        : [
            [after, "05000000", `${path}.value_len`, 5],
            [after + 4, "76616c2d31", `${path}.value`, "val-1"],
          ]) satisfies Row[]),
    ];
  };
  expect(fields.filter(([, , path]) => path.startsWith("nodes[1]."))).toEqual([
    ...node(86, 1, "Leader", [2, 1], [2, 1], 2),
    ...slot(111, "nodes[1].accepts[0]", 0, true),
    ...slot(131, "nodes[1].accepts[1]", 1, true),
    [156, "01000000", "nodes[1].learned_len", 1],
    ...slot(160, "nodes[1].learned[0]", 0, false),
  ]);
});

describe("final states behind the published hashes", () => {
  const valuesIn = (id: string) => {
    const fields = fieldsOf(paxos.field_map, simulate(published(paxos, id)));
    return new Map(fields.map(([, , path, value]) => [path, value]));
  };

  test.each([
    ["A", 3, 1, 5],
    ["B", 5, 3, 20],
    ["C", 3, 2, 0],
    ["F", 5, 3, 10],
  ])(
    "%s: of %d nodes node %d leads under round 1, and all have learned %d values",
    (id, nodes, leader, values) => {
      const found = valuesIn(id);
      for (let i = 0; i < nodes; i++) {
        const of = `nodes[${i}]`;
        expect(found.get(`${of}.role`)).toBe(i === leader ? "Leader (2)" : "Follower (0)");
        expect(found.get(`${of}.promised.round`)).toBe(1);
        expect(found.get(`${of}.promised.proposer`)).toBe(leader);
        expect(found.get(`${of}.learned_len`)).toBe(values);
      }
    },
  );

  test("E: node 0 stands alone under (4, 0), node 1 leads node 2 under (1, 1)", () => {
    const found = valuesIn("E");
    expect([0, 1, 2].map((i) => found.get(`nodes[${i}].role`))).toEqual([
      "Candidate (1)",
      "Leader (2)",
      "Follower (0)",
    ]);
    expect([0, 1, 2].map((i) => found.get(`nodes[${i}].promised.round`))).toEqual([4, 1, 1]);
    expect([0, 1, 2].map((i) => found.get(`nodes[${i}].learned_len`))).toEqual([0, 3, 3]);
  });
});
