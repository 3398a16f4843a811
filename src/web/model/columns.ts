/**
 * Two dumps beside each other, as cells on one line: a cell has a byte of each dump, or of one of them, and
 * then a gap in the other. A hex pane shows sixteen (or eight) cells to a row.
 */

/** A piece of both dumps, one after the other: runs tile both. One of the sizes is 0 where there is a gap. */
export interface ColumnRun {
  /** The run's first cell. */
  readonly cell: number;
  readonly expected_offset: number;
  readonly actual_offset: number;
  readonly expected_size: number;
  readonly actual_size: number;
}

/** What the runs are made from: those of an edit script have these members too. */
export type Piece = Omit<ColumnRun, "cell">;

export interface Columns {
  readonly runs: readonly ColumnRun[];
  /** Cells in all. */
  readonly size: number;
}

/** Where a cell stands in each dump; null where that dump has a gap. */
export interface Cell {
  readonly expected: number | null;
  readonly actual: number | null;
}

/** The cells of two dumps compared by offset: the longer one goes on beside a gap. */
export function columnsByOffset(expectedSize: number, actualSize: number): Columns {
  const common = Math.min(expectedSize, actualSize);
  return columnsOf([
    { expected_offset: 0, actual_offset: 0, expected_size: common, actual_size: common },
    {
      expected_offset: common,
      actual_offset: common,
      expected_size: expectedSize - common,
      actual_size: actualSize - common,
    },
  ]);
}

/** The cells of an edit script's pieces. Pieces of equal sizes that touch become one run. */
export function columnsOf(pieces: readonly Piece[]): Columns {
  const runs: ColumnRun[] = [];
  let cell = 0;
  for (const piece of pieces) {
    const size = Math.max(piece.expected_size, piece.actual_size);
    if (size === 0) continue;
    const last = runs.at(-1);
    if (last !== undefined && isPaired(last) && isPaired(piece)) {
      runs[runs.length - 1] = {
        ...last,
        expected_size: last.expected_size + size,
        actual_size: last.actual_size + size,
      };
    } else runs.push({ ...pieceOnly(piece), cell });
    cell += size;
  }
  return { runs, size: cell };
}

function pieceOnly({ expected_offset, actual_offset, expected_size, actual_size }: Piece): Piece {
  return { expected_offset, actual_offset, expected_size, actual_size };
}

function isPaired({ expected_size, actual_size }: Piece): boolean {
  return expected_size === actual_size;
}

/** The number of the run that holds `cell`. */
export function runAt({ runs }: Columns, cell: number): number {
  return lastRun(runs, (run) => run.cell <= cell);
}

/** The number of the last run of which `isBefore` holds, as it does of all before it; -1 for none. */
function lastRun(runs: readonly ColumnRun[], isBefore: (run: ColumnRun) => boolean): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(runs[middle] as ColumnRun)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function sizeOf({ expected_size, actual_size }: ColumnRun): number {
  return Math.max(expected_size, actual_size);
}

/** The cells `from` .. `until` (excluded), as far as there are any. */
export function cellsOf(columns: Columns, from: number, until: number): Cell[] {
  const cells: Cell[] = [];
  const end = Math.min(until, columns.size);
  let number = runAt(columns, from);
  for (let cell = from; cell < end; cell++) {
    let run = columns.runs[number] as ColumnRun;
    if (cell >= run.cell + sizeOf(run)) run = columns.runs[++number] as ColumnRun;
    const at = cell - run.cell;
    cells.push({
      expected: at < run.expected_size ? run.expected_offset + at : null,
      actual: at < run.actual_size ? run.actual_offset + at : null,
    });
  }
  return cells;
}

/** The cell of a byte of the expected dump; of its end, the cell after the last such byte. */
export function cellOfExpected({ runs, size }: Columns, offset: number): number {
  const found = runs[lastRun(runs, ({ expected_offset }) => expected_offset <= offset)];
  if (found === undefined || offset >= found.expected_offset + found.expected_size) return size;
  return found.cell + offset - found.expected_offset;
}

/** The cell of a byte of the other dump; null beyond it. */
export function cellOfActual({ runs }: Columns, offset: number): number | null {
  const found = runs[lastRun(runs, ({ actual_offset }) => actual_offset <= offset)];
  if (found === undefined || offset >= found.actual_offset + found.actual_size) return null;
  return found.cell + offset - found.actual_offset;
}

/** The bytes of the other dump beside `from` .. `until` of the expected one, in its order. */
export function besides(
  columns: Columns,
  actual: Uint8Array,
  from: number,
  until: number,
): Uint8Array {
  const first = cellOfExpected(columns, from);
  const last = until > from ? cellOfExpected(columns, until - 1) + 1 : first;
  const offsets = cellsOf(columns, first, last).flatMap(({ actual: at }) =>
    at === null ? [] : [at],
  );
  return Uint8Array.from(offsets, (offset) => actual[offset] as number);
}
