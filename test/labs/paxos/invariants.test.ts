import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draws } from "../../../src/kernel/draws.ts";
import { readParameters } from "../../../src/labs/parameter_types.ts";
import { Cluster } from "../../../src/labs/paxos/cluster.ts";
import { paxos } from "../../../src/labs/paxos/index.ts";
import { InvariantChecker } from "../../../src/labs/paxos/invariants.ts";
import { LEADER, type Node } from "../../../src/labs/paxos/node.ts";
import { declaration, type PaxosParameters, resolve } from "../../../src/labs/paxos/parameters.ts";
import { NO_OP } from "../../../src/labs/paxos/pvalues.ts";
import { scenarioOfArguments } from "../../support/scenarios.ts";

/** Ticks after the last fault in which a cluster of up to nine nodes settles, as the specification has it. */
const SETTLING = 800;
/** What was scheduled later than this before the end may not have been learned everywhere: a heartbeat may have to repeat it. */
const UNDER_WAY = 10;

/** Fault plans of the lab's generator that end: outages, and no partition. */
const faults: fc.Arbitrary<PaxosParameters> = fc.nat(0xffff_ffff).map((seed) => {
  const given = paxos.random(new Draws({ hi: 0, lo: seed }));
  const lasting = new Map([...given].filter(([name]) => name !== "partition"));
  const parameters = resolve(readParameters(declaration, lasting));
  // The schedule spreads the values over the run: some fall due while the cluster settles.
  const ends = Math.max(0, ...parameters.outage.map(({ until }) => until));
  return { ...parameters, rounds: ends + SETTLING };
});

function expectSettled(cluster: Cluster, scheduledBefore: number): void {
  const { nodes, pvalues, ballots } = cluster;
  const leaders = nodes.filter(({ role }) => role === LEADER);
  expect(leaders).toHaveLength(1);
  const [leader] = leaders as [Node];
  expect(ballots.proposer(leader.my_ballot)).toBe(leader.id);
  for (const { promised } of nodes) expect(promised).toBe(leader.my_ballot);
  // Slots below the first gap of the one that knows least are learned by all; nothing is missing but what is under way.
  const least = Math.min(...nodes.map(({ learned }) => learned.first_gap));
  const underWay = cluster.scheduled - scheduledBefore;
  for (const { learned } of nodes) {
    expect(learned.end).toBeLessThanOrEqual(least + underWay);
    for (let slot = 0; slot < least; slot++) {
      expect(pvalues.valueOf(learned.at(slot))).toBe(pvalues.valueOf(leader.learned.at(slot)));
    }
  }
}

describe("under faults", () => {
  test("the invariants hold after every tick, and 800 ticks after the last fault all nodes agree", () => {
    let [recovered, noOps] = [0, 0];
    fc.assert(
      fc.property(faults, (parameters) => {
        const cluster = new Cluster(parameters, {
          observer: (event) => {
            if (event.kind === "elected" && "next_slot" in event && event["next_slot"] !== 0)
              recovered++;
          },
        });
        const checker = new InvariantChecker(cluster);
        let scheduledBefore = 0;
        while (cluster.tick < parameters.rounds) {
          if (cluster.tick === parameters.rounds - UNDER_WAY) scheduledBefore = cluster.scheduled;
          cluster.step();
          const found = checker.check();
          if (found.length > 0) throw new Error(`after tick ${cluster.tick - 1}: ${found}`);
        }
        expectSettled(cluster, scheduledBefore);
        if (cluster.nodes.some(({ learned }) => learned.no_ops > 0)) noOps++;
      }),
      { numRuns: 400, seed: 1 },
    );
    // The plans are worth something only if leaders are changed while values are under way.
    expect(recovered).toBeGreaterThan(100);
    expect(noOps).toBeGreaterThan(0);
  });
});

describe("the checkers notice", () => {
  const seed = { hi: 0, lo: 42 };
  const parameters = { seed, nodes: 3, rounds: 1000, proposals: 5, partition: [], outage: [] };

  /** A cluster of which node 1 leads under (1, 1); five values are learned everywhere. */
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
  const accept = ({ nodes, pvalues }: Cluster, ballot: number, slot: number, value: number): void =>
    nodes[0]?.accepts.set(slot, pvalues.add(ballot, slot, value), 999);
  const learn = ({ nodes, pvalues }: Cluster, slot: number, value: number): void =>
    nodes[0]?.learned.set(slot, pvalues.choose(slot, value), value === NO_OP);
  const ONE = 1 * 3 + 1;

  test.each<[string, string, (cluster: Cluster) => void]>([
    ["agreement", "another value in a learned slot", (cluster) => learn(cluster, 4, 3)],
    ["learned-stays", "a learned slot that changes", (cluster) => learn(cluster, 4, 3)],
    [
      "learned-was-chosen",
      "a value that one node has accepted",
      (cluster) => {
        accept(cluster, ONE, 5, NO_OP);
        learn(cluster, 5, NO_OP);
      },
    ],
    ["learned-was-scheduled", "a value in a second slot", (cluster) => learn(cluster, 5, 3)],
    [
      "learned-was-scheduled",
      "a value that nobody has scheduled",
      (cluster) => learn(cluster, 5, 9),
    ],
    ["nothing-goes-down", "promised", ({ nodes }) => change(nodes[0], { promised: 1 })],
    ["nothing-goes-down", "my_ballot", ({ nodes }) => change(nodes[1], { my_ballot: 0 })],
    ["nothing-goes-down", "the ballot of an accept", (cluster) => accept(cluster, ONE - 1, 2, 2)],
    [
      "ballot-is-own",
      "my_ballot above promised",
      ({ nodes }) => change(nodes[0], { my_ballot: 6 }),
    ],
    ["ballot-is-own", "another node's ballot", ({ nodes }) => change(nodes[0], { my_ballot: ONE })],
    [
      "leader-promised-itself",
      "a leader under no ballot",
      ({ nodes }) => change(nodes[2], { role: LEADER }),
    ],
    ["accepts-within-promised", "an accept above promised", (cluster) => accept(cluster, 9, 2, 2)],
    [
      "one-value-per-ballot",
      "another value under a ballot",
      (cluster) => accept(cluster, ONE, 2, 4),
    ],
  ])("%s: %s", (id, _, damage) => {
    const { cluster, checker } = stepped();
    damage(cluster);
    expect(checker.check().join()).toContain(id);
  });
});

describe("a bug that is called unsafe breaks an invariant", () => {
  /** A scenario for each, found by random search and made small. */
  const SCENARIOS: Readonly<Record<string, string>> = {
    "quorum-minus-one": "--seed 61 --nodes 2 --rounds 1143 --proposals 5 --outage 715,1020,1,0",
    "recovery-own-accepts": "--seed 0 --nodes 3 --rounds 371 --proposals 3 --partition 0,2",
    "decided-appended": "--seed 0 --nodes 2 --rounds 168 --proposals 6",
    "next-slot-from-learned": "--seed 0 --nodes 4 --rounds 261 --proposals 105 --partition 0,3",
    "accept-lower-ballot":
      "--seed 0 --nodes 3 --rounds 454 --proposals 123 --outage 250,569,0,1,252,569,1,0",
    "accepted-duplicates":
      "--seed 735520139 --nodes 5 --rounds 962 --proposals 112 --outage 710,1030,3,0,710,1030,3,2,710,1030,3,4",
    "decide-on-first-accepted":
      "--seed 1179056352830102036 --nodes 7 --rounds 770 --proposals 397 --outage 159,661,0,3,159,661,2,3,159,661,2,4,159,661,2,5,159,661,2,6",
    "learn-on-accept":
      "--seed 2005382866 --nodes 7 --rounds 590 --proposals 397 --outage 159,661,2,3",
    "recovery-longest-log":
      "--seed 5885027537636677774 --nodes 3 --rounds 404 --proposals 54 --outage 219,575,0,1,219,575,0,2",
    "recovery-first-promise":
      "--seed 49 --nodes 3 --rounds 948 --proposals 18 --outage 249,567,0,1,248,567,0,2,570,890,1,0",
    "promise-not-recorded":
      "--seed 783894749 --nodes 8 --rounds 642 --proposals 101 --partition 3,7,7,3",
    "candidate-not-promising":
      "--seed 39 --nodes 3 --rounds 2413 --proposals 161 --outage 250,569,0,1,252,569,1,0,251,569,1,2",
    "recovery-last-promise":
      "--seed 18446744073709551615 --nodes 3 --rounds 1933 --proposals 459 --outage 603,923,1,0,606,926,0,2,606,926,1,2,979,1299,2,0,979,1299,2,1",
    "leader-not-accepting":
      "--seed 0 --nodes 3 --rounds 906 --proposals 72 --outage 374,692,0,2,372,692,1,2",
    "ballot-rounds-only":
      "--seed 515495309 --nodes 5 --rounds 234 --proposals 639 --partition 4,1,1,4",
  };

  test.each(paxos.bugs.filter(({ effect }) => effect.startsWith("Unsafe")))("$id", ({ id }) => {
    const scenario = scenarioOfArguments(paxos, SCENARIOS[id] as string);
    const right = scenario.start();
    const wrong = scenario.start({ bugs: [{ bug: id, variant: 0 }] });
    const violations: string[] = [];
    while (right.step_index < right.steps) {
      right.step();
      wrong.step();
      expect(right.violations()).toEqual([]);
      violations.push(...wrong.violations());
    }
    expect(violations.join()).toContain("agreement");
  });
});
