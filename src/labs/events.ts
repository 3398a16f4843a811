/** What happens in a run, as a simulation tells it to its observer. */

/** A message that arrives, or that is lost then, with the lab's own contents. */
export interface MessageArrival {
  readonly kind: "delivered" | "lost";
  readonly tick: number;
  /** The tick in which it was sent. */
  readonly sent: number;
  readonly from: number;
  readonly to: number;
  readonly seq: number;
  readonly type: string;
  readonly contents: Readonly<Record<string, unknown>>;
}

/** A message as it is sent; whether it arrives is told when it would. */
export interface MessageSending {
  readonly kind: "sent";
  readonly tick: number;
  readonly from: number;
  readonly to: number;
  readonly seq: number;
  readonly type: string;
  readonly contents: Readonly<Record<string, unknown>>;
}

/** A timer of a node that has run out: an election's, or a leader's heartbeat that fell due. */
export interface TimerExpiry {
  readonly kind: "timer";
  readonly tick: number;
  readonly node: number;
  readonly timer: string;
}

export type EventValue = string | number | boolean | null;

/** An event of one of the kinds that a lab declares: its members are the declared ones. */
export interface LabEvent {
  readonly kind: string;
  readonly tick: number;
  readonly node: number;
  readonly [member: string]: EventValue;
}

/** What a node does by itself. */
export type LocalEvent = TimerExpiry | LabEvent;

export type RunEvent = MessageArrival | LocalEvent;

/** Called in the order of events. A run without an observer makes no events. */
export type Observer = (event: RunEvent) => void;
/** Called for each message that is sent, in the order of sending and between the other events. */
export type SendObserver = (event: MessageSending) => void;

/** A member of an event, beside `kind`, `tick` and `node`. */
export interface EventMember {
  readonly name: string;
  readonly type: "text" | "integer" | "flag";
  /** Whether it is null where there is nothing to tell. */
  readonly isNullable?: boolean;
  readonly description: string;
}

/** How a drawing marks an event. */
export interface EventMark {
  /** A filled mark is of something that has come about, an open one of something that has not. */
  readonly isFilled: boolean;
  /** What it is called in a legend. */
  readonly legend: string;
  /** What stands beside it: a few characters. */
  readonly label: string;
}

/** By which rule of the specification something happens. */
export interface EventRule {
  /** The heading that the rule stands under. */
  readonly section: string;
  /** Where in the rule an event is told: what comes of the rule before that is told before it, the rest behind it. */
  readonly when: string;
}

/** A timer that nodes of a lab have, by the name that events tell it by. */
export interface TimerForm extends EventRule {
  readonly name: string;
}

/** A kind of event of a lab's own. Names are not those of messages and timers. */
export interface EventKind extends EventRule {
  readonly kind: string;
  readonly description: string;
  readonly members: readonly EventMember[];
  /** The event on one line. */
  words(event: LabEvent): string;
  mark(event: LabEvent): EventMark;
}

export function isMessage(event: RunEvent): event is MessageArrival {
  return event.kind === "delivered" || event.kind === "lost";
}

export function isTimer(event: RunEvent): event is TimerExpiry {
  return event.kind === "timer";
}

/** The kinds that every lab has, where it has messages and timers. */
export const SHARED_EVENT_KINDS: readonly string[] = ["sent", "delivered", "lost", "timer"];

/** The kind that an event is of, by a lab's declarations. Throws where it is of none: a fault of the lab. */
export function kindOf(kinds: readonly EventKind[], event: LabEvent): EventKind {
  const found = kinds.find(({ kind }) => kind === event.kind);
  if (found === undefined) throw new Error(`no event of kind ${event.kind} is declared`);
  return found;
}
