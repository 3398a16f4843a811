import type { EventRange } from "../events/events_of_run.ts";
import type { Scenario } from "../labs/lab.ts";
import { u32 } from "../labs/parameter_types.ts";
import { UsageError } from "./usage.ts";

/**
 * The range that `--events-from` and `--events-until` name, or `--from` and `--until`: of the whole run, where they are left
 * out. Throws a UsageError where it is none of the run's.
 */
export function eventRangeOf(
  { steps }: Scenario,
  from: string | undefined,
  until: string | undefined,
  prefix = "--events-",
): EventRange {
  const bound = (name: string, text: string | undefined, fallback: number): number => {
    if (text === undefined) return fallback;
    const type = u32(0, steps);
    const value = type.parse(text);
    if (value !== null) return value;
    throw new UsageError(`${prefix}${name} is ${JSON.stringify(text)}; expected ${type.expected}`);
  };
  const range = { from: bound("from", from, 0), until: bound("until", until, steps) };
  if (range.from <= range.until) return range;
  throw new UsageError(
    `${prefix}from is ${range.from}; expected at most ${prefix}until, which is ${range.until}`,
  );
}
