import {
  type ComparatorOptions,
  EventComparator,
  type EventComparison,
} from "../events/event_comparator.ts";
import type { EventRange } from "../events/events_of_run.ts";
import type { Run, Scenario, ScopeValue } from "../labs/lab.ts";
import { advance } from "../oracle/expected.ts";
import { paced } from "../oracle/pace.ts";
import { tracedRows } from "../trace/lines.ts";

/** What is known of a submitted listing of events, as plain data. */
export interface EventsFindings {
  readonly scenario: Scenario;
  /** What the listing must hold. */
  readonly range: EventRange;
  readonly comparison: EventComparison;
  /** The state of the right run before the step of the first difference, as the lab's scope has it, the hidden columns too; null without one. */
  readonly state: readonly (readonly ScopeValue[])[] | null;
}

/**
 * Compares a listing of events, which `feed` hands over in pieces of any size, with the right run. Throws a Problem that names
 * the line that is none, and beyond the limits. The run is given back in any case.
 */
export async function judgeEvents(
  scenario: Scenario,
  range: EventRange,
  feed: (push: (piece: Uint8Array) => Promise<void>) => Promise<void>,
  options: ComparatorOptions = {},
): Promise<EventsFindings> {
  const comparator = new EventComparator(scenario, range, options);
  let comparison: EventComparison;
  try {
    await feed((piece) => comparator.push(piece));
    comparison = await comparator.finish();
  } finally {
    comparator.end();
  }
  const { difference } = comparison;
  const state =
    difference === null ? null : await paced(stateBefore(scenario, difference.tick), options.pace);
  return { scenario, range, comparison, state };
}

/** The state before a step; of one that the run does not have, at its end. */
function* stateBefore(scenario: Scenario, step: number) {
  const run: Run = scenario.start();
  try {
    yield* advance(run, Math.min(step, run.steps));
    return tracedRows(run, "all");
  } finally {
    run.release?.();
  }
}
