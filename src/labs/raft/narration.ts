import { clusterNarration } from "../cluster_narration.ts";

/** Elections by terms: docs/specification/raft.md, "Handlers". */
export const narration = clusterNarration({
  leading: "Leader",
  seeking: "Candidate",
  seeks: ["stands for leader", "stand for leader"],
  reignOf: ([, current_term]) => `term ${current_term}`,
  support: "vote",
  supportIn({ type, to, contents }) {
    if (type !== "RequestVoteReply" || contents["granted"] !== true) return null;
    return { candidate: to, reign: `term ${contents["term"]}` };
  },
  commandIn: ({ kind, payload }) => (kind === "injected" ? String(payload) : null),
});
