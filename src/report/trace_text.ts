import type { Lab } from "../labs/lab.ts";
import type { TraceLine } from "../trace/lines.ts";
import { eventInWords } from "./trace_words.ts";

/** A line of the trace as JSON: the schema is traceLineSchema(lab). */
export function traceLineAsJson(
  { scope }: Lab,
  { step, rows, changed, events }: TraceLine,
): string {
  const nodes = rows.map((row, node) => ({
    node,
    ...Object.fromEntries(scope.columns.map(({ name }, i) => [name, row[i]])),
  }));
  return JSON.stringify({ step, nodes, changed, ...(events && { events }) });
}

/**
 * A trace as a table, a row for each step and node; `*` marks the nodes that changed in the step, and the
 * events of a step stand below it. Ends with a newline.
 */
export function traceAsText(lab: Lab, lines: readonly TraceLine[]): string {
  const { scope, step_name } = lab;
  const head = [step_name, scope.row_name, "", ...scope.columns.map(({ name }) => name)];
  const isNumber = [true, true, false, ...scope.columns.map(({ type }) => type === "integer")];
  const widths = head.map((cell) => cell.length);
  widths[2] = 1;
  const table = lines.map(({ step, rows, changed }) => {
    const isChanged = new Set(changed);
    return rows.map((row, node) => {
      const cells = [step, node, isChanged.has(node) ? "*" : "", ...row].map(String);
      for (const [i, { length }] of cells.entries()) {
        if (length > (widths[i] as number)) widths[i] = length;
      }
      return cells;
    });
  });
  const format = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const width = widths[i] as number;
        return isNumber[i] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const text = [format(head)];
  for (const [i, { events }] of lines.entries()) {
    text.push(...(table[i] as string[][]).map(format));
    for (const event of events ?? []) text.push(`    ${eventInWords(lab, event)}`);
  }
  return `${text.join("\n")}\n`;
}
