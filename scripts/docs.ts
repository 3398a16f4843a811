/**
 * `npm run docs`: writes docs/reference.md, docs/bugs.md and the generated parts of README.md anew, and the output of
 * the README's examples, as an oracle started for it answers them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, startOracle } from "../src/cli/local_oracle.ts";
import { withExamples } from "./exam/readme.ts";
import { bugReference, suiteTable } from "./support/bug_reference.ts";
import { limitTable, reference, scenarioTable, withGenerated } from "./support/reference.ts";

const limits = readFileSync(join(ROOT, "src/limits.ts"), "utf8");
writeFileSync(join(ROOT, "docs/reference.md"), reference(limits));
writeFileSync(join(ROOT, "docs/bugs.md"), bugReference());

const readme = join(ROOT, "README.md");
const oracle = await startOracle();
const withOutput = withExamples(readFileSync(readme, "utf8"), oracle.url);
await oracle.stop();
const withScenarios = withGenerated(withOutput, "scenarios", scenarioTable());
const withSuites = withGenerated(withScenarios, "suites", suiteTable());
writeFileSync(readme, withGenerated(withSuites, "limits", limitTable(limits)));
