import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draws } from "../../../src/kernel/draws.ts";
import { readParameters } from "../../../src/labs/parameter_types.ts";
import { Cluster } from "../../../src/labs/raft/cluster.ts";
import { raft } from "../../../src/labs/raft/index.ts";
import { InvariantChecker } from "../../../src/labs/raft/invariants.ts";
import { DumpedState } from "../../../src/labs/raft/layout.ts";
import { CANDIDATE, FOLLOWER, LEADER, type Node } from "../../../src/labs/raft/node.ts";
import { declaration, type RaftParameters, resolve } from "../../../src/labs/raft/parameters.ts";
import { scenarioOfArguments } from "../../support/scenarios.ts";

/** Ticks within which a cluster without faults is taken to converge: far more than the longest race of timers seen. */
const PATIENCE = 30_000;
/** Timers that ran when the state came about have run out by then, and what they led to is over. */
const SETTLED_TICKS = 320;

function isConverged({ nodes, logs }: Cluster): boolean {
  const [first] = nodes as readonly [Node];
  const leaders = nodes.filter(({ role }) => role === LEADER);
  return (
    leaders.length === 1 &&
    nodes.every(
      ({ current_term, role, last_entry, commit_index }) =>
        current_term === first.current_term &&
        role !== CANDIDATE &&
        last_entry === first.last_entry &&
        commit_index === logs.index(last_entry),
    )
  );
}

/** Fault plans of the lab's generator that end: outages, and no partition. */
const faults: fc.Arbitrary<RaftParameters> = fc.nat(0xffff_ffff).map((seed) => {
  const given = raft.random(new Draws({ hi: 0, lo: seed }));
  const lasting = new Map([...given].filter(([name]) => name !== "partition"));
  return resolve(readParameters(declaration, lasting));
});

describe("under faults", () => {
  test("the invariants hold after every tick, and when the faults end all nodes converge for good", () => {
    fc.assert(
      fc.property(faults, (parameters) => {
        const cluster = new Cluster(parameters);
        const checker = new InvariantChecker(cluster);
        const step = (): void => {
          cluster.step();
          const found = checker.check();
          if (found.length > 0) throw new Error(`after tick ${cluster.tick - 1}: ${found}`);
        };
        const ends = Math.max(parameters.rounds, ...parameters.outage.map(({ until }) => until));
        while (cluster.tick < ends) step();
        let state = new DumpedState(cluster);
        for (let since = cluster.tick; ; ) {
          if (cluster.tick > ends + PATIENCE) throw new Error("the cluster does not converge");
          if (isConverged(cluster) && cluster.tick - since > SETTLED_TICKS) break;
          step();
          if (state.isOf(cluster)) continue;
          state = new DumpedState(cluster);
          since = cluster.tick;
        }
        for (let i = 0; i < SETTLED_TICKS; i++) step();
        return state.isOf(cluster);
      }),
      { numRuns: 800 },
    );
  });
});

describe("a bug that is called unsafe breaks an invariant", () => {
  /** A scenario for each, found by random search and made small. */
  const SCENARIOS: Readonly<Record<string, string>> = {
    "quorum-minus-one": "--seed 0 --nodes 2 --rounds 289 --proposals 0 --partition 0,1",
    "vote-ignores-log":
      "--seed 2012725951425888247 --nodes 3 --rounds 886 --proposals 14 --outage 654,942,2,0",
    "vote-ignores-voted-for": "--seed 98 --nodes 2 --rounds 207 --proposals 0",
    "vote-cleared-on-append": "--seed 0 --nodes 2 --rounds 167 --proposals 0",
    "step-down-keeps-role": "--seed 0 --nodes 4 --rounds 454 --proposals 0 --outage 276,596,0,3",
    "prev-term-unchecked":
      "--seed 78 --nodes 3 --rounds 1234 --proposals 170 --outage 210,530,1,2,210,530,2,0,210,530,2,1,534,854,1,2",
    "heartbeat-skips-check":
      "--seed 78 --nodes 3 --rounds 1234 --proposals 170 --outage 210,530,1,2,210,530,2,0,210,530,2,1,534,854,1,2",
    "truncate-always":
      "--seed 11636002039123606648 --nodes 3 --rounds 408 --proposals 5 --outage 274,420,1,0,274,420,2,1",
    "conflict-not-truncated":
      "--seed 73 --nodes 4 --rounds 690 --proposals 61 --outage 218,538,3,1",
    // Figure 8 of the Raft paper.
    "commit-any-term":
      "--seed 47796 --nodes 3 --rounds 1133 --proposals 3 --outage 244,566,0,1,244,566,0,2,566,764,2,0,566,764,2,1,764,1164,0,1,764,1164,0,2",
    "match-from-length":
      "--seed 0 --nodes 3 --rounds 632 --proposals 1 --outage 317,637,0,1,317,637,0,2",
  };

  test.each(raft.bugs.filter(({ effect }) => effect.startsWith("Unsafe")))("$id", ({ id }) => {
    const scenario = scenarioOfArguments(raft, SCENARIOS[id] as string);
    const right = scenario.start();
    const wrong = scenario.start({ bugs: [{ bug: id, variant: 0 }] });
    const violations: string[] = [];
    while (right.step_index < right.steps) {
      right.step();
      wrong.step();
      expect(right.violations()).toEqual([]);
      violations.push(...wrong.violations());
    }
    expect(violations.length).toBeGreaterThan(0);
  });
});

describe("the checkers notice", () => {
  const seed = { hi: 0, lo: 42 };
  const parameters = { seed, nodes: 3, rounds: 1000, proposals: 5, partition: [], outage: [] };

  /** A cluster of which node 1 leads in term 1; five commands are committed everywhere. */
  function stepped(): { cluster: Cluster; checker: InvariantChecker } {
    const cluster = new Cluster(parameters);
    const checker = new InvariantChecker(cluster);
    for (let t = 0; t < 1000; t++) {
      cluster.step();
      expect(checker.check()).toEqual([]);
    }
    return { cluster, checker };
  }

  const change = (node: Node | undefined, fields: Partial<Record<keyof Node, number>>) =>
    Object.assign(node as Node, fields);

  test.each<[string, (cluster: Cluster) => void]>([
    ["one-leader-per-term", ({ nodes: [first] }) => change(first, { role: LEADER })],
    ["one-vote-per-term", ({ nodes: [first] }) => change(first, { voted_for: 2 })],
    [
      "leader-appends-only",
      ({ nodes: [, leader], logs }) =>
        change(leader, { last_entry: logs.at(leader?.last_entry ?? 0, 4) }),
    ],
    [
      "terms-ascend",
      ({ nodes: [first], logs }) =>
        change(first, { last_entry: logs.append(first?.last_entry ?? 0, 0, 5) }),
    ],
    [
      "terms-ascend",
      ({ nodes: [first], logs }) =>
        change(first, { last_entry: logs.append(first?.last_entry ?? 0, 2, 5) }),
    ],
    [
      "logs-match",
      ({ nodes: [first], logs }) => {
        const before = logs.at(first?.last_entry ?? 0, 4);
        change(first, { last_entry: logs.append(before, 1, 9) });
      },
    ],
    [
      "leader-complete",
      ({ nodes: [, leader, last], logs }) => {
        change(leader, { role: FOLLOWER });
        const last_entry = logs.append(logs.at(last?.last_entry ?? 0, 4), 2, 9);
        change(last, { role: LEADER, current_term: 2, last_entry });
      },
    ],
    [
      "committed-prefixes-agree",
      ({ nodes: [first], logs }) => {
        const last_entry = logs.append(logs.at(first?.last_entry ?? 0, 4), 1, 9);
        change(first, { last_entry });
      },
    ],
    ["committed-within-log", ({ nodes: [first] }) => change(first, { commit_index: 6 })],
    ["nothing-goes-down", ({ nodes: [first] }) => change(first, { commit_index: 4 })],
    ["nothing-goes-down", ({ nodes: [first] }) => change(first, { current_term: 0 })],
  ])("%s", (id, damage) => {
    const { cluster, checker } = stepped();
    damage(cluster);
    expect(checker.check().join()).toContain(id);
  });
});
