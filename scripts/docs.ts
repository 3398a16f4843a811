/** `npm run docs`: writes docs/reference.md and the generated parts of README.md anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../src/cli/local_oracle.ts";
import { limitTable, reference, scenarioTable, withGenerated } from "./support/reference.ts";

const limits = readFileSync(join(ROOT, "src/limits.ts"), "utf8");
writeFileSync(join(ROOT, "docs/reference.md"), reference(limits));

const readme = join(ROOT, "README.md");
const withScenarios = withGenerated(readFileSync(readme, "utf8"), "scenarios", scenarioTable());
writeFileSync(readme, withGenerated(withScenarios, "limits", limitTable(limits)));
