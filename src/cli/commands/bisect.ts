import { afterStep } from "../../labs/define.ts";
import type { Scenario } from "../../labs/lab.ts";
import { type Case, examOf } from "../../report/exam.ts";
import { renderExamText } from "../../report/exam_text.ts";
import type { Report } from "../../report/schema.ts";
import { provenBugs, provenFindings } from "../../report/summary.ts";
import { bugOf, renderText } from "../../report/text.ts";
import { accountLines } from "../../report/trace_words.ts";
import { commandOf, ofProgram, versionsBehind } from "../examine.ts";
import { firstDivergence, type ProgramFinding } from "../first_divergence.ts";
import { type Judge, judgeOf } from "../judge.ts";
import { labOf, readCommandLine, requireText, scenarioOf, timeoutOf } from "../options.ts";
import { checkOutputs, writeOutputs } from "../output.ts";
import { runProgram } from "../program.ts";
import { stateOracleOf } from "../state_oracle.ts";
import { UsageError } from "../usage.ts";
import { exitCodeOf } from "./exam.ts";

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
  const one = await caseOf(program, scenario, finding, timeout, judge);
  const versions = await versionsBehind([one], lab);
  const exam = examOf({ program, lab: lab.id, suite: "bisection", versions }, [one]);
  writeOutputs(line, exam, textOf(scenario, finding, one) ?? renderExamText(exam));
  return exitCodeOf(exam);
}

/** The finding as a case: its report is on the state after the step that was found. */
async function caseOf(
  program: string,
  scenario: Scenario,
  finding: ProgramFinding,
  timeout: number,
  judge: Judge,
): Promise<Case> {
  const { lab, listed } = scenario;
  const name = `${lab.id}/${listed?.id ?? "scenario"}`;
  const command = commandOf(program, scenario);
  const facts = { name, command, seconds: null };
  if (finding.kind === "trouble") {
    const { trouble } = finding;
    return { ...facts, outcome: "trouble", report: null, trouble, note: null };
  }
  const step = finding.kind === "divergence" ? finding.step : scenario.steps - 1;
  const there = afterStep(scenario, String(step));
  const dumped = await runProgram(program, `${scenario.flags} --dump-after ${step}`, timeout);
  if (dumped.kind === "trouble") {
    const { trouble } = dumped;
    const note = `the state first differs after ${lab.step_name} ${step}, and its dump is not to be had`;
    return { ...facts, outcome: "trouble", report: null, trouble, note };
  }
  const report = ofProgram(
    await judge.onDump(there, dumped.stdout, true),
    `${command} --dump-after ${step} > dump.bin`,
  );
  const runs = `${finding.runs} runs of the program`;
  if (finding.kind === "agreement") {
    const what = finding.isComplete
      ? `the states after all ${scenario.steps} ${lab.step_name}s are right`
      : `the state after the last ${lab.step_name} is right; without --digests no other was compared`;
    // What is hashed in the end may be something else than the states that were right.
    const byHash = await judge.onHash(scenario, finding.hash, true);
    const wrong = [report, byHash].find(({ verdict }) => verdict !== "match");
    if (wrong === undefined) {
      return { ...facts, outcome: "passed", report, trouble: null, note: `${what} (${runs})` };
    }
    const note = `${what} (${runs}), but what the program prints in the end is not`;
    return { ...facts, outcome: "failed", report: wrong, trouble: null, note };
  }
  const first = `the first state that is wrong is the one after ${lab.step_name} ${step} (${runs})${finding.remark}`;
  const byHash = await judge.onHash(scenario, finding.hash, true);
  const decided = decidedBy(report, byHash);
  const note =
    decided === report ? first : `${first}; ${provenBugs(decided)} gives the final hash as well`;
  return { ...facts, outcome: "failed", report: decided, trouble: null, note };
}

/**
 * Early in a run many bugs give the same state. The report on it with those that give the program's final
 * hash too, without the others; the same report where that decides nothing.
 */
function decidedBy(report: Report, final: Report): Report {
  const { diagnosis } = report;
  const inTheEnd = provenFindings(final).map(bugOf);
  const both = provenFindings(report).filter((finding) => inTheEnd.includes(bugOf(finding)));
  if (diagnosis === null || both.length === 0 || both.length === diagnosis.findings.length) {
    return report;
  }
  return { ...report, diagnosis: { ...diagnosis, findings: [...both], told_apart_by: [] } };
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
