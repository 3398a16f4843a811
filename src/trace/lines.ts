import { WorkLimitError } from "../errors.ts";
import type { RunEvent, Scenario, ScopeValue } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";

/** Steps of a run: from <= step < until, every `stride`-th of them. */
export interface StepRange {
  readonly from: number;
  readonly until: number;
  readonly stride: number;
}

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
 * A run step by step, as its lab's scope has it. Throws a WorkLimitError beyond LIMITS.trace_rows, LIMITS.trace_events
 * or the bounds of the simulation.
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
    if (rowCount > LIMITS.trace_rows) {
      throw new WorkLimitError("rows of trace", LIMITS.trace_rows, `step ${step}`);
    }
    if (eventCount > LIMITS.trace_events) {
      throw new WorkLimitError("events of trace", LIMITS.trace_events, `step ${step}`);
    }
    yield { step, rows, changed, events: selection.events ? events : null };
  }
}

function isEqual(row: readonly ScopeValue[], other: readonly ScopeValue[] | undefined): boolean {
  return row.every((value, i) => value === other?.[i]);
}
