import { Problem } from "../errors.ts";
import { LONGEST_DELAY } from "../kernel/message_queue.ts";
import { finished, type Work } from "../kernel/work.ts";
import { isMessage, type LocalEvent, type MessageArrival } from "../labs/events.ts";
import type { Run, Scenario, ScopeValue } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { advance } from "../oracle/expected.ts";

/** Steps of a run in full: what a diagram is drawn from. */
export interface TraceWindow {
  readonly from: number;
  readonly until: number;
  /** By step from `from` - 1 (the state before the window) to `until` - 1, by node. */
  readonly states: readonly (readonly (readonly ScopeValue[])[])[];
  /** Those that were sent or arrive in the window. */
  readonly messages: readonly MessageArrival[];
  readonly events: readonly LocalEvent[];
  /** By type of message: how many were sent or arrive in the window, those that were left out among them. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Which messages of a window are wanted. */
export interface WantedMessages {
  /** A type with more messages than that is left out, all of it. */
  mostOf(type: string): number;
  /** Whether a message is wanted whatever its type. */
  isWanted(message: MessageArrival): boolean;
}

const ALL: WantedMessages = { mostOf: () => Number.POSITIVE_INFINITY, isWanted: () => false };

/**
 * The steps from <= step < until of a run. Throws a Problem beyond LIMITS.diagram_steps, LIMITS.diagram_messages or the
 * bounds of the simulation.
 */
export function* windowing(
  scenario: Scenario,
  from: number,
  until: number,
  selection: WantedMessages = ALL,
): Work<TraceWindow> {
  if (until - from > LIMITS.diagram_steps) {
    throw tooLarge(from, until, `${LIMITS.diagram_steps} ${scenario.lab.step_name}s`);
  }
  const run = scenario.start();
  try {
    return yield* looking(run, from, until, selection);
  } finally {
    run.release?.();
  }
}

function* looking(
  run: Run,
  from: number,
  until: number,
  { mostOf, isWanted }: WantedMessages,
): Work<TraceWindow> {
  const wanted: MessageArrival[] = [];
  const byType = new Map<string, MessageArrival[]>();
  const counts = new Map<string, number>();
  let kept = 0;
  const take = (message: MessageArrival): void => {
    const { type } = message;
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    const own = byType.get(type) ?? [];
    byType.set(type, own);
    if (isWanted(message)) wanted.push(message);
    else if (count <= mostOf(type)) own.push(message);
    else {
      kept -= own.length;
      own.length = 0;
      return;
    }
    if (++kept > LIMITS.diagram_messages) {
      throw tooLarge(from, until, `${LIMITS.diagram_messages} messages`);
    }
  };
  const events: LocalEvent[] = [];
  yield* advance(run, from);
  // Counted here, and not after the step: one step of a run may have a million events.
  run.observe((event) => {
    if (isMessage(event)) {
      if (event.sent >= until) return;
      return take(event);
    }
    if (event.tick >= until) return;
    if (events.push(event) <= LIMITS.diagram_events) return;
    throw tooLarge(from, until, `${LIMITS.diagram_events} timers and proposals`);
  });
  const states = [run.scope()];
  const end = Math.min(until + LONGEST_DELAY, run.steps);
  while (run.step_index < end) {
    run.step();
    if (run.step_index <= until) states.push(run.scope());
  }
  // In the order of their arrival, whatever their type.
  const messages = [wanted, ...byType.values()].flat().sort(inOrder);
  return { from, until, states, messages, events, counts };
}

/** Within a tick, messages arrive in ascending order of their sender, and of their number. */
function inOrder(a: MessageArrival, b: MessageArrival): number {
  return a.tick - b.tick || a.from - b.from || a.seq - b.seq;
}

/** The same at once. */
export function windowOf(
  scenario: Scenario,
  from: number,
  until: number,
  selection?: WantedMessages,
): TraceWindow {
  return finished(windowing(scenario, from, until, selection));
}

function tooLarge(from: number, until: number, limit: string): Problem {
  return new Problem("work-limit-exceeded", [
    {
      parameter: "until",
      detail: `the window from ${from} until ${until} has more than ${limit}; expected a smaller one`,
    },
  ]);
}

/** Steps of a diagram where its end is not given, and how many of them stand before the marked one. */
const USUAL_STEPS = 40;
const BEFORE_MARK = 25;

/** The window of a diagram, as far as it is not given: of the usual size, around the marked step, or at the beginning. */
export function defaultWindow(
  { steps }: Scenario,
  given: { readonly from: number | null; readonly until: number | null },
  mark: number | null,
): { from: number; until: number } {
  const before = given.until === null ? (mark ?? 0) - BEFORE_MARK : given.until - USUAL_STEPS;
  const from = given.from ?? Math.max(0, before);
  return { from, until: given.until ?? Math.min(steps, from + USUAL_STEPS) };
}
