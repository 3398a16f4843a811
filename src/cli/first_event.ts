import { Problem } from "../errors.ts";
import { judgeEvents } from "../judge/judge_events.ts";
import type { Scenario } from "../labs/lab.ts";
import { eventsReport, firstEventOf } from "../report/events_report.ts";
import type { FirstEvent } from "../report/explain_schema.ts";
import { versionsOf } from "../version.ts";
import { eventFlags } from "./event_range.ts";
import { runProgram } from "./program.ts";

/**
 * What the first wrong event of a program is in a scenario, in words: null where it refuses --events or gives no answer, and
 * where all of them are right.
 */
export async function firstEventIn(
  program: string,
  scenario: Scenario,
  timeoutMilliseconds: number,
): Promise<FirstEvent | null> {
  const range = { from: 0, until: scenario.steps };
  const flags = `${scenario.flags} ${eventFlags(scenario, range)}`;
  const printed = await runProgram(program, flags, timeoutMilliseconds);
  if (printed.kind === "trouble") return null;
  try {
    const findings = await judgeEvents(scenario, range, (push) => push(printed.stdout), {
      mostLines: Number.POSITIVE_INFINITY,
      mostInStep: Number.POSITIVE_INFINITY,
    });
    const report = eventsReport(findings, await versionsOf(scenario.lab), null);
    return report.first_difference && firstEventOf(scenario.lab, report.first_difference);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return {
      sentence: `What --events prints was not compared: ${error.message}.`,
      section: null,
      lines: [],
    };
  }
}
