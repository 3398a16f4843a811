import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldsOf } from "../../src/dump/fields.ts";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { judge } from "../../src/judge/judge.ts";
import { submissionOf } from "../../src/judge/submission.ts";
import { violationsOf } from "../../src/judge/violations.ts";
import { listedScenarios, scenarioById, scenarioOfSuite } from "../../src/labs/define.ts";
import { kv } from "../../src/labs/kv/index.ts";
import type { Lab } from "../../src/labs/lab.ts";
import { registryOf } from "../../src/labs/lab_entry.ts";
import { paxos } from "../../src/labs/paxos/index.ts";
import { raft } from "../../src/labs/raft/index.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { LIMITS } from "../../src/limits.ts";
import { runOf, seal, simulate } from "../../src/oracle/expected.ts";
import { reportOf } from "../../src/report/build.ts";
import { reportSchema } from "../../src/report/schema.ts";
import { renderText } from "../../src/report/text.ts";
import { versionsOf } from "../../src/version.ts";
import { readings } from "../support/bugs.ts";
import { anyScenario, kvScenario, zabWithFaults } from "../support/random.ts";
import { ring } from "../support/ring/index.ts";
import { published, runToEnd } from "../support/scenarios.ts";

const ALL: readonly Lab[] = [zab, kv, raft, paxos, ring];

/** A right dump with other values in some fields: numbers in the field's width, texts of the same length. */
function damaged(
  lab: Lab,
  right: Uint8Array,
  values: Readonly<Record<string, number | string>>,
): Uint8Array {
  const dump = right.slice();
  const fields = new Map(
    (fieldsOf(lab.field_map, right) ?? []).map((field) => [field.path, field]),
  );
  for (const [path, value] of Object.entries(values)) {
    const field = fields.get(path);
    if (field === undefined) throw new Error(`no field ${path}`);
    const { offset, bytes } = field;
    for (let i = 0; i < bytes.length; i++) {
      dump[offset + i] =
        typeof value === "string" ? value.charCodeAt(i) : Math.floor(value / 256 ** i) % 256;
    }
  }
  return dump;
}

const B = simulate(published(zab, "B"));
const A = simulate(published(kv, "A"));
const RAFT = simulate(published(raft, "B"));
const PAXOS = simulate(published(paxos, "B"));
const R1 = simulate(published(ring, "R1"));

const TABLE: readonly [
  lab: Lab,
  right: Uint8Array,
  invariant: string,
  values: Readonly<Record<string, number | string>>,
  detail: string,
][] = [
  [zab, B, "ids-ascending", { "nodes[1].id": 7 }, "node 1: its id is 7"],
  [zab, B, "role-is-one", { "nodes[0].role": 3 }, "node 0: role is 3"],
  [
    zab,
    B,
    "current-within-accepted",
    { "nodes[3].accepted_epoch": 0 },
    "node 3: current_epoch 1 is above accepted_epoch 0",
  ],
  [
    zab,
    B,
    "leader-has-accepted",
    { "nodes[4].accepted_epoch": 0 },
    "node 4: it leads with accepted_epoch 0",
  ],
  [
    zab,
    B,
    "one-discovered-leader-per-epoch",
    { "nodes[1].role": 2 },
    "nodes 1 and 4: both lead epoch 1",
  ],
  [
    zab,
    B,
    "current-accepted-by-quorum",
    { "nodes[1].current_epoch": 2, "nodes[1].accepted_epoch": 2 },
    "node 1: current_epoch is 2; the highest that a quorum has accepted is 1",
  ],
  [
    zab,
    B,
    "last-zxid-ends-history",
    { "nodes[2].last_zxid.counter": 21 },
    "node 2: last_zxid is 1:21, and its history ends with 1:20",
  ],
  [
    zab,
    B,
    "history-within-current",
    { "nodes[2].current_epoch": 0 },
    "node 2: last_zxid 1:20 is of an epoch above current_epoch 0",
  ],
  [
    zab,
    B,
    "committed-within-history",
    { "nodes[2].last_committed.counter": 21 },
    "node 2: last_committed 1:21 is above last_zxid 1:20",
  ],
  [
    zab,
    B,
    "history-contiguous",
    { "nodes[2].history[3].zxid.counter": 2 },
    "node 2: history[3], 1:2, comes after 1:3",
  ],
  [
    zab,
    B,
    "history-contiguous",
    { "nodes[2].history[0].zxid.counter": 0 },
    "node 2: history[0], 1:0, stands first",
  ],
  [
    zab,
    B,
    "committed-prefixes-agree",
    { "nodes[2].history[3].payload": "zab-7" },
    "nodes 2 and 0: both have committed history[3], and it differs",
  ],
  [
    zab,
    B,
    "committed-prefixes-agree",
    { "nodes[2].last_committed.epoch": 0 },
    "node 2: it has committed 0:20, which is not in its history",
  ],
  [
    zab,
    B,
    "committed-on-quorum",
    {
      "nodes[0].history[19].zxid.counter": 21,
      "nodes[1].history[19].zxid.counter": 21,
      "nodes[2].history[19].zxid.counter": 21,
    },
    "node 0: it has committed 1:20, which 2 of 5 nodes have",
  ],
  [
    zab,
    B,
    "one-payload-per-zxid",
    { "nodes[2].history[3].payload": "zab-7" },
    'nodes 0 and 2: 1:4 is "zab-3" and "zab-7"',
  ],
  [
    zab,
    B,
    "payload-is-command",
    { "nodes[2].history[11].payload": "zab-0\n" },
    'node 2: history[11] has the payload "zab-0\\x0a"',
  ],
  [
    zab,
    B,
    "payloads-ascending",
    { "nodes[2].history[3].payload": "zab-2" },
    "node 2: history[3], zab-2, comes after zab-2",
  ],
  [kv, A, "term-is-one", { current_term: 2 }, "current_term is 2"],
  [kv, A, "live-keys-committed", { commit_index: 24 }, "live_keys 25 is above commit_index 24"],
  [kv, A, "keys-ascending", { "entries[0].key": "k9" }, 'entries[1]: "k1" comes after "k9"'],
  [kv, A, "key-is-numbered", { "entries[2].key": "k01" }, 'entries[2]: the key is "k01"'],
  [kv, A, "value-has-eight-bytes", { "entries[3].value_len": 4 }, "entries[3]: value_len is 4"],
  [kv, A, "value-is-reduced", { "entries[3].value": 10_000 }, "entries[3]: the value is 10000"],
  [raft, RAFT, "ids-ascending", { "nodes[1].id": 7 }, "node 1: its id is 7"],
  [raft, RAFT, "role-is-one", { "nodes[0].role": 3 }, "node 0: role is 3"],
  [
    raft,
    RAFT,
    "candidate-votes-for-itself",
    { "nodes[3].voted_for": 1 },
    "node 3: it is a Leader, and voted_for is 1",
  ],
  [raft, RAFT, "vote-is-for-candidate", { "nodes[2].voted_for": 9 }, "node 2: voted_for is 9"],
  [
    raft,
    RAFT,
    "vote-is-for-candidate",
    { "nodes[2].current_term": 0 },
    "node 2: it has voted for 3 in term 0",
  ],
  [
    raft,
    RAFT,
    "vote-is-for-candidate",
    { "nodes[2].current_term": 2 },
    "nodes 2 and 3: the vote is of term 2, and the candidate is in term 1",
  ],
  [
    raft,
    RAFT,
    "vote-is-for-candidate",
    { "nodes[2].voted_for": 0 },
    "nodes 2 and 0: the vote of term 1 is for a node that has not voted for itself",
  ],
  [raft, RAFT, "one-leader-per-term", { "nodes[1].role": 2 }, "nodes 1 and 3: both lead term 1"],
  [
    raft,
    RAFT,
    "leader-elected-by-quorum",
    { "nodes[0].voted_for": -1, "nodes[1].voted_for": -1, "nodes[2].voted_for": -1 },
    "node 3: it leads term 1; 2 of 5 nodes have voted for it then or are in a later term",
  ],
  [
    raft,
    RAFT,
    "terms-ascend",
    { "nodes[2].log[3].term": 2 },
    "node 2: log[3] is of term 2, above current_term 1",
  ],
  [
    raft,
    RAFT,
    "terms-ascend",
    { "nodes[2].log[3].term": 0 },
    "node 2: log[3], of term 0, comes after one of term 1",
  ],
  [raft, RAFT, "entry-is-of-elected", { "nodes[2].log[0].term": 0 }, "node 2: log[0] is of term 0"],
  [
    raft,
    RAFT,
    "entry-is-of-elected",
    { "nodes[2].log[19].term": 2 },
    "node 2: log[19] is of term 2; the highest that a quorum is in is 1",
  ],
  [
    raft,
    RAFT,
    "logs-match",
    { "nodes[2].log[3].payload": "cmd-7" },
    'nodes 0 and 2: log[3] of term 1 is "cmd-3" and "cmd-7"',
  ],
  [
    raft,
    RAFT,
    "logs-match",
    { "nodes[2].log[3].term": 0 },
    "nodes 0 and 2: log[4] of term 1 comes after different terms",
  ],
  [
    raft,
    RAFT,
    "leader-has-committed",
    { "nodes[3].log[3].payload": "cmd-7" },
    "nodes 0 and 3: log[3] is committed, and the leader of term 1 does not have it",
  ],
  [
    raft,
    RAFT,
    "committed-within-log",
    { "nodes[2].commit_index": 21 },
    "node 2: commit_index 21 is above log_len 20",
  ],
  [
    raft,
    RAFT,
    "committed-prefixes-agree",
    { "nodes[2].log[3].payload": "cmd-7" },
    "nodes 2 and 0: both have committed log[3], and it differs",
  ],
  [
    raft,
    RAFT,
    "committed-on-quorum",
    {
      "nodes[0].log[19].payload": "cmd-18",
      "nodes[1].log[19].payload": "cmd-18",
      "nodes[2].log[19].payload": "cmd-18",
    },
    "node 3: it has committed log[19], which 2 of 5 nodes have",
  ],
  [
    raft,
    RAFT,
    "payload-is-command",
    { "nodes[2].log[11].payload": "cmd-0\n" },
    'node 2: log[11] has the payload "cmd-0\\x0a"',
  ],
  [
    raft,
    RAFT,
    "commands-ascending",
    { "nodes[2].log[3].payload": "cmd-2" },
    "node 2: log[3], cmd-2, comes after cmd-2",
  ],
  [
    raft,
    simulate(scenarioById(raft, "K02")),
    "no-op-begins-term",
    { "nodes[0].log[0].term": 5 },
    "node 0: log[1] is a no-op, and comes after an entry of its term 5",
  ],
  [paxos, PAXOS, "ids-ascending", { "nodes[1].id": 7 }, "node 1: its id is 7"],
  [paxos, PAXOS, "role-is-one", { "nodes[0].role": 3 }, "node 0: role is 3"],
  [
    paxos,
    PAXOS,
    "ballot-is-own",
    { "nodes[2].my_ballot.round": 2 },
    "node 2: my_ballot (2, 0) is above promised (1, 3)",
  ],
  [
    paxos,
    PAXOS,
    "ballot-is-own",
    { "nodes[2].my_ballot.round": 1, "nodes[2].my_ballot.proposer": 1 },
    "node 2: my_ballot is (1, 1)",
  ],
  [
    paxos,
    PAXOS,
    "leader-promised-itself",
    { "nodes[3].promised.round": 2 },
    "node 3: it is a Leader under (1, 3), and has promised (2, 3)",
  ],
  [
    paxos,
    PAXOS,
    "leader-promised-itself",
    { "nodes[1].role": 1 },
    "node 1: it is a Candidate under (0, 0)",
  ],
  [
    paxos,
    PAXOS,
    "ballot-was-stood-for",
    { "nodes[2].promised.round": 2 },
    "node 2: promised is (2, 3), and node 3 has stood under (1, 3) at most",
  ],
  [
    paxos,
    PAXOS,
    "ballot-was-stood-for",
    { "nodes[2].promised.proposer": 9 },
    "node 2: promised is (1, 9)",
  ],
  [
    paxos,
    PAXOS,
    "ballot-was-stood-for",
    { "nodes[2].accepts[4].ballot.round": 0, "nodes[2].accepts[4].ballot.proposer": 0 },
    "node 2: accepts[4].ballot is (0, 0)",
  ],
  [
    paxos,
    PAXOS,
    "ballot-promised-by-quorum",
    { "nodes[0].promised.round": 0, "nodes[1].promised.round": 0, "nodes[2].promised.round": 0 },
    "node 0: accepts[0].ballot is (1, 3); the highest that a quorum has promised is (0, 3)",
  ],
  [
    paxos,
    PAXOS,
    "slots-ascending",
    { "nodes[2].accepts[4].slot": 3 },
    "node 2: accepts[4], slot 3, comes after slot 3",
  ],
  [
    paxos,
    PAXOS,
    "slots-ascending",
    { "nodes[2].learned[4].slot": 2 },
    "node 2: learned[4], slot 2, comes after slot 3",
  ],
  [
    paxos,
    PAXOS,
    "accepts-within-promised",
    { "nodes[2].accepts[4].ballot.round": 2 },
    "node 2: accepts[4].ballot (2, 3) is above promised (1, 3)",
  ],
  [
    paxos,
    PAXOS,
    "one-value-per-ballot",
    { "nodes[2].accepts[4].value": "val-9" },
    'nodes 0 and 2: slot 4 under (1, 3) is "val-4" and "val-9"',
  ],
  [
    paxos,
    PAXOS,
    "chosen-stays",
    { "nodes[2].accepts[4].ballot.round": 2, "nodes[2].accepts[4].value": "val-9" },
    'node 2: slot 4 is "val-9" under (2, 3); a quorum has accepted "val-4" under (1, 3)',
  ],
  [
    paxos,
    PAXOS,
    "agreement",
    { "nodes[2].learned[4].value": "val-9" },
    'nodes 0 and 2: slot 4 is "val-4" and "val-9"',
  ],
  [
    paxos,
    PAXOS,
    "learned-on-quorum",
    { "nodes[2].learned[4].value": "val-9" },
    'node 2: it has learned "val-9" for slot 4, which 0 of 5 nodes have accepted',
  ],
  [
    paxos,
    PAXOS,
    "value-has-one-slot",
    { "nodes[2].accepts[4].value": "val-9" },
    'node 2: "val-9" stands in slot 4, and also in slot 9',
  ],
  [
    paxos,
    PAXOS,
    "value-is-numbered",
    { "nodes[2].learned[4].value": "val-\n" },
    'node 2: learned[4] has the value "val-\\x0a"',
  ],
  [ring, R1, "one-holder", { "stations[0].mood": 1, "stations[1].mood": 1 }, "2 stations"],
];

describe("an invariant notices a dump that breaks it", () => {
  test.each(TABLE)("$id $2: $4", (lab, right, invariant, values, detail) => {
    const found = violationsOf(lab, damaged(lab, right, values));
    expect(found.find((one) => one.invariant === invariant)?.details[0]).toBe(detail);
  });

  test("of each that is declared", () => {
    const noticed = new Set(TABLE.map(([lab, , invariant]) => `${lab.id} ${invariant}`));
    const declared = ALL.flatMap(({ id, dump_invariants = [] }) =>
      dump_invariants.map((invariant) => `${id} ${invariant.id}`),
    );
    expect([...noticed].sort()).toEqual(declared.sort());
  });
});

describe("a right dump breaks none", () => {
  test.each(ALL)("at the end of any listed scenario of $id", (lab) => {
    for (const scenario of listedScenarios(lab).map((one) => scenarioOfSuite(lab, one))) {
      expect([scenario.command, violationsOf(lab, simulate(scenario))]).toEqual([
        scenario.command,
        [],
      ]);
    }
  });

  test.each([
    ["zab", zabWithFaults],
    ["kv", kvScenario],
    ["raft", anyScenario(raft)],
    ["paxos", anyScenario(paxos)],
  ] as const)("after the steps of random runs of %s", (_, scenarios) => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        let last: Uint8Array | null = null;
        runToEnd(scenario, (run) => {
          const dump = run.dump();
          if (dump !== last) expect(violationsOf(scenario.lab, dump)).toEqual([]);
          last = dump;
        });
      }),
      { numRuns: 12 },
    );
  });
});

describe("nothing is made of bytes that are no dump, and nothing breaks on them", () => {
  test.each(ALL)("of a program with any bug of $id", (lab) => {
    for (const listed of lab.suites[0].scenarios) {
      const scenario = scenarioOfSuite(lab, listed);
      const right = runOf(scenario);
      for (const bug of readings(lab)) {
        const kind = lab.bugs.find(({ id }) => id === bug.bug)?.kind;
        const dump =
          kind === "encoding" ? right.dump(bug) : runOf(scenario, { bugs: [bug] }).dump();
        for (const { details, total } of violationsOf(lab, dump)) {
          expect(details).toHaveLength(Math.min(total, LIMITS.listed_breaches));
        }
      }
    }
  });

  test.each([
    [zab, simulate(published(zab, "A"))],
    [kv, A],
    [raft, simulate(published(raft, "A"))],
    [paxos, simulate(published(paxos, "A"))],
    [ring, R1],
  ])("of damaged and of random bytes ($id)", (lab, right) => {
    const places = fc.array(fc.tuple(fc.nat(right.length - 1), fc.nat(255)), { maxLength: 6 });
    const bytes = fc.oneof(
      places.map((changes) => changes.reduce((dump, [at, to]) => dump.with(at, to), right)),
      fc
        .uint8Array({ maxLength: 200 })
        .map((tail) => Uint8Array.of(...right.subarray(0, 40), ...tail)),
      fc.uint8Array({ maxLength: 400 }),
    );
    fc.assert(
      fc.property(bytes, (dump) => {
        for (const { details } of violationsOf(lab, dump)) {
          // Texts of the dump are quoted, and cut.
          for (const detail of details) expect(detail).toMatch(/^[\x20-\x7e]{1,300}$/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("of a dump that is too large to be read", () => {
    const nodes = Math.ceil(LIMITS.weighed_dump_bytes / 33);
    const dump = new Uint8Array(12 + 33 * nodes);
    dump.set(B.subarray(0, 12));
    new DataView(dump.buffer).setUint32(8, nodes, true);
    expect(violationsOf(zab, dump)).toEqual([]);
    new DataView(dump.buffer).setUint32(8, nodes - 2, true);
    const smaller = violationsOf(zab, dump.subarray(0, 12 + 33 * (nodes - 2)));
    expect(smaller[0]).toMatchObject({ invariant: "ids-ascending", total: nodes - 3 });
  });
});

describe("a report", () => {
  const scenario = published(zab, "B");
  const versions = versionsOf(zab);

  test("says which invariants a wrong dump breaks, in the lab's words", async () => {
    const expected = await seal(scenario, B);
    const dump = damaged(zab, B, {
      "nodes[2].last_committed.counter": 21,
      "nodes[3].last_committed.counter": 22,
    });
    const findings = await judge(
      expected,
      await submissionOf(expected, dump),
      "place",
      registryOf([zab]),
    );
    const report = reportSchema.parse(reportOf(findings, await versions, null));
    expect(report.violations[0]).toEqual({
      invariant: "committed-within-history",
      statement: "last_committed <= last_zxid.",
      details: [
        "node 2: last_committed 1:21 is above last_zxid 1:20",
        "node 3: last_committed 1:22 is above last_zxid 1:20",
      ],
      total: 2,
    });
    expect(renderText(report)).toContain(
      "\n  invariant   committed-within-history: last_committed <= last_zxid: " +
        "node 2: last_committed 1:21 is above last_zxid 1:20; and 1 more\n",
    );
  });

  test("says nothing of a match, and of a hash", async () => {
    const expected = await seal(scenario, B);
    const match = await judge(
      expected,
      await submissionOf(expected, B),
      "place",
      registryOf([zab]),
    );
    const sha256 = await sha256Hex(Uint8Array.of(1));
    const hash = await judge(expected, { kind: "hash", sha256 }, "place", registryOf([zab]));
    expect([match.violations, hash.violations]).toEqual([[], []]);
    expect(renderText(reportOf(hash, await versions, null))).not.toContain("  invariant ");
  });
});
