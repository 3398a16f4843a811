import { isMessage, isTimer, kindOf, type RunEvent } from "../labs/events.ts";
import type { Lab } from "../labs/lab.ts";
import type { Account } from "../trace/account.ts";

/** An event of a lab in words, on one line. */
export function eventInWords(
  { events, scope }: Pick<Lab, "events" | "scope">,
  event: RunEvent,
): string {
  if (isMessage(event)) {
    const link = `${event.from} -> ${event.to}`;
    const { kind, type, contents, seq, sent } = event;
    return `${kind} ${link}  ${type} ${JSON.stringify(contents)}  (seq ${seq}, sent in ${sent})`;
  }
  if (isTimer(event)) {
    return `${scope.row_name} ${event.node}: its ${event.timer} timer runs out`;
  }
  return kindOf(events, event).words(event);
}

/** What happened in a step, and which fields it changed, as indented lines. */
export function accountLines(lab: Lab, account: Account): string[] {
  const { step, events, events_total, changes, changes_total } = account;
  const lines = [`  in ${lab.step_name} ${step} the right run does this`];
  for (const event of events) lines.push(`    ${eventInWords(lab, event)}`);
  if (events_total === 0) lines.push(quietLine(lab, changes_total));
  lines.push(...more(events_total - events.length, "event"));
  lines.push("", `  and these fields change in it`);
  for (const { field, before, after } of changes) {
    lines.push(`    ${field}: ${before ?? "(none)"} -> ${after ?? "(none)"}`);
  }
  if (changes_total === 0) lines.push("    none: the state is the one before it");
  lines.push(...more(changes_total - changes.length, "field"));
  return lines;
}

/** A step without events is not one in which nothing happens: a node may act in every step, whatever arrives. */
function quietLine({ step_name }: Lab, changesTotal: number): string {
  const quiet = "no message arrives, no timer runs out";
  return changesTotal === 0
    ? `    nothing: ${quiet}`
    : `    ${quiet}: what changes, the ${step_name} itself does`;
}

function more(count: number, noun: string): string[] {
  return count === 0 ? [] : [`    and ${count} more ${noun}${count === 1 ? "" : "s"}`];
}

/** What an answer is about, in words. */
export function subjectOf({ lab, scenario }: { lab: string; scenario: string | null }): string {
  return `${lab} ${scenario === null ? "(unpublished scenario)" : `scenario ${scenario}`}`;
}
