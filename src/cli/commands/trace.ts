import type { Lab, Scenario } from "../../labs/lab.ts";
import { diagram } from "../../report/diagram.ts";
import { traceAsText, traceLineAsJson } from "../../report/trace_text.ts";
import { traceOf } from "../../trace/lines.ts";
import { defaultWindow, windowOf } from "../../trace/window.ts";
import { type CommandLine, labOf, readCommandLine, scenarioOf, wholeNumber } from "../options.ts";
import { checkOutputs, writeOutput } from "../output.ts";
import { EXIT, UsageError } from "../usage.ts";

export const help = `assay trace --lab LAB (--scenario ID | parameters) [options]

What a right run does, tick by tick (operation by operation): the state of every node after each of them.

  --from T, --until T   from the one to before the other; the whole run unless given
  --step N              every N-th
  --changes             only those after which something is other than before them; * marks the nodes
  --events              also the messages, timers and proposals
  --fields all          also what no dump shows of a node: votes, deadlines, acknowledgements, what waits
  --format F            text (a table), ndjson, or svg: a space-time diagram of a few ticks
  --mark T              a tick to be marked in the diagram, which then is of what is around it
  --output FILE         after each --format; one of them may go to standard output
`;

/** Makes what goes to a file. */
type Rendering = (scenario: Scenario, line: CommandLine) => string;

const RENDERINGS: Readonly<Record<string, Rendering>> = {
  text: (scenario, line) => traceAsText(scenario.lab, linesOf(scenario, line)),
  ndjson: (scenario, line) =>
    linesOf(scenario, line)
      .map((one) => `${traceLineAsJson(scenario.lab, one)}\n`)
      .join(""),
  svg: (scenario, line) => {
    const mark = stepOf(line, "mark", scenario.steps - 1);
    const { from, until } = boundsOf(scenario, line, (given) =>
      defaultWindow(scenario, given, mark),
    );
    return diagram(scenario, windowOf(scenario, from, until), mark);
  },
};

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(
    args,
    [
      "lab",
      "scenario",
      "from",
      "until",
      "step",
      "mark",
      "changes",
      "events",
      "fields",
      "format",
      "output",
    ],
    { parameters: true },
  );
  checkOutputs(line, RENDERINGS);
  const lab: Lab = labOf(line);
  const scenario = scenarioOf(line, lab);
  const contents = line.outputs.map(({ format, file }) => {
    const content = (RENDERINGS[format] as Rendering)(scenario, line);
    return { file, content };
  });
  for (const { file, content } of contents) writeOutput(file, content);
  return EXIT.match;
}

function linesOf(scenario: Scenario, line: CommandLine) {
  const bounds = boundsOf(scenario, line, ({ from, until }) => ({
    from: from ?? 0,
    until: until ?? scenario.steps,
  }));
  const range = { ...bounds, stride: wholeNumber(line, "step", 1, 1, 0xffff_ffff) };
  const fields = line.text("fields") ?? "scope";
  if (fields !== "scope" && fields !== "all") {
    throw new UsageError(`--fields is ${JSON.stringify(fields)}; expected scope or all`);
  }
  const selection = { changes: line.has("changes"), events: line.has("events"), fields } as const;
  return [...traceOf(scenario, range, selection)];
}

interface Bounds<T> {
  readonly from: T;
  readonly until: T;
}

/** --from and --until, completed by `complete`. Throws a UsageError where they are no range of the run. */
function boundsOf(
  { steps }: Scenario,
  line: CommandLine,
  complete: (given: Bounds<number | null>) => Bounds<number>,
): Bounds<number> {
  const given = { from: stepOf(line, "from", steps), until: stepOf(line, "until", steps) };
  const bounds = complete(given);
  if (bounds.from <= bounds.until) return bounds;
  throw new UsageError(
    `--from is ${bounds.from}; expected at most --until, which is ${bounds.until}`,
  );
}

function stepOf(line: CommandLine, name: "from" | "until" | "mark", most: number): number | null {
  return line.text(name) === undefined ? null : wholeNumber(line, name, 0, 0, most);
}
