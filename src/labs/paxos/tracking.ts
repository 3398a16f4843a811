import type { ProposalTracking } from "../proposal_tracking.ts";

/** What of a message's contents has the slot. */
const MEMBERS: Readonly<Record<string, string>> = {
  Accept: "proposal",
  Accepted: "proposal",
  Decided: "decision",
};

/** A value is known by the slot that it is proposed for, under whatever ballot. */
export const tracking: ProposalTracking = {
  name: "slot",
  ofMessage({ type, contents }) {
    const member = MEMBERS[type];
    return member === undefined ? [] : [String((contents[member] as { slot: number }).slot)];
  },
  ofEvent: ({ slot }) => (slot === undefined ? [] : [String(slot)]),
};
