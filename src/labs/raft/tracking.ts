import type { ProposalTracking } from "../proposal_tracking.ts";

/** An entry is known by its index. That of an entry which was overwritten is another entry's later. */
export const tracking: ProposalTracking = {
  name: "index",
  ofMessage({ type, contents }) {
    if (type === "AppendEntries") {
      const { index } = contents["prev"] as { index: number };
      const count = contents["entries"] as number;
      return Array.from({ length: count }, (_, i) => String(index + 1 + i));
    }
    const isMatch = type === "AppendReply" && contents["ok"] === true && contents["match"] !== 0;
    return isMatch ? [String(contents["match"])] : [];
  },
  ofEvent: ({ kind, index }) => (kind === "injected" || kind === "no_op" ? [String(index)] : []),
};
