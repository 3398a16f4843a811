import type { ByteChange } from "./byte_change.ts";
import { encode } from "./encode.ts";
import {
  type AnyField,
  edited,
  type GroupField,
  type IntegerField,
  type Layout,
  type RepeatField,
  type TextField,
} from "./layout.ts";
import { type SiblingFields, siblingsOf } from "./siblings.ts";

/**
 * Single changes of what stands in the fields of a layout, where byte_changes.ts has those of how it stands there: the
 * value of a neighbour, a number as a digit or as a fraction, a count of something else, a text put together otherwise.
 */
export function valueChangesOf(layout: Layout<never>): readonly ByteChange[] {
  const found: ByteChange[] = [];
  const add: Add = (kind, what, sentence, fields) => {
    const changed = edited(layout, (field, here) => fields(field, here) ?? [field]);
    found.push({ id: `${kind}:${what}`, kind, sentence, layout: changed });
  };
  for (const siblings of siblingsOf(layout as readonly AnyField[])) {
    for (const field of siblings.fields) {
      ofNeighbours(field, siblings, add);
      if (field.kind === "integer") ofInteger(field, siblings, add);
      if (field.kind === "text") ofText(field, siblings, add);
    }
  }
  return found;
}

/** Adds a change: `fields` gives what is written in place of a field, and null where that stays. */
type Add = (
  kind: string,
  what: string,
  sentence: string,
  fields: (field: AnyField, here: string) => readonly AnyField[] | null,
) => void;

const instead =
  (kind: string, make: (own: AnyField) => AnyField) =>
  (field: AnyField, here: string): readonly AnyField[] | null =>
    here === kind ? [make(field)] : null;

/** A neighbour with fields of the same types may be written in a field's place. */
function ofNeighbours(field: AnyField, { prefix, fields }: SiblingFields, add: Add): void {
  const kind = prefix + field.name;
  const shape = shapeOf(field);
  if (shape === null) return;
  for (const other of fields) {
    if (other === field || shapeOf(other) !== shape) continue;
    const sentence = `${kind} holds what belongs into ${prefix}${other.name}.`;
    add(
      kind,
      `value-of-${other.name}`,
      sentence,
      instead(kind, (own) => ({ ...other, name: own.name })),
    );
  }
}

/** What two fields have in common that can stand in each other's place; null of a field that is not a number, or of numbers. */
function shapeOf(field: AnyField): string | null {
  if (field.kind === "integer") return field.names === undefined ? field.type : null;
  if (field.kind !== "group") return null;
  const inner = (field as GroupField<unknown>).fields.map((own) => `${own.name} ${shapeOf(own)}`);
  return `{${inner.join()}}`;
}

const ASCII_ZERO = 0x30;

function ofInteger(
  field: IntegerField<unknown>,
  { prefix, fields }: SiblingFields,
  add: Add,
): void {
  const kind = prefix + field.name;
  const withValue = (of: (own: IntegerField<unknown>) => (from: unknown) => number) =>
    instead(kind, (own) => ({ ...own, value: of(own as IntegerField<unknown>) }) as AnyField);
  if (field.names !== undefined) {
    const sentence = `${kind} is written as an ASCII digit.`;
    const digit = withValue((own) => (from) => numberOf(own, from) + ASCII_ZERO);
    add(kind, "ascii-digit", sentence, digit);
  }
  if (field.type === "u64le" || field.type === "i64le") {
    const double = instead(kind, (own) => {
      const { name, note } = own as IntegerField<unknown>;
      const value = (from: unknown) => numberOf(own as IntegerField<unknown>, from);
      return { kind: "float", type: "f64le", name, note, value };
    });
    add(kind, "double", `${kind} is written as a double, f64le.`, double);
  }
  const counted = fields.find((one) => countOf(one) === field.name);
  if (counted === undefined) return;
  const what = prefix + counted.name;
  const itself = withValue((own) => (from) => numberOf(own, from) + widthOf(own));
  add(kind, "counts-itself", `${kind} counts its own bytes as well.`, itself);
  if (counted.kind !== "repeat") return;
  const bytes = withValue(() => (from) => encode([counted as RepeatField<unknown>], from).length);
  add(kind, "counts-bytes", `${kind} counts the bytes of ${what} in place of its elements.`, bytes);
}

function numberOf({ value }: IntegerField<unknown>, from: unknown): number {
  const whole = value(from);
  return typeof whole === "number" ? whole : whole.hi * 0x1_0000_0000 + whole.lo;
}

function widthOf({ type }: IntegerField<unknown>): number {
  return Number(/[0-9]+/.exec(type)?.[0]) / 8;
}

/** The field beside another that holds its length; null where there is none by name. */
function countOf(field: AnyField): string | null {
  const count = field.kind === "repeat" ? field.count : "length" in field ? field.length : null;
  return typeof count === "string" ? count : null;
}

type Rewrite = (text: string) => string;

/** The letters before the number at the end of a text, and the number. */
const NUMBERED = /^(.*?)([0-9]+)$/s;

function renumbered(text: string, change: (before: string, digits: string) => string): string {
  const [, before, digits] = NUMBERED.exec(text) ?? [];
  return before === undefined || digits === undefined ? text : change(before, digits);
}

const padded = (width: number): Rewrite => {
  return (text) => renumbered(text, (before, digits) => before + digits.padStart(width, "0"));
};

const REWRITES: readonly (readonly [what: string, how: string, rewrite: Rewrite])[] = [
  ...[2, 3, 4].map((width): [string, string, Rewrite] => [
    `${width}-digits`,
    `has at least ${width} digits in the number at its end`,
    padded(width),
  ]),
  [
    "number-from-one",
    "has a number at its end that is one higher",
    (text) => renumbered(text, (before, digits) => before + String(Number(digits) + 1)),
  ],
  ["number-alone", "is the number at its end alone", (text) => renumbered(text, (_, own) => own)],
  ["upper-case", "is written in capitals", (text) => text.toUpperCase()],
  ["separator-left-out", "has no hyphen", (text) => text.replaceAll("-", "")],
  ["separator-underscore", "has _ in place of a hyphen", (text) => text.replaceAll("-", "_")],
];

/** A text whose length stands before it is written otherwise, its length with it, and sorted by what is written then. */
function ofText(field: TextField<unknown>, { prefix, fields }: SiblingFields, add: Add): void {
  const kind = prefix + field.name;
  const { length } = field;
  if (!fields.some(({ name }) => name === length)) return;
  const count = prefix + length;
  for (const [what, how, rewrite] of REWRITES) {
    const text = (from: unknown): string => rewrite(field.value(from));
    add(kind, what, `${kind} ${how}.`, (own, here) => {
      if (here === kind) return [{ ...own, value: text } as AnyField];
      if (here === count)
        return [{ ...own, value: (from: unknown) => text(from).length }] as AnyField[];
      return isKeyedBy(own, here, kind) ? [sortedBy(own as RepeatField<unknown>, text)] : null;
    });
  }
  for (const width of [4, 8]) {
    const whole = (from: unknown): string => {
      const own = field.value(from);
      return own + "\0".repeat((width - (own.length % width)) % width);
    };
    const sentence = `${kind} is filled with zero bytes to a multiple of ${width}, which ${count} does not count.`;
    add(
      kind,
      `filled-to-${width}`,
      sentence,
      instead(kind, (own) => ({ ...own, value: whole }) as AnyField),
    );
  }
}

function isKeyedBy(field: AnyField, here: string, kind: string): boolean {
  return field.kind === "repeat" && field.key !== null && `${here}[].${field.key}` === kind;
}

function sortedBy(field: RepeatField<unknown>, text: (from: unknown) => string): AnyField {
  const { items } = field;
  return {
    ...field,
    items(of: unknown) {
      const own = items(of);
      const texts = Array.from({ length: own.length }, (_, i) => text(own.at(i)));
      const order = texts
        .map((_, i) => i)
        .sort((a, b) => compare(texts[a] as string, texts[b] as string) || a - b);
      return { length: own.length, at: (i: number) => own.at(order[i] as number) };
    },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
