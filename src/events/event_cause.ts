import type { Lab } from "../labs/lab.ts";
import type { EventRecord } from "./event_lines.ts";

/** By which rule of the specification an event came about. */
export interface EventCause {
  /**
   * What was going on: a `message` was handled, a `timer` had run out, a `command` was proposed, the node did it in its `tick`
   * by itself, or the network let a message `arrive`.
   */
  readonly by: "message" | "timer" | "command" | "tick" | "arrival";
  /** The section that has the rule: `zab.md, "Commit{e, z}"`. */
  readonly section: string;
  /** The message, timer or command of which it came; null where none did. */
  readonly event: EventRecord | null;
}

/** Whether an event is a message that arrives, or would. */
export function isArrival({ kind }: EventRecord): boolean {
  return kind === "delivered" || kind === "lost";
}

/** Follows the events of a listing, and tells of each what it came of: what stands behind an event of its node came of it. */
export class CauseFollower {
  private readonly lab: Lab;
  /** The event that began what is going on, and whose doing it is. */
  private beginning: EventRecord | null = null;
  private node: unknown = null;
  /** Whether the node acts in its tick, and no timer has told of it. */
  private isTick = false;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Takes the next event. */
  follow(event: EventRecord): void {
    const { kind } = event;
    if (kind === "sent") {
      if (!this.isOfTick(event) || this.isGoingOn(event, event["from"])) return;
      this.begin(event, event["from"], true);
    } else if (isArrival(event)) this.begin(event, event["to"], false);
    else if (kind === "timer" || this.isBeginning(kind)) this.begin(event, event["node"], false);
  }

  /** The cause of an event that is the next one. */
  causeOf(event: EventRecord): EventCause {
    const { lab, beginning } = this;
    const { kind } = event;
    if (isArrival(event)) {
      return { by: "arrival", section: lab.event_rules.arrival, event: null };
    }
    const tick: EventCause = { by: "tick", section: lab.event_rules.tick, event: null };
    if (kind === "timer") return tick;
    if (this.isBeginning(kind)) {
      return { by: "command", section: this.sectionOfKind(kind), event: null };
    }
    const node = kind === "sent" ? event["from"] : event["node"];
    const isOther = beginning === null || beginning["tick"] !== event["tick"] || node !== this.node;
    if (isOther || this.isTick || (this.isOfTick(event) && beginning["kind"] !== "timer")) {
      return tick;
    }
    if (beginning["kind"] === "timer")
      return { by: "timer", section: tick.section, event: beginning };
    if (beginning["kind"] === "delivered") {
      return { by: "message", section: this.sectionOfMessage(beginning), event: beginning };
    }
    // A node does nothing with a message that was lost.
    if (beginning["kind"] === "lost") return tick;
    return { by: "command", section: this.sectionOfKind(beginning["kind"]), event: beginning };
  }

  /** The same of an event that differs from the right one in a member, whose value may have a rule of its own. */
  causeOfMember(event: EventRecord, member: string): EventCause {
    const cause = this.causeOf(event);
    const kind = this.lab.events.find((one) => one.kind === event["kind"]);
    const section = kind?.members.find(({ name }) => name === member)?.section;
    return section === undefined ? cause : { ...cause, section: this.reference(section) };
  }

  private begin(event: EventRecord, node: unknown, isTick: boolean): void {
    this.beginning = event;
    this.node = node;
    this.isTick = isTick;
  }

  /** Whether a node already acts in this tick by itself, or by a timer. */
  private isGoingOn(event: EventRecord, node: unknown): boolean {
    const { beginning } = this;
    if (beginning === null || beginning["tick"] !== event["tick"] || this.node !== node)
      return false;
    return this.isTick || beginning["kind"] === "timer";
  }

  private isBeginning(kind: unknown): boolean {
    return this.lab.events.some((one) => one.kind === kind && one.begins === true);
  }

  private isOfTick({ kind, type }: EventRecord): boolean {
    return (
      kind === "sent" &&
      (this.lab.messages ?? []).some((one) => one.name === type && one.isOfTick === true)
    );
  }

  private sectionOfMessage({ type }: EventRecord): string {
    const form = (this.lab.messages ?? []).find(({ name }) => name === type);
    return this.reference(form?.section ?? "");
  }

  private sectionOfKind(kind: unknown): string {
    const found = this.lab.events.find((one) => one.kind === kind);
    return this.reference(found?.section ?? "");
  }

  private reference(section: string): string {
    return `${this.lab.id}.md, "${section}"`;
  }
}
