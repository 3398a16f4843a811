import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { ROOT } from "../../src/cli/local_oracle.ts";
import type { Tally } from "./tally.ts";

/** The address of the oracle in the documents. */
const DOCUMENTED_ORIGIN = "http://127.0.0.1:8787";
/** An example that examines a program runs it some dozen times. */
const TIMEOUT_MILLISECONDS = 60_000;

interface Example {
  readonly command: string;
  readonly output: string;
}

const BLOCKS = /^```console\n(.*?)^```$/gms;

/** The documents that may have examples, from the repository's root. */
export function documentPaths(): string[] {
  const docs = globSync("docs/**/*.md", { cwd: ROOT });
  return ["README.md", "CONTRIBUTING.md", "conformance/README.md", ...docs.toSorted()];
}

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

/** Pastes a command into a shell that finds `assay`; returns what it prints, with the documented origin in it. */
function paste(command: string, origin: string, folder: string): string {
  const there = command.replaceAll(DOCUMENTED_ORIGIN, origin);
  const path = [join(ROOT, "bin"), dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const { stdout } = spawnSync("bash", ["-c", `exec 2>&1; ${there}`], {
    cwd: folder,
    encoding: "utf8",
    timeout: TIMEOUT_MILLISECONDS,
    env: { ...process.env, PATH: path },
  });
  return stdout.replaceAll(origin, DOCUMENTED_ORIGIN).trimEnd();
}

/** The examples of one document share a folder, which is empty at first. */
function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "assay-examples-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Pastes every example of the documents into a shell, in order, and compares what it prints. */
export function examineExamples(tally: Tally, origin: string): void {
  let [right, all] = [0, 0];
  for (const path of documentPaths()) {
    const document = readFileSync(join(ROOT, path), "utf8");
    inTemporaryFolder((folder) => {
      for (const [, block] of document.matchAll(BLOCKS)) {
        for (const { command, output } of examplesOf(block ?? "")) {
          const printed = paste(command, origin, folder);
          all++;
          if (printed === output) right++;
          tally.check(
            printed === output,
            `${path} (npm run docs writes it anew): ${command}\n  printed:\n${printed}`,
          );
        }
      }
    });
  }
  tally.check(all > 5, `only ${all} examples were found in the documents`);
  console.log(`${right} of ${all} examples of the documents print what they show`);
}

/** The document with the output of every example as it is printed now. */
export function withExamples(document: string, origin: string): string {
  return inTemporaryFolder((folder) =>
    document.replace(BLOCKS, (_, block: string) => {
      const examples = examplesOf(block).map(({ command }) => {
        const printed = paste(command, origin, folder);
        return `$ ${command}\n${printed}${printed === "" ? "" : "\n"}`;
      });
      return `\`\`\`console\n${examples.join("")}\`\`\``;
    }),
  );
}
