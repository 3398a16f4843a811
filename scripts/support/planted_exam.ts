import { scenarioOfFlags, scenarioOfSuite } from "../../src/labs/define.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import type { Built } from "./planted_builds.ts";
import { type Claim, type Engine, isRight, type SeenCase } from "./planted_claims.ts";
import type { Plant } from "./planted_patches.ts";
import { output, type Printed, printedBy, type Right } from "./planted_runs.ts";

/** Scenarios under the name of their suite, in the order in which they are examined. */
export interface Trial {
  readonly lab: Lab;
  readonly groups: readonly { readonly name: string; readonly scenarios: readonly Scenario[] }[];
}

export const RANDOM_GROUP = "random";
/** The scenario that a plant's own header names. */
const OWN_GROUP = "own";

/** Failing random scenarios that the engine is asked about: it takes longer than all runs together. */
const JUDGED_RANDOM = 3;

/** Random scenarios that are run before it is seen whether there are enough that fail. */
const AT_ONCE = 10;

/** What shows a plant in some scenarios: another final hash, only another listing, or nothing. */
export type Sight = "dump" | "listing" | "nothing";

/** What became of a plant. */
export interface Examined {
  readonly plant: Plant;
  /** By the name of each group. */
  readonly sights: ReadonlyMap<string, Sight>;
  /** Whether anything that was looked at shows it. */
  readonly shows: boolean;
  /** The engine's first finding on the first scenario that fails; null where it has none, or nothing fails. */
  readonly first: Claim | null;
  /** Its first finding on all that the program gives for the suites. */
  readonly concluded: Claim | null;
  /** Every claim of proof that is not what was planted, and of what it was made. */
  readonly wronglyProven: readonly { readonly claim: Claim; readonly of: string }[];
}

/** Every suite that the lab has, and then the random scenarios. */
export function trialOf(lab: Lab, random: readonly Scenario[]): Trial {
  const suites = lab.suites.map(({ id, scenarios }) => ({
    name: id,
    scenarios: scenarios.map((one) => scenarioOfSuite(lab, one)),
  }));
  return { lab, groups: [...suites, { name: RANDOM_GROUP, scenarios: random }] };
}

/** Runs a program with a bug, and asks the engine about what it gets wrong. */
export async function examine(
  plant: Plant,
  built: Built,
  { lab, groups }: Trial,
  right: Right,
  engine: Engine,
): Promise<Examined> {
  const own = plant.shown_by === null ? [] : [scenarioOfFlags(lab, plant.shown_by)];
  const sights = new Map<string, Sight>();
  const suites: SeenCase[] = [];
  const said: { readonly claims: readonly Claim[]; readonly of: string }[] = [];
  for (const { name, scenarios } of [...groups, { name: OWN_GROUP, scenarios: own }]) {
    const isSuite = name !== RANDOM_GROUP && name !== OWN_GROUP;
    const cases = await (isSuite ? casesOfSuite : wrongCases)(built, scenarios, right);
    sights.set(name, strongest(cases.map(sightOf)));
    if (isSuite) suites.push(...cases);
    for (const { wrong } of cases) {
      if (wrong === null) continue;
      said.push({ claims: await engine.ofAnswer(wrong), of: wrong.scenario.command });
    }
  }
  const shows = [...sights.values()].some((sight) => sight !== "nothing");
  const concluded = shows ? await engine.ofProgram(lab, suites) : [];
  return {
    plant,
    sights,
    shows,
    first: said[0]?.claims[0] ?? null,
    concluded: concluded[0] ?? null,
    wronglyProven: [...said, { claims: concluded, of: "the suites" }].flatMap(({ claims, of }) =>
      claims
        .filter((claim) => claim.certainty === "proven" && !isRight(plant, claim))
        .map((claim) => ({ claim, of })),
    ),
  };
}

/** Every scenario of a suite, with its listing. */
async function casesOfSuite(
  built: Built,
  scenarios: readonly Scenario[],
  right: Right,
): Promise<SeenCase[]> {
  const cases: SeenCase[] = [];
  const hashes = await printedBy(built, scenarios, "hash");
  const listings = await printedBy(built, scenarios, "listing");
  for (const [i, scenario] of scenarios.entries()) {
    const printed = { hash: hashes[i] as string, listing: listings[i] as string };
    const [hash, listing] = [await right.of(scenario, "hash"), await right.of(scenario, "listing")];
    cases.push(await seenCase(built, { scenario, printed, expected: { hash, listing } }));
  }
  return cases;
}

/** The first few wrong ones of many scenarios. Listings take long: they are looked at where no final hash is wrong. */
async function wrongCases(
  built: Built,
  scenarios: readonly Scenario[],
  right: Right,
): Promise<SeenCase[]> {
  for (const what of ["hash", "listing"] as const) {
    const cases: SeenCase[] = [];
    for (let from = 0; from < scenarios.length && cases.length < JUDGED_RANDOM; from += AT_ONCE) {
      const some = scenarios.slice(from, from + AT_ONCE);
      const printed = await printedBy(built, some, what);
      for (const [i, scenario] of some.entries()) {
        const expected = await right.of(scenario, what);
        const actual = printed[i] as string;
        if (actual === expected || cases.length === JUDGED_RANDOM) continue;
        const only = (value: string): Printed =>
          what === "hash" ? { hash: value, listing: null } : { hash: "", listing: value };
        const seen = { scenario, printed: only(actual), expected: only(expected) };
        cases.push(await seenCase(built, seen));
      }
    }
    if (cases.length > 0) return cases;
  }
  return [];
}

function sightOf({ printed, expected }: Omit<SeenCase, "wrong">): Sight {
  if (printed.hash !== expected.hash) return "dump";
  return printed.listing === expected.listing ? "nothing" : "listing";
}

function strongest(sights: readonly Sight[]): Sight {
  const order = ["dump", "listing"] as const;
  return order.find((one) => sights.includes(one)) ?? "nothing";
}

/** What is wrong in it, whole. */
async function seenCase(built: Built, seen: Omit<SeenCase, "wrong">): Promise<SeenCase> {
  const { scenario, printed, expected } = seen;
  if (sightOf(seen) === "nothing") return { ...seen, wrong: null };
  const isSame = (what: keyof Printed): boolean => printed[what] === expected[what];
  const of = (mode: "--dump" | "--digests") => output(built.program, scenario.flags, mode);
  const dump = isSame("hash") ? null : await of("--dump");
  const listing = isSame("listing") ? null : await of("--digests");
  return { ...seen, wrong: { scenario, dump, listing } };
}
