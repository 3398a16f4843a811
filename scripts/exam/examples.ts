import { exec } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { inParallel } from "../../src/cli/examine.ts";
import { ROOT } from "../../src/cli/local_oracle.ts";
import type { Tally } from "./tally.ts";

/** The address of the oracle in the documents. */
const DOCUMENTED_ORIGIN = "http://127.0.0.1:8787";
/** An example that examines a program runs it some dozen times, and compilers may run beside it. */
const TIMEOUT_MILLISECONDS = 180_000;

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

/** Pastes a command into a shell that finds `assay`; resolves to what it prints, with the documented origin in it. */
function paste(command: string, origin: string, folder: string): Promise<string> {
  const there = command.replaceAll(DOCUMENTED_ORIGIN, origin);
  const path = [join(ROOT, "bin"), dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const options = {
    cwd: folder,
    shell: "bash",
    timeout: TIMEOUT_MILLISECONDS,
    env: { ...process.env, PATH: path },
  };
  return new Promise((resolve) => {
    const child = exec(`exec 2>&1; ${there}`, options, (_, printed) => {
      resolve(printed.replaceAll(origin, DOCUMENTED_ORIGIN).trimEnd());
    });
    child.stdin?.end();
  });
}

/** The examples of one document share a folder, which is empty at first. */
async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "assay-examples-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Pastes every example of the documents into a shell, those of a document in order, and compares what it prints. Returns a
 * line on it.
 */
export async function examineExamples(tally: Tally, origin: string, jobs: number): Promise<string> {
  let [right, all] = [0, 0];
  await inParallel(documentPaths(), jobs, async (path) => {
    const document = readFileSync(join(ROOT, path), "utf8");
    await inTemporaryFolder(async (folder) => {
      for (const [, block] of document.matchAll(BLOCKS)) {
        for (const { command, output } of examplesOf(block ?? "")) {
          const printed = await paste(command, origin, folder);
          all++;
          if (printed === output) right++;
          tally.check(
            printed === output,
            `${path} (npm run docs writes it anew): ${command}\n  printed:\n${printed}`,
          );
        }
      }
    });
  });
  tally.check(all > 5, `only ${all} examples were found in the documents`);
  return `${right} of ${all} examples of the documents print what they show`;
}

/** The document with the output of every example as it is printed now. */
export function withExamples(document: string, origin: string): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    let written = "";
    let end = 0;
    for (const match of document.matchAll(BLOCKS)) {
      const examples: string[] = [];
      for (const { command } of examplesOf(match[1] ?? "")) {
        const printed = await paste(command, origin, folder);
        examples.push(`$ ${command}\n${printed}${printed === "" ? "" : "\n"}`);
      }
      written += `${document.slice(end, match.index)}\`\`\`console\n${examples.join("")}\`\`\``;
      end = match.index + match[0].length;
    }
    return written + document.slice(end);
  });
}
