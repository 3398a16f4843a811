import { decodeValue, isNumberType, isTextType } from "../../dump/value.ts";
import type { Sides } from "../engine/protocol.ts";
import { besides, cellOfActual, cellOfExpected, runAt } from "./columns.ts";
import { endOf, fieldAt, fieldCount, leafOf, startOf } from "./dump_fields.ts";

/** What can be looked for in two dumps, or in one. */
export const SEARCH_KINDS = ["hex", "text", "value", "offset"] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

export type SearchQuery =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** A field's value: a number as it is shown, or a part of a text. */
  | { readonly kind: "value"; readonly value: string }
  /** A byte of the expected dump. */
  | { readonly kind: "offset"; readonly offset: number };

/** A place that was found: its first cell, and the byte of a dump. */
export interface Hit {
  readonly cell: number;
  readonly side: "expected" | "actual";
  readonly offset: number;
}

/** What a person has typed, or what was expected. */
export function readQuery(
  kind: SearchKind,
  text: string,
): SearchQuery | { readonly fault: string } {
  switch (kind) {
    case "hex": {
      const digits = text.replaceAll(/\s|0x/gi, "");
      if (!/^([0-9a-f]{2})+$/i.test(digits)) {
        return { fault: "expected hex digits, two to a byte, such as 05 00" };
      }
      const bytes = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
      return { kind: "bytes", bytes: Uint8Array.from(bytes) };
    }
    case "text":
      return text === ""
        ? { fault: "expected text" }
        : { kind: "bytes", bytes: new TextEncoder().encode(text) };
    case "value":
      return text.trim() === ""
        ? { fault: "expected a field's value, such as 42" }
        : { kind: "value", value: text.trim() };
    case "offset":
      return /^\s*(0x[0-9a-f]{1,8}|[0-9]{1,10})\s*$/i.test(text)
        ? { kind: "offset", offset: Number(text) }
        : { fault: "expected a byte, such as 29 or 0x1d" };
  }
}

/**
 * The next place after `cell` (or before it), around the end; null where there is none. `differing` has the fields of which
 * the dumps have other values.
 */
export function find(
  sides: Sides,
  differing: ReadonlySet<number>,
  query: SearchQuery,
  cell: number,
  direction: 1 | -1,
): Hit | null {
  if (query.kind === "offset") return hitOf(sides, "expected", query.offset);
  if (query.kind === "value") return findValue(sides, differing, query.value, cell, direction);
  const hits = [findBytes(sides, "expected", query.bytes, cell, direction)];
  if (sides.actual !== null) hits.push(findBytes(sides, "actual", query.bytes, cell, direction));
  return nearest(hits, sides.columns.size, cell, direction);
}

function hitOf({ columns, expected }: Sides, side: Hit["side"], offset: number): Hit | null {
  if (side === "expected") {
    if (offset >= expected.length) return null;
    return { cell: cellOfExpected(columns, offset), side, offset };
  }
  const cell = cellOfActual(columns, offset);
  return cell === null ? null : { cell, side, offset };
}

function nearest(
  hits: readonly (Hit | null)[],
  size: number,
  cell: number,
  direction: 1 | -1,
): Hit | null {
  /** Cells on the way to it, 1 to `size`: the place itself is reached last. */
  const way = (hit: Hit): number => ((hit.cell - cell) * direction + 2 * size - 1) % size;
  let best: Hit | null = null;
  for (const hit of hits) if (hit !== null && (best === null || way(hit) < way(best))) best = hit;
  return best;
}

function findBytes(
  sides: Sides,
  side: Hit["side"],
  wanted: Uint8Array,
  cell: number,
  direction: 1 | -1,
): Hit | null {
  const bytes = sides[side];
  if (bytes === null || bytes.length < wanted.length) return null;
  const from = offsetNear(sides, side, cell);
  const last = bytes.length - wanted.length;
  const found =
    direction === 1
      ? (forward(bytes, wanted, from + 1, last) ?? forward(bytes, wanted, 0, last))
      : (backward(bytes, wanted, from - 1) ?? backward(bytes, wanted, last));
  return found === null ? null : hitOf(sides, side, found);
}

/** The last byte of a dump at a cell or before it; -1 where there is none. */
function offsetNear({ columns }: Sides, side: Hit["side"], cell: number): number {
  if (cell < 0) return -1;
  const run = columns.runs[runAt(columns, cell)];
  if (run === undefined) return -1;
  const [first, size] =
    side === "expected"
      ? [run.expected_offset, run.expected_size]
      : [run.actual_offset, run.actual_size];
  return first + Math.min(cell - run.cell, size - 1);
}

function forward(bytes: Uint8Array, wanted: Uint8Array, from: number, last: number): number | null {
  const first = wanted[0] as number;
  for (
    let at = bytes.indexOf(first, from);
    at >= 0 && at <= last;
    at = bytes.indexOf(first, at + 1)
  ) {
    if (isAt(bytes, wanted, at)) return at;
  }
  return null;
}

function backward(bytes: Uint8Array, wanted: Uint8Array, from: number): number | null {
  const first = wanted[0] as number;
  for (let at = from; at >= 0; at--) {
    at = bytes.lastIndexOf(first, at);
    if (at < 0) return null;
    if (isAt(bytes, wanted, at)) return at;
  }
  return null;
}

function isAt(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function findValue(
  sides: Sides,
  differing: ReadonlySet<number>,
  wanted: string,
  cell: number,
  direction: 1 | -1,
): Hit | null {
  const { fields, expected, actual, columns } = sides;
  const count = fieldCount(fields);
  const isNumber = /^-?[0-9]/.test(wanted);
  const at = offsetNear(sides, "expected", Math.max(0, cell));
  const first = cell < 0 ? -1 : (fieldAt(fields, at) ?? count - 1);
  for (let i = 1; i <= count; i++) {
    const field = (first + direction * i + 2 * count) % count;
    const leaf = leafOf(fields, field);
    if (isNumber !== isNumberType(leaf.type) && !isTextType(leaf.type)) continue;
    const [start, end] = [startOf(fields, field), endOf(fields, field)];
    if (start === end) continue;
    const has = (bytes: Uint8Array): boolean => {
      const value = String(decodeValue(leaf, bytes, end - start));
      return isTextType(leaf.type) ? value.includes(wanted) : value === wanted;
    };
    if (has(expected.subarray(start, end))) return hitOf(sides, "expected", start);
    if (actual === null || !differing.has(field)) continue;
    if (has(besides(columns, actual, start, end))) {
      return { cell: cellOfExpected(columns, start), side: "actual", offset: start };
    }
  }
  return null;
}
