import { END_OF_DUMP } from "../compare/comparator.ts";
import type { Leaf } from "../dump/field_map.ts";
import { decodeValue, hex, isNumberType, isTextType } from "../dump/value.ts";
import { type Element, elementPath, type FieldTable } from "./field_table.ts";
import type { Root } from "./roots.ts";

/** Bytes that a sentence shows of a side, and characters of a text. */
const SHOWN_BYTES = 8;
const SHOWN_CHARACTERS = 40;

/** What a root is said of, and what is said. */
export interface Phrase {
  /** The path of a field or element of the expected dump, or of the first of several. */
  readonly subject: string;
  /** The same without indexes, `nodes[].role`, and how many of the kind the dump has; null of several. */
  readonly kind: string | null;
  readonly total: number;
  /** A field's path: of an insertion between two fields the one that is named. */
  readonly field: string;
  readonly node: number | null;
  /** The same of two roots that are the same edit in two places. */
  readonly same: string;
  /** The sentence, of `subject` or of several of its kind. */
  say(subject: string, isPlural: boolean): string;
}

/** Puts roots into words, in terms of the fields of the expected dump. */
export class Narrator {
  private readonly table: FieldTable;
  private readonly actual: Uint8Array;
  /** How many fields and elements of each kind there are. */
  private readonly totals = new Map<string, number>();
  /** How often something is inserted after, and before, each kind of field. */
  private readonly insertions = new Map<string, number>();

  constructor(table: FieldTable, actual: Uint8Array, roots: readonly Root[]) {
    this.table = table;
    this.actual = actual;
    for (let field = 0; field < table.size; field++) count(this.totals, table.leaf(field).kind);
    for (const { repeat } of table.elements) count(this.totals, elementKind(repeat.kind));
    for (const root of roots) {
      if (root.fields !== null) continue;
      for (const key of this.insertionKeys(root)) count(this.insertions, key);
    }
  }

  phrase(root: Root): Phrase {
    if (root.fields === null) return this.insertionBetween(root);
    if (root.kind === "inserted") return this.insertionInside(root, root.fields.first);
    if (root.kind === "removed") return this.removal(root, root.fields);
    return this.replacement(root, root.fields);
  }

  private insertionBetween(root: Root): Phrase {
    const { table } = this;
    const offset = root.expected_offset;
    const bytes = this.theirs(root);
    const inserted = `${size(bytes.length)} (${shown(bytes)}) ${be(bytes.length, "was", "were")} inserted`;
    const copied = table.elementsCopied(offset, bytes) ?? [];
    const isAfter = this.isAfter(root, bytes);
    const field = table.fieldAt(isAfter ? offset - 1 : offset);
    const element = isAfter ? undefined : table.elementsAt(offset)[0];
    const relation = isAfter ? "after" : "before";
    const end = offset === table.dump.length ? ", at the end of the dump" : "";
    const copy = copied.length === 1 ? `: ${elementPath(copied[0] as Element)} once more` : "";
    return {
      ...(element === undefined ? this.ofField(field) : this.ofElement(element, field)),
      same: `${relation} ${hex(bytes.subarray(0, SHOWN_BYTES))}`,
      say: (subject, isPlural) => `${inserted} ${relation} ${subject}${isPlural ? "" : end + copy}`,
    };
  }

  /** Whether bytes between two fields are said to be after the one or before the other. */
  private isAfter(root: Root, bytes: Uint8Array): boolean {
    const { table } = this;
    const offset = root.expected_offset;
    if (offset === 0) return false;
    if (offset === table.dump.length) return true;
    const [after, before] = this.insertionKeys(root).map((key) => this.insertions.get(key) ?? 0);
    if (after !== before) return (after as number) > (before as number);
    const isZero = bytes.every((byte) => byte === 0);
    return isZero && isNumberType(table.leaf(table.fieldAt(offset - 1)).type);
  }

  private insertionKeys(root: Root): [after: string, before: string] {
    const { table } = this;
    const offset = root.expected_offset;
    const key = (relation: string, at: number) => {
      const isInside = at >= 0 && at < table.dump.length;
      const kind = isInside ? table.leaf(table.fieldAt(at)).kind : END_OF_DUMP;
      return `${relation} ${kind}`;
    };
    return [key("after", offset - 1), key("before", offset)];
  }

  private insertionInside(root: Root, field: number): Phrase {
    const bytes = this.theirs(root);
    const passed = root.expected_offset - this.table.start(field);
    const inserted = `${size(bytes.length)} (${shown(bytes)}) ${be(bytes.length, "was", "were")} inserted`;
    return {
      ...this.ofField(field),
      same: `inside ${passed} ${hex(bytes.subarray(0, SHOWN_BYTES))}`,
      say: (subject) => `${inserted} inside ${subject}, after its first ${size(passed)}`,
    };
  }

  private removal(root: Root, fields: NonNullable<Root["fields"]>): Phrase {
    const { table } = this;
    const [start, end] = [root.expected_offset, root.expected_offset + root.expected_size];
    const bytes = table.dump.subarray(start, end);
    const elements = table.elementsBetween(start, end);
    const element = elements?.[0];
    if (elements && element) {
      if (elements.length > 1) {
        const until = elementPath(elements.at(-1) as Element);
        return this.several(
          this.ofElement(element, fields.first),
          `${elementPath(element)} to ${until} (${size(bytes.length)}) are missing`,
        );
      }
      return this.missing(this.ofElement(element, fields.first), bytes.length);
    }
    const isWhole = table.isBoundary(start) && table.isBoundary(end);
    const subject = this.ofField(fields.first);
    if (fields.first === fields.last) {
      if (isWhole) return this.missing(subject, bytes.length);
      const isTail = end === table.end(fields.first);
      const part = isTail
        ? "at the end of"
        : start === table.start(fields.first)
          ? "at the start of"
          : "inside";
      return {
        ...subject,
        same: `${part} ${hex(bytes.subarray(0, SHOWN_BYTES))}`,
        say: (name) =>
          `${size(bytes.length)} (${shown(bytes)}) ${be(bytes.length, "is", "are")} missing ${part} ${name}`,
      };
    }
    if (end === table.dump.length) {
      const rest = table.isBoundary(start)
        ? `from ${subject.subject} on`
        : `after the first ${size(start - table.start(fields.first))} of ${subject.subject}`;
      return this.several(subject, `everything ${rest} (${size(bytes.length)}) is missing`);
    }
    const range = `${subject.subject} to ${table.path(fields.last)}`;
    return this.several(
      subject,
      isWhole
        ? `${range} (${size(bytes.length)}) are missing`
        : `${size(bytes.length)} are missing, from inside ${range}`,
    );
  }

  private missing(subject: Subject, length: number): Phrase {
    return {
      ...subject,
      same: "",
      say: (name, isPlural) =>
        isPlural
          ? `${name} (${size(length)} each) are missing`
          : `${name} (${size(length)}) is missing`,
    };
  }

  private replacement(root: Root, fields: NonNullable<Root["fields"]>): Phrase {
    const { table } = this;
    const subject = this.ofField(fields.first);
    const [ours, theirs] = [this.ours(root), this.theirs(root)];
    if (fields.first !== fields.last) {
      return this.several(
        subject,
        `${size(ours.length)} from ${subject.subject} to ${table.path(fields.last)} are replaced by ${size(theirs.length)}`,
      );
    }
    const leaf = table.leaf(fields.first);
    if (root.kind === "replaced") {
      const predicate = replaced(leaf, ours, theirs);
      const same = `${hex(ours)} ${hex(theirs.subarray(0, 2 * ours.length))}`;
      return {
        ...subject,
        same,
        say: (name, isPlural) => `${name} ${isPlural ? "are" : "is"} ${predicate}`,
      };
    }
    const narrower = Math.min(ours.length, theirs.length);
    const isSame = ours.subarray(0, narrower).every((byte, i) => byte === theirs[i]);
    const width = `${size(theirs.length)} wide in place of ${ours.length}`;
    const extra = theirs.subarray(ours.length);
    const zeros =
      extra.length === 0 ? "" : ` (${shown(extra)} ${be(extra.length, "follows", "follow")})`;
    return {
      ...subject,
      same: "",
      say: (name, isPlural) =>
        `${name} ${isPlural ? "are" : "is"} ${width}${zeros}${isSame || isPlural ? "" : ", and holds another value"}`,
    };
  }

  private several(subject: Subject, sentence: string): Phrase {
    return { ...subject, kind: null, same: "", say: () => sentence };
  }

  private ofField(field: number): Subject {
    const path = this.table.path(field);
    const { kind } = this.table.leaf(field);
    const total = this.totals.get(kind) ?? 0;
    return { subject: path, kind, total, field: path, node: this.table.node(field) };
  }

  /** Of an element, whose first field is `field`. */
  private ofElement(element: Element, field: number): Subject {
    const kind = elementKind(element.repeat.kind);
    const total = this.totals.get(kind) ?? 0;
    return { ...this.ofField(field), subject: elementPath(element), kind, total };
  }

  private ours({ expected_offset, expected_size }: Root): Uint8Array {
    return this.table.dump.subarray(expected_offset, expected_offset + expected_size);
  }

  private theirs({ actual_offset, actual_size }: Root): Uint8Array {
    return this.actual.subarray(actual_offset, actual_offset + actual_size);
  }
}

type Subject = Omit<Phrase, "same" | "say">;

/** Some of a kind, for a sentence: `each of the 3 nodes[].role`, `2 of the 3 nodes[].role`. */
export function someOf(kind: string, number: number, total: number): string {
  return number === total ? `each of the ${total} ${kind}` : `${number} of the ${total} ${kind}`;
}

/** What an integer or a text is instead. A text of another length is told with its length. */
function replaced(leaf: Leaf, ours: Uint8Array, theirs: Uint8Array): string {
  const isText = isTextType(leaf.type);
  if (ours.length !== theirs.length && !isText) {
    return `replaced: ${size(theirs.length)} (${shown(theirs)}) in place of ${size(ours.length)} (${shown(ours)})`;
  }
  const side = (bytes: Uint8Array) => {
    const length = ours.length === theirs.length ? "" : ` (${size(bytes.length)})`;
    return `${valueText(leaf, bytes)}${length}`;
  };
  return `${side(theirs)} in place of ${side(ours)}`;
}

/** A field's value: text in quotes, and a number as it is. Cut where it is too long for a sentence. */
export function valueText(leaf: Leaf, bytes: Uint8Array): string {
  if (isNumberType(leaf.type)) return String(decodeValue(leaf, bytes, bytes.length));
  const isText = isTextType(leaf.type);
  const end = endOfPart(leaf, bytes, isText ? SHOWN_CHARACTERS : SHOWN_BYTES);
  const text = `${decodeValue(leaf, bytes.subarray(0, end), end)}${end < bytes.length ? "…" : ""}`;
  return isText ? `"${text}"` : text;
}

/** Where to cut a field, at most `most` bytes from its start: in UTF-8 not inside a character, whose later bytes are 10xxxxxx. */
function endOfPart({ type }: Leaf, bytes: Uint8Array, most: number): number {
  if (bytes.length <= most || type !== "utf8") return Math.min(bytes.length, most);
  const inside = (end: number) => ((bytes[end] as number) & 0xc0) === 0x80;
  return [most, most - 1, most - 2, most - 3].find((end) => !inside(end)) ?? most;
}

function elementKind(repeatKind: string): string {
  return `${repeatKind}[]`;
}

function size(bytes: number): string {
  return `${bytes} byte${bytes === 1 ? "" : "s"}`;
}

function be(number: number, one: string, many: string): string {
  return number === 1 ? one : many;
}

/** `00 00 00`, or the first few and an ellipsis. */
function shown(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) => hex(Uint8Array.of(byte)));
  return `${digits.join(" ")}${bytes.length > SHOWN_BYTES ? " …" : ""}`;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
