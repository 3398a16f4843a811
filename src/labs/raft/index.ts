import { catalogued, readingOf } from "../bug.ts";
import { normalizeCluster } from "../cluster_parameters.ts";
import { defineLab } from "../define.ts";
import { dumpInvariants } from "./dump_invariants.ts";
import { encodingBugs } from "./encoding_bugs.ts";
import { eventRules, events, timers } from "./events.ts";
import { invariants } from "./invariants.ts";
import { layout } from "./layout.ts";
import { MESSAGE_FORMS } from "./messages.ts";
import { misreadings } from "./misreadings.ts";
import { narration } from "./narration.ts";
import { declaration, resolve } from "./parameters.ts";
import { protocolBugs } from "./protocol_bugs.ts";
import { randomScenario } from "./random.ts";
import { start } from "./run.ts";
import { runbook } from "./runbook.ts";
import { scope } from "./scope.ts";
import { suites } from "./suites/index.ts";
import { tracking } from "./tracking.ts";

export const raft = defineLab({
  id: "raft",
  title: "db-17: a Raft cluster",
  summary:
    "Leader election and log replication (Raft) on a simulated network whose messages may overtake each other; " +
    "the dump holds every node's state.",
  specification: "raft-1",
  step_name: "tick",
  program: "raftctl",
  parameters: declaration,
  resolve,
  normalize: normalizeCluster,
  steps: ({ rounds }) => rounds,
  start,
  // An entry in the tree, and at each node a message under way, and a place in the dump.
  weigh: ({ proposals, nodes }) => proposals * (30 + nodes * 50),
  suites,
  random: randomScenario,
  layout,
  encodedLayout: (encoding) => readingOf(encodingBugs, encoding),
  scope,
  messages: MESSAGE_FORMS,
  timers,
  events,
  event_rules: eventRules,
  narration,
  tracking,
  runbook,
  bugs: [
    ...protocolBugs.map((bug) => catalogued("protocol", bug)),
    ...encodingBugs.map((bug) => catalogued("encoding", bug)),
  ],
  misreadings,
  invariants,
  dump_invariants: dumpInvariants,
  not_pinned: [
    "The delays of messages, neither their key nor their modulus, and the interval of heartbeats: one of 10 to 100 ticks gives the same six hashes.",
    "Any rule about a change of leader: in no published scenario is a leader followed by another. outage is our extension for that.",
    "Most of the departures from the published text: when a no-op is appended, that a refused AppendEntries is retried at once, that next_index becomes match_index, that match_index never goes down. That no leader appends a no-op at its election is pinned.",
    "That propose commits where there is one node: in D the run ends before the lone node's election timer does.",
    "That no more than the committed part of a log is dumped: in all six every log is committed to its end.",
  ],
});
