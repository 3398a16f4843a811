import { firstDifference } from "../dump/bytes.ts";
import type { FieldMap } from "../dump/field_map.ts";
import { fieldsOf, type ReadField } from "../dump/fields.ts";

/** How well a suspected dump explains a submission that it is not. */
export interface Explanation {
  /** Fields (bytes, of a submission that ends early) in which the two agree, and fields in which they do not. */
  readonly agreeing: number;
  readonly differing: number;
  /** The path of the first field that is still unexplained; null where all is, but that the submission ends. */
  readonly first: string | null;
}

function byPath(fields: readonly ReadField[]): Map<string, Uint8Array> {
  return new Map(fields.map(({ path, bytes }) => [path, bytes]));
}

/** Compares two dumps field by field, each read by `map`; null where one of them does not read by it. */
function compareFields(map: FieldMap, a: Uint8Array, b: Uint8Array): Explanation | null {
  const [ofA, ofB] = [fieldsOf(map, a), fieldsOf(map, b)];
  if (ofA === null || ofB === null) return null;
  const expected = byPath(ofA);
  let agreeing = 0;
  let first: string | null = null;
  for (const { path, bytes } of ofB) {
    const other = expected.get(path);
    const isEqual =
      other?.length === bytes.length && firstDifference(other, bytes) === bytes.length;
    if (isEqual) agreeing++;
    else first ??= path;
  }
  // A field that only one of them has is a difference as well.
  const differing = Math.max(ofA.length, ofB.length) - agreeing;
  return { agreeing, differing, first: first ?? (ofA[ofB.length]?.path as string) };
}

/**
 * Weighs suspected dumps against a submission that is none of them. A suspect explains it in part where it agrees with it
 * at the first divergence, and either goes on where the submission ends, or leaves at most half as many fields to differ as
 * differ from the right dump.
 */
export class Scales {
  private readonly submission: Uint8Array;
  private readonly divergence: number;
  /** Fields that differ from the right dump, by the right layout; null where the submission does not read by it. */
  private readonly unexplained: number | null;

  constructor(map: FieldMap, right: Uint8Array, submission: Uint8Array) {
    this.submission = submission;
    this.divergence = firstDifference(right, submission);
    this.unexplained = compareFields(map, right, submission)?.differing ?? null;
  }

  /** The explanation by a suspected dump that reads by `map`; null where it is none. */
  weigh(map: FieldMap, suspected: Uint8Array): Explanation | null {
    const agreeing = firstDifference(suspected, this.submission);
    if (agreeing <= this.divergence) return null;
    if (agreeing === this.submission.length) return { agreeing, differing: 0, first: null };
    const found = compareFields(map, suspected, this.submission);
    if (found === null || found.differing === 0) return null;
    const bound = this.unexplained ?? found.agreeing;
    return found.differing * 2 <= bound ? found : null;
  }
}
