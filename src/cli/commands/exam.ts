import { judgeProgram } from "../../judge/judge_program.ts";
import { scoreOf } from "../../judge/judge_suite.ts";
import type { Lab } from "../../labs/lab.ts";
import { conclusionOf } from "../../report/conclusion.ts";
import { type Case, examOf, type Score } from "../../report/exam.ts";
import { renderExamText } from "../../report/exam_text.ts";
import { scoreDocument, verdictsOf } from "../../report/score.ts";
import { isBad } from "../../report/summary.ts";
import { suiteSha256 } from "../../version.ts";
import { artifactOf } from "../artifact.ts";
import { defaultSuite, namedSuite, type SuiteCase, select, suiteCases } from "../cases.ts";
import { evidenceOf, PATIENT } from "../exam_evidence.ts";
import { commandOf, examineAll, lackedFlags, versionsBehind } from "../examine.ts";
import { exitCodeOf } from "../exit_code.ts";
import { knownFailingIn } from "../known_failing.ts";
import { Listings } from "../listings.ts";
import {
  type CommandLine,
  jobsOf,
  labOf,
  readCommandLine,
  requireText,
  timeoutOf,
} from "../options.ts";
import { checkOutputs, writeOutput, writeOutputs } from "../output.ts";
import { stateOracleOf } from "../state_oracle.ts";
import { EXIT, UsageError } from "../usage.ts";
import { judgeOf } from "../verdict_oracle.ts";

export const help = `assay exam --program CMD --lab LAB [options]

Runs the program on every scenario of a suite and compares the hash that it prints with the right one.
Where it is wrong, the program is run again for its dump, and the report says where that differs.
Where it is right and the program offers --digests, its listing is compared as well.

  --suite NAME|FILE     published (the default), catalogue (each known bug that can be seen fails one of it),
                        thorough (some dozens of scenarios, found by trying every single change of the simulation),
                        or a file: the program's flags, a scenario to a line
                        (a tab and a name behind them, if you like)
  --scenario GLOB       only the scenarios whose name matches; * is any text, ? any character
  --skip GLOB           not those; may be repeated, or hold several with commas between them
  --list                print the names and command lines of the cases, and run nothing
  --fail-fast           begin no other case after the first that does not pass
  --known-failing FILE  failures that are known: GLOB [FIELD] to a line, # begins a comment
  --jobs N              programs at a time (default: one for each core)
  --timeout SECONDS     for each run of the program (default 60)
  --endpoint URL        ask the oracle at URL instead of the engine in this process
  --format F            text, json, markdown, junit, sarif, github, tap or html
  --output FILE         where the format before it goes; both may be repeated
  --color WHEN          auto, always or never
`;

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, [
    "program",
    "lab",
    "suite",
    "scenario",
    "skip",
    "list",
    "fail-fast",
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
  const glob = line.text("scenario");
  const suite = nameOfSuite(lab, line.text("suite") ?? defaultSuite(lab, glob));
  const all = suiteCases(lab, suite);
  const selected = select(all, { scenario: glob, skip: line.texts("skip") });
  if (line.has("list")) return list(line, program, selected);
  const known = knownFailingIn(line.text("known-failing"));
  const examination = {
    program,
    judge: judgeOf(line.text("endpoint")),
    timeoutMilliseconds: timeoutOf(line),
    listings: new Listings(program, timeoutOf(line), stateOracleOf(line.text("endpoint"))),
  };

  const isOver = (one: Case): boolean =>
    line.has("fail-fast") && isBad(known?.judge(one).outcome ?? one.outcome);
  const examined = await examineAll(examination, selected, jobsOf(line), isOver);
  const names = new Set(examined.map(({ name }) => name));
  const others = all.map(({ name }) => name).filter((name) => !names.has(name));
  const { cases, stale } = known?.apply(examined, others) ?? { cases: examined, stale: [] };
  const versions = await versionsBehind(cases, lab);
  const score = await scoreOfExam(lab, suite, cases);
  const seen = evidenceOf(lab, selected, cases);
  const conclusion = conclusionOf(lab, cases, await judgeProgram(seen, PATIENT));
  const artifact = artifactOf(program, [line.text("known-failing"), line.text("suite")]);
  const facts = { program, lab: lab.id, suite, versions };
  const exam = examOf(facts, cases, stale, {
    score,
    conclusion,
    artifact,
    not_run: selected.length - examined.length,
    lacks: await lackedFlags(examination, selected, cases),
  });
  writeOutputs(line, exam, renderExamText(exam));
  if (known?.isWrong(exam)) {
    process.stderr.write(
      `\n# The known-failing list as these cases have it\n${known.corrected(cases, others)}`,
    );
  }
  return exitCodeOf(exam);
}

/** The suite's id, where a name is given that it once had: with a notice, since such a name may go. */
function nameOfSuite(lab: Lab, given: string): string {
  const found = namedSuite(lab, given);
  if (found === null || found.id === given) return given;
  process.stderr.write(
    `the suite ${given} is called ${found.id} now: expected --suite ${found.id}\n`,
  );
  return found.id;
}

/** `--list`: a line for each case, its name and its command line with a tab between them. */
function list(line: CommandLine, program: string, cases: readonly SuiteCase[]): number {
  if (line.outputs.some(({ format }) => format !== "text")) {
    throw new UsageError("--list prints text; expected no other --format beside it");
  }
  const lines = cases.map(({ name, scenario }) => `${name}\t${commandOf(program, scenario)}\n`);
  for (const { file } of line.outputs) writeOutput(file, lines.join(""));
  return EXIT.match;
}

/** What the exam says of the lab's known bugs; null where the suite is a file, of which that is not known. */
async function scoreOfExam(lab: Lab, name: string, cases: readonly Case[]): Promise<Score | null> {
  const suite = namedSuite(lab, name);
  if (suite === null) return null;
  const score = scoreOf(suite, lab.bugs, verdictsOf(lab.id, suite, cases));
  return scoreDocument(score, await suiteSha256(suite));
}
