import type { FieldMap } from "../dump/field_map.ts";
import { fieldsOf } from "../dump/fields.ts";
import { hex } from "../dump/value.ts";
import type { KindDifferences } from "../labs/lab.ts";

/** The kinds of fields in which a submission differs, offset by offset; in the order of their first fields. */
export function differingKinds(
  map: FieldMap,
  expected: Uint8Array,
  actual: Uint8Array,
): readonly KindDifferences[] {
  const byKind = new Map<string, { ours: string[]; theirs: string[]; differing: number }>();
  for (const { leaf, offset, bytes } of fieldsOf(map, expected) ?? []) {
    const of = byKind.get(leaf.kind) ?? { ours: [], theirs: [], differing: 0 };
    byKind.set(leaf.kind, of);
    const [our, their] = [hex(bytes), hex(actual.subarray(offset, offset + bytes.length))];
    of.ours.push(our);
    of.theirs.push(their);
    if (our !== their) of.differing++;
  }
  return [...byKind].flatMap(([kind, { ours, theirs, differing }]) => {
    if (differing === 0) return [];
    const is_permuted = ours.toSorted().join() === theirs.toSorted().join();
    return [{ kind, total: ours.length, differing, is_permuted }];
  });
}
