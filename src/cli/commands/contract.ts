import { scenarioOfSuite } from "../../labs/define.ts";
import { type Contract, contractOf, renderContractText } from "../../report/contract.ts";
import { versionsOf } from "../../version.ts";
import { contractChecks } from "../contract_checks.ts";
import { labOf, readCommandLine, requireText, scenarioOf, timeoutOf } from "../options.ts";
import { checkOutputs, writeOutput } from "../output.ts";
import { EXIT, UsageError } from "../usage.ts";

export const help = `assay contract --program CMD --lab LAB [--scenario ID | parameters] [options]

Holds the program to the contract of a program under exam (conformance/README.md) on one scenario, the lab's first
unless told otherwise: what it prints and in what form, whether its outputs agree with each other, and
what it refuses; not whether they are right. An optional part that the program refuses is absent, and no fault.
Exit codes: 0 the contract is kept, 1 it is broken, 2 usage or trouble.

  --timeout SECONDS     for each run of the program (default 60)
  --format F            text or json
  --output FILE         where the format before it goes; both may be repeated
`;

const RENDERINGS: Readonly<Record<string, (contract: Contract) => string>> = {
  text: renderContractText,
  json: (contract) => `${JSON.stringify(contract, null, 2)}\n`,
};

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(
    args,
    ["program", "lab", "scenario", "timeout", "format", "output"],
    { parameters: true },
  );
  checkOutputs(line, RENDERINGS);
  const lab = labOf(line);
  const program = requireText(line, "program", "the command that starts the program under exam");
  const isGiven = line.text("scenario") !== undefined || line.parameters.size > 0;
  const [first] = lab.suites[0].scenarios;
  const scenario =
    isGiven || first === undefined ? scenarioOf(line, lab) : scenarioOfSuite(lab, first);
  if (scenario.steps === 0) {
    throw new UsageError(
      `the run has no ${lab.step_name}; expected one at least, to ask for states`,
    );
  }
  const checks = await contractChecks(program, scenario, timeoutOf(line));
  const contract = contractOf({ program, lab: lab.id, versions: await versionsOf(lab) }, checks);
  for (const { format, file } of line.outputs) {
    writeOutput(file, (RENDERINGS[format] as (typeof RENDERINGS)[string])(contract));
  }
  const { trouble, broken } = contract.totals;
  if (trouble > 0) return EXIT.trouble;
  return broken > 0 ? EXIT.divergence : EXIT.match;
}
