import { Pieces, type Work } from "../kernel/work.ts";
import type { Lab, Run, Scenario } from "../labs/lab.ts";
import { advance } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import { type EventRecord, eventRecord, type ListedEvent } from "./event_lines.ts";
import { type EventRange, observeAll, tooManyInStep, UNITS_OF_AN_EVENT } from "./events_of_run.ts";

/** An event of the right run: its members, and its line without the LF. */
export interface RightEvent {
  readonly record: EventRecord;
  readonly line: string;
}

/** The events of a right run, a step that has any at a time. */
export class RightEvents {
  /** Those of the step that is looked at, and its number. */
  events: RightEvent[] = [];
  step = -1;
  isEnded = false;
  private isBegun = false;
  private readonly pieces = new Pieces();
  private readonly lab: Lab;
  private readonly run: Run;
  private readonly range: EventRange;
  private readonly most: number;
  private readonly pace: Pace | undefined;

  /** Holds at most so many events of one step. */
  constructor(scenario: Scenario, range: EventRange, most: number, pace: Pace | undefined) {
    this.most = most;
    this.range = range;
    this.pace = pace;
    this.lab = scenario.lab;
    this.run = scenario.start();
    this.step = range.from - 1;
  }

  /** Goes on to the next step that has events; none is left where `isEnded`. Throws a WorkLimitError beyond a bound. */
  async next(): Promise<void> {
    this.events = [];
    await paced(this.stepping(), this.pace);
    this.step = this.run.step_index - 1;
    this.isEnded = this.events.length === 0;
  }

  private *stepping(): Work<void> {
    const { run, range, pieces } = this;
    if (!this.isBegun) {
      this.isBegun = true;
      yield* advance(run, range.from);
      observeAll(run, (event) => this.take(event));
    }
    while (this.events.length === 0 && run.step_index < range.until) {
      const sent = run.messages;
      run.step();
      if (pieces.isFull(1 + run.messages - sent + this.events.length * UNITS_OF_AN_EVENT)) yield;
    }
  }

  private take(event: ListedEvent): void {
    // Counted here, and not after the step: one step of a run may have a million events.
    if (this.events.length === this.most) throw tooManyInStep(this.most, this.run.step_index);
    const record = eventRecord(this.lab, event);
    this.events.push({ record, line: JSON.stringify(record) });
  }

  /** Gives the run back. */
  end(): void {
    this.run.release?.();
  }
}
