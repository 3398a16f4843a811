import type { LabEvent, MessageArrival } from "./events.ts";

/** By what one proposal of a lab is known wherever it is sent, for who follows it from node to node. */
export interface ProposalTracking {
  /** What it is known by: `zxid`, `index`, `slot`. */
  readonly name: string;
  /** The proposals that the contents of a message name, each once; none of a message that is about none. */
  ofMessage(message: Pick<MessageArrival, "type" | "contents">): readonly string[];
  /** Likewise of what a node does by itself. */
  ofEvent(event: LabEvent): readonly string[];
}
