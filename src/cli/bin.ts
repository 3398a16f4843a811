import { main } from "./main.ts";
import { EXIT } from "./usage.ts";

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`assay … | head`) is no error.
    if (error.code === "EPIPE") return;
    process.stderr.write(`assay: the output cannot be written: ${error.message}\n`);
    process.exit(EXIT.trouble);
  });
}
process.exitCode = await main(process.argv.slice(2));
