import type { AnyField } from "./layout.ts";

/** Fields that stand side by side, by their common prefix: the whole layout, a group's, a repeat's. */
export interface SiblingFields {
  readonly prefix: string;
  readonly fields: readonly AnyField[];
}

/** The fields within a field; null where it has none. */
export function innerOf(field: AnyField): readonly AnyField[] | null {
  return "fields" in field ? (field.fields as readonly AnyField[]) : null;
}

/** What stands before the kinds of the fields within a field. */
export function prefixWithin({ kind, name }: AnyField): string {
  return `${name}${kind === "repeat" ? "[]" : ""}.`;
}

/** All siblings of a layout, the outer before the inner ones. */
export function siblingsOf(fields: readonly AnyField[], prefix = ""): SiblingFields[] {
  const inner = fields.flatMap((field) =>
    siblingsWithin(innerOf(field), prefix + prefixWithin(field)),
  );
  return [{ prefix, fields }, ...inner];
}

function siblingsWithin(fields: readonly AnyField[] | null, prefix: string): SiblingFields[] {
  return fields === null ? [] : siblingsOf(fields, prefix);
}
