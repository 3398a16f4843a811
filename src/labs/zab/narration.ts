import { clusterNarration } from "../cluster_narration.ts";

/** Elections of the fast leader election: docs/specification/zab.md, "Handlers". */
export const narration = clusterNarration({
  leading: "Leading",
  seeking: "Looking",
  seeks: ["looks for a leader", "look for a leader"],
  // A leader has promised itself its epoch before it has the history of it.
  reignOf: ([, , accepted_epoch]) => `epoch ${accepted_epoch}`,
  support: "vote",
  supportIn({ type, contents }) {
    if (type === "Vote") return { candidate: contents["leader"] as number, reign: null };
    if (type !== "LookForLeader") return null;
    return { candidate: contents["candidate"] as number, reign: null };
  },
  commandIn: ({ kind, payload }) => (kind === "injected" ? String(payload) : null),
});
