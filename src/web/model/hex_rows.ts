import type { MarkedDifference } from "./differences.ts";

/**
 * The rows of a hex pane, of `bytes` cells each. All of them are shown, or only those around what differs: then a stretch
 * of rows that are hidden is one line.
 */
export interface HexRows {
  readonly stretches: readonly RowRange[];
  /** Lines in all. */
  readonly lines: number;
}

/** Rows one after the other: shown each on a line, or hidden on one line in all. */
export interface RowRange {
  /** Its first line, and its first row. */
  readonly line: number;
  readonly row: number;
  readonly rows: number;
  readonly is_hidden: boolean;
}

/** What a line shows: a row of cells, or how many rows are hidden there. */
export type Line = { readonly row: number } | { readonly hidden: number };

/** Rows that are shown above and below those that differ. */
const AROUND = 2;

export function allRows(rows: number): HexRows {
  const stretches = rows === 0 ? [] : [{ line: 0, row: 0, rows, is_hidden: false }];
  return { stretches, lines: rows };
}

/** The rows in which any of `places` is, in the order of their cells, and those around them. */
export function rowsAround(
  places: readonly Pick<MarkedDifference, "from" | "until">[],
  rows: number,
  bytes: number,
): HexRows {
  const stretches: RowRange[] = [];
  let [line, row] = [0, 0];
  const add = (until: number, isHidden: boolean): void => {
    if (until <= row) return;
    const last = stretches.at(-1);
    // A line that says that one row is hidden takes the room of the row.
    const hides = isHidden && until - row > 1;
    if (last !== undefined && !last.is_hidden && !hides) {
      stretches[stretches.length - 1] = { ...last, rows: last.rows + until - row };
    } else stretches.push({ line, row, rows: until - row, is_hidden: hides });
    line += hides ? 1 : until - row;
    row = until;
  };
  for (const { from, until } of places) {
    add(Math.max(0, Math.floor(from / bytes) - AROUND), true);
    add(Math.min(rows, Math.floor((until - 1) / bytes) + 1 + AROUND), false);
  }
  add(rows, true);
  return { stretches, lines: line };
}

/** Places in the order of their cells, with one more among them. */
export function withPlace<P extends Pick<MarkedDifference, "from">>(
  places: readonly P[],
  one: P,
): P[] {
  const at = places.findIndex(({ from }) => from > one.from);
  const before = at < 0 ? places.length : at;
  return [...places.slice(0, before), one, ...places.slice(before)];
}

export function lineAt({ stretches }: HexRows, line: number): Line {
  const found = lastWith(stretches, (one) => one.line <= line);
  return found.is_hidden ? { hidden: found.rows } : { row: found.row + line - found.line };
}

/** The line on which a row is, or on which it is hidden. */
export function lineOf({ stretches }: HexRows, row: number): number {
  if (stretches.length === 0) return 0;
  const found = lastWith(stretches, (one) => one.row <= row);
  return found.is_hidden ? found.line : found.line + row - found.row;
}

/** The last of them of which `isBefore` holds, as it does of all before it. */
function lastWith(stretches: readonly RowRange[], isBefore: (one: RowRange) => boolean): RowRange {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(stretches[middle] as RowRange)) low = middle + 1;
    else high = middle;
  }
  return stretches[Math.max(0, low - 1)] as RowRange;
}
