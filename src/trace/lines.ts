import type { StepRange } from "../digests/digests.ts";
import { Problem } from "../errors.ts";
import { finished, Pieces, type Work } from "../kernel/work.ts";
import type { RunEvent } from "../labs/events.ts";
import type { Run, Scenario, Scope, ScopeValue } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { advance } from "../oracle/expected.ts";

/** Looking at a node's state, and holding it against the one before, takes as long as so many messages. */
const UNITS_OF_A_ROW = 4;
/** With its hidden fields, of which some are lists of all nodes. */
const UNITS_OF_A_FULL_ROW = 40;

/** The cluster after a step. */
export interface TraceLine {
  readonly step: number;
  /** By node: the values of the lab's scope, in the order of its columns, and then those of the hidden ones, if asked for. */
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
  /** Of a node's fields the columns of the lab's scope, which are meant where nothing is said, or its hidden ones as well. */
  readonly fields?: TracedFields;
}

export type TracedFields = "scope" | "all";

/** The columns of a trace. */
export function tracedColumns({ columns, hidden = [] }: Scope, fields: TracedFields) {
  return fields === "all" ? [...columns, ...hidden] : columns;
}

/** The values of a run's nodes in these columns. */
export function tracedRows(run: Run, fields: TracedFields): readonly (readonly ScopeValue[])[] {
  const rows = run.scope();
  const hidden = fields === "all" ? run.hidden?.() : undefined;
  return hidden === undefined ? rows : rows.map((row, i) => [...row, ...(hidden[i] ?? [])]);
}

/**
 * A run step by step, as its lab's scope has it. Throws a Problem beyond LIMITS.trace_rows, LIMITS.trace_events or the
 * bounds of the simulation.
 */
export function* tracing(
  scenario: Scenario,
  range: StepRange,
  selection: TraceSelection,
): Work<TraceLine[]> {
  const run = scenario.start();
  try {
    return yield* telling(run, range, selection);
  } finally {
    run.release?.();
  }
}

function* telling(
  run: Run,
  { from, until, stride }: StepRange,
  selection: TraceSelection,
): Work<TraceLine[]> {
  const nodes = run.scope().length;
  const { fields = "scope" } = selection;
  const isFull = fields === "all";
  const mostStates = isFull ? LIMITS.full_trace_states : LIMITS.trace_states;
  const mostRows = isFull ? LIMITS.full_trace_rows : LIMITS.trace_rows;
  const unitsOfRow = isFull ? UNITS_OF_A_FULL_ROW : UNITS_OF_A_ROW;
  checkLimit("states to look at", (until - from) * nodes, mostStates, from);
  if (!selection.changes) {
    // How many rows are told is known before anything is run.
    const rows = Math.ceil((until - from) / stride) * nodes;
    const last = from + Math.floor(mostRows / nodes) * stride;
    checkLimit("rows", rows, mostRows, last);
  }
  yield* advance(run, from);
  const lines: TraceLine[] = [];
  const pieces = new Pieces();
  let before = tracedRows(run, fields);
  let [rowCount, eventCount] = [0, 0];
  for (let step = from; step < until; step++) {
    const isTold = (step - from) % stride === 0;
    const events: RunEvent[] = [];
    // One step may have a million events: no more of them are kept than it takes to be too many.
    const room = LIMITS.trace_events + 1 - eventCount;
    run.observe(
      isTold && selection.events ? (event) => events.length < room && events.push(event) : null,
    );
    const sent = run.messages;
    run.step();
    // A row that stays the same is held once, however many lines have it.
    const rows = tracedRows(run, fields).map((row, node) => {
      const known = before[node];
      return known !== undefined && isEqual(row, known) ? known : row;
    });
    if (pieces.isFull(run.messages - sent + unitsOfRow * nodes)) yield;
    const changed = rows.flatMap((row, node) => (row === before[node] ? [] : [node]));
    before = rows;
    if (!isTold || (selection.changes && changed.length === 0)) continue;
    rowCount += rows.length;
    eventCount += events.length;
    checkLimit("rows", rowCount, mostRows, step);
    checkLimit("events", eventCount, LIMITS.trace_events, step);
    lines.push({ step, rows, changed, events: selection.events ? events : null });
  }
  return lines;
}

/** The same at once. */
export function traceOf(
  scenario: Scenario,
  range: StepRange,
  selection: TraceSelection,
): TraceLine[] {
  return finished(tracing(scenario, range, selection));
}

function isEqual(row: readonly ScopeValue[], other: readonly ScopeValue[]): boolean {
  return row.every((value, i) => value === other[i]);
}

function checkLimit(what: string, count: number, limit: number, step: number): void {
  if (count <= limit) return;
  throw new Problem("work-limit-exceeded", [
    {
      parameter: "until",
      detail: `the trace has more than ${limit} ${what} (the limit was reached at step ${step}); expected a smaller range, or a larger stride`,
    },
  ]);
}
