import { useMemo, useRef } from "preact/hooks";
import type { Sides } from "../engine/protocol.ts";
import { type Cell, cellsOf } from "../model/columns.ts";
import { fieldAt } from "../model/dump_fields.ts";
import { type Shape, shapeOf } from "../model/shape.ts";
import { rowsInView, useRowInView, useView } from "./virtual.ts";

/** As many tints as index.css has for kinds of fields. */
const TINTS = 8;
/** Before the rows of each dump where they are stacked, as in a text report. */
const SIGNS = ["- ", "+ "] as const;

/** Both dumps on one scroll, in rows of bytes; only the rows in view are there. */
export function HexPanes({
  sides,
  names,
  selected,
  onSelect,
}: {
  sides: Sides;
  /** What the two dumps are called. */
  names: readonly [expected: string, actual: string];
  /** The selected cells, from .. until (excluded). */
  selected: { readonly from: number; readonly until: number } | null;
  onSelect(cell: number): void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const isPair = sides.actual !== null;
  const view = useView(ref);
  const digits = Math.max(4, (sides.columns.size - 1).toString(16).length);
  const shape = shapeOf(view.width, isPair, digits);
  const count = Math.ceil(sides.columns.size / shape.bytes);
  const row = selected === null ? null : Math.floor(selected.from / shape.bytes);
  useRowInView(ref, view.width === 0 ? null : row, shape.row_height, sides);

  const select = (event: MouseEvent) => {
    const target = (event.target as Element).closest<HTMLElement>("[data-cell]");
    if (target !== null) onSelect(Number(target.dataset["cell"]));
  };
  return (
    <>
      <div class="bar heads" aria-hidden="true">
        {(isPair ? SIGNS : [""]).map((sign, i) => (
          <h3 key={sign}>
            {shape.is_stacked ? sign : ""}
            {names[i]}
          </h3>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys, n and p select as well (browser.tsx) */}
      {/* biome-ignore lint/a11y/useSemanticElements: no controls of a form */}
      <div
        class={`panes ${shape.is_stacked ? "stacked" : "beside"}`}
        ref={ref}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        role="group"
        aria-label={
          isPair
            ? "Bytes of the expected dump and of yours. Arrow left and right: the field before and after"
            : "Bytes of the dump. Arrow left and right: the field before and after"
        }
        onClick={select}
      >
        <div class="spacer" style={{ height: `${count * shape.row_height}px` }}>
          {rowsInView(view, shape.row_height, count).map((number) => (
            <Row key={number} {...{ sides, number, shape, digits, selected }} />
          ))}
        </div>
      </div>
    </>
  );
}

function Row({
  sides,
  number,
  shape,
  digits,
  selected,
}: {
  sides: Sides;
  number: number;
  shape: Shape;
  digits: number;
  selected: { readonly from: number; readonly until: number } | null;
}) {
  const from = number * shape.bytes;
  const cells = useMemo(
    () => cellsOf(sides.columns, from, from + shape.bytes),
    [sides, from, shape.bytes],
  );
  const pieces = piecesOf(sides, cells, from, selected);
  const { expected, actual } = sides;
  const side = (name: "expected" | "actual", bytes: Uint8Array) => {
    const offset = cells.find((cell) => cell[name] !== null)?.[name] ?? null;
    return (
      <span class={`side ${name}`}>
        {shape.is_stacked && actual !== null && SIGNS[name === "expected" ? 0 : 1]}
        <span class="offset">
          {offset === null ? "".padStart(digits) : offset.toString(16).padStart(digits, "0")}
        </span>
        <span class="bytes">
          {pieces.map(({ start, cells: own, classes, isSame }) => (
            <span key={start} class={`piece ${classes}${isSame[name]}`} data-cell={start}>
              {own.map(({ [name]: at }) => hexOf(bytes, at)).join(" ")}
            </span>
          ))}
        </span>
        {shape.has_text && (
          <span class="text" aria-hidden="true">
            {cells.map(({ [name]: at }) => textOf(bytes, at)).join("")}
          </span>
        )}
      </span>
    );
  };
  return (
    <div
      class="row"
      style={{ top: `${number * shape.row_height}px`, height: `${shape.row_height}px` }}
    >
      {side("expected", expected)}
      {actual !== null && side("actual", actual)}
    </div>
  );
}

interface Piece {
  /** Its first cell. */
  readonly start: number;
  readonly cells: readonly Cell[];
  readonly classes: string;
  /** Further classes of each side. */
  readonly isSame: { readonly expected: string; readonly actual: string };
}

/** Cells of a row that look alike, together. */
function piecesOf(
  { expected, actual, fields }: Sides,
  cells: readonly Cell[],
  from: number,
  selected: { readonly from: number; readonly until: number } | null,
): Piece[] {
  const pieces: (Piece & { cells: Cell[]; key: string })[] = [];
  for (const [i, cell] of cells.entries()) {
    const number = from + i;
    const field = cell.expected === null ? null : fieldAt(fields, cell.expected);
    const differs =
      actual !== null &&
      (cell.expected === null ||
        cell.actual === null ||
        expected[cell.expected] !== actual[cell.actual]);
    const isSelected = selected !== null && number >= selected.from && number < selected.until;
    const tint = field === null ? "extra" : `tint${(fields.leaf_indexes[field] as number) % TINTS}`;
    const classes = `${tint}${differs ? " differs" : ""}${isSelected ? " selected" : ""}`;
    const gaps = `${cell.expected === null}${cell.actual === null}`;
    const key = `${field} ${classes} ${gaps}`;
    const last = pieces.at(-1);
    if (last?.key === key) {
      last.cells.push(cell);
      continue;
    }
    const isSame = {
      expected: cell.expected === null ? " gap" : "",
      actual: cell.actual === null ? " gap" : "",
    };
    pieces.push({ key, start: number, cells: [cell], classes, isSame });
  }
  return pieces;
}

function hexOf(bytes: Uint8Array, at: number | null): string {
  return at === null ? "··" : (bytes[at] as number).toString(16).padStart(2, "0");
}

/** Printable ASCII as it is, and a dot for any other byte: never markup, never a control character. */
function textOf(bytes: Uint8Array, at: number | null): string {
  if (at === null) return " ";
  const byte = bytes[at] as number;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}
