/**
 * `npm run docs`: writes the generated documents and parts of documents anew. Starts an oracle, runs every example of the
 * documents against it, and writes what they print.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, startOracle } from "../src/cli/local_oracle.ts";
import { documentPaths, withExamples } from "./exam/examples.ts";
import { wholeDocuments, withGenerated } from "./support/generated.ts";
import { LIBRARY_PAGE, withPrinted } from "./support/library_example.ts";

// bin/assay says what it installs on its first run, which is no part of an example.
execFileSync(join(ROOT, "bin/assay"), ["--help"], { stdio: "ignore" });

const limits = readFileSync(join(ROOT, "src/limits.ts"), "utf8");
const whole = wholeDocuments();
for (const [path, text] of Object.entries(whole)) writeFileSync(join(ROOT, path), text);

const library = join(ROOT, LIBRARY_PAGE);
writeFileSync(library, withPrinted(readFileSync(library, "utf8")));

const oracle = await startOracle();
try {
  for (const path of documentPaths()) {
    if (path in whole) continue;
    const file = join(ROOT, path);
    const document = readFileSync(file, "utf8");
    writeFileSync(file, withGenerated(await withExamples(document, oracle.url), limits));
  }
} finally {
  await oracle.stop();
}
