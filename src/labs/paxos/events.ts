import type { EventKind, LabEvent, TimerForm } from "../events.ts";

const VALUE = { name: "value", type: "text", description: "The value; empty for a no-op" } as const;
const ROUND = { name: "round", type: "integer", description: "The round of its ballot" } as const;

/** A value as it stands beside a mark. */
const shown = (value: unknown): string => (value === "" ? "no-op" : String(value));

function ballotOf({ round, node }: LabEvent): string {
  return `ballot ${round}.${node}`;
}

/** What nodes do beside sending: they campaign, lead, propose and decide. */
export const events: readonly EventKind[] = [
  {
    kind: "campaigned",
    description: "A node stands for leader under a new ballot of its own",
    section: "Node state",
    when: "in start_election, behind its step 4",
    members: [ROUND],
    words: (event) => `node ${event.node} stands for leader under ${ballotOf(event)}`,
    mark: ({ round }) => ({
      isFilled: false,
      legend: "candidacy, with its round",
      label: `${round}`,
    }),
  },
  {
    kind: "promised",
    description: "A candidate counts a promise",
    section: "Promise{b, a}",
    when: "behind step 2, also where the sender had promised before",
    members: [
      { name: "by", type: "integer", description: "The node that has promised" },
      {
        name: "promises",
        type: "integer",
        description: "Nodes that have promised its ballot, the candidate itself included",
      },
    ],
    words: ({ node, by, promises }) =>
      `node ${node} has ${promises} promises, the last by node ${by}`,
    mark: ({ promises }) => ({ isFilled: false, legend: "promises counted", label: `${promises}` }),
  },
  {
    kind: "elected",
    description: "A candidate has the promises of a quorum, and leads",
    section: "Node state",
    when: "in win, behind its step 2",
    members: [
      ROUND,
      {
        name: "next_slot",
        type: "integer",
        description: "The first slot for a new value; it proposes again for those below",
      },
    ],
    words: (event) =>
      `node ${event.node} leads under ${ballotOf(event)}, new values from slot ${event["next_slot"]} on`,
    mark: ({ round }) => ({
      isFilled: true,
      legend: "election won, with its round",
      label: `${round}`,
    }),
  },
  {
    kind: "deposed",
    description: "A leader or candidate meets a higher ballot, and follows",
    section: "Node state",
    when: "in obey and on a Nack, where a Leader or Candidate becomes a Follower: the ballot is b of obey, p of the Nack",
    members: [
      { name: "round", type: "integer", description: "The round of that ballot" },
      { name: "by", type: "integer", description: "The proposer of that ballot" },
    ],
    words: ({ node, round, by }) => `node ${node} steps down for ballot ${round}.${by}`,
    mark: ({ by }) => ({ isFilled: false, legend: "stepping down, for whom", label: `${by}` }),
  },
  {
    kind: "filled",
    description: "A new leader proposes a no-op for a slot in which no promise has a value",
    section: "Node state",
    when: "in win, step 3, before the no-op is proposed",
    members: [{ name: "slot", type: "integer", description: "The slot" }],
    words: ({ node, slot }) => `node ${node} proposes a no-op for slot ${slot}`,
    mark: ({ slot }) => ({
      isFilled: false,
      legend: "no-op proposed, for its slot",
      label: `${slot}`,
    }),
  },
  {
    kind: "injected",
    description: "A leader proposes a client's value",
    section: "Cluster loop",
    when: "in step 2, before the value is proposed",
    members: [{ name: "slot", type: "integer", description: "The slot" }, VALUE],
    words: ({ node, slot, value }) => `node ${node} proposes ${value} for slot ${slot}`,
    mark: ({ value }) => ({ isFilled: true, legend: "proposal", label: String(value) }),
  },
  {
    kind: "decided",
    description: "A leader learns that a quorum has accepted its proposal",
    section: "Node state",
    when: "in try_decide, when it has learned the value and before it broadcasts Decided",
    members: [{ name: "slot", type: "integer", description: "The slot" }, VALUE],
    words: ({ node, slot, value }) => `node ${node} decides slot ${slot}: ${shown(value)}`,
    mark: ({ slot, value }) => ({
      isFilled: true,
      legend: value === "" ? "no-op decided, with its slot" : "value decided, with its slot",
      label: `${slot}`,
    }),
  },
];

/** The timers of a node. */
export const timers: readonly TimerForm[] = [
  {
    name: "election",
    section: "on_tick",
    when: "by a Follower or Candidate, when t >= deadline, before start_election",
  },
  {
    name: "heartbeat",
    section: "on_tick",
    when: "by a Leader, when t >= heartbeat_due, before step 1",
  },
];
