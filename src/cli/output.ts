import { writeFileSync } from "node:fs";
import { styleText } from "node:util";
import type { Exam } from "../report/exam.ts";
import { FORMATS } from "../report/formats.ts";
import { HTML } from "../report/html.ts";
import type { CommandLine } from "./options.ts";
import { UsageError } from "./usage.ts";

/** Every format that an exam is written in. */
const WRITTEN = { ...FORMATS, html: HTML };

type Format = keyof typeof WRITTEN;

/** Whether standard output shows colour: --color always|never, else NO_COLOR, else a terminal does. */
function hasColor(line: CommandLine): boolean {
  const choice = line.text("color") ?? "auto";
  if (choice === "always") return true;
  if (choice === "never") return false;
  if (choice !== "auto") {
    throw new UsageError(`--color is ${JSON.stringify(choice)}; expected auto, always or never`);
  }
  const { NO_COLOR } = process.env;
  return process.stdout.isTTY === true && (NO_COLOR === undefined || NO_COLOR === "");
}

const STYLES: readonly (readonly [RegExp, Parameters<typeof styleText>[0]])[] = [
  [/^(MISMATCH|TRUNCATED|TRAILING-BYTES|FAILED|TROUBLE)\b/gm, ["bold", "red"]],
  [/^(MATCH|OK)\b/gm, ["bold", "green"]],
  [/^ {2}likely .*$/gm, "yellow"],
  [/^ {8,}[ ^]*\^\^[ ^]*$/gm, "red"],
];

function colored(text: string): string {
  let result = text;
  for (const [pattern, style] of STYLES) {
    result = result.replace(pattern, (match) => styleText(style, match, { validateStream: false }));
  }
  return result;
}

/** Checks `--format`, `--output` and `--color` before anything is run. */
export function checkOutputs(line: CommandLine, formats: object = WRITTEN): void {
  for (const { format } of line.outputs) {
    if (!Object.hasOwn(formats, format)) {
      const known = Object.keys(formats).join(", ");
      throw new UsageError(`--format is ${JSON.stringify(format)}; expected one of ${known}`);
    }
  }
  if (line.outputs.filter(({ file }) => file === null).length > 1) {
    throw new UsageError(
      "two formats go to standard output; expected --output FILE after all but one",
    );
  }
  hasColor(line);
}

/** Writes an exam in every format that was asked for. `text` renders it for a person. */
export function writeOutputs(line: CommandLine, exam: Exam, text: string): void {
  for (const { format, file } of line.outputs) {
    const rendered = format === "text" ? text : WRITTEN[format as Format].render(exam);
    writeOutput(
      file,
      file === null && format === "text" && hasColor(line) ? colored(rendered) : rendered,
    );
  }
}

/** Writes to a file, or to standard output. */
export function writeOutput(file: string | null, content: string | Uint8Array): void {
  if (file === null) {
    process.stdout.write(content);
    return;
  }
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UsageError(`--output ${file} cannot be written: ${(error as Error).message}`);
  }
}

/** A line on standard error that is overwritten by the next one; on a terminal only. */
export function progress(done: number, total: number): void {
  if (process.stderr.isTTY !== true) return;
  process.stderr.write(done === total ? "\r\u001b[K" : `\r${done}/${total}\u001b[K`);
}
