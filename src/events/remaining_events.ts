import type { EventRecord } from "./event_lines.ts";
import type { RightEvents } from "./right_events.ts";

/** What becomes of the listing from the first difference on. */
export interface EventsAfter {
  /** Lines that are no event of the right run in the same step, and events of the right run that are no lines. */
  readonly differing_lines: number;
  readonly missing_events: number;
  /** The first line from which on everything agrees, to the end; null where nothing does. */
  readonly agrees_again: { readonly line: number; readonly tick: number } | null;
}

/**
 * What follows the first difference: step by step, which lines are events of the right run in the same step, in whatever
 * order, and from where on all of them are in the right order again.
 */
export class RemainingEvents {
  private readonly right: RightEvents;
  private readonly told: (line: number, event: EventRecord) => void;
  /** The next event of the step that is looked at, as long as its lines are in the right order. */
  private at: number;
  /** From the first line of a step that is not: the events that are left, and how often. */
  private left: Map<string, number> | null = null;
  private leftCount = 0;
  private differing = 0;
  private missing = 0;
  private again: EventsAfter["agrees_again"] = null;

  /** `told` is told of each line; `at` is the event that the first of them should have been. */
  constructor(right: RightEvents, at: number, told: (line: number, event: EventRecord) => void) {
    this.right = right;
    this.at = at;
    this.told = told;
  }

  /** Takes the line of a number. */
  async take(line: number, read: () => EventRecord, text: string): Promise<void> {
    const { right } = this;
    while (this.left === null && this.at === right.events.length && !right.isEnded) {
      await this.close();
    }
    if (this.left === null && text === right.events[this.at]?.line) {
      this.agree(line);
      return;
    }
    const event = read();
    this.told(line, event);
    const tick = event["tick"] as number;
    while (!right.isEnded && right.step < tick) await this.close();
    if (right.isEnded || right.step > tick) {
      this.differing++;
      this.again = null;
      return;
    }
    const canonical = JSON.stringify(event);
    if (this.left === null && canonical === right.events[this.at]?.line) this.agree(line);
    else this.takeInAnyOrder(canonical);
  }

  /** The result, when all lines were taken. */
  async finish(): Promise<EventsAfter> {
    while (!this.right.isEnded) await this.close();
    const { differing, missing, again } = this;
    return { differing_lines: differing, missing_events: missing, agrees_again: again };
  }

  private agree(line: number): void {
    this.at++;
    this.again ??= { line, tick: this.right.step };
  }

  private takeInAnyOrder(line: string): void {
    const left = this.left ?? this.leave();
    this.again = null;
    const count = left.get(line) ?? 0;
    if (count === 0) {
      this.differing++;
      return;
    }
    left.set(line, count - 1);
    this.leftCount--;
  }

  private leave(): Map<string, number> {
    const left = new Map<string, number>();
    const { events } = this.right;
    for (let i = this.at; i < events.length; i++) {
      const { line } = events[i] as { line: string };
      left.set(line, (left.get(line) ?? 0) + 1);
    }
    this.leftCount = events.length - this.at;
    this.left = left;
    return left;
  }

  /** The lines of the step that is looked at have ended. */
  private async close(): Promise<void> {
    const missing = this.left === null ? this.right.events.length - this.at : this.leftCount;
    this.missing += missing;
    if (missing > 0) this.again = null;
    this.left = null;
    this.at = 0;
    await this.right.next();
  }
}
