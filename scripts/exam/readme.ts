import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../src/cli/local_oracle.ts";
import type { Tally } from "./tally.ts";

/** Where the README has the oracle answer. */
const DOCUMENTED_ORIGIN = "http://127.0.0.1:8787";

interface Example {
  readonly command: string;
  readonly output: string;
}

/** The commands of the README's `console` blocks, each with the output that stands below it. */
export function readmeExamples(readme: string): Example[] {
  const blocks = [...readme.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .filter((part) => part !== "")
      .map((part) => {
        const [command, ...output] = part.split("\n");
        return { command: command as string, output: output.join("\n").trimEnd() };
      }),
  );
}

/** Pastes every example of the README into a shell, in order, and compares what it prints. */
export function examineReadme(tally: Tally, origin: string): void {
  const examples = readmeExamples(readFileSync(join(ROOT, "README.md"), "utf8"));
  const folder = mkdtempSync(join(tmpdir(), "assay-readme-"));
  let right = 0;
  for (const { command, output } of examples) {
    const there = command.replaceAll(DOCUMENTED_ORIGIN, origin);
    const { stdout } = spawnSync("bash", ["-c", `exec 2>&1; ${there}`], {
      cwd: folder,
      encoding: "utf8",
      timeout: 30_000,
    });
    const printed = stdout.replaceAll(origin, DOCUMENTED_ORIGIN).trimEnd();
    if (printed === output) right++;
    tally.check(printed === output, `README: ${command}\n  printed:\n${printed}`);
  }
  rmSync(folder, { recursive: true });
  tally.check(examples.length > 5, `README: only ${examples.length} examples were found`);
  console.log(`${right} of ${examples.length} examples of the README print what it shows`);
}
