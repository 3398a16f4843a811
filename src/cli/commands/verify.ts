import { hashInText } from "../../dump/hash_text.ts";
import { examOfReport } from "../../report/exam.ts";
import { renderText } from "../../report/text.ts";
import { artifactOf } from "../artifact.ts";
import { readDump } from "../files.ts";
import { type CommandLine, labOf, namesakes, readCommandLine, scenarioOf } from "../options.ts";
import { checkOutputs, writeOutputs } from "../output.ts";
import { EXIT, UsageError } from "../usage.ts";
import { judgeOf } from "../verdict_oracle.ts";

export const help = `assay verify --lab LAB (--scenario ID | parameters) (FILE | - | --sha256 HEX) [options]

Compares a dump, or a hash alone, with what it must be.

  FILE, -               the dump: a file, or standard input
  --sha256 HEX          the hash of the dump, when there is no dump; a line of sha256sum as well:
                        --sha256 "$(PROGRAM --dump | sha256sum)"
  --scenario ID         a scenario of a suite; or the lab's parameters by their names in the API, such as
                        --seed 42${namesakes("                        ")}
  --after T             the state after tick (operation) T instead of the final one
  --endpoint URL        ask the oracle at URL instead of the engine in this process
  --format F, --output FILE, --color WHEN   as for assay exam
`;

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(
    args,
    ["lab", "scenario", "after", "sha256", "endpoint", "format", "output", "color"],
    { parameters: true, positionals: 1 },
  );
  checkOutputs(line);
  const lab = labOf(line);
  const scenario = scenarioOf(line, lab);
  const judge = judgeOf(line.text("endpoint"));
  const sha256 = readHash(line);
  const report =
    sha256 === null
      ? await judge.onDump(scenario, readDump(line.positionals[0]), "diagnosis")
      : await judge.onHash(scenario, sha256, "diagnosis");

  const name = `${lab.id}/${report.scenario ?? "scenario"}`;
  const artifact = artifactOf("", line.positionals);
  const exam = examOfReport(report, name, scenario.command, artifact);
  writeOutputs(line, exam, renderText(report));
  return report.verdict === "match" ? EXIT.match : EXIT.divergence;
}

function readHash(line: CommandLine): string | null {
  const text = line.text("sha256");
  if (text === undefined) return null;
  if (line.positionals.length > 0) {
    throw new UsageError("--sha256 is given beside a file; expected one or the other");
  }
  const hash = hashInText(text);
  if (hash === null) {
    throw new UsageError(
      `--sha256 is ${JSON.stringify(text)}; expected 64 hex digits, or what sha256sum prints`,
    );
  }
  return hash;
}
