import { judgeDumps, UnreadableDumps } from "../../judge/judge_dumps.ts";
import { reportOfGiven } from "../../report/build.ts";
import { examOfReport } from "../../report/exam.ts";
import { renderText } from "../../report/text.ts";
import { versionsOf } from "../../version.ts";
import { artifactOf } from "../artifact.ts";
import { readDump } from "../files.ts";
import { labOf, readCommandLine } from "../options.ts";
import { checkOutputs, writeOutputs } from "../output.ts";
import { EXIT, UsageError } from "../usage.ts";

export const help = `assay diff A B --lab LAB [options]

Compares two dumps with each other, without an oracle: the same report, with A as the expected side. Fields are
named by A's own layout, so A must read as a dump of the lab; if only B does, B is the expected side.

  --format F, --output FILE, --color WHEN   as for assay exam
`;

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, ["lab", "format", "output", "color"], { positionals: 2 });
  checkOutputs(line);
  const lab = labOf(line);
  const [a, b] = line.positionals;
  if (a === undefined || b === undefined) throw new UsageError("two dumps are expected: A B");
  if (a === "-" && b === "-") throw new UsageError("both dumps are -; expected at most one");
  const dumps = [readDump(a), readDump(b)] as const;
  const findings = await judgeDumps(lab, dumps).catch((error) => {
    if (!(error instanceof UnreadableDumps)) throw error;
    const [ofA, ofB] = error.faults;
    throw new UsageError(
      `neither file reads as a dump of ${lab.id}: in ${a} ${ofA}; in ${b} ${ofB}`,
    );
  });
  const { swapped_because } = findings;
  const [expected, actual] = swapped_because === null ? [a, b] : [b, a];
  if (swapped_because !== null) {
    process.stderr.write(
      `assay diff: ${a} does not read as a dump of ${lab.id} (${swapped_because}); ${b} is the expected side\n`,
    );
  }
  const command = `assay diff ${expected} ${actual} --lab ${lab.id}`;
  const report = reportOfGiven(findings, await versionsOf(lab), command);
  const exam = examOfReport(report, `${lab.id}/diff`, command, artifactOf("", [actual]));
  writeOutputs(line, exam, renderText(report));
  return report.verdict === "match" ? EXIT.match : EXIT.divergence;
}
