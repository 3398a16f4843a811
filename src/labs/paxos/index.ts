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

export const paxos = defineLab({
  id: "paxos",
  title: "db-18: a Multi-Paxos cluster",
  summary:
    "Ballots, promises, accepts and a log decided slot by slot (Multi-Paxos) on a simulated network without FIFO links; " +
    "the dump holds every node's state.",
  specification: "paxos-1",
  step_name: "tick",
  program: "paxosctl",
  parameters: declaration,
  resolve,
  normalize: normalizeCluster,
  steps: ({ rounds }) => rounds,
  start,
  // Two rows of tables, and at each node a message under way, two slots, and two places in the dump.
  weigh: ({ proposals, nodes }) => proposals * (40 + nodes * 90),
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
    "Delays and the order of messages: the hashes stay the same with other delays, with FIFO links and with broadcasts in descending order.",
    "Any change of leader: in each of the six the first node that stands for leader leads to the end, or nobody leads.",
    "Recovery: no new leader finds anything accepted, and none has a gap to fill. No dump of the six holds a no-op.",
    "Repair: a program without CatchUp, one that sends each Accept once, and one whose Nack carries no ballot give the same hashes.",
    "Which leader takes the values where there are two: in none of the six there are.",
  ],
});
