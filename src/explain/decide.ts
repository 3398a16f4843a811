import type { Hypothesis } from "../diagnose/hypotheses.ts";
import type { Together } from "../diagnose/together.ts";
import { WorkLimitError } from "../errors.ts";
import { Draws } from "../kernel/draws.ts";
import type { Run, Scenario } from "../labs/lab.ts";
import { MutantEnded } from "../mutants/run.ts";
import type { Pace } from "../oracle/pace.ts";

/** Changes that all give what was seen: which of them is in the program is open. */
export type Candidate = readonly Hypothesis[];

/** A scenario in which candidates differ, and in how many ways. */
export interface Deciding {
  readonly scenario: Scenario;
  readonly parts: number;
}

/** Candidates that are held against each other, and scenarios that are drawn for it. */
const CANDIDATES = 4;
const SCENARIOS = 40;
/** Steps and messages of a scenario that is taken. */
const WORK = 30_000;

/**
 * A scenario that the candidates do not run alike, of some that are drawn; null where none of these tells. `of` says what is
 * to be seen of the program: every state, or the final dump alone.
 */
export async function decidingScenario(
  together: Together,
  candidates: readonly Candidate[],
  { seen, of }: { readonly seen: ReadonlySet<string>; readonly of: "states" | "end" },
  pace?: Pace,
): Promise<Deciding | null> {
  const { lab } = together;
  const asked = candidates.slice(0, CANDIDATES);
  const draws = new Draws({ hi: 0, lo: 1 });
  let best: Deciding | null = null;
  for (let i = 0; i < SCENARIOS; i++) {
    const draw = i % 2 === 0 ? lab.random : (lab.directed ?? lab.random);
    const scenario = lab.scenario(draw(draws));
    if (scenario.steps === 0 || scenario.steps > WORK / 4 || seen.has(scenario.flags)) continue;
    const outcomes = new Set<number | null>();
    for (const one of asked) {
      outcomes.add(outcomeOf(together, one, scenario, of));
      await pace?.pause();
    }
    if (outcomes.has(null) || outcomes.size <= (best?.parts ?? 1)) continue;
    best = { scenario, parts: outcomes.size };
    if (best.parts === asked.length) return best;
  }
  return best;
}

/** What a run of a candidate goes through, as one number: another one says that it is another run; null where it is too long. */
function outcomeOf(
  together: Together,
  candidate: Candidate,
  scenario: Scenario,
  of: "states" | "end",
): number | null {
  let run: Run | null = null;
  let hash = 0;
  try {
    const parts = candidate.map(({ part }) => part);
    run = together.start(parts, scenario, { message_limit: WORK });
    let before: Uint8Array | null = null;
    while (run.step_index < run.steps) {
      run.step();
      if (of === "end") continue;
      const state = run.digestInput();
      if (state !== before) hash = mixed(hash ^ run.step_index, state);
      before = state;
    }
    return mixed(hash, run.dump());
  } catch (error) {
    if (error instanceof WorkLimitError) return null;
    if (error instanceof MutantEnded) return error.ending === "crash" ? -1 : null;
    throw error;
  } finally {
    run?.release?.();
  }
}

function mixed(hash: number, state: Uint8Array): number {
  let result = hash;
  for (let i = 0; i < state.length; i++) {
    result = Math.imul(result ^ (state[i] as number), 0x01000193);
  }
  return result;
}
