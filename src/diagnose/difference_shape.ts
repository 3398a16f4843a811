import type { Comparison } from "../compare/comparator.ts";
import { isIntegerType, readInteger } from "../dump/numbers.ts";
import type { KindDifferences } from "../labs/lab.ts";

/** What the differences of two dumps of one size look like, whatever the fields mean. */
export type DifferenceShape =
  /** One byte alone, and it is none that another value of the field would have: its bits that differ. */
  | { readonly kind: "damaged-byte"; readonly offset: number; readonly bits: number }
  /** Every field of one kind, and nothing else: how many there are. */
  | { readonly kind: "whole-kind"; readonly field_kind: string; readonly fields: number };

/** A change of a value by so much or more is none of a count, an index, or a name. */
const FAR = 256;

/** Null where the differences look like nothing in particular. */
export function shapeOf(
  comparison: Comparison,
  kinds: readonly KindDifferences[] | null,
): DifferenceShape | null {
  if (kinds === null) return null;
  if (comparison.differing_bytes === 1) return damagedByte(comparison);
  const [only, ...others] = kinds;
  if (only === undefined || others.length > 0) return null;
  const { kind, total, differing } = only;
  if (total < 2 || differing < total) return null;
  return { kind: "whole-kind", field_kind: kind, fields: total };
}

function damagedByte({ first }: Comparison): DifferenceShape | null {
  if (first === null || first.leaf === null || !isFarOff(first.leaf, first)) return null;
  const { offset } = first;
  const at = offset - first.field_offset;
  const flipped = (first.expected[at] as number) ^ (first.actual[at] as number);
  const bits = flipped.toString(2).replaceAll("0", "").length;
  return { kind: "damaged-byte", offset, bits };
}

type First = NonNullable<Comparison["first"]>;

/** Whether a value is none that a program with a wrong rule would write: far off, not of the enumeration, no text. */
function isFarOff(leaf: NonNullable<First["leaf"]>, { expected, actual }: First): boolean {
  const { type, names } = leaf;
  if (!isIntegerType(type)) return !isPrintable(actual);
  const [ours, theirs] = [expected, actual].map((bytes) => readInteger(type, viewOf(bytes), 0));
  if (names !== null) return names[theirs as number] === undefined;
  const more = (ours as number) - (theirs as number);
  return more >= FAR || more <= -FAR;
}

function isPrintable(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
