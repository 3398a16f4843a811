import type { Bug, BugVariant } from "../../src/labs/bug.ts";
import type { Lab, Run, RunOptions, Scenario } from "../../src/labs/lab.ts";
import { type Kills, SURVIVES } from "../../src/labs/suite.ts";
import { runOf } from "../../src/oracle/expected.ts";

/** What the known bugs make of scenarios: runs of every one of them, and nothing taken from a table. */

/** One reading of one bug of a lab. */
export interface Reading {
  readonly bug: Bug;
  readonly variant: BugVariant;
}

/** Every reading of a lab's bugs, in the order of its catalogue. */
export function readingsOf({ bugs }: Lab): Reading[] {
  return bugs.flatMap((bug) =>
    Array.from({ length: bug.variants }, (_, variant) => ({
      bug,
      variant: { bug: bug.id, variant },
    })),
  );
}

/** One for each way in which a dump can be wrong; no lab has as many readings. */
const LABELS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * What each of the readings makes of a scenario, a character for each as in {@link Kills}. Throws a
 * WorkLimitError where a cluster with a bug sends more than `message_limit` messages.
 */
export function columnOf(
  right: Run,
  scenario: Scenario,
  readings: readonly Reading[],
  limits: Pick<RunOptions, "message_limit"> = {},
): string {
  const labels = new Map([[keyOf(right.dump()), SURVIVES]]);
  let column = "";
  for (const { bug, variant } of readings) {
    const dump =
      bug.kind === "protocol"
        ? runOf(scenario, { ...limits, bugs: [variant] }).dump()
        : right.dump(variant);
    const key = keyOf(dump);
    const label = labels.get(key) ?? LABELS[labels.size - 1];
    if (label === undefined) throw new Error("more wrong dumps than there are labels for them");
    labels.set(key, label);
    column += label;
  }
  return column;
}

/** The bytes as a text: what two dumps are compared by. */
function keyOf(dump: Uint8Array): string {
  let key = "";
  for (const byte of dump) key += String.fromCharCode(byte);
  return key;
}

/** The columns of a suite's scenarios as rows by bug. */
export function killsOf(readings: readonly Reading[], columns: readonly string[]): Kills {
  const kills: Record<string, string[]> = {};
  readings.forEach(({ bug }, index) => {
    kills[bug.id] ??= [];
    kills[bug.id]?.push(columns.map((column) => column[index]).join(""));
  });
  return kills;
}
