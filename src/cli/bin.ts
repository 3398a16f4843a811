import { enableCompileCache } from "node:module";
import { EXIT } from "./usage.ts";

// An exam may start this program once for each of its cases: what one start compiles, the next one need not.
enableCompileCache();

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`assay … | head`) is no error.
    if (error.code === "EPIPE") return;
    process.stderr.write(`assay: the output cannot be written: ${error.message}\n`);
    process.exit(EXIT.trouble);
  });
}
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
