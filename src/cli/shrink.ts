import type { Scenario } from "../labs/lab.ts";

/** Scenarios that one shrinking may try. */
const ATTEMPTS = 300;

/**
 * Looks for a simpler scenario that still fails: one parameter at a time is left out or replaced by a
 * simpler value, as long as `stillFails` says so. Returns the last scenario that failed.
 */
export async function shrink(
  failing: Scenario,
  stillFails: (scenario: Scenario) => Promise<boolean>,
): Promise<Scenario> {
  let current = failing;
  let attempts = 0;
  for (let hasShrunk = true; hasShrunk; ) {
    hasShrunk = false;
    for (const simpler of simplerThan(current)) {
      if (attempts++ === ATTEMPTS) return current;
      if (await stillFails(simpler)) {
        current = simpler;
        hasShrunk = true;
        break;
      }
    }
  }
  return current;
}

/** Legal scenarios that differ from `scenario` in one parameter, which is simpler. */
function* simplerThan({ lab, query }: Scenario): Generator<Scenario> {
  for (const [name, text] of query) {
    const parameter = lab.parameters[name];
    if (parameter === undefined) continue;
    const { type, required } = parameter;
    const others = query.filter(([other]) => other !== name);
    const texts = type.shrink(type.parse(text)).map((value) => type.format(value));
    const variants = [
      ...(required ? [] : [others]),
      ...texts.map((t) => [...others, [name, t] as const]),
    ];
    for (const given of variants) {
      const simpler = legal(lab, new Map(given));
      if (simpler !== null) yield simpler;
    }
  }
}

function legal(lab: Scenario["lab"], given: ReadonlyMap<string, string>): Scenario | null {
  try {
    return lab.scenario(given);
  } catch {
    // A smaller cluster may lack a node that a partition names: not every combination is legal.
    return null;
  }
}
