import { tile } from "../../align/edit_script.ts";
import { FieldTable } from "../../align/field_table.ts";
import { explain } from "../../align/reading.ts";
import type { FieldMap } from "../../dump/field_map.ts";
import { LIMITS } from "../../limits.ts";
import { type Columns, columnsByOffset, columnsOf } from "../model/columns.ts";
import { fieldsOfDump } from "../model/dump_fields.ts";
import type { Sides } from "./protocol.ts";

/** Both dumps with the fields of the expected one, ready to be shown; null where they are too large for that. */
export function sidesOf(
  map: FieldMap,
  expected: Uint8Array,
  actual: Uint8Array | null,
): Sides | null {
  if (Math.max(expected.length, actual?.length ?? 0) > LIMITS.shown_dump_bytes) return null;
  const fields = fieldsOfDump(map, expected);
  if (actual === null) {
    const columns = columnsByOffset(expected.length, expected.length);
    return { expected, actual, fields, columns };
  }
  const columns =
    columnsOfScript(map, expected, actual) ?? columnsByOffset(expected.length, actual.length);
  return { expected, actual, fields, columns };
}

/**
 * The gaps of the edit script; null where comparing by offset is the best explanation, and where elements are in
 * another order, which gaps cannot show.
 */
function columnsOfScript(map: FieldMap, expected: Uint8Array, actual: Uint8Array): Columns | null {
  if (Math.max(expected.length, actual.length) > LIMITS.align_bytes) return null;
  const limits = { bytes: LIMITS.align_bytes, cost: LIMITS.align_cost, steps: LIMITS.align_steps };
  const explanation = explain(new FieldTable(map, expected), actual, limits, { steps: 0 });
  if (explanation === null || explanation.undone !== actual) return null;
  return columnsOf(tile(explanation.changes, expected.length));
}
