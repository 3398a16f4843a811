import type { Lab } from "../../labs/lab.ts";
import { renderExplainMarkdown } from "../../report/explain_markdown.ts";
import type { ExplainReport } from "../../report/explain_schema.ts";
import { renderExplainText } from "../../report/explain_text.ts";
import { explainOracleOf } from "../explain_oracle.ts";
import { Explaining } from "../explaining.ts";
import { firstEventIn } from "../first_event.ts";
import { Interruption } from "../interruption.ts";
import { Listings } from "../listings.ts";
import { jobsOf, labOf, readCommandLine, requireText, timeoutOf, wholeNumber } from "../options.ts";
import { checkOutputs, writeOutput } from "../output.ts";
import { stateOracleOf } from "../state_oracle.ts";
import { EXIT } from "../usage.ts";
import { judgeOf } from "../verdict_oracle.ts";

export const help = `assay explain --program CMD --lab LAB [options]

What an expert would do with a program that is wrong: holds it to the contract, runs it on the suite thorough, makes the
smallest failing scenario smaller, finds the first wrong step, tries the known bugs and single changes, and several of them at
once, on everything that was seen, and asks the program for what would decide between those that are left. Prints one page.
Of a program that offers --digests it knows every state, and of one with --events the first wrong event; one that only prints a hash is explained by its hashes.
Ctrl-C ends it with what is known by then; a second one ends it at once.

  --budget SECONDS      for making the scenario smaller and for the search (default 120)
  --jobs N              programs at a time (default: one for each core)
  --timeout SECONDS     for each run of the program (default 60)
  --endpoint URL        ask the oracle at URL instead of the engine in this process; it has a budget of its own
  --format F            text, json or markdown
  --output FILE         where the format before it goes; both may be repeated

Exit codes: 0 nothing is wrong, 1 something is, explained or not, 2 usage or trouble.
`;

const RENDERINGS: Readonly<Record<string, (lab: Lab, report: ExplainReport) => string>> = {
  text: renderExplainText,
  json: (_, report) => `${JSON.stringify(report, null, 2)}\n`,
  markdown: renderExplainMarkdown,
};

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, [
    "program",
    "lab",
    "budget",
    "jobs",
    "timeout",
    "endpoint",
    "format",
    "output",
  ]);
  checkOutputs(line, RENDERINGS);
  const lab = labOf(line);
  const program = requireText(line, "program", "the command that starts the program under exam");
  const endpoint = line.text("endpoint");
  const timeoutMilliseconds = timeoutOf(line);
  const seconds = wholeNumber(line, "budget", 120, 1, 86_400);
  const interruption = new Interruption();
  try {
    const explaining = new Explaining({
      lab,
      examination: {
        program,
        judge: judgeOf(endpoint),
        timeoutMilliseconds,
        listings: new Listings(program, timeoutMilliseconds, stateOracleOf(endpoint)),
      },
      oracle: explainOracleOf(endpoint),
      jobs: jobsOf(line),
      seconds,
      interruption,
      firstEvent: (scenario) => firstEventIn(program, scenario, timeoutMilliseconds),
    });
    const report = await explaining.run();
    for (const { format, file } of line.outputs) {
      const render = RENDERINGS[format] as (typeof RENDERINGS)[string];
      writeOutput(file, render(lab, report));
    }
    return exitCodeOf(report);
  } finally {
    interruption.end();
  }
}

function exitCodeOf({ answer, contract, trouble, is_ended }: ExplainReport): number {
  const isWrong = contract.broken.length > 0 || (answer?.seen.wrong_scenarios ?? 0) > 0;
  if (isWrong) return EXIT.divergence;
  return answer === null || trouble.length > 0 || is_ended ? EXIT.trouble : EXIT.match;
}
