import type { EventCause } from "../events/event_cause.ts";
import { type EventRecord, LISTED_MESSAGES } from "../events/event_lines.ts";
import { kindOf, type LabEvent } from "../labs/events.ts";
import type { Lab } from "../labs/lab.ts";

type Words = Pick<Lab, "events" | "scope" | "step_name">;

/** An event of a listing in words, on one line. */
export function recordInWords({ events, scope }: Words, record: EventRecord): string {
  const { kind } = record;
  if (LISTED_MESSAGES.includes(kind)) {
    const { from, to, type, contents, seq } = record;
    return `${kind} ${from} -> ${to}  ${type} ${JSON.stringify(contents)}  (seq ${seq})`;
  }
  if (kind === "timer") {
    return `${scope.row_name} ${record["node"]}: its ${record["timer"]} timer runs out`;
  }
  return kindOf(events, record as LabEvent).words(record as LabEvent);
}

/** How an event came about, in words. */
export function causeInWords(lab: Words, { by, event }: EventCause, of: EventRecord): string {
  const node = `${lab.scope.row_name} ${of["node"] ?? of["from"]}`;
  switch (by) {
    case "message":
      return `${node} handling ${event?.["type"]} of ${event?.["from"]}`;
    case "timer":
      return `${node}, whose ${event?.["timer"]} timer has run out`;
    case "command":
      return event === null ? `${node}, which takes up a command` : `${node} proposing a command`;
    case "arrival":
      return `the network: whether a message arrives, when, and in which order`;
    default:
      return `${node} in its ${lab.step_name}, by itself`;
  }
}
