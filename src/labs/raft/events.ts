import type { EventKind, TimerForm } from "../events.ts";

/** What a node does beside sending: it wins an election, appends a no-op, takes up a client's command. */
export const events: readonly EventKind[] = [
  {
    kind: "elected",
    description: "A candidate has the votes of a quorum, and leads",
    section: "Node state",
    when: "in become_leader, behind its step 3",
    members: [
      { name: "term", type: "integer", description: "The term that it leads" },
      { name: "votes", type: "integer", description: "Votes that it has, its own included" },
    ],
    words: ({ node, term, votes }) => `node ${node} is elected in term ${term} (votes: ${votes})`,
    mark: ({ term }) => ({ isFilled: true, legend: "election won", label: `term ${term}` }),
  },
  {
    kind: "injected",
    description: "A leader proposes a client command",
    section: "Cluster loop",
    when: "in step 2, before the payload is proposed",
    members: [
      { name: "term", type: "integer", description: "The term of the entry" },
      { name: "index", type: "integer", description: "The index of the entry" },
      { name: "payload", type: "text", description: "The command" },
    ],
    words: ({ node, term, index, payload }) =>
      `node ${node} proposes ${payload}, entry ${index} of term ${term}`,
    mark: ({ payload }) => ({ isFilled: true, legend: "proposal", label: String(payload) }),
  },
  {
    kind: "no_op",
    description: "A leader appends an empty entry",
    section: "on_tick",
    when: "by a Leader, behind its step 2, where it appends one",
    members: [
      { name: "term", type: "integer", description: "The term of the entry" },
      { name: "index", type: "integer", description: "The index of the entry" },
    ],
    words: ({ node, term, index }) =>
      `node ${node} appends a no-op, entry ${index} of term ${term}`,
    mark: () => ({ isFilled: false, legend: "no-op", label: "no-op" }),
  },
];

/** The timers of a node. */
export const timers: readonly TimerForm[] = [
  {
    name: "election",
    section: "on_tick",
    when: "by a Follower or Candidate, when t >= election_deadline, before start_election",
  },
  {
    name: "heartbeat",
    section: "on_tick",
    when: "by a Leader, when t >= heartbeat_due, before step 1",
  },
];
