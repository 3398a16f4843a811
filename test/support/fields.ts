import type { FieldMap, Leaf } from "../../src/dump/field_map.ts";
import { decodeValue, type FieldValue, hex } from "../../src/dump/value.ts";

/** Every field of a dump of ours: offset, bytes in hex, path and value. */
export function fieldsOf(
  map: FieldMap,
  dump: Uint8Array,
): [offset: number, bytes: string, path: string, value: FieldValue | null][] {
  const fields: [number, string, string, FieldValue | null][] = [];
  const cursor = map.cursor(dump);
  while (cursor.next()) {
    const bytes = dump.subarray(cursor.offset, cursor.offset + cursor.size);
    fields.push([
      cursor.offset,
      hex(bytes),
      cursor.path(),
      decodeValue(cursor.leaf as Leaf, bytes, bytes.length),
    ]);
  }
  return fields;
}
