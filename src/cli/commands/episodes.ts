import type { Scenario } from "../../labs/lab.ts";
import { episodesAnswer, episodesAsText } from "../../report/episodes_answer.ts";
import { type Episodes, episodesOf } from "../../trace/episodes.ts";
import { type Versions, versionsOf } from "../../version.ts";
import { labOf, readCommandLine, scenarioOf } from "../options.ts";
import { checkOutputs, writeOutput } from "../output.ts";
import { EXIT } from "../usage.ts";

export const help = `assay episodes --lab LAB (--scenario ID | parameters) [--format text|json] [--output FILE]

A right run told as episodes: elections and why there were some, who leads from when until when, what is cut off. Each
sentence is true of the run; assay trace has the ticks that it is about.
`;

type Rendering = (scenario: Scenario, episodes: Episodes, versions: Versions) => string;

const RENDERINGS: Readonly<Record<string, Rendering>> = {
  text: ({ lab }, episodes) => episodesAsText(lab, episodes),
  json: (...of) => `${JSON.stringify(episodesAnswer(...of), null, 2)}\n`,
};

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, ["lab", "scenario", "format", "output"], { parameters: true });
  checkOutputs(line, RENDERINGS);
  const lab = labOf(line);
  const scenario = scenarioOf(line, lab);
  const [episodes, versions] = [episodesOf(scenario), await versionsOf(lab)];
  for (const { format, file } of line.outputs) {
    writeOutput(file, (RENDERINGS[format] as Rendering)(scenario, episodes, versions));
  }
  return EXIT.match;
}
