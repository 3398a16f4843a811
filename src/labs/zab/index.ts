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
import { directedScenario, randomScenario } from "./random.ts";
import { start } from "./run.ts";
import { runbook } from "./runbook.ts";
import { scope } from "./scope.ts";
import { suites } from "./suites/index.ts";
import { tracking } from "./tracking.ts";

export const zab = defineLab({
  id: "zab",
  title: "db-19: a ZAB cluster",
  summary:
    "Fast leader election, discovery, synchronization and broadcast (ZAB) on a simulated network; " +
    "the dump holds every node's state.",
  specification: "zab-1",
  step_name: "tick",
  program: "zabctl",
  parameters: declaration,
  resolve,
  normalize: normalizeCluster,
  steps: ({ rounds }) => rounds,
  start,
  // A transaction in the tree, and at each node a message under way, and a place in the dump.
  weigh: ({ proposals, nodes }) => proposals * (30 + nodes * 50),
  suites,
  random: randomScenario,
  directed: directedScenario,
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
    "Much at all: five of the six end in the same quiet steady state, and the sixth with one node left out. They pin the layout, the schedule of proposals, who wins the first election, and that a quorum commits.",
    "The seed: with most other seeds A, B, C, D, E and F end in the very same dumps.",
    "splitmix64, the delays, the order of arrival and the election timer: changes to each of them leave the six hashes as they are.",
    "Anything that happens after a leader has failed: no published flag makes one fail after it has committed. outage is our extension for that.",
    "That a vote carries current_epoch before last_zxid: the published text elects by (last_zxid, id) alone, which is not safe once a leader can be cut off.",
  ],
});
