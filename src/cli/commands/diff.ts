import { alignFields } from "../../align/align.ts";
import { Comparator } from "../../compare/comparator.ts";
import { readingFault } from "../../dump/fields.ts";
import { sha256Hex } from "../../dump/sha256.ts";
import { buildDiffReport } from "../../report/build.ts";
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
  const given = [
    { file: a, dump: readDump(a) },
    { file: b, dump: readDump(b) },
  ] as const;
  const faults = given.map(({ dump }) => readingFault(lab.field_map, dump));
  if (faults[0] !== null && faults[1] !== null) {
    throw new UsageError(
      `neither file reads as a dump of ${lab.id}: in ${a} ${faults[0]}; in ${b} ${faults[1]}`,
    );
  }
  const isSwapped = faults[0] !== null;
  if (isSwapped) {
    process.stderr.write(
      `assay diff: ${a} does not read as a dump of ${lab.id} (${faults[0]}); ${b} is the expected side\n`,
    );
  }
  const [expected, actual] = isSwapped ? [given[1], given[0]] : given;
  const comparator = new Comparator(lab.field_map, expected.dump);
  comparator.push(actual.dump);
  const dumps = await Promise.all(
    [expected.dump, actual.dump].map(async (dump) => ({
      sha256: await sha256Hex(dump),
      size_bytes: dump.length,
    })),
  );
  const command = `assay diff ${expected.file} ${actual.file} --lab ${lab.id}`;
  const report = buildDiffReport(
    lab,
    dumps as [(typeof dumps)[number], (typeof dumps)[number]],
    comparator.finish(),
    alignFields(lab.field_map, expected.dump, actual.dump),
    await versionsOf(lab),
    command,
  );
  const exam = examOfReport(report, `${lab.id}/diff`, command, artifactOf("", [actual.file]));
  writeOutputs(line, exam, renderText(report));
  return report.verdict === "match" ? EXIT.match : EXIT.divergence;
}
