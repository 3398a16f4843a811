import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { decodeValue, isTextType } from "../../dump/value.ts";
import type { Sides } from "../engine/protocol.ts";
import type { MarkedDifference } from "../model/differences.ts";
import { endOf, leafOf, startOf } from "../model/dump_fields.ts";
import {
  type FieldGroup,
  groupsAround,
  groupsOf,
  nameInGroup,
  rowsOf,
  type TreeRow,
} from "../model/tree.ts";
import { rowsInView, useRowInView, useView } from "./virtual.ts";

const ROW_HEIGHT = 24;
/** A dump of more elements at the top than this begins with all of them closed. */
const OPEN_GROUPS = 8;

/** The fields of the expected dump as a tree; selecting one selects its bytes. */
export function FieldTree({
  sides,
  differences,
  selected,
  onSelect,
  onExtra,
  children,
}: {
  sides: Sides;
  differences: readonly MarkedDifference[];
  /** The selected field, or the first cell of bytes that are too many. */
  selected: { readonly field: number | null; readonly from: number } | null;
  onSelect(field: number): void;
  onExtra(cell: number): void;
  /** What stands below the tree. */
  children?: ComponentChildren;
}) {
  const { fields } = sides;
  const extras = useMemo(() => differences.filter(({ field }) => field === null), [differences]);
  const selectedExtra =
    selected?.field === null ? extras.find(({ from }) => from === selected.from) : undefined;
  /** The field that the tree is opened at. */
  const selectedField = selected?.field ?? null;
  const near = selectedField ?? selectedExtra?.near ?? null;
  const ref = useRef<HTMLDivElement>(null);
  const root = useMemo(() => groupsOf(fields, differences), [fields, differences]);
  const differing = useMemo(
    () =>
      new Map(
        differences.flatMap((one) => (one.field === null ? [] : [[one.field, one] as const])),
      ),
    [differences],
  );
  const [open, setOpen] = useState<ReadonlySet<FieldGroup>>(new Set());
  const [isFiltered, setFiltered] = useState(false);
  const [active, setActive] = useState(0);

  useEffect(() => {
    const { children } = root;
    setOpen(new Set(children.length <= OPEN_GROUPS ? children : []));
  }, [root]);
  useEffect(() => {
    if (near === null) return;
    setOpen((before) => {
      const around = groupsAround(root, near);
      return around.every((group) => before.has(group)) ? before : new Set([...before, ...around]);
    });
  }, [root, near]);

  const rows = useMemo(() => {
    const isShown = (field: number) => !isFiltered || differing.has(field);
    return rowsOf(root, open, isShown, isFiltered, extras);
  }, [root, open, isFiltered, differing, extras]);
  const selectedRow = useMemo(() => {
    const found = rows.findIndex(({ field, extra }) =>
      selectedField === null
        ? selectedExtra !== undefined && extra === selectedExtra
        : field === selectedField,
    );
    return found < 0 ? null : found;
  }, [rows, selectedField, selectedExtra]);
  useEffect(() => {
    if (selectedRow !== null) setActive(selectedRow);
  }, [selectedRow]);
  const view = useView(ref);
  useRowInView(ref, selectedRow, ROW_HEIGHT, selectedExtra ?? selectedField);

  const toggle = (group: FieldGroup) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(group)) next.add(group);
      return next;
    });
  const choose = (row: TreeRow) => {
    if (row.group !== null) toggle(row.group);
    else if (row.extra !== null) onExtra(row.extra.from);
    else onSelect(row.field);
  };
  const move = (to: number) => {
    const row = Math.max(0, Math.min(rows.length - 1, to));
    setActive(row);
    const element = ref.current;
    if (element === null) return;
    const top = row * ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    const hidden = top + ROW_HEIGHT - element.scrollTop - element.clientHeight;
    if (hidden > 0) element.scrollTop += hidden;
  };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[active];
    if (row === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const isOpen = row.group !== null && open.has(row.group);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: active + 10,
      PageUp: active - 10,
    };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (event.key === "Enter" || event.key === " ") choose(row);
    else if (event.key === "ArrowRight") {
      if (row.group === null || isOpen) move(active + 1);
      else toggle(row.group);
    } else if (event.key === "ArrowLeft") {
      if (row.group !== null && isOpen) toggle(row.group);
      else move(rows.findLastIndex(({ level }, i) => i < active && level < row.level));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const numbers = rowsInView(view, ROW_HEIGHT, rows.length);
  const isActiveDrawn = numbers.includes(active);
  return (
    <section class="tree" aria-label="Fields">
      <div class="bar">
        <h2>Fields</h2>
        {sides.actual !== null && (
          <label class="check">
            <input
              type="checkbox"
              checked={isFiltered}
              onChange={({ currentTarget }) => setFiltered(currentTarget.checked)}
            />
            only differing
          </label>
        )}
      </div>
      <div
        class="rows"
        ref={ref}
        role="tree"
        aria-label="Fields of the dump"
        tabIndex={0}
        aria-activedescendant={isActiveDrawn ? `row-${active}` : undefined}
        onKeyDown={onKey}
      >
        <div class="spacer" role="presentation" style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
          {numbers.map((number) => (
            <Item
              key={number}
              number={number}
              row={rows[number] as TreeRow}
              sides={sides}
              isOpen={open.has((rows[number] as TreeRow).group as FieldGroup)}
              isActive={number === active}
              isSelected={number === selectedRow}
              difference={differing.get((rows[number] as TreeRow).field ?? -1)}
              onChoose={(row) => {
                setActive(number);
                choose(row);
              }}
            />
          ))}
        </div>
      </div>
      {children}
    </section>
  );
}

function Item({
  number,
  row,
  sides,
  isOpen,
  isActive,
  isSelected,
  difference,
  onChoose,
}: {
  number: number;
  row: TreeRow;
  sides: Sides;
  isOpen: boolean;
  isActive: boolean;
  isSelected: boolean;
  /** Of a field that differs. */
  difference: MarkedDifference | undefined;
  onChoose(row: TreeRow): void;
}) {
  const { group, field, extra, level } = row;
  const common = {
    id: `row-${number}`,
    role: "treeitem" as const,
    "aria-level": level,
    "aria-selected": isSelected,
    ...(group !== null && { "aria-expanded": isOpen }),
    class: `item level${Math.min(level, 4)}${isActive ? " active" : ""}${isSelected ? " selected" : ""}`,
    style: { top: `${number * ROW_HEIGHT}px` },
    onClick: () => onChoose(row),
  };
  if (group !== null) {
    return (
      <div {...common}>
        <span class="twist" aria-hidden="true">
          {isOpen ? "▾" : "▸"}
        </span>
        {group.name}
        {group.differences > 0 && (
          <span class="badge">
            {group.differences} <span class="unseen">differing</span>
          </span>
        )}
      </div>
    );
  }
  if (extra !== null) {
    const size = extra.until - extra.from;
    return (
      <div {...common}>
        <span class="name">
          {size} {size === 1 ? "byte" : "bytes"} too many
        </span>
        <span class="badge" aria-hidden="true">
          +{size}
        </span>
      </div>
    );
  }
  const leaf = leafOf(sides.fields, field);
  const bytes = sides.expected.subarray(startOf(sides.fields, field), endOf(sides.fields, field));
  const value = String(decodeValue(leaf, bytes, bytes.length));
  return (
    <div {...common}>
      <span class={`swatch tint${leaf.index % 8}`} aria-hidden="true" />
      <span class="name">{nameInGroup(leaf.kind)}</span>
      <span class="value">{isTextType(leaf.type) ? `"${value}"` : value}</span>
      {difference !== undefined && (
        <span class="badge">
          {difference.is_missing ? "−" : "≠"}
          <span class="unseen"> {difference.is_missing ? "missing" : "differs"}</span>
        </span>
      )}
    </div>
  );
}
