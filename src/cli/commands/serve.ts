import { readCommandLine, wholeNumber } from "../options.ts";
import { EXIT } from "../usage.ts";

export const help = `assay serve [--port N]

Starts the oracle on 127.0.0.1 (port 8787 unless told otherwise), in the runtime that it is deployed
to, offline. Ends on Ctrl-C.
`;

export async function run(args: readonly string[]): Promise<number> {
  const line = readCommandLine(args, ["port"]);
  const port = wholeNumber(line, "port", 8787, 0, 65_535);
  const { startOracle } = await import("../local_oracle.ts");
  const oracle = await startOracle({ port });
  process.stdout.write(`the oracle answers at ${oracle.url}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  await oracle.stop();
  return EXIT.match;
}
