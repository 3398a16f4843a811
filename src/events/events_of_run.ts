import { Problem, WorkLimitError } from "../errors.ts";
import { Pieces } from "../kernel/work.ts";
import type { Run, RunOptions, Scenario } from "../labs/lab.ts";
import { advance } from "../oracle/expected.ts";
import { eventLine, type ListedEvent } from "./event_lines.ts";

/** The steps from <= step < until, and how their run departs from a plain one. */
export interface EventRange {
  readonly from: number;
  readonly until: number;
}

interface EventOptions {
  /** Events that are told at most; any number of them unless it is given. */
  readonly most?: number;
  /** The same of one step. */
  readonly mostInStep?: number;
  readonly options?: RunOptions;
}

/** Telling an event takes as long as so many messages. */
export const UNITS_OF_AN_EVENT = 4;

/**
 * The listing of a run's events in the steps of `range`, in pieces of whole lines; an empty one is a pause of who has other
 * work. Throws a Problem beyond `most` events or the bounds of the simulation, in the step that exceeds them. The run is
 * given back however it ends, also where the rest is not asked for.
 */
export function* listedEvents(
  scenario: Scenario,
  { from, until }: EventRange,
  {
    most = Number.POSITIVE_INFINITY,
    mostInStep = Number.POSITIVE_INFINITY,
    options = {},
  }: EventOptions = {},
): Generator<string> {
  const { lab } = scenario;
  const run = scenario.start(options);
  try {
    for (const _ of advance(run, from)) yield "";
    let count = 0;
    let before = 0;
    let text = "";
    observeAll(run, (event) => {
      // Counted here, and not after the step: one step of a run may have a million events.
      if (++count > most) throw tooMany(most, run.step_index);
      if (count - before > mostInStep) throw tooManyInStep(mostInStep, run.step_index);
      text += eventLine(lab, event);
    });
    const pieces = new Pieces();
    while (run.step_index < until) {
      before = count;
      run.step();
      if (!pieces.isFull((count - before) * UNITS_OF_AN_EVENT + 1)) continue;
      yield text;
      text = "";
      yield "";
    }
    if (text !== "") yield text;
  } finally {
    run.release?.();
  }
}

/** From the next step on, tells its events and the messages that are sent, in their order. */
export function observeAll(run: Run, observer: (event: ListedEvent) => void): void {
  run.observe(observer);
  run.observeSends?.(observer);
}

/** A step that has more events than may be told, or held, at once. */
export function tooManyInStep(most: number, step: number): Problem {
  return new WorkLimitError("events in one step", most, `step ${step}`);
}

function tooMany(most: number, step: number): Problem {
  return new Problem("work-limit-exceeded", [
    {
      parameter: "until",
      detail: `the range has more than ${most} events (the limit was reached at step ${step}); expected until at most ${step} (the rest in ranges of its own)`,
    },
  ]);
}
