import type { ProposalTracking } from "../proposal_tracking.ts";

interface Zxid {
  readonly epoch: number;
  readonly counter: number;
}

/** A transaction is known by its zxid, from its Propose to its Commit; a heartbeat names what is long under way. */
export const tracking: ProposalTracking = {
  name: "zxid",
  ofMessage({ type, contents }) {
    if (type === "Propose") return [text((contents["transaction"] as { zxid: Zxid }).zxid)];
    if (type === "Ack" || type === "Commit") return [text(contents["zxid"] as Zxid)];
    return [];
  },
  // A leader that takes up a command has not numbered it yet.
  ofEvent: () => [],
};

function text({ epoch, counter }: Zxid): string {
  return `${epoch}.${counter}`;
}
