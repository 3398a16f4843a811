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

const BLOCKS = /^```console\n(.*?)^```$/gms;

/** The commands of a `console` block, each with the output that stands below it. */
function examplesOf(block: string): Example[] {
  return block
    .split(/^\$ /m)
    .filter((part) => part !== "")
    .map((part) => {
      const [command, ...output] = part.split("\n");
      return { command: command as string, output: output.join("\n").trimEnd() };
    });
}

/** Pastes a command into a shell; returns what it prints, with the documented origin in it. */
function paste(command: string, origin: string, folder: string): string {
  const there = command.replaceAll(DOCUMENTED_ORIGIN, origin);
  const { stdout } = spawnSync("bash", ["-c", `exec 2>&1; ${there}`], {
    cwd: folder,
    encoding: "utf8",
    timeout: 30_000,
  });
  return stdout.replaceAll(origin, DOCUMENTED_ORIGIN).trimEnd();
}

function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "assay-readme-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Pastes every example of the README into a shell, in order, and compares what it prints. */
export function examineReadme(tally: Tally, origin: string): void {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const examples = [...readme.matchAll(BLOCKS)].flatMap(([, block]) => examplesOf(block ?? ""));
  let right = 0;
  inTemporaryFolder((folder) => {
    for (const { command, output } of examples) {
      const printed = paste(command, origin, folder);
      if (printed === output) right++;
      tally.check(
        printed === output,
        `README (npm run docs writes it anew): ${command}\n  printed:\n${printed}`,
      );
    }
  });
  tally.check(examples.length > 5, `README: only ${examples.length} examples were found`);
  console.log(`${right} of ${examples.length} examples of the README print what it shows`);
}

/** The README with the output of every example as it is printed now. */
export function withExamples(readme: string, origin: string): string {
  return inTemporaryFolder((folder) =>
    readme.replace(BLOCKS, (_, block: string) => {
      const examples = examplesOf(block).map(({ command }) => {
        const printed = paste(command, origin, folder);
        return `$ ${command}\n${printed}${printed === "" ? "" : "\n"}`;
      });
      return `\`\`\`console\n${examples.join("")}\`\`\``;
    }),
  );
}
