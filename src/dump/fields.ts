import { type FieldMap, LayoutMismatch, type Leaf } from "./field_map.ts";

/** A field of a dump that has been read whole. */
export interface ReadField {
  readonly path: string;
  readonly leaf: Leaf;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * The fields of `dump`, in their order; null where it does not read as a dump of this layout. Here, unlike everywhere
 * else, bytes of somebody else's are read by their own counts: every count is paid for with bytes, so that
 * the work is bounded by the dump's size.
 */
export function fieldsOf(map: FieldMap, dump: Uint8Array): ReadField[] | null {
  if (!map.isReadable) return null;
  const cursor = map.cursor(dump);
  const fields: ReadField[] = [];
  try {
    while (cursor.next()) {
      const { leaf, offset, size } = cursor;
      if (leaf === null) break;
      const bytes = dump.subarray(offset, offset + size);
      fields.push({ path: cursor.path(), leaf, offset, bytes });
    }
    return fields;
  } catch (error) {
    if (error instanceof LayoutMismatch) return null;
    throw error;
  }
}

/** What keeps bytes from reading as a dump of this layout; null where nothing does. */
export function readingFault(map: FieldMap, dump: Uint8Array): string | null {
  const cursor = map.cursor(dump);
  try {
    while (cursor.next());
    return null;
  } catch (error) {
    if (error instanceof LayoutMismatch) return error.message;
    throw error;
  }
}
