import type { RunEvent } from "./events.ts";

/** A part of a run that can be told as one thing, in a lab's own words. */
export interface Episode {
  /** What it is: `election`, `leadership`, `cut`. */
  readonly kind: string;
  /** The steps from <= step < until; both are the same of one that the run has not come to. */
  readonly from: number;
  readonly until: number;
  /** The nodes that it is about. */
  readonly nodes: readonly number[];
  /** A few words: `Election 2: node 3 leads epoch 2`. */
  readonly title: string;
  /** What happens in it and why, each a whole sentence that is true of the run. */
  readonly sentences: readonly string[];
}

/** By row of the lab's scope: the values of its columns. */
export type Rows = readonly (readonly (number | string)[])[];

/** The scenario of a run: its steps, and its parameters as they were read. */
export interface Narrated {
  readonly steps: number;
  readonly values: object;
}

/** Listens to a run from its start, and tells each episode when it is over. */
export interface Narrator {
  event(event: RunEvent): void;
  /** After each step. */
  step(step: number, rows: Rows): void;
  /** The run is over: what has begun is told as far as it went. */
  end(): void;
}

/** Begins to listen to a run of `scenario` whose first state is `first`. */
export type Narration = (
  scenario: Narrated,
  first: Rows,
  tell: (episode: Episode) => void,
) => Narrator;

/** `0`, `0 and 2`, `0, 1 and 2`. */
export function listed(items: readonly (number | string)[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** `node 3`, `nodes 0 and 2`. */
export function named(noun: string, ids: readonly number[]): string {
  return `${noun}${ids.length === 1 ? "" : "s"} ${listed(ids)}`;
}

/** `tick 7`, `ticks 7 to 9`: from <= step < until. */
export function spanned(noun: string, from: number, until: number): string {
  return until - from <= 1 ? `${noun} ${from}` : `${noun}s ${from} to ${until - 1}`;
}
