import { simplerThan } from "../../src/cli/shrink.ts";
import { WorkLimitError } from "../../src/errors.ts";
import { Draws } from "../../src/kernel/draws.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import { SURVIVES } from "../../src/labs/suite.ts";
import { runOf } from "../../src/oracle/expected.ts";
import { smallestCovers } from "./cover.ts";
import { columnOf, type Reading } from "./mutation.ts";

/**
 * The search for a lab's suite `catalogue`: as few scenarios as can be found of which every reading of every
 * bug fails one, and those small. It is a function of the lab, the seed and the scenarios that it starts from.
 */

/** Random scenarios that are looked at, beside the given ones. */
const RANDOM_SCENARIOS = 1000;
/** Readings that no more candidates than these fail are rare: scenarios that catch them are made small. */
const RARE = 40;
/** For each rare reading, candidates that are made small; and scenarios that one of them may take. */
const SHRUNK = 4;
const SHRINK_ATTEMPTS = 300;
/** A scenario of the suite is no more costly than this, which is some milliseconds. */
const LARGEST_COST = 40_000;
const BOUNDS = { branches: 1_000_000, covers: 20_000 };
/** A cluster with a bug may flood the network. A scenario in which it does is no candidate. */
const MESSAGE_LIMIT = 300_000;
/** A character of a command line costs a reader what so many messages, or bytes, cost a machine. */
const COST_OF_A_CHARACTER = 20;
const MOST_SCENARIOS = 12;

interface Candidate {
  readonly scenario: Scenario;
  /** Steps, messages, bytes of the dump and the length of the command line, in one number. */
  readonly cost: number;
  /** What every target makes of it; see columnOf. */
  readonly column: string;
  /** The targets that it kills, a bit for each. */
  readonly mask: bigint;
}

/** What the search found, and what it had to choose from. */
export interface Found {
  readonly scenarios: readonly Scenario[];
  readonly candidates: number;
  /** Pairs of readings of different bugs that give the same dumps on every scenario found. */
  readonly confused: number;
}

/** Searches. Throws where a reading that is said to be observable survives every candidate. */
export function searchSuite(
  lab: Lab,
  readings: readonly Reading[],
  given: readonly Scenario[],
  seed: number,
): Found {
  const search = new Search(readings.filter(({ bug }) => bug.is_observable));
  const draws = new Draws({ hi: 0, lo: seed });
  for (const scenario of given) search.add(scenario);
  for (let i = 0; i < RANDOM_SCENARIOS; i++) search.add(lab.scenario(lab.random(draws)));
  search.simplifyRare();
  const cover = search.simplifyAll(search.smallestCover());
  const byCost = cover.toSorted((a, b) => a.cost - b.cost);
  return {
    scenarios: byCost.map(({ scenario }) => scenario),
    candidates: search.candidates.length,
    confused: search.confused(cover),
  };
}

class Search {
  readonly candidates: Candidate[] = [];
  private readonly targets: readonly Reading[];
  private readonly everything: bigint;
  private readonly seen = new Set<string>();

  constructor(targets: readonly Reading[]) {
    this.targets = targets;
    this.everything = (1n << BigInt(targets.length)) - 1n;
  }

  /**
   * Looks at a scenario, once; published ones are none of the suite's. One that a target of the indices
   * `must` survives is no candidate, and then the other targets are not asked.
   */
  add(scenario: Scenario, must: readonly number[] = []): Candidate | null {
    if (scenario.published !== null || this.seen.has(scenario.command)) return null;
    this.seen.add(scenario.command);
    const candidate = this.examine(scenario, must);
    if (candidate !== null) this.candidates.push(candidate);
    return candidate;
  }

  private examine(scenario: Scenario, must: readonly number[]): Candidate | null {
    const limits = { message_limit: MESSAGE_LIMIT };
    try {
      const right = runOf(scenario, limits);
      const required = must.map((index) => this.targets[index] as Reading);
      if (columnOf(right, scenario, required, limits).includes(SURVIVES)) return null;
      const column = columnOf(right, scenario, this.targets, limits);
      const work = right.messages + scenario.steps + right.dump().length;
      const cost = work + COST_OF_A_CHARACTER * scenario.flags.length;
      return { scenario, cost, column, mask: maskOf(column) };
    } catch (error) {
      if (error instanceof WorkLimitError) return null;
      throw error;
    }
  }

  /** Adds small scenarios for what few candidates catch. */
  simplifyRare(): void {
    const pool = [...this.candidates];
    const killers = this.targets.map((_, index) => pool.filter(({ mask }) => has(mask, index)));
    const rare = killers.flatMap(({ length }, index) => (length <= RARE ? [index] : []));
    const rareOf = ({ mask }: Candidate): number[] => rare.filter((index) => has(mask, index));
    for (const index of rare) {
      const { variant } = this.targets[index] as Reading;
      const ofIt = (killers[index] ?? []).toSorted((a, b) => a.cost - b.cost);
      if (ofIt.length === 0) {
        throw new Error(`${variant.bug}, reading ${variant.variant}: no scenario found shows it`);
      }
      for (const killer of ofIt.slice(0, SHRUNK)) this.simplify(killer, () => true, [index]);
      // Those that catch the most of what is rare stay as good.
      const best = ofIt.toSorted((a, b) => rareOf(b).length - rareOf(a).length);
      for (const killer of best.slice(0, SHRUNK)) this.simplify(killer, () => true, rareOf(killer));
    }
  }

  /** The least costly scenario found that is simpler than a candidate and as good. */
  private simplify(
    candidate: Candidate,
    isGood: (simpler: Candidate) => boolean,
    must: readonly number[] = [],
  ): Candidate {
    let current = candidate;
    let attempts = 0;
    for (let hasShrunk = true; hasShrunk; ) {
      hasShrunk = false;
      for (const scenario of simplerThan(current.scenario)) {
        if (attempts++ === SHRINK_ATTEMPTS) return current;
        const simpler = this.add(scenario, must);
        if (simpler === null || simpler.cost >= current.cost || !isGood(simpler)) continue;
        current = simpler;
        hasShrunk = true;
        break;
      }
    }
    return current;
  }

  /** Makes each scenario of a cover as simple as goes, as long as the cover stays one and no worse. */
  simplifyAll(cover: readonly Candidate[]): Candidate[] {
    const current = [...cover];
    for (const [index, one] of cover.entries()) {
      const others = current.filter((_, i) => i !== index);
      const most = this.confused(current);
      current[index] = this.simplify(one, (simpler) => {
        const changed = [...others, simpler];
        return this.covers(changed) && this.confused(changed) <= most;
      });
    }
    return current;
  }

  private covers(candidates: readonly Candidate[]): boolean {
    return candidates.reduce((mask, one) => mask | one.mask, 0n) === this.everything;
  }

  /** Pairs of targets of different bugs with the same dumps on every one of these scenarios. */
  confused(candidates: readonly Candidate[]): number {
    const groups = new Map<string, string[]>();
    this.targets.forEach(({ bug }, index) => {
      const signature = candidates.map(({ column }) => column[index]).join("");
      const group = groups.get(signature) ?? [];
      group.push(bug.id);
      groups.set(signature, group);
    });
    let pairs = 0;
    for (const group of groups.values()) {
      group.forEach((bug, index) => {
        pairs += group.slice(index + 1).filter((other) => other !== bug).length;
      });
    }
    return pairs;
  }

  /** Of the covers with the fewest scenarios the one that confuses the fewest bugs; of those the least costly. */
  smallestCover(): Candidate[] {
    const pool = undominated(this.candidates.filter(({ cost }) => cost <= LARGEST_COST));
    const masks = pool.map(({ mask }) => mask);
    const [best] = smallestCovers(masks, this.everything, MOST_SCENARIOS, BOUNDS)
      .map((indices) => indices.map((index) => pool[index] as Candidate))
      .map((cover) => ({
        cover,
        confused: this.confused(cover),
        cost: cover.reduce((sum, one) => sum + one.cost, 0),
      }))
      .toSorted((a, b) => a.confused - b.confused || a.cost - b.cost);
    if (best !== undefined) return best.cover;
    throw new Error(`no suite of ${MOST_SCENARIOS} scenarios was found`);
  }
}

function maskOf(column: string): bigint {
  let mask = 0n;
  for (let i = 0; i < column.length; i++) if (column[i] !== SURVIVES) mask |= 1n << BigInt(i);
  return mask;
}

function has(mask: bigint, index: number): boolean {
  return ((mask >> BigInt(index)) & 1n) === 1n;
}

/** Without those than which another one kills more and costs less. */
function undominated(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const one of candidates.toSorted((a, b) => a.cost - b.cost)) {
    if (!kept.some(({ mask }) => (mask | one.mask) === mask)) kept.push(one);
  }
  return kept;
}

/** What a scenario has, in a few words: `3 nodes, 400 rounds, 1 proposal, 2 outages`. */
export function titleOf({ lab, query, parameters }: Scenario): string {
  const parts = query.flatMap(([name, text]) => {
    const value = parameters[name];
    // A seed says nothing to a reader; it alone is a text in JSON without a choice of texts.
    if (typeof value === "string") return lab.parameters[name]?.type.values ? [text] : [];
    if (Array.isArray(value) && Array.isArray(value[0])) return [counted(value.length, name)];
    if (typeof value === "number" && name.endsWith("s")) {
      return [counted(value, name.slice(0, -1))];
    }
    return [`${name.replaceAll("_", " ")} ${text}`];
  });
  return parts.join(", ");
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
