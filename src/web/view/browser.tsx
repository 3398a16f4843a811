import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { decodeValue, hex, hexOffset } from "../../dump/value.ts";
import { shownValue } from "../../report/text.ts";
import type { Sides } from "../engine/protocol.ts";
import { besides, cellOfActual, cellOfExpected, cellsOf, runAt, sizeOf } from "../model/columns.ts";
import { differencesOf, type MarkedDifference, neighbour } from "../model/differences.ts";
import {
  endOf,
  fieldAt,
  fieldCount,
  leafOf,
  nodeOf,
  pathOf,
  startOf,
} from "../model/dump_fields.ts";
import { FieldTree } from "./field_tree.tsx";
import { Find } from "./find.tsx";
import { HexPanes } from "./hex_panes.tsx";
import { Inspector } from "./inspector.tsx";

/** What is selected: a field of the expected dump, or bytes that only the other one has. */
interface Selection {
  readonly from: number;
  readonly until: number;
  readonly field: number | null;
  /** As the address has it. */
  readonly at: string;
}

const SHOWN_BYTES = 32;

/** One dump or two with their fields: panes of bytes, a tree of fields, and the current field in words. */
export function DumpBrowser({
  sides,
  names,
  at,
  onSelect,
}: {
  sides: Sides;
  /** What the two dumps are called. */
  names: readonly [expected: string, actual: string];
  /** The selected byte, as in {@link PageState}; null selects the first difference. */
  at: string | null;
  onSelect(at: string): void;
}) {
  const { expected, actual, fields, columns } = sides;
  const differences = useMemo(
    () => (actual === null ? [] : differencesOf(columns, fields, expected, actual)),
    [sides],
  );
  const selection = useMemo(() => selectionOf(sides, differences, at), [sides, differences, at]);
  const [hasKeys, setKeys] = useState(true);
  const [isCollapsed, setCollapsed] = useState(false);

  const selectCell = useCallback(
    (cell: number) => onSelect(atOfCell(sides, cell)),
    [sides, onSelect],
  );
  const selectField = useCallback(
    (field: number) => onSelect(atOfField(sides, field)),
    [sides, onSelect],
  );
  const goto = useCallback(
    (direction: 1 | -1) => {
      const next = neighbour(differences, selection?.from ?? -1, direction);
      if (next === null) return;
      const { field, from } = differences[next] as MarkedDifference;
      if (field === null) selectCell(from);
      else selectField(field);
    },
    [differences, selection, selectCell, selectField],
  );
  const step = useCallback(
    (direction: 1 | -1) => {
      const field = (selection?.field ?? -1) + direction;
      if (field >= 0 && field < fieldCount(fields)) selectField(field);
    },
    [selection, fields, selectField],
  );

  // Keys may be pressed faster than effects are run.
  const latest = useRef(goto);
  latest.current = goto;
  useEffect(() => {
    if (!hasKeys) return;
    const onKey = (event: KeyboardEvent) => {
      const { target, key } = event;
      const isTyping = target instanceof Element && target.closest("input, select, textarea");
      if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
      if (key === "n") latest.current(1);
      else if (key === "p") latest.current(-1);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [hasKeys]);
  const onArrow = (event: KeyboardEvent) => {
    const isInPanes = event.target instanceof Element && event.target.closest(".panes") !== null;
    if (!isInPanes || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
    step(event.key === "ArrowLeft" ? -1 : 1);
    event.preventDefault();
  };

  const current =
    selection === null ? -1 : differences.findIndex(({ from }) => from >= selection.from);
  const isOnDifference =
    selection !== null &&
    (differences[current]?.from ?? Number.POSITIVE_INFINITY) < selection.until;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the panes in it, which are focusable
    <div class={`browser${actual === null ? " single" : ""}`} onKeyDown={onArrow}>
      <div class="bar toolbar">
        {actual !== null && (
          <>
            <button type="button" onClick={() => goto(-1)} disabled={differences.length === 0}>
              ◂ Previous difference
            </button>
            <button type="button" onClick={() => goto(1)} disabled={differences.length === 0}>
              Next difference ▸
            </button>
            <span class="count">
              {differences.length === 0
                ? "no difference"
                : isOnDifference
                  ? `${current + 1} of ${differences.length}`
                  : `${differences.length} ${differences.length === 1 ? "difference" : "differences"}`}
              {sides.is_aligned && differences.length > 0 && ", aligned"}
            </span>
            <label class="check">
              <input
                type="checkbox"
                checked={hasKeys}
                onChange={({ currentTarget }) => setKeys(currentTarget.checked)}
              />
              <span>
                keys <kbd>n</kbd> <kbd>p</kbd>
              </span>
            </label>
            <label class="check">
              <input
                type="checkbox"
                checked={isCollapsed}
                onChange={({ currentTarget }) => setCollapsed(currentTarget.checked)}
              />
              only around differences
            </label>
          </>
        )}
        <Find
          {...{ sides, names, differences }}
          from={selection?.from ?? -1}
          until={selection?.until ?? -1}
          onHit={selectCell}
        />
      </div>
      <CurrentField {...{ sides, selection, names }} />
      <FieldTree
        sides={sides}
        differences={differences}
        selected={selection}
        onSelect={selectField}
        onExtra={selectCell}
      >
        {selection !== null && (
          <details class="inspect">
            <summary>The selected bytes as numbers</summary>
            <Inspector {...{ sides, names }} from={selection.from} />
          </details>
        )}
      </FieldTree>
      <section class="bytes-of" aria-label="Bytes">
        <HexPanes
          {...{ sides, names, differences, isCollapsed }}
          selected={selection}
          onSelect={selectCell}
        />
      </section>
    </div>
  );
}

/** The selected field in words, read out by a screen reader when it changes. */
function CurrentField({
  sides,
  selection,
  names,
}: {
  sides: Sides;
  selection: Selection | null;
  names: readonly [string, string];
}) {
  return (
    <div class="current" aria-live="polite">
      {selection === null ? (
        <span class="path">no field is selected</span>
      ) : selection.field === null ? (
        <Surplus {...{ sides, selection, names }} />
      ) : (
        <Known {...{ sides, field: selection.field, names }} />
      )}
    </div>
  );
}

function Known({
  sides,
  field,
  names,
}: {
  sides: Sides;
  field: number;
  names: readonly [string, string];
}) {
  const { fields, expected, actual, columns } = sides;
  const leaf = leafOf(fields, field);
  const [start, end] = [startOf(fields, field), endOf(fields, field)];
  const node = nodeOf(fields, field);
  const own = expected.subarray(start, end);
  const others = actual === null ? null : besides(columns, actual, start, end);
  const value = (bytes: Uint8Array): string =>
    shownValue(leaf.type, decodeValue(leaf, bytes, own.length), hex(bytes) || "-");
  const isSame = others !== null && hex(others) === hex(own);
  return (
    <>
      <span class="path">{pathOf(fields, field)}</span>
      <span class="facts">
        {leaf.type}
        {node === null ? "" : `, node ${node}`}, from {hexOffset(start)} (byte {start})
      </span>
      <dl>
        <div>
          <dt>{names[0]}</dt>
          <dd>
            <b>{value(own)}</b> <code>{spaced(own)}</code>
          </dd>
        </div>
        {others !== null && (
          <div class={isSame ? "" : "wrong"}>
            <dt>{names[1]}</dt>
            <dd>
              {others.length === 0 && own.length > 0 ? (
                <b>missing</b>
              ) : (
                <>
                  <b>{value(others)}</b> <code>{spaced(others)}</code>
                </>
              )}
              {isSame && <span class="same"> the same</span>}
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}

function Surplus({
  sides,
  selection,
  names,
}: {
  sides: Sides;
  selection: Selection;
  names: readonly [string, string];
}) {
  const { actual, columns } = sides;
  const first = cellsOf(columns, selection.from, selection.from + 1)[0]?.actual ?? 0;
  const size = selection.until - selection.from;
  const bytes = actual?.subarray(first, first + size) ?? new Uint8Array();
  return (
    <>
      <span class="path">
        {size} {size === 1 ? "byte" : "bytes"} too many
      </span>
      <span class="facts">
        from {hexOffset(first)} (byte {first}) of {names[1].toLowerCase()}
      </span>
      <dl>
        <div class="wrong">
          <dt>{names[1]}</dt>
          <dd>
            <code>{spaced(bytes)}</code>
          </dd>
        </div>
      </dl>
    </>
  );
}

function spaced(bytes: Uint8Array): string {
  const shown = hex(bytes.subarray(0, SHOWN_BYTES)).match(/../g) ?? [];
  return `${shown.join(" ")}${bytes.length > SHOWN_BYTES ? " …" : ""}`;
}

function selectionOf(
  sides: Sides,
  differences: readonly MarkedDifference[],
  at: string | null,
): Selection | null {
  if (at === null) {
    const [first] = differences;
    if (first === undefined) return null;
    return selectionOf(
      sides,
      differences,
      first.field === null ? atOfCell(sides, first.from) : atOfField(sides, first.field),
    );
  }
  const { columns, fields } = sides;
  const offset = Number(at.replace("+", ""));
  if (at.startsWith("+")) {
    const cell = cellOfActual(columns, offset);
    const run = cell === null ? undefined : columns.runs[runAt(columns, cell)];
    if (run === undefined || run.expected_size > 0) return null;
    return { from: run.cell, until: run.cell + sizeOf(run), field: null, at };
  }
  const field = fieldAt(fields, offset);
  if (field === null) return null;
  const from = cellOfExpected(columns, startOf(fields, field));
  const until = cellOfExpected(columns, Math.max(startOf(fields, field), endOf(fields, field) - 1));
  return { from, until: until + 1, field, at };
}

function atOfField({ fields }: Sides, field: number): string {
  return String(startOf(fields, field));
}

function atOfCell({ columns }: Sides, cell: number): string {
  const [found] = cellsOf(columns, cell, cell + 1);
  return found?.expected != null ? String(found.expected) : `+${found?.actual ?? 0}`;
}
