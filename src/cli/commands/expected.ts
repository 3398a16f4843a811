import { annotate } from "../../dump/annotate.ts";
import { type Expected, seal, simulate } from "../../oracle/expected.ts";
import { labOf, namesakes, readCommandLine, scenarioOf } from "../options.ts";
import { checkOutputs, writeOutput } from "../output.ts";
import { EXIT } from "../usage.ts";

export const help = `assay expected --lab LAB (--scenario ID | parameters) [--format hash|dump|annotated] [--output FILE]

What the dump of a scenario must be: its hash (64 hex digits, as a program under exam prints it), its
bytes, or a listing with a path and a value for each field. --after T asks for the state after tick
(operation) T.${namesakes("")}
`;

const RENDERINGS: Readonly<Record<string, (expected: Expected) => string | Uint8Array>> = {
  hash: ({ sha256 }) => sha256,
  dump: ({ dump }) => dump,
  annotated: ({ scenario, dump }) => annotate(scenario.lab.field_map, dump),
};

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, ["lab", "scenario", "after", "format", "output"], {
    parameters: true,
    format: "hash",
  });
  checkOutputs(line, RENDERINGS);
  const scenario = scenarioOf(line, labOf(line));
  const expected = await seal(scenario, simulate(scenario));
  for (const { format, file } of line.outputs) {
    const content = (RENDERINGS[format] as (of: Expected) => string | Uint8Array)(expected);
    // On a terminal the prompt would follow the hash on its line.
    const isForEyes = format === "hash" && file === null && process.stdout.isTTY === true;
    writeOutput(file, isForEyes ? `${content}\n` : content);
  }
  return EXIT.match;
}
