import type { PageState, Subject } from "../../report/page_url.ts";
import type { LabName, LabSummary } from "../engine/protocol.ts";
import type { Timeline } from "../model/timeline.ts";

/** What every view is given. */
export interface ViewProps {
  readonly labs: readonly LabName[];
  /** The lab of the subject. */
  readonly lab: LabSummary;
  readonly state: PageState;
  readonly subject: Subject;
  /** Changes the address; `push` makes an entry of the history, to which "back" returns. */
  change(change: Partial<PageState>, how?: "push" | "replace"): void;
}

/** A dump that was dropped, chosen or linked to. */
export interface HeldDump {
  readonly name: string;
  readonly dump: Uint8Array;
  /** Null until it has been hashed. */
  readonly sha256: string | null;
}

/** A listing of events that was dropped or chosen. */
export interface HeldListing {
  readonly name: string;
  readonly listing: Uint8Array;
}

/** The dump or listing that a view shows, and how it takes another. */
export interface HeldProps {
  readonly held: HeldDump | null;
  setHeld(held: HeldDump | null): void;
  readonly heldListing: HeldListing | null;
  setHeldListing(held: HeldListing | null): void;
}

/** What every part of Explore is given: a run of one step or more, and the step of it that is looked at. */
export interface RunProps {
  readonly lab: LabSummary;
  readonly subject: Subject;
  readonly timeline: Timeline;
  readonly tick: number;
  /** Looks at another step; one that there is not is the nearest one. */
  goTo(step: number): void;
}
