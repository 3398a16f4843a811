import type { Bug } from "./bug.ts";

/** A scenario of a suite: its parameters as text by name, and the hash and size that its dump must have. */
export interface SuiteScenario {
  /** Stable, and of one scenario only among all suites of a lab. */
  readonly id: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly sha256: string;
  readonly size_bytes: number;
}

/**
 * What the known bugs make of the scenarios of a suite: by the bug's id a text for each of its readings,
 * with a character for each scenario. `.` is the right dump: the reading survives. Anything else is a
 * wrong one, and readings with the same character in the same place give the same bytes there.
 */
export type Kills = Readonly<Record<string, readonly string[]>>;

export const SURVIVES = ".";

/** Scenarios that are run together, as data. */
export interface Suite {
  readonly id: string;
  /** Another one whenever a scenario comes, goes or changes. */
  readonly version: string;
  readonly title: string;
  /** Whether its hashes stand in the lab's own pages: else they are what the specification gives. */
  readonly is_published: boolean;
  readonly scenarios: readonly SuiteScenario[];
  readonly kills: Kills;
}

/** A suite as the search for it writes it down. */
export type FoundSuite = Pick<Suite, "version" | "scenarios">;

/** The complete suite of a lab for which `npm run suites` has not searched yet: it alone may be without scenarios. */
export const NOT_SEARCHED: FoundSuite = { version: "0", scenarios: [] };

/**
 * The suites that every lab has, from the lab's own tables: the published one first, which a lab without published
 * hashes lacks.
 */
export function suitesOf(
  published: readonly SuiteScenario[],
  complete: FoundSuite,
  kills: { readonly published: Kills; readonly complete: Kills },
): readonly [Suite, ...Suite[]] {
  const found: Suite = {
    id: "complete",
    ...complete,
    title: "A small set of scenarios of which every known bug that can be seen fails one",
    is_published: false,
    kills: kills.complete,
  };
  if (published.length === 0) return [found];
  return [
    {
      id: "published",
      version: "1",
      title: "The scenarios of the lab's own runbook, with the hashes published there",
      is_published: true,
      scenarios: published,
      kills: kills.published,
    },
    found,
  ];
}

/** Whether it is known what the bug makes of the suite: not of one that is no bug of the program. */
export function isKnownTo({ kills }: Suite, bug: string): boolean {
  return Object.hasOwn(kills, bug);
}

/** The ids of the scenarios that fail with each reading of a bug; none of a bug that the suite does not know. */
function failingByReading(suite: Suite, bug: string): readonly string[][] {
  const { scenarios, kills } = suite;
  const rows = isKnownTo(suite, bug) ? (kills[bug] ?? []) : [];
  return rows.map((row) =>
    scenarios.flatMap(({ id }, column) => (row[column] === SURVIVES ? [] : [id])),
  );
}

/** The scenarios that fail a program that has a bug: in every reading of the bug, or in some only. */
export interface Failing {
  readonly always: readonly string[];
  readonly sometimes: readonly string[];
}

export function failingOf(suite: Suite, bug: string): Failing {
  const readings = failingByReading(suite, bug);
  const ids = suite.scenarios.map(({ id }) => id);
  const inSome = ids.filter((id) => readings.some((failing) => failing.includes(id)));
  const always = inSome.filter((id) => readings.every((failing) => failing.includes(id)));
  return { always, sometimes: inSome.filter((id) => !always.includes(id)) };
}

/** The scenarios on which no two of these bugs give the same bytes, in any of their readings. */
export function tellingApart(suite: Suite, bugs: readonly string[]): readonly string[] {
  if (!bugs.every((bug) => isKnownTo(suite, bug))) return [];
  return suite.scenarios.flatMap(({ id }, column) => {
    const dumps = bugs.map((bug) => new Set(suite.kills[bug]?.map((row) => row[column])));
    const all = new Set(dumps.flatMap((of) => [...of]));
    return all.size === dumps.reduce((sum, of) => sum + of.size, 0) ? [id] : [];
  });
}

/** Whether a program that passes these scenarios cannot have the bug, in any of its readings. */
export function isRuledOut(suite: Suite, { id }: Bug, passed: ReadonlySet<string>): boolean {
  const readings = failingByReading(suite, id);
  return readings.length > 0 && readings.every((failing) => failing.some((one) => passed.has(one)));
}
