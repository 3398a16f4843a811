import type { VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { plural } from "../../report/plural.ts";
import type { Sides } from "../engine/protocol.ts";
import { type Cell, cellsOf } from "../model/columns.ts";
import type { MarkedDifference } from "../model/differences.ts";
import { fieldAt } from "../model/dump_fields.ts";
import { allRows, lineAt, lineOf, rowsAround, withPlace } from "../model/hex_rows.ts";
import { type Shape, shapeOf } from "../model/shape.ts";
import { Minimap } from "./minimap.tsx";
import { rowsInView, useRowInView, useView } from "./virtual.ts";

/** As many tints as index.css has for kinds of fields. */
const TINTS = 8;
/** The height of the headings, which stay above the rows, in pixels: that of bytes.css. */
const HEAD = 24;
/** Lines that are kept as they were drawn, some windows of them. */
const REMEMBERED = 500;
/** Before the rows of each dump where they are stacked, as in a text report. */
const SIGNS = ["- ", "+ "] as const;

/**
 * Both dumps on one scroll, in rows of bytes; only the rows in view are there. Where rows that are equal are collapsed, a
 * line says how many.
 */
export function HexPanes({
  sides,
  names,
  differences,
  isCollapsed,
  selected,
  onSelect,
}: {
  sides: Sides;
  /** What the two dumps are called. */
  names: readonly [expected: string, actual: string];
  differences: readonly MarkedDifference[];
  isCollapsed: boolean;
  /** The selected cells, from .. until (excluded). */
  selected: { readonly from: number; readonly until: number } | null;
  onSelect(cell: number): void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const isPair = sides.actual !== null;
  const view = useView(ref);
  const digits = Math.max(4, (sides.columns.size - 1).toString(16).length);
  const shape = useMemo(() => shapeOf(view.width, isPair, digits), [view.width, isPair, digits]);
  const count = Math.ceil(sides.columns.size / shape.bytes);
  const rows = useMemo(() => {
    if (!isCollapsed) return allRows(count);
    const places = selected === null ? differences : withPlace<Place>(differences, selected);
    return rowsAround(places, count, shape.bytes);
  }, [isCollapsed, differences, isCollapsed && selected?.from, count, shape.bytes]);
  const row = selected === null ? null : Math.floor(selected.from / shape.bytes);
  const line = row === null || view.width === 0 ? null : lineOf(rows, row);
  useRowInView(ref, line, shape.row_height, rows, HEAD);
  // A line that was drawn is not looked at again while one scrolls past it.
  const drawn = useMemo(
    () => new Map<number, VNode>(),
    [sides, rows, shape, digits, selected?.from, selected?.until],
  );
  if (drawn.size > REMEMBERED) drawn.clear();
  const drawnLine = (at: number): VNode => {
    const known = drawn.get(at);
    if (known !== undefined) return known;
    const shown = lineAt(rows, at);
    const top = at * shape.row_height;
    const made =
      "row" in shown ? (
        <Row key={at} {...{ sides, shape, digits, selected, top }} number={shown.row} />
      ) : (
        <div key={at} class="row hidden-rows" style={{ top: `${top}px` }}>
          … {plural(shown.hidden * shape.bytes, "equal byte")} …
        </div>
      );
    drawn.set(at, made);
    return made;
  };
  const jump = (cell: number) => {
    const panes = ref.current as HTMLElement;
    const middle = (panes.clientHeight - HEAD) / 2;
    panes.scrollTop = lineOf(rows, Math.floor(cell / shape.bytes)) * shape.row_height - middle;
  };
  const cellOfLine = (at: number): number => {
    if (rows.lines === 0) return 0;
    const found = rows.stretches.findLast((one) => one.line <= at) ?? rows.stretches[0];
    if (found === undefined) return 0;
    const inside = found.is_hidden ? 0 : Math.min(at - found.line, found.rows);
    return (found.row + inside) * shape.bytes;
  };
  const inView = {
    from: cellOfLine(Math.floor(view.top / shape.row_height)),
    until: cellOfLine(Math.ceil((view.top + view.height - HEAD) / shape.row_height)),
  };

  const select = (event: MouseEvent) => {
    const target = (event.target as Element).closest<HTMLElement>("[data-cell]");
    if (target !== null) onSelect(Number(target.dataset["cell"]));
  };
  return (
    <div class="map-beside">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys, n and p select as well (browser.tsx) */}
      {/* biome-ignore lint/a11y/useSemanticElements: no controls of a form */}
      <div
        class={`panes ${shape.is_stacked ? "stacked" : "beside"}`}
        ref={ref}
        style={{ "--side": widthOf(shape, digits) }}
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
        <Heads {...{ names, shape, digits, isPair }} />
        <div class="spacer" style={{ height: `${rows.lines * shape.row_height}px` }}>
          {rowsInView(view, shape.row_height, rows.lines).map(drawnLine)}
        </div>
      </div>
      {isPair && (
        <Minimap
          differences={differences}
          size={sides.columns.size}
          height={view.height}
          view={inView}
          onJump={jump}
        />
      )}
    </div>
  );
}

/** The width of one dump's part of a row, in characters: the same for every row, of the last one too. */
function widthOf({ bytes, has_text }: Shape, digits: number): number {
  return digits + 1.2 + bytes * 3 + (has_text ? bytes + 1.5 : 0);
}

type Place = Pick<MarkedDifference, "from" | "until">;

/** What the columns are, over them. */
function Heads({
  names,
  shape,
  digits,
  isPair,
}: {
  names: readonly [string, string];
  shape: Shape;
  digits: number;
  isPair: boolean;
}) {
  const shown = isPair ? names : names.slice(0, 1);
  if (shape.is_stacked) {
    return (
      <div class="row heads" aria-hidden="true">
        {shown.map((name, i) => (isPair ? `${SIGNS[i]}${name}` : name)).join("   ")}
      </div>
    );
  }
  return (
    <div class="row heads" aria-hidden="true">
      {shown.map((name, i) => (
        <span key={SIGNS[i]} class="side">
          <span class="offset">{"".padStart(digits)}</span>
          <b style={{ width: `${shape.bytes * 3}ch` }}>{name}</b>
          {shape.has_text && <span class="text">text</span>}
        </span>
      ))}
    </div>
  );
}

function Row({
  sides,
  number,
  shape,
  digits,
  selected,
  top,
}: {
  sides: Sides;
  number: number;
  /** In pixels. */
  top: number;
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
    <div class="row" style={{ top: `${top}px`, height: `${shape.row_height}px` }}>
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
