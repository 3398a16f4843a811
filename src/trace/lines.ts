import type { StepRange } from "../digests/digests.ts";
import { Problem } from "../errors.ts";
import type { RunEvent } from "../labs/events.ts";
import type { Scenario, ScopeValue } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";

/** The cluster after a step. */
export interface TraceLine {
  readonly step: number;
  /** By node: the values of the lab's scope, in the order of its columns. */
  readonly rows: readonly (readonly ScopeValue[])[];
  /** The nodes of which a value is another one than after the step before. */
  readonly changed: readonly number[];
  /** What happened in the step; null where it was not asked for. */
  readonly events: readonly RunEvent[] | null;
}

/** What of a range is told. */
export interface TraceSelection {
  /** Only the steps after which something is other than before them. */
  readonly changes: boolean;
  readonly events: boolean;
}

/**
 * A run step by step, as its lab's scope has it. Throws a Problem beyond LIMITS.trace_rows, LIMITS.trace_events or the
 * bounds of the simulation.
 */
export function* traceOf(
  scenario: Scenario,
  { from, until, stride }: StepRange,
  selection: TraceSelection,
): Generator<TraceLine> {
  const run = scenario.start();
  while (run.step_index < from) run.step();
  let events: RunEvent[] = [];
  if (selection.events) run.observe((event) => events.push(event));
  let before = run.scope();
  const states = (until - from) * before.length;
  checkLimit("states to look at", states, LIMITS.trace_states, from);
  let [rowCount, eventCount] = [0, 0];
  for (let step = from; step < until; step++) {
    events = [];
    run.step();
    const rows = run.scope();
    const changed = rows.flatMap((row, node) => (isEqual(row, before[node]) ? [] : [node]));
    before = rows;
    if ((step - from) % stride !== 0 || (selection.changes && changed.length === 0)) continue;
    rowCount += rows.length;
    eventCount += events.length;
    checkLimit("rows", rowCount, LIMITS.trace_rows, step);
    checkLimit("events", eventCount, LIMITS.trace_events, step);
    yield { step, rows, changed, events: selection.events ? events : null };
  }
}

function isEqual(row: readonly ScopeValue[], other: readonly ScopeValue[] | undefined): boolean {
  return row.every((value, i) => value === other?.[i]);
}

function checkLimit(what: string, count: number, limit: number, step: number): void {
  if (count <= limit) return;
  throw new Problem("work-limit-exceeded", [
    {
      parameter: "until",
      detail: `the trace has more than ${limit} ${what} (the limit was reached at step ${step}); expected a smaller range, or a larger step`,
    },
  ]);
}
