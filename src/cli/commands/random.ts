import { judgeProgram } from "../../judge/judge_program.ts";
import { Draws } from "../../kernel/draws.ts";
import { LIMITS } from "../../limits.ts";
import { conclusionOf } from "../../report/conclusion.ts";
import { type Case, type Exam, examOf } from "../../report/exam.ts";
import { lackingLines, renderExamText } from "../../report/exam_text.ts";
import { isBad, shownCommand, totalsLine } from "../../report/summary.ts";
import { artifactOf } from "../artifact.ts";
import { randomCases, type SuiteCase } from "../cases.ts";
import { evidenceOf, PATIENT } from "../exam_evidence.ts";
import { type Examination, examineAll, lackedFlags, versionsBehind } from "../examine.ts";
import { exitCodeOf } from "../exit_code.ts";
import { Listings } from "../listings.ts";
import {
  jobsOf,
  labOf,
  readCommandLine,
  requireText,
  seedOf,
  timeoutOf,
  wholeNumber,
} from "../options.ts";
import { checkOutputs, writeOutputs } from "../output.ts";
import { shrunkCase } from "../shrink.ts";
import { stateOracleOf } from "../state_oracle.ts";
import { judgeOf } from "../verdict_oracle.ts";

export const help = `assay random --program CMD --lab LAB [--count N] [--seed S] [options]

Runs the program on random scenarios; the same seed gives the same ones. Hashes are compared and, of a program
that offers --digests, listings. A scenario that fails is shrunk to a simpler one that fails alike (of the same kind is
what goes wrong first), for the first three failures.

  --count N             scenarios (default 1000)
  --seed S              of the scenarios (default 1)
  --jobs N, --timeout SECONDS, --endpoint URL, --format F, --output FILE, --color WHEN   as for assay exam
`;

/** Failures that are shrunk: each costs up to a few hundred runs of the program. */
const SHRUNK = 3;

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, [
    "program",
    "lab",
    "count",
    "seed",
    "jobs",
    "timeout",
    "endpoint",
    "format",
    "output",
    "color",
  ]);
  checkOutputs(line);
  const lab = labOf(line);
  const program = requireText(line, "program", "the command that starts the program under exam");
  const count = wholeNumber(line, "count", 1000, 1, LIMITS.random_scenarios);
  const suite = `random --count ${count} --seed ${line.text("seed") ?? "1"}`;
  const scenarios = randomCases(lab, new Draws(seedOf(line)), count);
  const examination: Examination = {
    program,
    judge: judgeOf(line.text("endpoint")),
    timeoutMilliseconds: timeoutOf(line),
    listings: new Listings(program, timeoutOf(line), stateOracleOf(line.text("endpoint"))),
  };

  const cases = await examineAll(examination, scenarios, jobsOf(line));
  // As they were drawn: a scenario that was made simpler may show another bug.
  const diagnosis = await judgeProgram(evidenceOf(lab, scenarios, cases), PATIENT);
  const failing = cases.flatMap((one, i) => (one.outcome === "failed" ? [i] : [])).slice(0, SHRUNK);
  for (const index of failing) {
    cases[index] = await shrunkCase(
      examination,
      scenarios[index] as SuiteCase,
      cases[index] as Case,
    );
  }
  const versions = await versionsBehind(cases, lab);
  const exam = examOf({ program, lab: lab.id, suite, versions }, cases, [], {
    conclusion: conclusionOf(lab, cases, diagnosis),
    artifact: artifactOf(program),
    lacks: await lackedFlags(examination, scenarios, cases),
  });
  writeOutputs(line, exam, renderRandomText(exam));
  return exitCodeOf(exam);
}

/** As of any exam, but without the cases that passed; and first how each of the others is run again. */
function renderRandomText(exam: Exam): string {
  const bad = exam.cases.filter(({ outcome }) => isBad(outcome));
  if (bad.length === 0) return `${[...lackingLines(exam), totalsLine(exam)].join("\n\n")}\n`;
  const lines = bad.map((one) => `  ${one.name}  ${shownCommand(one)}`);
  return `reproduce\n${lines.join("\n")}\n\n${renderExamText({ ...exam, cases: bad })}`;
}
