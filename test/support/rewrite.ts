import type { FieldMap, Leaf } from "../../src/dump/field_map.ts";

/** A field of a dump, for a rule that writes it otherwise. */
export interface Written {
  readonly path: string;
  readonly kind: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export function writtenFields(map: FieldMap, dump: Uint8Array): Written[] {
  const fields: Written[] = [];
  const cursor = map.cursor(dump);
  while (cursor.next()) {
    const { kind, type } = cursor.leaf as Leaf;
    const bytes = dump.subarray(cursor.offset, cursor.offset + cursor.size);
    fields.push({ path: cursor.path(), kind, type, bytes });
  }
  return fields;
}

/** The dump as a program writes it that writes some fields otherwise. A field's neighbours are at hand. */
export function rewrite(
  map: FieldMap,
  dump: Uint8Array,
  rule: (field: Written, index: number, all: readonly Written[]) => Iterable<number>,
): Uint8Array {
  const fields = writtenFields(map, dump);
  return Uint8Array.from(fields.flatMap((field, i) => [...rule(field, i, fields)]));
}
