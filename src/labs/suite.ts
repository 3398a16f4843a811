import type { Bug } from "./bug.ts";

/** A scenario of a suite: its parameters as text by name, and the hashes and the size that a right run gives. */
export interface SuiteScenario {
  /** Stable, and of one scenario only among all of a lab; several suites may have the scenario. */
  readonly id: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the final dump. */
  readonly sha256: string;
  readonly size_bytes: number;
  /**
   * SHA-256 of the whole listing as `--digests` prints it: a line for each step, its number from 0, a space, 64 hex
   * digits in lower case, and a newline. It pins every state of the run. No lab publishes it: it is computed.
   */
  readonly digests_sha256: string;
}

/** A scenario as a lab's own pages have it. */
export type PublishedScenario = Omit<SuiteScenario, "digests_sha256">;

/**
 * What the known bugs make of the scenarios of a suite: by the bug's id a text for each of its readings,
 * with a character for each scenario. `.` is the right dump: the reading survives. Anything else is a
 * wrong one, and readings with the same character in the same place give the same bytes there.
 */
export type Kills = Readonly<Record<string, readonly string[]>>;

export const SURVIVES = ".";

/** How many of the single changes of the lab's simulation (docs/mutants.md) that were ever seen a suite shows. */
export interface MutationScore {
  /** Single changes that were tried. */
  readonly tried: number;
  /** Those that a dump or a listing showed, in a scenario of any suite or in a random one: the denominator. */
  readonly seen: number;
  /** Of these, those that change a final dump of the suite. */
  readonly by_dump: number;
  /** Those that change a final dump or a listing of it. */
  readonly by_listing: number;
  /** Random scenarios that were looked at beside those of the suites. */
  readonly random: number;
  /** By the id of a scenario of the suite, how many of those that were seen its final dump alone shows. */
  readonly by_scenario: Readonly<Record<string, number>>;
}

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
  /** Null where the single changes of the lab's simulation have not been tried on it. */
  readonly mutation: MutationScore | null;
}

/** A suite as the search for it writes it down. */
export type FoundSuite = Pick<Suite, "version" | "scenarios">;

/** A suite for which `npm run suites` has not searched yet: it alone may be without scenarios. */
export const NOT_SEARCHED: FoundSuite = { version: "0", scenarios: [] };

/** What `npm run suites` finds and computes for a lab (src/labs/<lab>/suites/found.ts). */
export interface FoundSuites {
  /** The hashes of the listings of the published scenarios, by their ids. */
  readonly listings: Readonly<Record<string, string>>;
  readonly catalogue: FoundSuite;
  /** Only what it has beside the published scenarios and the catalogue's, which it has as well. */
  readonly thorough: FoundSuite;
}

/** A value for each of the suites that every lab has; of `thorough`, what {@link FoundSuites} has of it. */
export type BySuite<T> = Readonly<Record<"published" | "catalogue" | "thorough", T>>;

/**
 * The suites that every lab has, from the lab's own tables: the published one first, which a lab without published
 * hashes lacks. The thorough one is there once it was searched for.
 */
export function suitesOf(
  published: readonly PublishedScenario[],
  { listings, catalogue, thorough }: FoundSuites,
  kills: BySuite<Kills>,
  scores: Partial<BySuite<MutationScore>>,
): readonly [Suite, ...Suite[]] {
  const first: Suite = {
    id: "published",
    version: "1",
    title: "The scenarios of the lab's own runbook, with the hashes published there",
    is_published: true,
    scenarios: published.map((one) => ({ ...one, digests_sha256: listings[one.id] ?? "" })),
    kills: kills.published,
    mutation: scores.published ?? null,
  };
  const second: Suite = {
    id: "catalogue",
    ...catalogue,
    title: "A small set of scenarios, found so that every known bug that can be seen fails one",
    is_published: false,
    kills: kills.catalogue,
    mutation: scores.catalogue ?? null,
  };
  const found: readonly [Suite, ...Suite[]] = published.length === 0 ? [second] : [first, second];
  if (thorough.scenarios.length === 0) return found;
  const others = found.flatMap(({ scenarios }) => scenarios);
  const third: Suite = {
    id: "thorough",
    version: thorough.version,
    title:
      "The scenarios of the other suites, and more, found so that single changes of the simulation show in a dump or a listing",
    is_published: false,
    scenarios: [...others, ...thorough.scenarios],
    kills: joined([...found.map((suite) => suite.kills), kills.thorough]),
    mutation: scores.thorough ?? null,
  };
  return [...found, third];
}

/** The rows of several suites as one: those of the first, and behind each what the others have of the same reading. */
function joined(all: readonly Kills[]): Kills {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).map(([bug, rows]) => [
      bug,
      rows.map((row, reading) =>
        others.reduce((sum, kills) => sum + (kills[bug]?.[reading] ?? ""), row),
      ),
    ]),
  );
}

/** The names that suites once had, and those that they have now. */
const RENAMED: Readonly<Record<string, string>> = { complete: "catalogue" };

/** The suite of a lab by its id or by a name that it once had; null for anything else. */
export function suiteById(suites: readonly Suite[], id: string): Suite | null {
  const now = Object.hasOwn(RENAMED, id) ? RENAMED[id] : id;
  return suites.find((suite) => suite.id === now) ?? null;
}

/** The scenarios of each suite that no earlier one has, for lists that name each scenario once. */
export function ownScenarios(
  suites: readonly Suite[],
): ReadonlyMap<Suite, readonly SuiteScenario[]> {
  const seen = new Set<SuiteScenario>();
  return new Map(
    suites.map((suite) => {
      const own = suite.scenarios.filter((scenario) => !seen.has(scenario));
      for (const scenario of own) seen.add(scenario);
      return [suite, own] as const;
    }),
  );
}

/**
 * What `idsOf` gives for the suites, each id once. The last suite has the scenarios of the others and many more: it is
 * asked only where the others give nothing.
 */
export function bySmallSuites(
  suites: readonly Suite[],
  idsOf: (suite: Suite) => readonly string[],
): string[] {
  const large = suites.find(({ id }) => id === "thorough");
  const small = suites.filter((suite) => suite !== large).flatMap(idsOf);
  const ids = small.length === 0 && large !== undefined ? idsOf(large) : small;
  return [...new Set(ids)];
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
