import type { Run, RunOptions } from "../../labs/lab.ts";
import type { MutantTable } from "../../labs/mutant_table.ts";
import type { Switch } from "../switch.ts";

/** What `npm run mutants` generates from a lab's sources; the modules beside this file are not committed. */
export interface InstrumentedLab {
  readonly $: Switch;
  /** The parameters of a run, of values as they were read. Throws what the lab's own does. */
  resolve(values: object): object;
  start(parameters: object, options: RunOptions): Run;
  /** By number of a mutant, from 1 (0 is none): the region of the sources that it is in. */
  readonly regions: readonly number[];
  readonly ids: readonly string[];
}

/** A mutant in words, in the order of the numbers, from 1. */
export type MutantText = readonly [
  file: string,
  line: number,
  where: string,
  section: string,
  mutator: string,
  sentence: string,
];

export interface GeneratedLab {
  readonly simulation: () => Promise<InstrumentedLab>;
  readonly texts: () => Promise<{ readonly texts: readonly MutantText[] }>;
  /** What `npm run mutants -- classify` found; null before it has been run. */
  readonly table: () => Promise<{ readonly table: MutantTable } | null>;
}

export const GENERATED: Readonly<Record<string, GeneratedLab>>;
