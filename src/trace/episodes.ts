import { finished, Pieces, type Work } from "../kernel/work.ts";
import type { Run, Scenario } from "../labs/lab.ts";
import type { Episode, Narration } from "../labs/narration.ts";
import { LIMITS } from "../limits.ts";

/** Looking at a node's state, and telling it from the one before, takes as long as so many messages. */
const UNITS_OF_A_NODE = 2;

/** What a run tells, in the order in which it begins. */
export interface Episodes {
  /** Those that were over first, up to LIMITS.listed_episodes. */
  readonly listed: readonly Episode[];
  readonly total: number;
}

/** The episodes of a right run; none of a lab that narrates nothing. Throws a WorkLimitError beyond the bounds of a run. */
export function* narrating(scenario: Scenario): Work<Episodes> {
  const { narration } = scenario.lab;
  if (narration === undefined) return { listed: [], total: 0 };
  const run = scenario.start();
  try {
    return yield* listening(run, scenario, narration);
  } finally {
    run.release?.();
  }
}

function* listening(run: Run, scenario: Scenario, narration: Narration): Work<Episodes> {
  const listed: Episode[] = [];
  let total = 0;
  const first = run.scope();
  const narrator = narration(scenario, first, (episode) => {
    total++;
    if (listed.length < LIMITS.listed_episodes) listed.push(episode);
  });
  run.observe((event) => narrator.event(event));
  const pieces = new Pieces();
  while (run.step_index < run.steps) {
    const sent = run.messages;
    run.step();
    narrator.step(run.step_index - 1, run.scope());
    if (pieces.isFull(run.messages - sent + UNITS_OF_A_NODE * first.length)) yield;
  }
  narrator.end();
  listed.sort((a, b) => a.from - b.from || a.until - b.until);
  return { listed, total };
}

/** The same at once. */
export function episodesOf(scenario: Scenario): Episodes {
  return finished(narrating(scenario));
}
