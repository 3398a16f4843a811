import { listedEvents } from "../../events/events_of_run.ts";
import { eventRangeOf } from "../event_range.ts";
import { labOf, readCommandLine, scenarioOf } from "../options.ts";
import { EXIT } from "../usage.ts";

export const help = `assay events --lab LAB (--scenario ID | parameters) [options]

Every event of a right run in order, as NDJSON: messages that are sent, delivered and lost, timers, proposals. What a program
prints with --events (conformance/README.md).

  --from T, --until T   from the one tick (operation) to before the other; the whole run unless given
`;

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, ["lab", "scenario", "from", "until"], { parameters: true });
  const scenario = scenarioOf(line, labOf(line));
  const range = eventRangeOf(scenario, line.text("from"), line.text("until"), "--");
  for (const piece of listedEvents(scenario, range)) process.stdout.write(piece);
  return EXIT.match;
}
