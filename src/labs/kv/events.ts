import type { EventKind } from "../events.ts";

/** All that happens: an operation of the workload is proposed, and committed or not. */
export const events: readonly EventKind[] = [
  {
    kind: "proposed",
    description: "The leader proposes an operation of the workload",
    section: "Workload",
    when: "behind the last step of an iteration: committed is what propose has returned",
    members: [
      { name: "operation", type: "text", description: "Put or Del" },
      { name: "key", type: "text", description: "The key" },
      { name: "value", type: "text", isNullable: true, description: "The value of a Put" },
      { name: "committed", type: "flag", description: "Whether a quorum has acknowledged it" },
    ],
    words: ({ operation, key, value, committed }) =>
      `${operation} ${key}${value === null ? "" : ` = ${value}`}, ${committed ? "committed" : "not committed"}`,
    mark: ({ operation, key, committed }) => ({
      isFilled: committed === true,
      legend: committed === true ? "proposal" : "proposal, not committed",
      label: `${operation} ${key}`,
    }),
  },
];
