import type { FieldMap, Leaf } from "./field_map.ts";
import { decodeValue, hexOffset, isTextType } from "./value.ts";

/** Bytes to a line of the listing; a longer field goes on below. */
const LINE_BYTES = 8;

/**
 * A dump of ours as the runbook prints it by hand: one line for each field with its offset, bytes,
 * path and value. Long fields continue on lines of their own. Ends with a newline.
 */
export function annotate(map: FieldMap, dump: Uint8Array): string {
  const lines: string[] = [];
  const width = hexOffset(dump.length).length;
  const cursor = map.cursor(dump);
  while (cursor.next()) {
    const bytes = dump.subarray(cursor.offset, cursor.offset + cursor.size);
    const shown = `${cursor.path()} = ${valueText(cursor.leaf as Leaf, bytes)}`;
    for (let i = 0; i < Math.max(1, bytes.length); i += LINE_BYTES) {
      const offset = hexOffset(cursor.offset + i).padEnd(width);
      const row = Array.from(bytes.subarray(i, i + LINE_BYTES), (byte) =>
        byte.toString(16).padStart(2, "0"),
      );
      const line = `${offset}  ${row.join(" ").padEnd(LINE_BYTES * 3 - 1)}  ${i === 0 ? shown : ""}`;
      lines.push(line.trimEnd());
    }
  }
  return `${lines.join("\n")}\n`;
}

function valueText(leaf: Leaf, bytes: Uint8Array): string {
  const value = decodeValue(leaf, bytes, bytes.length);
  return isTextType(leaf.type) ? JSON.stringify(value) : String(value);
}
