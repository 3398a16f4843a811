import { END_OF_DUMP } from "../compare/comparator.ts";
import type { Leaf } from "../dump/field_map.ts";
import { hex, isNumberType } from "../dump/value.ts";
import { type Element, elementPath, type FieldTable } from "./field_table.ts";
import type { Root } from "./roots.ts";

/** The field or element of the expected dump that an edit is told of; of several, the first. */
export interface Site {
  readonly path: string;
  /** The path without indexes, `nodes[].role`, and how many of the kind the dump has. */
  readonly kind: string;
  readonly total: number;
  /** A field's path: the site itself, or the first field of an element. */
  readonly field: string;
  readonly node: number | null;
}

/** What an edit does at its site. Paths are those of the expected dump; sizes are in bytes. */
export type EditDetail =
  | {
      /** Between two fields. `copied` is the path of the one element that the bytes are a copy of. */
      readonly what: "inserted-beside";
      readonly relation: "before" | "after";
      readonly isAtEnd: boolean;
      readonly copied: string | null;
    }
  /** Inside the field, after its first `passed` bytes. */
  | { readonly what: "inserted-inside"; readonly passed: number }
  /** The whole field or element. */
  | { readonly what: "missing" }
  /** Whole elements, up to and with `last`. */
  | { readonly what: "elements-missing"; readonly last: string }
  | { readonly what: "part-missing"; readonly part: "start" | "end" | "inside" }
  /** Everything to the end of the dump; the first field keeps its first `kept` bytes. */
  | { readonly what: "rest-missing"; readonly kept: number }
  /** From the field to `last`: whole fields, or parts of the two. */
  | { readonly what: "fields-missing"; readonly last: string; readonly isWhole: boolean }
  | { readonly what: "value-replaced"; readonly leaf: Leaf }
  | { readonly what: "fields-replaced"; readonly last: string }
  /** An integer of another width. */
  | { readonly what: "width-changed"; readonly isSameValue: boolean };

/** A root, with what there is to say of it. */
export interface Edit {
  readonly root: Root;
  /** The bytes of either side: parts of the dumps, not copies. */
  readonly expected: Uint8Array;
  readonly actual: Uint8Array;
  readonly site: Site;
  readonly detail: EditDetail;
}

/** The same edit at several sites of a kind. */
export interface EditPattern {
  /** The first of them. */
  readonly edit: Edit;
  readonly count: number;
}

/** The roots of a submission as edits, in order. */
export function editsOf(table: FieldTable, actual: Uint8Array, roots: readonly Root[]): Edit[] {
  const insertions = new Map<string, number>();
  for (const root of roots) {
    if (root.fields !== null) continue;
    for (const key of neighbourKeys(table, root)) {
      insertions.set(key, (insertions.get(key) ?? 0) + 1);
    }
  }
  return roots.map((root) => {
    const { expected_offset, expected_size, actual_offset, actual_size } = root;
    const bytes = {
      expected: table.dump.subarray(expected_offset, expected_offset + expected_size),
      actual: actual.subarray(actual_offset, actual_offset + actual_size),
    };
    return { root, ...bytes, ...described(table, root, bytes, insertions) };
  });
}

/** Edits that are alike as one pattern each, in the order of their first ones; most have one edit only. */
export function patternsOf(edits: readonly Edit[]): EditPattern[] {
  const alike = Map.groupBy(edits, (edit) => likeness(edit) ?? edit);
  return [...alike.values()].map((all) => ({ edit: all[0] as Edit, count: all.length }));
}

/** Bytes of an insertion or removal by which it is told from others of its size. */
const COMPARED_BYTES = 8;

/** The same for edits that are the same at sites of one kind; null where the edit is like no other. */
function likeness({ root, site, detail, expected, actual }: Edit): string | null {
  const same = () => {
    switch (detail.what) {
      case "inserted-beside":
        return [detail.relation, hex(actual.subarray(0, COMPARED_BYTES))];
      case "inserted-inside":
        return [detail.passed, hex(actual.subarray(0, COMPARED_BYTES))];
      case "part-missing":
        return [detail.part, hex(expected.subarray(0, COMPARED_BYTES))];
      case "value-replaced":
        return [hex(expected), hex(actual.subarray(0, 2 * expected.length))];
      case "missing":
      case "width-changed":
        return [];
      default:
        return null;
    }
  };
  const parts = same();
  if (parts === null) return null;
  const { kind, expected_size, actual_size } = root;
  return [kind, site.kind, expected_size, actual_size, ...parts].join(" ");
}

type Described = Pick<Edit, "site" | "detail">;
type Bytes = Pick<Edit, "expected" | "actual">;

function described(
  table: FieldTable,
  root: Root,
  bytes: Bytes,
  insertions: ReadonlyMap<string, number>,
): Described {
  const { kind, fields } = root;
  if (fields === null) return insertionBetween(table, root, bytes.actual, insertions);
  const site = siteOfField(table, fields.first);
  if (kind === "removed") return removal(table, root, fields);
  if (kind === "inserted") {
    const passed = root.expected_offset - table.start(fields.first);
    return { site, detail: { what: "inserted-inside", passed } };
  }
  if (fields.first !== fields.last) {
    return { site, detail: { what: "fields-replaced", last: table.path(fields.last) } };
  }
  if (kind === "replaced") {
    return { site, detail: { what: "value-replaced", leaf: table.leaf(fields.first) } };
  }
  const narrower = Math.min(bytes.expected.length, bytes.actual.length);
  const ours = bytes.expected.subarray(0, narrower);
  const isSameValue = ours.every((byte, i) => byte === bytes.actual[i]);
  return { site, detail: { what: "width-changed", isSameValue } };
}

function insertionBetween(
  table: FieldTable,
  root: Root,
  bytes: Uint8Array,
  insertions: ReadonlyMap<string, number>,
): Described {
  const offset = root.expected_offset;
  const copied = table.elementsCopied(offset, bytes) ?? [];
  const isAfter = belongsToFieldBefore(table, root, bytes, insertions);
  const field = table.fieldAt(isAfter ? offset - 1 : offset);
  const element = isAfter ? undefined : table.elementsAt(offset)[0];
  return {
    site: element ? siteOfElement(table, element, field) : siteOfField(table, field),
    detail: {
      what: "inserted-beside",
      relation: isAfter ? "after" : "before",
      isAtEnd: offset === table.dump.length,
      copied: copied.length === 1 ? elementPath(copied[0] as Element) : null,
    },
  };
}

/**
 * Whether bytes between two fields are told as standing after the one and not before the other: where
 * more of the script's insertions have the first kind of field before them than the second behind them
 * (a NUL after each payload, be it the last of its node or not); and zeros after an integer, which are
 * its own rather than the next field's (lengths as u64, where those of node_count meet a node that is all zeros).
 */
function belongsToFieldBefore(
  table: FieldTable,
  root: Root,
  bytes: Uint8Array,
  insertions: ReadonlyMap<string, number>,
): boolean {
  const offset = root.expected_offset;
  if (offset === 0) return false;
  if (offset === table.dump.length) return true;
  const [after, before] = neighbourKeys(table, root).map((key) => insertions.get(key) ?? 0);
  if (after !== before) return (after as number) > (before as number);
  const isZero = bytes.every((byte) => byte === 0);
  return isZero && isNumberType(table.leaf(table.fieldAt(offset - 1)).type);
}

/** The kinds of field on both sides of an insertion between two. */
function neighbourKeys(table: FieldTable, root: Root): [after: string, before: string] {
  const offset = root.expected_offset;
  const kindAt = (at: number) =>
    at >= 0 && at < table.dump.length ? table.leaf(table.fieldAt(at)).kind : END_OF_DUMP;
  return [`after ${kindAt(offset - 1)}`, `before ${kindAt(offset)}`];
}

function removal(table: FieldTable, root: Root, fields: NonNullable<Root["fields"]>): Described {
  const [start, end] = [root.expected_offset, root.expected_offset + root.expected_size];
  const elements = table.elementsBetween(start, end) ?? [];
  const [element] = elements;
  if (element !== undefined) {
    const site = siteOfElement(table, element, fields.first);
    if (elements.length === 1) return { site, detail: { what: "missing" } };
    const last = elementPath(elements.at(-1) as Element);
    return { site, detail: { what: "elements-missing", last } };
  }
  const site = siteOfField(table, fields.first);
  const isWhole = table.isBoundary(start) && table.isBoundary(end);
  if (fields.first === fields.last) {
    if (isWhole) return { site, detail: { what: "missing" } };
    const isTail = end === table.end(fields.first);
    const isHead = start === table.start(fields.first);
    const part = isTail ? "end" : isHead ? "start" : "inside";
    return { site, detail: { what: "part-missing", part } };
  }
  if (end === table.dump.length) {
    return { site, detail: { what: "rest-missing", kept: start - table.start(fields.first) } };
  }
  return { site, detail: { what: "fields-missing", last: table.path(fields.last), isWhole } };
}

function siteOfField(table: FieldTable, field: number): Site {
  const path = table.path(field);
  const { kind } = table.leaf(field);
  return { path, kind, total: table.total(kind), field: path, node: table.node(field) };
}

/** Of an element, whose first field is `field`. */
function siteOfElement(table: FieldTable, element: Element, field: number): Site {
  const kind = `${element.repeat.kind}[]`;
  const path = elementPath(element);
  return { ...siteOfField(table, field), path, kind, total: table.total(kind) };
}
