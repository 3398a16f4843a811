import { LABS } from "../../labs/index.ts";
import { ownScenarios } from "../../labs/suite.ts";
import { readCommandLine } from "../options.ts";
import { EXIT } from "../usage.ts";

export const help = `assay labs

The labs: their programs, parameters, and the scenarios of their suites.
`;

export async function run(args: readonly string[]): Promise<number> {
  readCommandLine(args, []);
  for (const { id, title, summary, program, parameters, suites } of LABS) {
    const lines = [`${id}  ${title}`, `  ${summary}`, `  program ${program}`, "  parameters"];
    for (const [name, { flag, type, required, ...parameter }] of Object.entries(parameters)) {
      const fallback = required ? "required" : `default ${parameter.default}`;
      lines.push(`    ${name.padEnd(10)} ${flag.padEnd(12)} ${type.expected}; ${fallback}`);
    }
    for (const [suite, own] of ownScenarios(suites)) {
      const others = suite.scenarios.length - own.length;
      const beside = others === 0 ? "" : `: the ${others} scenarios above, and these`;
      lines.push(`  suite ${suite.id}, version ${suite.version}${beside}`);
      for (const scenario of own)
        lines.push(`    ${scenario.id.padEnd(4)} ${scenario.sha256}  ${scenario.title}`);
    }
    process.stdout.write(`${lines.join("\n")}\n\n`);
  }
  return EXIT.match;
}
