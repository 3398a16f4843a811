import { PROBLEMS } from "../../src/errors.ts";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab } from "../../src/labs/lab.ts";
import { LIMITS } from "../../src/limits.ts";
import { labDocument } from "../../src/routes/documents.ts";

/** The parts of the documents that are made from the program's own data: `npm run docs`. */

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export const code = (text: string): string => `\`${text}\``;

export function scenarioTable(): string {
  const rows = LABS.flatMap((lab) =>
    lab.scenarios.map((published) => [
      lab.id,
      published.id,
      published.title,
      code(scenarioOfSuite(lab, published).command),
      String(published.size_bytes),
      code(`${published.sha256.slice(0, 16)}…`),
    ]),
  );
  return table(["lab", "id", "what happens", "arguments", "bytes", "sha256"], rows);
}

/** Each limit with its reason, which is read from the comments of src/limits.ts. `source` is the text of that file. */
export function limitTable(source: string): string {
  const rows = Object.entries(LIMITS).map(([name, value]) => {
    const comment = new RegExp(`/\\*\\* (.*) \\*/\\s+${name}:`).exec(source);
    return [code(name), String(value), comment?.[1] ?? ""];
  });
  return table(["limit", "value", "reason"], rows);
}

export function problemTable(): string {
  const rows = Object.entries(PROBLEMS).map(([name, { status, exit, title }]) => [
    code(name),
    String(status),
    String(exit),
    title,
  ]);
  return table(["code", "HTTP status", "exit code", "meaning"], rows);
}

function labReference(lab: Lab): string {
  const versions = { engine: "", specification: lab.specification, suite_sha256: "" };
  const { title, summary, parameters, layout, scope, runbook, invariants, not_pinned } =
    labDocument(lab, versions);
  return [
    `## ${code(lab.id)}, ${title}`,
    `${summary} The specification is [specification/${lab.id}.md](specification/${lab.id}.md).`,
    "### Parameters",
    table(
      ["name", "flag", "expected", "default", "meaning"],
      parameters.map((p) => [
        code(p.name),
        code(p.flag),
        p.expected,
        p.default ?? "required",
        `${p.description}${p.extension ? " (Our extension.)" : ""}`,
      ]),
    ),
    "### Layout of a dump",
    table(
      ["field", "type", "bytes", "note"],
      layout.map((row) => [code(row.field), code(row.type), row.size, row.note]),
    ),
    `### Scope: what a trace tells of a ${scope.row_name}`,
    table(
      ["name", "type", "meaning"],
      scope.columns.map((column) => [code(column.name), column.type, column.description]),
    ),
    "### Runbook: what a first difference points at",
    table(
      ["where", "likely culprit", "source"],
      runbook.map((row) => [row.where, row.culprit, row.source]),
    ),
    "### Invariants",
    table(
      ["id", "statement"],
      invariants.map((row) => [code(row.id), row.statement]),
    ),
    "### What the published hashes do not pin",
    not_pinned.map((statement) => `- ${statement}`).join("\n"),
  ].join("\n\n");
}

/** docs/reference.md, whole. */
export function reference(): string {
  return `${[
    "# Reference",
    "Written by `npm run docs` from the declarations that the program itself uses; a test holds it against them.",
    "The limits and their reasons are in [limits.md](limits.md).",
    "## Error codes",
    problemTable(),
    ...LABS.map(labReference),
  ].join("\n\n")}\n`;
}
