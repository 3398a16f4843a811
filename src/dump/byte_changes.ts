import type { ByteChange } from "./byte_change.ts";
import {
  type AnyField,
  edited,
  type IntegerField,
  type Layout,
  type RepeatField,
  type Sequence,
  type TextField,
  u32le,
  u64le,
} from "./layout.ts";
import { bigEndian, constantText, retyped } from "./layout_bugs.ts";
import { innerOf, prefixWithin, type SiblingFields, siblingsOf } from "./siblings.ts";
import { valueChangesOf } from "./value_changes.ts";

const known = new WeakMap<Layout<never>, readonly ByteChange[]>();

/** The changes of a layout that is a constant: made when they are first asked for, and kept. */
export function byteChangesOf(layout: Layout<never>): readonly ByteChange[] {
  const kept = known.get(layout);
  if (kept !== undefined) return kept;
  const changes = [...new Changes(layout).all(), ...valueChangesOf(layout)];
  known.set(layout, changes);
  return changes;
}

type IntegerType = IntegerField<unknown>["type"];

const BITS = [8, 16, 32, 64] as const;

/** Bytes of a number of a type: the types have their bits in their names. */
function bytesOf(type: string): number {
  return Number(/[0-9]+/.exec(type)?.[0]) / 8;
}

/** The type with other bits: u16le of u64le. */
function withBits(type: IntegerType, bits: number): IntegerType {
  const order = /[lb]e$/.exec(type)?.[0] ?? "le";
  return `${type.slice(0, 1)}${bits}${bits === 8 ? "" : order}` as IntegerType;
}

/** Enumerations of up to as many names are permuted in every way; longer ones two neighbours at a time. */
const MOST_PERMUTED = 4;

class Changes {
  private readonly layout: Layout<never>;
  private readonly found: ByteChange[] = [];

  constructor(layout: Layout<never>) {
    this.layout = layout;
  }

  all(): readonly ByteChange[] {
    for (const siblings of siblingsOf(this.layout as readonly AnyField[])) {
      siblings.fields.forEach((field, i) => {
        const kind = siblings.prefix + field.name;
        this.ofField(field, kind, siblings);
        const next = siblings.fields[i + 1];
        if (next !== undefined) this.exchanged(field, next, siblings);
      });
    }
    this.ofWhole();
    return this.found;
  }

  private add(id: string, kind: string, sentence: string, layout: Layout<never>): void {
    this.found.push({ id, kind, sentence, layout });
  }

  /** A change of the field of one kind. */
  private at(
    kind: string,
    what: string,
    sentence: string,
    fields: (field: AnyField) => AnyField[],
  ) {
    const change = (field: AnyField, here: string) => (here === kind ? fields(field) : [field]);
    this.add(`${kind}:${what}`, kind, sentence, edited(this.layout, change));
  }

  private ofField(field: AnyField, kind: string, siblings: SiblingFields): void {
    this.at(kind, "left-out", `${kind} is left out.`, () => []);
    this.at(kind, "twice", `${kind} is written twice.`, (own) => [own, own]);
    if (field.kind === "integer") this.ofInteger(field, kind);
    if (field.kind === "text") this.ofText(field, kind, siblings);
    if (field.kind === "repeat") this.ofSequence(field, kind);
  }

  private ofInteger(field: IntegerField<unknown>, kind: string): void {
    for (const type of BITS.map((bits) => withBits(field.type, bits))) {
      if (type === field.type) continue;
      const padded = bytesOf(type) > bytesOf(field.type) && field.type.endsWith("le");
      const also = padded ? ", or padded to as many bytes" : "";
      const sentence = `${kind} is written as ${type} in place of ${field.type}${also}.`;
      this.at(kind, type, sentence, (own) => [narrowed(own as IntegerField<unknown>, type)]);
    }
    if (bytesOf(field.type) > 1) {
      const sentence = `${kind} is written with its highest byte first.`;
      this.at(kind, "big-endian", sentence, (own) => [...bigEndian(own)]);
    }
    if (field.names !== undefined) this.ofEnumeration(field.names, kind);
    // Zero bytes after one with its lowest byte first are the same as a wider one.
    if (!field.type.endsWith("be")) return;
    for (const width of [4, 8].filter((wide) => wide > bytesOf(field.type))) {
      const padding = "\0".repeat(width - bytesOf(field.type));
      const sentence = `${kind} is followed by ${padding.length} zero bytes, as of an alignment to ${width} bytes.`;
      this.at(kind, `padded-to-${width}`, sentence, (own) => [
        own,
        constantText(`${own.name}_padding`, padding),
      ]);
    }
  }

  private ofEnumeration(names: readonly string[], kind: string): void {
    const remap = (what: string, sentence: string, numbers: readonly number[]) =>
      this.at(kind, what, sentence, (own) => [
        mapped(own as IntegerField<unknown>, (value) => numbers[value] ?? value),
      ]);
    const ascending = names.map((_, number) => number);
    const told = (numbers: readonly number[]) =>
      names.map((name, value) => `${name} ${numbers[value]}`).join(", ");
    const fromOne = ascending.map((number) => number + 1);
    remap("from-one", `${kind} is numbered from 1: ${told(fromOne)}.`, fromOne);
    const reversed = ascending.toReversed();
    remap("reversed", `${kind} is numbered backwards: ${told(reversed)}.`, reversed);
    for (const numbers of permutations(ascending)) {
      const text = numbers.join("");
      if (text === ascending.join("") || text === reversed.join("")) continue;
      remap(
        `permuted-${numbers.join("-")}`,
        `${kind} is numbered otherwise: ${told(numbers)}.`,
        numbers,
      );
    }
  }

  private ofText(field: TextField<unknown>, kind: string, { prefix }: SiblingFields): void {
    const { length } = field;
    const terminated = (own: AnyField): AnyField => {
      const { value } = own as TextField<unknown>;
      return {
        ...(own as TextField<unknown>),
        length: typeof length === "number" ? length + 1 : length,
        value: (of: unknown) => `${value(of)}\0`,
      };
    };
    this.at(kind, "nul", `${kind} is followed by a NUL.`, (own) => [terminated(own)]);
    if (typeof length === "string") {
      const count = prefix + length;
      const change = (own: AnyField, here: string): AnyField[] => {
        if (here === kind) return [terminated(own)];
        if (here === count) return [mapped(own as IntegerField<unknown>, (value) => value + 1)];
        return [own];
      };
      const sentence = `${kind} ends in a NUL, which ${count} counts.`;
      this.add(`${kind}:counted-nul`, kind, sentence, edited(this.layout, change));
      return;
    }
    for (const [type, make] of [
      ["u32le", u32le],
      ["u64le", u64le],
    ] as const) {
      const sentence = `${kind} is preceded by its length, a ${type}.`;
      this.at(kind, `length-${type}`, sentence, (own) => [
        make(`${own.name}_len`, () => length),
        own,
      ]);
    }
  }

  private ofSequence(field: RepeatField<unknown>, kind: string): void {
    const order = (what: string, sentence: string, of: (items: Sequence<unknown>) => number[]) =>
      this.at(kind, what, sentence, (own) => [reordered(own as RepeatField<unknown>, of)]);
    order("reversed", `${kind} stand in reverse.`, (items) => indexes(items).reverse());
    const key = keyOf(field);
    if (key === null) return;
    const ways: readonly [what: string, how: string, by: (a: string, b: string) => number][] = [
      ["sorted-as-text", "as text", byText],
      ["sorted-as-numbers", "by the number in it", byNumber],
      [
        "sorted-by-length",
        "by its length, then as text",
        (a, b) => a.length - b.length || byText(a, b),
      ],
      ["sorted-descending", "descending, as numbers", (a, b) => byNumber(b, a)],
    ];
    for (const [what, how, by] of ways) {
      order(what, `${kind} are sorted by ${key.name}, ${how}.`, (items) => {
        const texts = indexes(items).map((i) => key.text(items.at(i)));
        return indexes(items).sort((a, b) => by(texts[a] as string, texts[b] as string) || a - b);
      });
    }
  }

  /** Two neighbours in each other's place. */
  private exchanged(first: AnyField, second: AnyField, { prefix }: SiblingFields): void {
    const [a, b] = [prefix + first.name, prefix + second.name];
    const replace = (fields: readonly AnyField[]): readonly AnyField[] =>
      fields.flatMap((field) => {
        if (field.name === first.name) return fields.filter(({ name }) => name === second.name);
        return field.name === second.name
          ? fields.filter(({ name }) => name === first.name)
          : [field];
      });
    const sentence = `${b} is written before ${a}.`;
    const whole = within(this.layout as readonly AnyField[], prefix, replace);
    this.add(`${a}:exchanged-with-${second.name}`, a, sentence, whole as Layout<never>);
  }

  /** Changes of all fields at once. */
  private ofWhole(): void {
    const everywhere = (what: string, sentence: string, change: (field: AnyField) => AnyField[]) =>
      this.add(`all:${what}`, "", sentence, edited(this.layout, change));
    everywhere("big-endian", "Every integer is written with its highest byte first.", (field) => [
      ...bigEndian(field),
    ]);
    for (const bits of BITS) {
      everywhere(`${bits}-bits`, `Every integer is written in ${bits} bits.`, (field) => [
        field.kind === "integer" ? narrowed(field, withBits(field.type, bits)) : field,
      ]);
    }
    const counts = countsOf(this.layout as readonly AnyField[], "");
    for (const bits of BITS) {
      const change = (field: AnyField, kind: string): AnyField[] => {
        if (field.kind !== "integer" || !counts.has(kind)) return [field];
        return [narrowed(field, withBits(field.type, bits))];
      };
      const written = edited(this.layout, change);
      // Types are a part of what JSON has of a layout; what the fields are read from is not changed here.
      if (JSON.stringify(written) === JSON.stringify(this.layout)) continue;
      const sentence = `Every count and length is written in ${bits} bits.`;
      this.add(`counts:${bits}-bits`, "", sentence, written);
    }
    everywhere("text-nul", "Every text is followed by a NUL.", (field) => {
      if (field.kind !== "text") return [field];
      const { length } = field;
      return [
        {
          ...field,
          length: typeof length === "number" ? length + 1 : length,
          value: (of: unknown) => `${field.value(of)}\0`,
        },
      ];
    });
    for (const withTail of [false, true]) {
      const ended = withTail ? ", and so is its end" : "";
      this.add(
        withTail ? "all:aligned-with-end" : "all:aligned",
        "",
        `Every integer is aligned within its record as a C compiler aligns it${ended}.`,
        aligned(this.layout as readonly AnyField[], withTail) as Layout<never>,
      );
    }
  }
}

/** The fields with those of one prefix replaced. */
function within(
  fields: readonly AnyField[],
  prefix: string,
  replace: (fields: readonly AnyField[]) => readonly AnyField[],
  here = "",
): readonly AnyField[] {
  if (here === prefix) return replace(fields);
  return fields.map((field) => {
    const own = innerOf(field);
    const inner = here + prefixWithin(field);
    if (own === null || !prefix.startsWith(inner)) return field;
    return { ...field, fields: within(own, prefix, replace, inner) } as AnyField;
  });
}

/** The kinds of the integers that say how long something is. */
function countsOf(fields: readonly AnyField[], prefix: string): Set<string> {
  const found = new Set<string>();
  for (const field of fields) {
    const length = field.kind === "repeat" ? field.count : "length" in field ? field.length : null;
    if (typeof length === "string") found.add(prefix + length);
    for (const kind of countsOf(innerOf(field) ?? [], prefix + prefixWithin(field)))
      found.add(kind);
  }
  return found;
}

/** The number as an integer of another type: as much of it as that holds. */
function narrowed(field: IntegerField<unknown>, type: IntegerType): AnyField {
  const bytes = bytesOf(type);
  if (bytes >= bytesOf(field.type)) return retyped(field, type);
  const { value } = field;
  const low = (of: unknown): number => {
    const whole = value(of);
    const word = (typeof whole === "number" ? whole : whole.lo) >>> 0;
    return bytes === 4 ? word : word & ((1 << (8 * bytes)) - 1);
  };
  return { ...retyped(field, type), value: low } as AnyField;
}

function mapped(
  field: IntegerField<unknown>,
  change: (value: number) => number,
): IntegerField<unknown> {
  const { value } = field;
  return { ...field, value: (of: unknown) => change(value(of) as number) };
}

function permutations(items: readonly number[]): number[][] {
  if (items.length > MOST_PERMUTED) {
    return items.slice(1).map((_, i) => items.with(i, i + 1).with(i + 1, i));
  }
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]),
  );
}

function indexes({ length }: Sequence<unknown>): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** The sequence in the order of `of`: indexes of its elements, which may be read only one at a time. */
function reordered(
  field: RepeatField<unknown>,
  of: (items: Sequence<unknown>) => number[],
): AnyField {
  const { items } = field;
  return {
    ...field,
    items: (from: unknown) => {
      const own = items(from);
      const order = of(own);
      return { length: own.length, at: (i: number) => own.at(order[i] as number) };
    },
  };
}

/** By what the elements of a sequence may be sorted: their text, or the first integer of theirs. */
function keyOf(
  field: RepeatField<unknown>,
): { readonly name: string; text(element: unknown): string } | null {
  const leaves = leavesOf(field.fields as readonly AnyField[]);
  const named = leaves.find(({ path }) => path === field.key);
  const first = named ?? leaves.find(({ leaf }) => leaf.kind === "integer");
  if (first === undefined) return null;
  const { leaf, path } = first;
  return { name: path, text: (element) => textOf(leaf.value(element)) };
}

function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { hi, lo } = value as { hi: number; lo: number };
  return String(hi * 0x1_0000_0000 + lo);
}

type Leaf = IntegerField<unknown> | TextField<unknown>;

/** The integers and texts that every element has once. */
function leavesOf(fields: readonly AnyField[], prefix = ""): { leaf: Leaf; path: string }[] {
  return fields.flatMap((field) => {
    if (field.kind === "group") return leavesOf(field.fields, `${prefix}${field.name}.`);
    const isLeaf = field.kind === "integer" || field.kind === "text";
    return isLeaf ? [{ leaf: field as Leaf, path: prefix + field.name }] : [];
  });
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function byNumber(a: string, b: string): number {
  const number = (text: string): number => Number(/[0-9]+$/.exec(text)?.[0] ?? 0);
  return number(a) - number(b) || byText(a, b);
}

/** The fields with zero bytes before each integer that does not stand at a multiple of its size. */
function aligned(fields: readonly AnyField[], withTail: boolean): readonly AnyField[] {
  const result: AnyField[] = [];
  // From the last place that is aligned: the record's beginning, or the end of what has no fixed size.
  let offset = 0;
  let widest = 1;
  const padTo = (width: number, name: string): void => {
    const missing = (width - (offset % width)) % width;
    if (missing > 0) result.push(constantText(`${name}_padding`, "\0".repeat(missing)));
    offset += missing;
  };
  for (const field of fields) {
    const inner = innerOf(field);
    const size = fixedSizeOf(field);
    if (size === null) {
      if (withTail) padTo(widest, field.name);
      result.push(
        inner === null ? field : ({ ...field, fields: aligned(inner, withTail) } as AnyField),
      );
      offset = 0;
      continue;
    }
    const width = widestOf(field);
    padTo(width, field.name);
    widest = Math.max(widest, width);
    offset += size;
    result.push(field);
  }
  if (withTail && offset > 0) padTo(widest, "end");
  return result;
}

/** Bytes of a field; null where they are not the same in every dump, or those of records of their own. */
function fixedSizeOf(field: AnyField): number | null {
  if (field.kind === "group") {
    const sizes = field.fields.map(fixedSizeOf);
    return sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0);
  }
  if ("length" in field) return typeof field.length === "number" ? field.length : null;
  return "type" in field ? bytesOf(field.type) : null;
}

/** To how many bytes a C compiler aligns a field. */
function widestOf(field: AnyField): number {
  if (field.kind === "group") return Math.max(1, ...field.fields.map(widestOf));
  return "type" in field && !("length" in field) ? bytesOf(field.type) : 1;
}
