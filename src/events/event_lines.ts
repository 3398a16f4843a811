import { isMessage, isTimer, kindOf, type MessageSending, type RunEvent } from "../labs/events.ts";
import type { Lab } from "../labs/lab.ts";

/**
 * A listing of events is what a program prints with --events (conformance/README.md): NDJSON, a line for each event of a
 * run in order, the messages that are sent among them.
 */

/** An event as a listing has it: a message that arrives is not told the tick in which it was sent. */
export type ListedEvent = RunEvent | MessageSending;

/** An event as a listing writes it: its members, in their order. */
export type EventRecord = Readonly<Record<string, unknown>>;

/** The members of an event in the order in which a listing has them. */
export function eventRecord({ events }: Pick<Lab, "events">, event: ListedEvent): EventRecord {
  const { kind, tick } = event;
  if (isSending(event) || isMessage(event)) {
    const { seq, from, to, type, contents } = event;
    return { kind, tick, seq, from, to, type, contents };
  }
  const { node } = event;
  if (isTimer(event)) return { kind, tick, node, timer: event.timer };
  const record: Record<string, unknown> = { kind, tick, node };
  for (const { name } of kindOf(events, event).members) record[name] = event[name];
  return record;
}

/** The line of an event, with its LF. */
export function eventLine(lab: Pick<Lab, "events">, event: ListedEvent): string {
  return `${JSON.stringify(eventRecord(lab, event))}\n`;
}

function isSending(event: ListedEvent): event is MessageSending {
  return event.kind === "sent";
}
