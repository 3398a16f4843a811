import { tile } from "../../align/edit_script.ts";
import type { FieldMap } from "../../dump/field_map.ts";
import type { Findings } from "../../judge/judge.ts";
import { LIMITS } from "../../limits.ts";
import { columnsByOffset, columnsOf } from "../model/columns.ts";
import { fieldsOfDump } from "../model/dump_fields.ts";
import type { Sides } from "./protocol.ts";

/**
 * Both dumps with the fields of the expected one, ready to be shown; null where they are too large for that. Each
 * change of the alignment is beside a gap, unless there is none or elements are in another order, which gaps cannot
 * show.
 */
export function sidesOf(
  map: FieldMap,
  expected: Uint8Array,
  actual: Uint8Array | null,
  alignment: Findings["alignment"],
): Sides | null {
  if (Math.max(expected.length, actual?.length ?? 0) > LIMITS.shown_dump_bytes) return null;
  const changes = alignment !== null && "changes" in alignment ? alignment.changes : null;
  const columns =
    changes === null
      ? columnsByOffset(expected.length, (actual ?? expected).length)
      : columnsOf(tile(changes, expected.length));
  return {
    expected,
    actual,
    fields: fieldsOfDump(map, expected),
    columns,
    is_aligned: changes !== null,
  };
}
