import type { StateKind } from "../digests/search.ts";
import { finished, type Work } from "../kernel/work.ts";
import type { RunEvent } from "../labs/events.ts";
import type { DigestPart, Run, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { advance } from "../oracle/expected.ts";
import { type ChangedField, changesBetween } from "./changes.ts";

/** What a right run does in one step. */
export interface Account {
  readonly step: number;
  /** The first of its events, in their order, and how many there are. */
  readonly events: readonly RunEvent[];
  readonly events_total: number;
  /** The first of the fields that are another value after it, and how many there are. */
  readonly changes: readonly ChangedField[];
  readonly changes_total: number;
}

/** What a right run of `scenario` does in `step`. Throws a WorkLimitError beyond the bounds of a run. */
export function* accounting(scenario: Scenario, step: number, of: StateKind): Work<Account> {
  const run = scenario.start();
  try {
    return yield* accountIn(run, scenario, step, of);
  } finally {
    run.release?.();
  }
}

function* accountIn(run: Run, scenario: Scenario, step: number, of: StateKind): Work<Account> {
  yield* advance(run, step);
  const before = partsOf(run, of);
  const events: RunEvent[] = [];
  let events_total = 0;
  run.observe((event) => {
    if (events_total++ < LIMITS.listed_events) events.push(event);
  });
  run.step();
  const { field_map } = scenario.lab;
  const changes = changesBetween(field_map, before, partsOf(run, of), LIMITS.listed_changes);
  return {
    step,
    events,
    events_total,
    changes: changes.listed,
    changes_total: changes.total,
  };
}

/** The same at once. */
export function accountOf(scenario: Scenario, step: number, of: StateKind): Account {
  return finished(accounting(scenario, step, of));
}

function partsOf(run: Run, of: StateKind): readonly DigestPart[] {
  return of === "digest" ? run.digestParts() : [{ prefix: "", dump: run.dump() }];
}
