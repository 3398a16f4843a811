import type { Lab } from "../labs/lab.ts";
import { type TraceLine, tracedColumns } from "../trace/lines.ts";
import { eventInWords } from "./trace_words.ts";

/** A line of the trace as JSON: the schema is traceLineSchema(lab). */
export function traceLineAsJson(
  { scope }: Lab,
  { step, rows, changed, events }: TraceLine,
): string {
  // A row is as long as the columns that were asked for, the scope's own first.
  const columns = tracedColumns(scope, "all");
  const nodes = rows.map((row, node) => ({
    node,
    ...Object.fromEntries(row.map((value, i) => [columns[i]?.name, value])),
  }));
  return JSON.stringify({ step, nodes, changed, ...(events && { events }) });
}

/** Lines of a trace that are put into words at a time. */
const LINES_OF_A_PIECE = 200;

/** A trace as lines of JSON, in pieces. */
export function* traceAsNdjson(lab: Lab, lines: readonly TraceLine[]): Generator<string> {
  for (let i = 0; i < lines.length; i += LINES_OF_A_PIECE) {
    const piece = lines.slice(i, i + LINES_OF_A_PIECE);
    yield piece.map((line) => `${traceLineAsJson(lab, line)}\n`).join("");
  }
}

/** {@link traceInPieces} at once. */
export function traceAsText(lab: Lab, lines: readonly TraceLine[]): string {
  return [...traceInPieces(lab, lines)].join("");
}

/**
 * A trace as a table, in pieces: a row for each step and node; `*` marks the nodes that changed in the step, and the
 * events of a step stand below it. Ends with a newline.
 */
export function* traceInPieces(lab: Lab, lines: readonly TraceLine[]): Generator<string> {
  const { scope, step_name } = lab;
  const columns = tracedColumns(scope, "all").slice(
    0,
    lines[0]?.rows[0]?.length ?? scope.columns.length,
  );
  const head = [step_name, scope.row_name, "", ...columns.map(({ name }) => name)];
  const isNumber = [true, true, false, ...columns.map(({ type }) => type === "integer")];
  const widths = head.map((cell) => cell.length);
  widths[2] = 1;
  for (let i = 0; i < lines.length; i += LINES_OF_A_PIECE) {
    for (const line of lines.slice(i, i + LINES_OF_A_PIECE)) {
      for (const cells of cellsOf(line)) {
        for (const [column, { length }] of cells.entries()) {
          if (length > (widths[column] as number)) widths[column] = length;
        }
      }
    }
    yield "";
  }
  const format = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const width = widths[i] as number;
        return isNumber[i] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  yield `${format(head)}\n`;
  for (let i = 0; i < lines.length; i += LINES_OF_A_PIECE) {
    let text = "";
    for (const line of lines.slice(i, i + LINES_OF_A_PIECE)) {
      for (const cells of cellsOf(line)) text += `${format(cells)}\n`;
      for (const event of line.events ?? []) text += `    ${eventInWords(lab, event)}\n`;
    }
    yield text;
  }
}

function cellsOf({ step, rows, changed }: TraceLine): string[][] {
  const isChanged = new Set(changed);
  return rows.map((row, node) => [step, node, isChanged.has(node) ? "*" : "", ...row].map(String));
}
