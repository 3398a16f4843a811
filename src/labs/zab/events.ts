import type { EventKind } from "../events.ts";

/** What a leader does beside sending: it takes up a client's command. */
export const events: readonly EventKind[] = [
  {
    kind: "injected",
    description: "An established leader proposes a client command",
    members: [{ name: "payload", type: "text", description: "The command" }],
    words: ({ node, payload }) => `node ${node} proposes ${payload}`,
    mark: ({ payload }) => ({ isFilled: true, legend: "proposal", label: String(payload) }),
  },
];
