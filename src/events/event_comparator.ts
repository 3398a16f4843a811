import { ascii } from "../dump/value.ts";
import { Problem } from "../errors.ts";
import { Pieces } from "../kernel/work.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Pace } from "../oracle/pace.ts";
import { CauseFollower, type EventCause, isArrival } from "./event_cause.ts";
import type { EventRecord } from "./event_lines.ts";
import { type DifferingMember, differingMembers, withoutNumber } from "./event_members.ts";
import type { EventRange } from "./events_of_run.ts";
import { LineFault, readEvent } from "./read_event.ts";
import { type EventsAfter, RemainingEvents } from "./remaining_events.ts";
import { RightEvents } from "./right_events.ts";

/** How a listing of events relates to the right one. All but a mismatch have only right lines, as far as the run goes. */
export type EventsVerdict = "match" | "mismatch" | "truncated" | "trailing-lines";

/** The first event that is not right. */
export interface EventDifference {
  /** Whether an event of the right run is missing, one is there that it does not have, one is another, or two are exchanged. */
  readonly kind: "missing" | "additional" | "different" | "reordered";
  /** The number of the line that should have been the expected event's, from 1; null where the listing has ended. */
  readonly line: number | null;
  readonly tick: number;
  /** What stands there in the right run, and in the listing; null at the end of either. */
  readonly expected: EventRecord | null;
  readonly actual: EventRecord | null;
  /** The first members in which the two differ, where one stands in place of the other. */
  readonly members: readonly DifferingMember[];
  /** By which rule the event came about that is wrong: the expected one, or an additional one. */
  readonly cause: EventCause;
  /** The last events that agree, in their order. */
  readonly agreeing: readonly EventRecord[];
}

export interface EventComparison {
  readonly verdict: EventsVerdict;
  /** Lines of the listing, and how many of them stood before the first difference. */
  readonly lines: number;
  readonly agreeing_lines: number;
  readonly difference: (EventDifference & EventsAfter) | null;
}

export interface ComparatorOptions {
  readonly mostLines?: number;
  /** Events that one step of the right run may have. */
  readonly mostInStep?: number;
  readonly pace?: Pace | undefined;
}

interface Divergence {
  readonly line: number | null;
  readonly expected: EventRecord | null;
  readonly actual: EventRecord | null;
  readonly members: readonly DifferingMember[];
  readonly causes: { readonly expected: EventCause | null; readonly actual: EventCause | null };
  readonly agreeing: readonly EventRecord[];
  /** Whether the listing's event comes later in the right run's step, and the right run's later in the listing's. */
  readonly isActualLater: boolean;
  isExpectedLater: boolean;
}

/** Reading a line as JSON takes as long as so many messages. */
const UNITS_OF_A_LINE = 20;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const LAST_ASCII = 127;

/**
 * Compares a submitted listing of events, pushed in pieces of any size, with the right run, which goes on as far as the
 * lines do. Memory is bounded, whatever the listing's size: by the events of one step of the right run. Throws a Problem that
 * names the line where it is none of a listing, and beyond the limits; whoever has begun it ends it, in any case.
 */
export class EventComparator {
  private readonly lab: Lab;
  private readonly mostLines: number;
  private readonly pace: Pace | undefined;
  private readonly pieces = new Pieces();
  private readonly right: RightEvents;
  private readonly causes: CauseFollower;
  private readonly pending = new Uint8Array(LIMITS.event_line_bytes);
  private pendingLength = 0;
  /** Bytes of the lines before the pending one. */
  private consumed = 0;
  private lines = 0;
  /** The event of the step that is looked at which comes next. */
  private at = 0;
  private readonly agreeing: EventRecord[] = [];
  private agreeingLines = 0;
  private divergence: Divergence | null = null;
  private rest: RemainingEvents | null = null;

  constructor(
    scenario: Scenario,
    range: EventRange,
    {
      mostLines = LIMITS.verified_events,
      mostInStep = LIMITS.step_events,
      pace,
    }: ComparatorOptions = {},
  ) {
    this.lab = scenario.lab;
    this.mostLines = mostLines;
    this.pace = pace;
    this.right = new RightEvents(scenario, range, mostInStep, pace);
    this.causes = new CauseFollower(scenario.lab);
  }

  /** Takes the next bytes. The piece may be reused afterwards. */
  async push(piece: Uint8Array): Promise<void> {
    let start = 0;
    for (;;) {
      const end = piece.indexOf(LINE_FEED, start);
      this.keep(piece.subarray(start, end < 0 ? piece.length : end));
      if (end < 0) return;
      await this.takeLine();
      start = end + 1;
    }
  }

  /** The result, when all bytes have been pushed. */
  async finish(): Promise<EventComparison> {
    if (this.pendingLength > 0) await this.takeLine();
    if (this.divergence === null) {
      const expected = await this.expected();
      if (expected !== null) this.diverge(expected, null);
    }
    const after = await this.rest?.finish();
    const { divergence } = this;
    return {
      verdict: verdictOf(divergence),
      lines: this.lines,
      agreeing_lines: this.agreeingLines,
      difference:
        divergence === null || after === undefined ? null : { ...described(divergence), ...after },
    };
  }

  /** Gives the right run back. */
  end(): void {
    this.right.end();
  }

  private keep(bytes: Uint8Array): void {
    if (this.pendingLength + bytes.length > this.pending.length) {
      throw this.malformed(`has more than ${this.pending.length} bytes`);
    }
    this.pending.set(bytes, this.pendingLength);
    this.pendingLength += bytes.length;
  }

  private async takeLine(): Promise<void> {
    const bytes = this.pending.subarray(0, this.pendingLength);
    if (this.lines === this.mostLines) {
      const expected = "a part of the run's events (from and until)";
      throw new Problem("invalid-body", [
        {
          offset: this.consumed,
          detail: `the body has more than ${this.mostLines} lines; expected ${expected}`,
        },
      ]);
    }
    if (bytes.at(-1) === CARRIAGE_RETURN) throw this.malformed("ends with CR LF");
    if (bytes.some((byte) => byte > LAST_ASCII))
      throw this.malformed("has a byte that is not ASCII");
    const text = ascii(bytes);
    if (this.rest !== null) await this.rest.take(this.lines + 1, this.readerOf(text), text);
    else await this.compare(text);
    this.lines++;
    this.consumed += this.pendingLength + 1;
    this.pendingLength = 0;
    if (this.pieces.isFull(UNITS_OF_A_LINE)) await this.pace?.pause();
  }

  private async compare(text: string): Promise<void> {
    const expected = await this.expected();
    if (expected !== null) {
      if (text === expected.line || JSON.stringify(this.read(text)) === expected.line) {
        this.agree(expected.record);
        return;
      }
    }
    const actual = this.read(text);
    this.diverge(expected, actual);
    await this.rest?.take(this.lines + 1, () => actual, JSON.stringify(actual));
  }

  private async expected() {
    const { right } = this;
    if (this.at === right.events.length && !right.isEnded) {
      await right.next();
      this.at = 0;
    }
    return right.events[this.at] ?? null;
  }

  private agree(record: EventRecord): void {
    this.at++;
    this.agreeingLines++;
    this.causes.follow(record);
    this.agreeing.push(record);
    if (this.agreeing.length > LIMITS.shown_events) this.agreeing.shift();
  }

  private diverge(
    expected: { readonly record: EventRecord } | null,
    actual: EventRecord | null,
  ): void {
    const record = expected?.record ?? null;
    const isOneStep = record !== null && record["tick"] === actual?.["tick"];
    const later = isOneStep ? this.right.events.slice(this.at + 1) : [];
    const key = actual === null ? "" : withoutNumber(actual);
    const members = record === null || actual === null ? [] : differingMembers(record, actual);
    const divergence: Divergence = {
      line: actual === null ? null : this.lines + 1,
      expected: record,
      actual,
      members,
      causes: {
        expected: record && this.causes.causeOfMember(record, members[0]?.member ?? ""),
        actual: actual && this.causes.causeOf(actual),
      },
      agreeing: [...this.agreeing],
      isActualLater: later.some((one) => withoutNumber(one.record) === key),
      isExpectedLater: false,
    };
    this.divergence = divergence;
    const wanted = isOneStep ? withoutNumber(record) : null;
    // A message that is sent twice is another one each time.
    const others = new Set(later.map(({ line }) => line));
    this.rest = new RemainingEvents(this.right, this.at, (line, event) => {
      if (wanted === null || divergence.isExpectedLater || line === divergence.line) return;
      if (event["tick"] === record?.["tick"] && !others.has(JSON.stringify(event))) {
        divergence.isExpectedLater = withoutNumber(event) === wanted;
      }
    });
  }

  private readerOf(text: string): () => EventRecord {
    return () => this.read(text);
  }

  private read(text: string): EventRecord {
    try {
      return readEvent(this.lab, text);
    } catch (error) {
      if (error instanceof LineFault) throw this.malformed(error.found, error.expected);
      throw error;
    }
  }

  private malformed(what: string, expected = "an event as one JSON object, ended by LF"): Problem {
    return new Problem("invalid-body", [
      { offset: this.consumed, detail: `line ${this.lines + 1} ${what}; expected ${expected}` },
    ]);
  }
}

function verdictOf(divergence: Divergence | null): EventsVerdict {
  if (divergence === null) return "match";
  if (divergence.actual === null) return "truncated";
  return divergence.expected === null ? "trailing-lines" : "mismatch";
}

function described(divergence: Divergence): EventDifference {
  const { expected, actual, causes, members, agreeing, line } = divergence;
  const kind = kindOfDifference(divergence);
  const isOwn = isOfActual(divergence, kind);
  const event = (isOwn ? actual : expected) as EventRecord;
  return {
    kind,
    line,
    tick: event["tick"] as number,
    expected,
    actual,
    members: kind === "different" ? members.slice(0, LIMITS.shown_members) : [],
    cause: (isOwn ? causes.actual : causes.expected) as EventCause,
    agreeing,
  };
}

/** Whether it is the listing's event that is wrong where it stands: a node does it too early, in place of an arrival. */
function isOfActual({ expected, actual }: Divergence, kind: EventDifference["kind"]): boolean {
  if (expected === null || kind === "additional") return true;
  return kind === "reordered" && isArrival(expected) && !isArrival(actual as EventRecord);
}

function kindOfDifference(divergence: Divergence): EventDifference["kind"] {
  const { expected, actual, isActualLater, isExpectedLater } = divergence;
  if (actual === null) return "missing";
  if (expected === null) return "additional";
  const apart = (actual["tick"] as number) - (expected["tick"] as number);
  if (apart !== 0) return apart > 0 ? "missing" : "additional";
  if (withoutNumber(expected) === withoutNumber(actual)) return "different";
  if (isActualLater) return isExpectedLater ? "reordered" : "missing";
  if (isExpectedLater || isArrival(expected) === isArrival(actual)) {
    return isExpectedLater ? "additional" : "different";
  }
  // An arrival and something that a node does are never the same event.
  const isOfTick = divergence.causes.actual?.by === "tick";
  return isArrival(expected) && isOfTick ? "missing" : "additional";
}
