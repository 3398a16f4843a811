import type { Scenario } from "../../labs/lab.ts";
import { type Case, examOf } from "../../report/exam.ts";
import { renderExamText } from "../../report/exam_text.ts";
import { renderText } from "../../report/text.ts";
import { accountLines } from "../../report/trace_words.ts";
import { artifactOf } from "../artifact.ts";
import { bisectedCase } from "../bisected_case.ts";
import { versionsBehind } from "../examine.ts";
import { exitCodeOf } from "../exit_code.ts";
import { firstDivergence, type ProgramFinding } from "../first_divergence.ts";
import { labOf, readCommandLine, requireText, scenarioOf, timeoutOf } from "../options.ts";
import { checkOutputs, writeOutputs } from "../output.ts";
import { stateOracleOf } from "../state_oracle.ts";
import { UsageError } from "../usage.ts";
import { judgeOf } from "../verdict_oracle.ts";

export const help = `assay bisect --program CMD --lab LAB (--scenario ID | parameters) [options]

Finds the first tick (operation) after which the program's state is wrong, and prints the report on that
state, what happens in that tick in the right run, and which fields change in it. The program needs --dump-after and, so that every state is
compared in one run, --digests: without it a wrong state is taken to stay wrong, and is searched for.

  --endpoint URL        ask the oracle at URL instead of the engine in this process
  --timeout SECONDS     for each run of the program (default 60)
  --format F, --output FILE, --color WHEN   as for assay exam
`;

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(
    args,
    ["program", "lab", "scenario", "timeout", "endpoint", "format", "output", "color"],
    { parameters: true },
  );
  checkOutputs(line);
  const lab = labOf(line);
  const program = requireText(line, "program", "the command that starts the program under exam");
  const scenario = scenarioOf(line, lab);
  if (scenario.steps === 0) throw new UsageError(`the run has no ${lab.step_name} to look into`);
  const timeout = timeoutOf(line);

  const endpoint = line.text("endpoint");
  const judge = judgeOf(endpoint);
  const finding = await firstDivergence(program, scenario, timeout, stateOracleOf(endpoint));
  const bisection = { program, judge, timeoutMilliseconds: timeout };
  const one = await bisectedCase(bisection, scenario, finding);
  const versions = await versionsBehind([one], lab);
  const exam = examOf({ program, lab: lab.id, suite: "bisection", versions }, [one], [], {
    artifact: artifactOf(program),
  });
  writeOutputs(line, exam, textOf(scenario, finding, one) ?? renderExamText(exam));
  return exitCodeOf(exam);
}

/** The finding for a person; null where there is nothing to say beside the case itself. */
function textOf(
  scenario: Scenario,
  finding: ProgramFinding,
  { outcome, report, note }: Case,
): string | null {
  if (outcome === "passed" && note !== null) return `MATCH  ${note}\n`;
  if (finding.kind !== "divergence" || report === null) return null;
  return [
    `${note ?? ""}`,
    "",
    renderText(report).trimEnd(),
    "",
    ...accountLines(scenario.lab, finding.account),
    "",
  ].join("\n");
}
