import type { MarkedDifference } from "./differences.ts";
import { depthOf, type Fields, fieldCount, indexOf, leafOf } from "./dump_fields.ts";

/** An element of a repeat with the fields in it: `nodes[2]`, `nodes[2].history[4]`. */
export interface FieldGroup {
  /** What it is called inside the group around it: `history[4]`. */
  readonly name: string;
  readonly depth: number;
  /** Its fields, first .. end (excluded), with those of the groups in it. */
  readonly first: number;
  end: number;
  /** Differences in it. */
  differences: number;
  readonly children: FieldGroup[];
}

/** The elements of a dump, as groups within groups; the root holds all fields. */
export function groupsOf(fields: Fields, differences: readonly MarkedDifference[]): FieldGroup {
  const repeats = fields.leaves.map(({ kind }) => kind.split("[]").slice(0, -1));
  const count = fieldCount(fields);
  const root = newGroup("", 0, 0);
  root.end = count;
  /** The open groups by their depth, with the kind and the index of each. */
  const open: { group: FieldGroup; kind: string; index: number }[] = [];
  for (let field = 0; field < count; field++) {
    const { index: leaf } = leafOf(fields, field);
    const parts = repeats[leaf] as string[];
    for (let depth = 0; depth < parts.length; depth++) {
      const kind = parts[depth] as string;
      const index = indexOf(fields, field, depth);
      const current = open[depth];
      if (current?.kind === kind && current.index === index) continue;
      open.length = depth;
      const parent = open[depth - 1]?.group ?? root;
      const group = newGroup(`${kind.replace(/^\./, "")}[${index}]`, depth + 1, field);
      parent.children.push(group);
      open.push({ group, kind, index });
    }
    open.length = parts.length;
    for (const { group } of open) group.end = field + 1;
  }
  countDifferences(root, differences);
  return root;
}

function newGroup(name: string, depth: number, first: number): FieldGroup {
  return { name, depth, first, end: first, differences: 0, children: [] };
}

function countDifferences(root: FieldGroup, differences: readonly MarkedDifference[]): void {
  for (const { near } of differences) {
    let group: FieldGroup | undefined = root;
    while (group !== undefined) {
      group.differences++;
      group = childWith(group, near);
    }
  }
}

/** The group inside `group` that holds a field, if one does. */
export function childWith({ children }: FieldGroup, field: number): FieldGroup | undefined {
  let [low, high] = [0, children.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((children[middle] as FieldGroup).first <= field) low = middle + 1;
    else high = middle;
  }
  const found = children[low - 1];
  return found !== undefined && field < found.end ? found : undefined;
}

/** A row of the tree as it is shown: a group, which can be opened, a field, or bytes that are too many. */
export type TreeRow = { readonly level: number } & (
  | { readonly group: FieldGroup; readonly field: null; readonly extra: null }
  | { readonly group: null; readonly field: number; readonly extra: null }
  | { readonly group: null; readonly field: null; readonly extra: MarkedDifference }
);

/**
 * The rows that are to be seen, when the groups of `open` are open. Levels count from 1. What is too many, `extras` in
 * their order, is a row after the field that it stands after or inside.
 */
export function rowsOf(
  root: FieldGroup,
  open: ReadonlySet<FieldGroup>,
  isShown: (field: number) => boolean,
  isFiltered: boolean,
  extras: readonly MarkedDifference[] = [],
): TreeRow[] {
  const rows: TreeRow[] = [];
  const extrasAfter = Map.groupBy(extras, ({ near }) => near);
  const takeExtras = (field: number, level: number): void => {
    for (const extra of extrasAfter.get(field) ?? []) {
      rows.push({ group: null, field: null, extra, level });
    }
  };
  const walk = (group: FieldGroup, level: number): void => {
    let field = group.first;
    const take = (until: number): void => {
      for (; field < until; field++) {
        if (isShown(field)) rows.push({ group: null, field, extra: null, level });
        takeExtras(field, level);
      }
    };
    for (const child of group.children) {
      take(child.first);
      if (!isFiltered || child.differences > 0) {
        rows.push({ group: child, field: null, extra: null, level });
        if (open.has(child)) walk(child, level + 1);
      }
      field = child.end;
    }
    take(group.end);
  };
  takeExtras(-1, 1);
  walk(root, 1);
  return rows;
}

/** The groups around a field, the outermost first. */
export function groupsAround(root: FieldGroup, field: number): FieldGroup[] {
  const found: FieldGroup[] = [];
  let group = childWith(root, field);
  while (group !== undefined) {
    found.push(group);
    group = childWith(group, field);
  }
  return found;
}

/** What a field is called inside its group: `zxid.counter`. */
export function nameInGroup(kind: string): string {
  return depthOf(kind) === 0 ? kind : (kind.split("[].").at(-1) as string);
}
