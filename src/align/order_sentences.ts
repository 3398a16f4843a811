import { isTextType } from "../dump/value.ts";
import { LIMITS } from "../limits.ts";
import type { FieldTable, Repeat } from "./field_table.ts";
import type { FoundOrder, FoundSwap, LeafRange } from "./order.ts";
import { valueText } from "./sentences.ts";

/** Elements of a repeat that are all there, in another order. */
export interface Reordering {
  /** The repeat, without indexes: `nodes[].history`. */
  readonly repeat: string;
  /** Elements of the first such repeat, and how many repeats of this kind are in another order. */
  readonly count: number;
  readonly places: number;
  readonly description: string;
}

/** Two neighbouring fields, or groups of fields, that have changed places wherever they stand. */
export interface Swap {
  readonly fields: [first: string, second: string];
  /** In how many places it shows, because the two hold different bytes, of how many in all. */
  readonly count: number;
  readonly total: number;
  readonly description: string;
}

/** Elements of an order that a sentence shows. */
const SHOWN_ELEMENTS = 4;

/** One for each kind of repeat, the first LIMITS.listed_patterns. */
export function describeOrders(table: FieldTable, found: readonly FoundOrder[]): Reordering[] {
  const kinds = Map.groupBy(found, ({ repeat }) => repeat.kind);
  return [...kinds.values()].slice(0, LIMITS.listed_patterns).map((orders) => {
    const { repeat, order } = orders[0] as FoundOrder;
    const count = repeat.elements.length;
    const others = orders.length > 1 ? ` (and so in ${orders.length - 1} more ${repeat.kind})` : "";
    return {
      repeat: repeat.kind,
      count,
      places: orders.length,
      description: `the ${count} elements of ${repeat.path} are all there, ${orderText(table, repeat, order)}${others}`,
    };
  });
}

/** `in another order: expected k0, k1, k10, k11 …, found k0, k1, k2, k3 …` */
function orderText(table: FieldTable, repeat: Repeat, order: readonly number[]): string {
  const names = namesOf(table, repeat);
  const isReverse = order.every((index, i) => index === order.length - 1 - i);
  const first = order.findIndex((index, i) => names[index] !== names[i]);
  const from = Math.max(0, Math.min(first - 2, order.length - SHOWN_ELEMENTS));
  const list = (indexes: readonly number[]) => {
    const shown = indexes.slice(from, from + SHOWN_ELEMENTS).map((index) => names[index]);
    const end = from + SHOWN_ELEMENTS < indexes.length ? " …" : "";
    return `${from > 0 ? "… " : ""}${shown.join(", ")}${end}`;
  };
  const expected = list(order.map((_, i) => i));
  return `in ${isReverse ? "the reverse" : "another"} order: expected ${expected}, found ${list(order)}`;
}

/** What tells the elements apart: their first field that is different in each, or else their index. */
function namesOf(table: FieldTable, { kind, depth, elements }: Repeat): string[] {
  for (const leaf of table.leaves) {
    const isDirect =
      leaf.kind.startsWith(`${kind}[].`) && leaf.kind.split("[]").length === depth + 2;
    if (!isDirect) continue;
    const names = elements.map(({ first_field, end_field }) => {
      let field = first_field;
      while (field < end_field && table.leaf(field) !== leaf) field++;
      const bytes = table.bytes(field);
      const label = leaf.kind.slice(kind.length + 3);
      const value = valueText(leaf, bytes);
      return isTextType(leaf.type) ? value.slice(1, -1) : `${label} ${value}`;
    });
    if (new Set(names).size === names.length) return names;
  }
  return elements.map(({ index }) => `[${index}]`);
}

/** The first LIMITS.listed_patterns. */
export function describeSwaps(table: FieldTable, found: readonly FoundSwap[]): Swap[] {
  return found.slice(0, LIMITS.listed_patterns).map(({ first, second, showing, total }) => {
    const group = first.kind.slice(0, first.kind.lastIndexOf(".") + 1);
    const name = ({ kind }: LeafRange) => kind.slice(group.length);
    const field = showing[0] as number;
    const middle = field + first.to - first.from;
    const ours = valuesText(table, field, middle);
    const theirs = valuesText(table, middle, middle + second.to - second.from);
    const inGroup = table.leaf(field).kind.length - group.length;
    const owner = table.path(field).slice(0, -inGroup - 1);
    const example = `${owner === "" ? "the dump" : owner} has ${theirs}, ${ours} in place of ${ours}, ${theirs}`;
    return {
      fields: [first.kind, second.kind] as const,
      count: showing.length,
      total,
      description: `${name(first)} and ${name(second)} are swapped${everywhere(group, showing.length, total)}: ${example}`,
    };
  });
}

function everywhere(group: string, showing: number, total: number): string {
  if (total === 1) return "";
  const shows =
    showing === total ? "" : ` (it shows in ${showing}: in the others the two are equal)`;
  return ` in each of the ${total} ${group.slice(0, -1)}${shows}`;
}

/** The values of the fields `from` .. `to`, `to` excluded: one, or several in brackets. */
function valuesText(table: FieldTable, from: number, to: number): string {
  const values: string[] = [];
  for (let field = from; field < to; field++) {
    const leaf = table.leaf(field);
    const bytes = table.bytes(field);
    values.push(valueText(leaf, bytes));
  }
  return values.length === 1 ? (values[0] as string) : `(${values.join(", ")})`;
}
