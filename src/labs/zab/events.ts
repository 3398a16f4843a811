import type { EventKind, TimerForm } from "../events.ts";

/** What a leader does beside sending: it takes up a client's command. */
export const events: readonly EventKind[] = [
  {
    kind: "injected",
    description: "An established leader proposes a client command",
    section: "Cluster loop",
    when: "in step 2, before the payload is proposed",
    members: [{ name: "payload", type: "text", description: "The command" }],
    words: ({ node, payload }) => `node ${node} proposes ${payload}`,
    mark: ({ payload }) => ({ isFilled: true, legend: "proposal", label: String(payload) }),
  },
];

/** The timers of a node. */
export const timers: readonly TimerForm[] = [
  {
    name: "election",
    section: "on_tick",
    when: "when t >= election_deadline, whatever the role, before anything is done",
  },
  {
    name: "heartbeat",
    section: "on_tick",
    when: "by a Leader, in step 2, when t >= heartbeat_due, before anything is sent",
  },
];
