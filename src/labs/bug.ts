/** What is known of a bug, in words. */
export interface BugText {
  /** Stable: never renamed or reused. */
  readonly id: string;
  readonly title: string;
  /** One sentence: exactly what is done differently. */
  readonly description: string;
  /** What it does to a run or a dump, as its owner would notice it. */
  readonly effect: string;
  /** The language, idiom or oversight that it typically comes from. */
  readonly cause: string;
  /** The id of the runbook row that points at it; null where no row does. */
  readonly runbook: string | null;
  /** What to look at, and how it is right. */
  readonly fix: string;
}

/**
 * `protocol`: a rule of the simulation is changed. `encoding`: the final state is written differently.
 * `transport`: the dump, or its hash, was changed on its way; such bugs are known to every lab.
 */
export type BugKind = "protocol" | "encoding" | "transport";

/** A known bug: a small, named change of a lab. */
export interface Bug extends BugText {
  readonly kind: BugKind;
  /** How many readings the bug's sentence leaves; each of them is tried. At least 1. */
  readonly variants: number;
  /** False where no scenario can show it in a dump or digest: kept as knowledge. */
  readonly is_observable: boolean;
}

/** The bugs of one kind, in the order of the catalogue. */
export function bugsOf(bugs: readonly Bug[], kind: BugKind): readonly Bug[] {
  return bugs.filter((bug) => bug.kind === kind);
}

/** One reading of a bug, by the bug's id; `variant` counts from 0. */
export interface BugVariant {
  readonly bug: string;
  readonly variant: number;
}

/** A bug with its readings: sets of rules, layouts, or whatever its kind changes. */
export interface BugWith<R> extends BugText {
  readonly readings: readonly [R, ...R[]];
  /** True where it is left out. */
  readonly is_observable?: boolean;
}

/** The bug as the catalogue shows it. */
export function catalogued<R>(
  kind: BugKind,
  { readings, is_observable = true, ...text }: BugWith<R>,
): Bug {
  return { ...text, kind, variants: readings.length, is_observable };
}

/** The reading that a variant names. Throws where there is none: ids come from the catalogue. */
export function readingOf<R>(bugs: readonly BugWith<R>[], { bug, variant }: BugVariant): R {
  const reading = bugs.find(({ id }) => id === bug)?.readings[variant];
  if (reading === undefined) throw new Error(`${bug} has no reading ${variant} here`);
  return reading;
}

/**
 * The rules with all that some readings of bugs change, in the shape of the right ones. Where two change one rule, the
 * later one has it.
 */
export function rulesWith<R extends object>(
  right: R,
  bugs: readonly BugWith<R>[],
  readings: readonly BugVariant[],
): R {
  const changes = readings.map((reading) =>
    Object.entries(readingOf(bugs, reading)).filter(
      ([rule, value]) => value !== (right as Readonly<Record<string, unknown>>)[rule],
    ),
  );
  return changes.length === 0 ? right : { ...right, ...Object.fromEntries(changes.flat()) };
}
