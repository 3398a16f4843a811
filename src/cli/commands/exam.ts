import { readFileSync } from "node:fs";
import { type Exam, examOf } from "../../report/exam.ts";
import { renderExamText } from "../../report/exam_text.ts";
import { examineAll, versionsBehind } from "../examine.ts";
import { judgeOf } from "../judge.ts";
import { KnownFailing } from "../known_failing.ts";
import { jobsOf, labOf, readCommandLine, requireText, timeoutOf } from "../options.ts";
import { checkOutputs, writeOutputs } from "../output.ts";
import { select, suiteCases } from "../suite.ts";
import { EXIT, UsageError } from "../usage.ts";

export const help = `assay exam --program CMD --lab LAB [options]

Runs the program on every scenario of a suite and compares the hash that it prints with the right one.
Where it is wrong, the program is run again for its dump, and the report says where that differs.

  --suite NAME|FILE     published (the default), or a file: the program's flags, a scenario to a line
  --scenario GLOB       only the scenarios whose name matches; * is any text, ? any character
  --known-failing FILE  failures that are known: GLOB [FIELD] to a line, # begins a comment
  --jobs N              programs at a time (default: one for each core)
  --timeout SECONDS     for each run of the program (default 60)
  --endpoint URL        ask the oracle at URL instead of the engine in this process
  --format F            text, json, markdown, junit, sarif, github or tap
  --output FILE         where the format before it goes; both may be repeated
  --color WHEN          auto, always or never
`;

/** The exit code of an exam: trouble before divergence, divergence before success. */
export function exitCodeOf({ totals, stale_entries }: Exam): number {
  if (totals.trouble > 0) return EXIT.trouble;
  const isWrong = totals.failed + totals.unexpectedly_passed + stale_entries.length > 0;
  return isWrong ? EXIT.divergence : EXIT.match;
}

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, [
    "program",
    "lab",
    "suite",
    "scenario",
    "known-failing",
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
  const suite = line.text("suite") ?? "published";
  const all = suiteCases(lab, suite);
  const selected = select(all, line.text("scenario"));
  const others = all.filter((one) => !selected.includes(one)).map(({ name }) => name);
  const known = readKnownFailing(line.text("known-failing"));
  const examination = {
    program,
    judge: judgeOf(line.text("endpoint")),
    timeoutMilliseconds: timeoutOf(line),
  };

  const examined = await examineAll(examination, selected, jobsOf(line));
  const { cases, stale } = known?.apply(examined, others) ?? { cases: examined, stale: [] };
  const versions = await versionsBehind(cases, lab);
  const exam = examOf({ program, lab: lab.id, suite, versions }, cases, stale);
  writeOutputs(line, exam, renderExamText(exam));
  if (known?.isWrong(exam)) {
    process.stderr.write(
      `\n# The known-failing list as these cases have it\n${known.corrected(cases, others)}`,
    );
  }
  return exitCodeOf(exam);
}

function readKnownFailing(file: string | undefined): KnownFailing | null {
  if (file === undefined) return null;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`--known-failing ${file} cannot be read; expected a file`);
  }
  return new KnownFailing(text, file);
}
