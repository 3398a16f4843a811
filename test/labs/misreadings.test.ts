import { describe, expect, test } from "vitest";
import { encode } from "../../src/dump/encode.ts";
import { hex } from "../../src/dump/value.ts";
import { MisreadLoop } from "../../src/labs/cluster_misreadings.ts";
import { type ClusterParameters, resolveCluster } from "../../src/labs/cluster_parameters.ts";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import { findLab, LABS } from "../../src/labs/index.ts";
import { layout as kvLayout } from "../../src/labs/kv/layout.ts";
import { MisreadCluster } from "../../src/labs/kv/misread_cluster.ts";
import { resolve as resolveKv } from "../../src/labs/kv/parameters.ts";
import type { Replica } from "../../src/labs/kv/replica.ts";
import type { Lab, Run, Scenario } from "../../src/labs/lab.ts";
import { Cluster as PaxosCluster } from "../../src/labs/paxos/cluster.ts";
import { layout as paxosLayout } from "../../src/labs/paxos/layout.ts";
import { CONTENT_WORDS as PAXOS_WORDS } from "../../src/labs/paxos/messages.ts";
import { RIGHT as PAXOS } from "../../src/labs/paxos/rules.ts";
import { Cluster as RaftCluster } from "../../src/labs/raft/cluster.ts";
import { layout as raftLayout } from "../../src/labs/raft/layout.ts";
import { CONTENT_WORDS as RAFT_WORDS } from "../../src/labs/raft/messages.ts";
import { RIGHT as RAFT } from "../../src/labs/raft/rules.ts";
import { Cluster as ZabCluster } from "../../src/labs/zab/cluster.ts";
import { layout as zabLayout } from "../../src/labs/zab/layout.ts";
import { CONTENT_WORDS as ZAB_WORDS } from "../../src/labs/zab/messages.ts";
import { RIGHT as ZAB } from "../../src/labs/zab/rules.ts";
import { runOf } from "../../src/oracle/expected.ts";

/** Listed scenarios that are run fast. */
function shortScenarios(lab: Lab): Scenario[] {
  return lab.suites
    .flatMap(({ scenarios }) => scenarios.map((listed) => scenarioOfSuite(lab, listed)))
    .filter(({ steps }) => steps <= 5000);
}

/** Whether some step leaves two runs in different states. */
function differ(one: Run, other: Run): boolean {
  for (let i = 0; i < one.steps; i++) {
    one.step();
    other.step();
    if (hex(one.digestInput()) !== hex(other.digestInput())) return true;
  }
  return false;
}

describe.each(LABS)("the misreadings of $id", (lab) => {
  const scenarios = shortScenarios(lab);
  const misreadings = lab.misreadings ?? [];

  test("have ids and sentences of their own", () => {
    expect(new Set(misreadings.map(({ id }) => id)).size).toBe(misreadings.length);
    expect(new Set(misreadings.map(({ sentence }) => sentence)).size).toBe(misreadings.length);
  });

  test.each(misreadings.map(({ id }) => id))("%s: some listed scenario shows it", (misreading) => {
    const shows = (scenario: Scenario) => differ(scenario.start(), scenario.start({ misreading }));
    expect(scenarios.some(shows)).toBe(true);
  });
});

/** By lab: the dump at the end of a scenario, of what misreadings depart from. */
const RIGHT: Readonly<Record<string, (values: never) => Uint8Array>> = {
  zab(values) {
    const parameters = resolveCluster(values);
    const cluster = new ZabCluster(parameters);
    run(
      new MisreadLoop(cluster, parameters, { contentWords: ZAB_WORDS, rules: ZAB }, {}),
      parameters,
    );
    return encode(zabLayout, cluster);
  },
  raft(values) {
    const parameters = resolveCluster(values);
    const cluster = new RaftCluster(parameters);
    run(
      new MisreadLoop(cluster, parameters, { contentWords: RAFT_WORDS, rules: RAFT }, {}),
      parameters,
    );
    return encode(raftLayout, cluster);
  },
  paxos(values) {
    const parameters = resolveCluster(values);
    const cluster = new PaxosCluster(parameters);
    run(
      new MisreadLoop(cluster, parameters, { contentWords: PAXOS_WORDS, rules: PAXOS }, {}),
      parameters,
    );
    return encode(paxosLayout, cluster);
  },
  kv(values) {
    const parameters = resolveKv(values);
    const cluster = new MisreadCluster(parameters, {}, {});
    run(cluster, { rounds: parameters.ops });
    const { keys, log, replicas } = cluster;
    const replica = replicas[parameters.replica] as Replica;
    const { commit_index, current_term } = replica;
    return encode(kvLayout, { state: replica.state(), commit_index, current_term, keys, log });
  },
};

function run(steps: { step(): void }, { rounds }: Pick<ClusterParameters, "rounds">): void {
  for (let i = 0; i < rounds; i++) steps.step();
}

test.each(Object.keys(RIGHT))("what the misreadings of %s depart from is right", (id) => {
  for (const scenario of shortScenarios(findLab(id))) {
    const dump = RIGHT[id]?.(scenario.values as never) as Uint8Array;
    expect(hex(dump), scenario.flags).toBe(hex(runOf(scenario).dump()));
  }
});
