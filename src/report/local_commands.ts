import type { Scenario } from "../labs/lab.ts";
import { ASSAY } from "./command_word.ts";
import type { Report } from "./schema.ts";

/** The option of the command line that sets a lab's parameter: its name in the API, with dashes. */
export function parameterOption(name: string): string {
  return name.replaceAll("_", "-");
}

/** The options that name a scenario, as every command takes them: its id if a suite has it, else its parameters. */
function optionsOf({ lab, listed, query, after }: Scenario): string {
  const pairs = listed === null ? query : [["scenario", listed.id] as const];
  const all = [["lab", lab.id] as const, ...pairs];
  if (after !== null) all.push(["after", String(after)]);
  return all.map(([name, text]) => `--${parameterOption(name)} ${text}`).join(" ");
}

/**
 * What reproduces a report that was made without an oracle over HTTP: the same command line, and no page, which
 * no server shows. `program` is the line that writes dump.bin.
 */
export function reproducedHere(scenario: Scenario, program: string): Report["reproduce"] {
  const options = optionsOf(scenario);
  return {
    program,
    curl: null,
    assay: `${ASSAY} verify ${options} dump.bin`,
    expected_dump: `${ASSAY} expected ${options} --format dump --output expected.bin`,
    page: null,
  };
}
