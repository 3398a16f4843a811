import { scenarioOfFlags, scenarioOfSuite } from "../../src/labs/define.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import type { Built } from "./planted_builds.ts";
import { type Claim, type Engine, isRight, type WrongAnswer } from "./planted_claims.ts";
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
  readonly isFirstRight: boolean;
  /** Every claim of proof that is not what was planted, and the scenario. */
  readonly wronglyProven: readonly { readonly claim: Claim; readonly command: string }[];
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
  const claims: { readonly claims: readonly Claim[]; readonly command: string }[] = [];
  for (const { name, scenarios } of [...groups, { name: OWN_GROUP, scenarios: own }]) {
    const printed = await printedBy(built, scenarios);
    const seen = await Promise.all(
      scenarios.map(async (scenario, i) => sightOf(printed[i] as Printed, await right.of(scenario))),
    );
    sights.set(name, strongest(seen));
    const failing = scenarios
      .map((scenario, i) => ({ scenario, sight: seen[i] as Sight }))
      .filter(({ sight }) => sight !== "nothing");
    const judged = name === RANDOM_GROUP ? failing.slice(0, JUDGED_RANDOM) : failing;
    for (const { scenario, sight } of judged) {
      const answer = await wrongAnswer(built, scenario, sight);
      claims.push({ claims: await engine.claimsOf(answer), command: scenario.command });
    }
  }
  const first = claims[0]?.claims[0] ?? null;
  return {
    plant,
    sights,
    shows: [...sights.values()].some((sight) => sight !== "nothing"),
    first,
    isFirstRight: first !== null && isRight(plant, first),
    wronglyProven: claims.flatMap((one) =>
      one.claims
        .filter((claim) => claim.certainty === "proven" && !isRight(plant, claim))
        .map((claim) => ({ claim, command: one.command })),
    ),
  };
}

function sightOf(printed: Printed, expected: Printed): Sight {
  if (printed.hash !== expected.hash) return "dump";
  return printed.listing === expected.listing ? "nothing" : "listing";
}

function strongest(sights: readonly Sight[]): Sight {
  const order = ["dump", "listing"] as const;
  return order.find((one) => sights.includes(one)) ?? "nothing";
}

async function wrongAnswer(
  { program }: Built,
  scenario: Scenario,
  sight: Sight,
): Promise<WrongAnswer> {
  const { flags } = scenario;
  return {
    scenario,
    dump: sight === "dump" ? await output(program, flags, "--dump") : null,
    listing: await output(program, flags, "--digests"),
  };
}
