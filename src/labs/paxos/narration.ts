import { clusterNarration } from "../cluster_narration.ts";

interface Ballot {
  readonly round: number;
  readonly proposer: number;
}

/** Candidacies by ballots: docs/specification/paxos.md, "Handlers". */
export const narration = clusterNarration({
  leading: "Leader",
  seeking: "Candidate",
  seeks: ["stands for leader", "stand for leader"],
  reignOf: ([, , my_ballot]) => `ballot ${my_ballot}`,
  support: "promise",
  supportIn({ type, to, contents }) {
    if (type !== "Promise") return null;
    const { round, proposer } = contents["ballot"] as Ballot;
    return { candidate: to, reign: `ballot ${round}.${proposer}` };
  },
  commandIn: ({ kind, value }) => (kind === "injected" ? String(value) : null),
});
