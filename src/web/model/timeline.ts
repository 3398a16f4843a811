import { isMessage, isTimer, kindOf, type LocalEvent } from "../../labs/events.ts";
import type { Lab, Scenario, ScopeValue } from "../../labs/lab.ts";
import { LIMITS } from "../../limits.ts";

/** The values of one thing over a run, by the steps after which it is another one. */
export interface Track {
  /** Ascending; the first is -1, the state before the first step. */
  readonly steps: readonly number[];
  readonly values: readonly ScopeValue[];
}

/** Steps from .. until (excluded). */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Something that a node does by itself. */
export interface Mark {
  readonly kind: "timer" | "filled" | "open";
  readonly step: number;
  readonly node: number;
  readonly text: string;
  /** What marks like it mean, in the lab's words. */
  readonly legend: string;
}

/** A whole run as it is drawn: what every node is and does, but not its messages. */
export interface Timeline {
  readonly steps: number;
  /** By node, by column of the lab's scope. */
  readonly tracks: readonly (readonly Track[])[];
  /** By node: where messages from it or to it are lost. */
  readonly losses: readonly (readonly Span[])[];
  /** The first LIMITS.trace_events. */
  readonly marks: readonly Mark[];
  readonly messages: number;
  readonly lost: number;
  /** The step in which the first message arrives, or is lost; null where none does. */
  readonly first_arrival: number | null;
}

/** Losses so near to each other are one outage: messages are not sent in every step. */
const NEAR = 12;

/** Throws a WorkLimitError beyond the bounds of a run. */
export function timelineOf(scenario: Scenario): Timeline {
  const marks: Mark[] = [];
  const lost: number[][] = [];
  let [messages, lostTotal] = [0, 0];
  let first_arrival: number | null = null;
  const run = scenario.start();
  run.observe((event) => {
    if (isMessage(event)) {
      messages++;
      first_arrival ??= event.tick;
      if (event.kind !== "lost") return;
      lostTotal++;
      for (const node of [event.from, event.to]) {
        const own = lost[node] as number[];
        if (own.at(-1) !== event.tick) own.push(event.tick);
      }
    } else if (marks.length < LIMITS.trace_events) marks.push(markOf(scenario.lab, event));
  });
  const first = run.scope();
  const tracks = first.map((row) => row.map((value) => ({ steps: [-1], values: [value] })));
  for (const _ of first) lost.push([]);
  while (run.step_index < run.steps) {
    const step = run.step_index;
    run.step();
    for (const [node, row] of run.scope().entries()) {
      for (const [column, value] of row.entries()) {
        const track = tracks[node]?.[column];
        if (track === undefined || track.values.at(-1) === value) continue;
        track.steps.push(step);
        track.values.push(value);
      }
    }
  }
  const losses = lost.map(spansOf);
  return { steps: run.steps, tracks, losses, marks, messages, lost: lostTotal, first_arrival };
}

function markOf({ events }: Lab, event: LocalEvent): Mark {
  const { tick: step, node } = event;
  if (isTimer(event)) {
    return { kind: "timer", step, node, text: `${event.timer} timer`, legend: "timer" };
  }
  const { isFilled, label, legend } = kindOf(events, event).mark(event);
  return { kind: isFilled ? "filled" : "open", step, node, text: label, legend };
}

/** Steps that are near each other, as spans. */
export function spansOf(steps: readonly number[]): Span[] {
  const spans: { from: number; until: number }[] = [];
  for (const step of steps) {
    const last = spans.at(-1);
    if (last !== undefined && step - last.until < NEAR) last.until = step + 1;
    else spans.push({ from: step, until: step + 1 });
  }
  return spans;
}

/** The place in a track of the value after a step; -1 is before the first. */
export function placeAt({ steps }: Track, step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] as number) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function valueAt(track: Track, step: number): ScopeValue {
  return track.values[placeAt(track, step)] as ScopeValue;
}

/** Whether the value is another one after the step than before it. */
export function changesIn(track: Track, step: number): boolean {
  return step >= 0 && track.steps[placeAt(track, step)] === step;
}

/** At most one of the steps for each of `width` pixels: a mark on a mark is not seen. */
export function thinned(steps: readonly number[], total: number, width: number): number[] {
  let last = -1;
  return steps.filter((step) => {
    const pixel = Math.floor((step * width) / Math.max(1, total));
    if (step < 0 || pixel === last) return false;
    last = pixel;
    return true;
  });
}

/** A column of a node that is another value after a step than before it. */
export interface ChangedColumn {
  readonly name: string;
  readonly before: ScopeValue;
  readonly after: ScopeValue;
}

/** What of a node changes in a step, in the order of the columns. */
export function changesAt(
  { tracks }: Timeline,
  columns: readonly { readonly name: string }[],
  node: number,
  step: number,
): ChangedColumn[] {
  return columns.flatMap(({ name }, i) => {
    const track = tracks[node]?.[i];
    if (track === undefined || !changesIn(track, step)) return [];
    return [{ name, before: valueAt(track, step - 1), after: valueAt(track, step) }];
  });
}
