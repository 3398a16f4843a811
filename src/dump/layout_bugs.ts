import { type AnyField, type IntegerField, text } from "./layout.ts";
import type { IntegerType } from "./numbers.ts";

/** Changes of layouts that known bugs of several labs have in common. */

/** A field that is the same bytes in every dump. */
export function constantText(name: string, constant: string): AnyField {
  return text(name, constant.length, () => constant);
}

/** The same number as an integer of another type. */
export function retyped(field: IntegerField<unknown>, type: IntegerType): AnyField {
  return { ...field, type };
}

/** Every number with its highest byte first. */
export function bigEndian(field: AnyField): readonly AnyField[] {
  if (field.kind !== "integer" && field.kind !== "float") return [field];
  return [{ ...field, type: field.type.replace(/le$/, "be") } as AnyField];
}

/** The fields with the two named ones in each other's place. */
export function swapped(fields: readonly AnyField[], a: string, b: string): readonly AnyField[] {
  const named = (name: string): AnyField => fields.find((field) => field.name === name) as AnyField;
  return fields.map((field) => {
    if (field.name === a) return named(b);
    return field.name === b ? named(a) : field;
  });
}
