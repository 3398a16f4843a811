/**
 * `npm run golden`: writes the golden reports of fixtures/<lab>/<case>/ anew. A changed report means that the API
 * answers differently, which needs a new version in package.json.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../src/judge/judge.ts";
import { submissionOf } from "../src/judge/submission.ts";
import { LABS } from "../src/labs/index.ts";
import { REGISTRY } from "../src/labs/registry.ts";
import { seal, simulate } from "../src/oracle/expected.ts";
import { reportOf } from "../src/report/build.ts";
import { renderText } from "../src/report/text.ts";
import { versionsOf } from "../src/version.ts";

const ORIGIN = "http://127.0.0.1:8787";

for (const lab of LABS) {
  const root = join(import.meta.dirname, "../fixtures", lab.id);
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(root, entry.name);
    const read = (name: string): string => readFileSync(join(folder, name), "utf8").trim();
    const query = new URLSearchParams(read("scenario.txt"));
    const scenario = lab.scenario(new Map(query));
    const dump = Uint8Array.from(Buffer.from(read("dump.hex").replace(/\s/g, ""), "hex"));
    const expected = await seal(scenario, simulate(scenario));
    const submission = await submissionOf(expected, dump);
    const findings = await judge(expected, submission, "diagnosis", REGISTRY);
    const report = reportOf(findings, await versionsOf(lab), ORIGIN);
    writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(join(folder, "report.txt"), renderText(report));
    console.log(`${lab.id}/${entry.name}: ${report.verdict}`);
  }
}
