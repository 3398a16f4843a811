import { catalogued, readingOf } from "../bug.ts";
import { defineLab } from "../define.ts";
import { dumpInvariants } from "./dump_invariants.ts";
import { encodingBugs } from "./encoding_bugs.ts";
import { eventRules, events } from "./events.ts";
import { invariants } from "./invariants.ts";
import { layout } from "./layout.ts";
import { misreadings } from "./misreadings.ts";
import { narration } from "./narration.ts";
import { declaration, type KvParameters, REPLICAS, resolve } from "./parameters.ts";
import { protocolBugs } from "./protocol_bugs.ts";
import { directedScenario, randomScenario } from "./random.ts";
import { start } from "./run.ts";
import { runbook } from "./runbook.ts";
import { scope } from "./scope.ts";
import { suites } from "./suites/index.ts";

/** The cut is a set: its order changes nothing. */
function normalize(parameters: KvParameters): KvParameters {
  return { ...parameters, cut: parameters.cut?.toSorted((a, b) => a.id - b.id) };
}

export const kv = defineLab({
  id: "kv",
  title: "db-20: a replicated key/value cluster",
  summary:
    "Five replicas with a fixed leader apply a seeded workload, with a partition in the middle; " +
    "the dump is one replica's snapshot.",
  specification: "kv-1",
  step_name: "operation",
  program: "kvctl",
  parameters: declaration,
  resolve,
  normalize,
  steps: ({ ops }) => ops,
  start,
  // The log, the keys and what wrote them, and an entry of the snapshot for each operation.
  weigh: ({ ops }) => ops * 50,
  views: ({ replica }) =>
    Array.from({ length: REPLICAS }, (_, id) => id)
      .filter((id) => id !== replica)
      .map((id) => ({ what: `replica ${id}, of the same run`, changes: { replica: String(id) } })),
  suites,
  random: randomScenario,
  directed: directedScenario,
  layout,
  encodedLayout: (encoding) => readingOf(encodingBugs, encoding),
  scope,
  events,
  event_rules: eventRules,
  narration,
  runbook,
  bugs: [
    ...protocolBugs.map((bug) => catalogued("protocol", bug)),
    ...encodingBugs.map((bug) => catalogued("encoding", bug)),
  ],
  misreadings,
  invariants,
  dump_invariants: dumpInvariants,
  not_pinned: [
    "Which replicas are cut off, and when the cut begins: the runbook says only that heal() comes at ops*3/4. cut and cut_from are our choice.",
    "That heal() replays anybody: the proposal of the same operation repairs the gap all the same.",
    "Snapshots of the followers: both published hashes are of replica 0.",
  ],
});
