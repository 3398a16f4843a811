import { LIMITS } from "../../limits.ts";
import type { Span, Timeline } from "./timeline.ts";

/** Where a run is looked at: a step of it, and the window around it that is drawn. The step always lies in the window. */
export interface Moment extends Span {
  readonly tick: number;
}

/** Steps of a window that nobody has chosen: some two round trips of a cluster. */
const USUAL = 40;
/** The narrowest window: an arrow takes up to three steps, and needs some room beside it. */
const NARROWEST = 6;
/** Of a window that is put around a step, the part that lies before it, as a divisor. */
const BEFORE = 3;

/** The moment that an address names, as far as it names one that there is; `first` is where a run is opened. */
export function momentOf(
  steps: number,
  given: {
    readonly tick: number | null;
    readonly from: number | null;
    readonly until: number | null;
  },
  first: number,
): Moment {
  const { from, until } = given;
  const tick = within(given.tick ?? from ?? first, steps);
  if (from === null || until === null) return around(tick, USUAL, steps);
  return follow(windowOf(from, until - from, steps), tick, steps);
}

/** Looks at another step. The window stays where it has that step, moves along where it nearly has, and else goes there. */
export function goneTo(moment: Moment, step: number, steps: number): Moment {
  return follow(moment, within(step, steps), steps);
}

/** Where something is looked at that lasts: its first step, and all of it where it can be drawn at once. */
export function beginning({ from, until }: Span, steps: number): Moment {
  const margin = Math.max(2, Math.floor((until - from) / 10));
  const isDrawable = until - from + 2 * margin <= LIMITS.diagram_steps;
  const window = windowOf(from - margin, isDrawable ? until - from + 2 * margin : USUAL, steps);
  return keepIn(window, within(from, steps));
}

/** Moves the window by so many steps; a step that it leaves behind is left for the nearest one in it. */
export function panned({ from, until, tick }: Moment, by: number, steps: number): Moment {
  return keepIn(windowOf(from + Math.round(by), until - from, steps), tick);
}

/** Makes the window `factor` times as wide. The place `at` of it, from 0 to 1, stays where it is. */
export function zoomed(
  { from, until, tick }: Moment,
  factor: number,
  at: number,
  steps: number,
): Moment {
  const size = until - from;
  // A small step of a wheel still changes something.
  const wanted = factor < 1 ? Math.floor(size * factor) : Math.ceil(size * factor);
  const next = sizeWithin(wanted, steps);
  return keepIn(windowOf(from + Math.round((size - next) * at), next, steps), tick);
}

/** Another window, as one that can be drawn. */
export function shown(moment: Moment, { from, until }: Span, steps: number): Moment {
  return keepIn(windowOf(from, until - from, steps), moment.tick);
}

/** The steps in which a value of a node becomes another one, ascending. */
export function changesOf({ tracks }: Timeline): number[] {
  const all = new Set(tracks.flat().flatMap((track) => track.steps));
  return [...all].filter((step) => step >= 0).sort((a, b) => a - b);
}

/** The step of the first thing that happens: a message arrives, a node does something, or something of it changes. */
export function firstStepOf(timeline: Timeline): number {
  const { first_arrival, marks } = timeline;
  const found = [changesOf(timeline)[0], marks[0]?.step, first_arrival ?? undefined];
  const steps = found.filter((step) => step !== undefined);
  return steps.length === 0 ? 0 : Math.min(...steps);
}

function follow({ from, until }: Span, tick: number, steps: number): Moment {
  const size = until - from;
  if (tick >= from && tick < until) return { tick, from, until };
  // One step beyond an edge moves the window a little: it is read on from there.
  if (tick >= from - size && tick < until + size) {
    const by = tick < from ? tick - from - (size >> 2) : tick - until + 1 + (size >> 2);
    return { tick, ...windowOf(from + by, size, steps) };
  }
  return around(tick, size, steps);
}

function around(tick: number, size: number, steps: number): Moment {
  return { tick, ...windowOf(tick - Math.floor(size / BEFORE), size, steps) };
}

function keepIn(window: Span, tick: number): Moment {
  return { ...window, tick: Math.max(window.from, Math.min(tick, window.until - 1)) };
}

/** A window of the run that begins at `from`, as near as there is one. */
function windowOf(from: number, size: number, steps: number): Span {
  const width = sizeWithin(size, steps);
  const begin = Math.max(0, Math.min(from, steps - width));
  return { from: begin, until: begin + width };
}

function sizeWithin(size: number, steps: number): number {
  return Math.max(Math.min(NARROWEST, steps), Math.min(size, steps, LIMITS.diagram_steps));
}

function within(step: number, steps: number): number {
  return Math.max(0, Math.min(step, steps - 1));
}
