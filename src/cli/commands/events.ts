import type { EventRange } from "../../events/events_of_run.ts";
import { listedEvents } from "../../events/events_of_run.ts";
import { judgeEvents } from "../../judge/judge_events.ts";
import type { Scenario } from "../../labs/lab.ts";
import { type EventsReport, eventsReport, renderEventsReport } from "../../report/events_report.ts";
import { versionsOf } from "../../version.ts";
import { eventFlags, eventRangeOf } from "../event_range.ts";
import { type CommandLine, labOf, readCommandLine, scenarioOf, timeoutOf } from "../options.ts";
import { checkOutputs, writeOutput } from "../output.ts";
import { runProgram } from "../program.ts";
import { EXIT, UsageError } from "../usage.ts";

export const help = `assay events --lab LAB (--scenario ID | parameters) [options]

Every event of a right run in order, as NDJSON: messages that are sent, delivered and lost, timers, proposals. What a program
prints with --events (conformance/README.md).

  --program CMD         runs the program with --events instead, compares what it prints, and says which event is wrong first
  --from T, --until T   from the one tick (operation) to before the other; the whole run unless given
  --timeout SECONDS     for the run of the program (default 60)
  --format F            of the comparison: text, or json
  --output FILE         after each --format; one of them may go to standard output
`;

const RENDERINGS: Readonly<Record<string, (scenario: Scenario, report: EventsReport) => string>> = {
  text: renderEventsReport,
  json: (_, report) => `${JSON.stringify(report, null, 2)}\n`,
};

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(
    args,
    ["program", "lab", "scenario", "from", "until", "timeout", "format", "output"],
    { parameters: true },
  );
  checkOutputs(line, RENDERINGS);
  const scenario = scenarioOf(line, labOf(line));
  const range = eventRangeOf(scenario, line.text("from"), line.text("until"), "--");
  const program = line.text("program");
  if (program !== undefined) return compared(line, program, scenario, range);
  for (const piece of listedEvents(scenario, range)) process.stdout.write(piece);
  return EXIT.match;
}

async function compared(
  line: CommandLine,
  program: string,
  scenario: Scenario,
  range: EventRange,
): Promise<number> {
  if (program === "")
    throw new UsageError("--program is empty; expected the command that starts it");
  const flags = `${scenario.flags} ${eventFlags(scenario, range)}`;
  const printed = await runProgram(program, flags, timeoutOf(line));
  if (printed.kind === "trouble") {
    const { message, stderr } = printed.trouble;
    process.stderr.write(`assay events: asked for --events, ${message}\n${stderr}`);
    return EXIT.trouble;
  }
  const findings = await judgeEvents(scenario, range, (push) => push(printed.stdout), {
    mostLines: Number.POSITIVE_INFINITY,
    mostInStep: Number.POSITIVE_INFINITY,
  });
  const report = eventsReport(findings, await versionsOf(scenario.lab), null);
  for (const { format, file } of line.outputs) {
    writeOutput(file, (RENDERINGS[format] as typeof renderEventsReport)(scenario, report));
  }
  return report.verdict === "match" ? EXIT.match : EXIT.divergence;
}
