import * as z from "zod";
import { SCHEMA_VERSION } from "./schema.ts";

/**
 * Reading the answers of an oracle that may be newer than this command line: members that are not known are ignored, those
 * that are missing are not. What we answer ourselves stays strict.
 */

/** An answer that was read, or the first thing that is wrong with it. */
export type AnswerReading<T> =
  | { readonly isRead: true; readonly value: T }
  | { readonly isRead: false; readonly fault: string };

/** Reads an answer that bears `schema_version`. */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown): AnswerReading<T> {
  const result = lenient(schema).safeParse(answer);
  if (result.success) return { isRead: true, value: result.data as T };
  const version = (answer as { schema_version?: unknown } | null)?.schema_version;
  if (Number.isInteger(version) && version !== SCHEMA_VERSION) {
    const fault = `its schema_version is ${version}; expected ${SCHEMA_VERSION}, that of this version`;
    return { isRead: false, fault };
  }
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return { isRead: false, fault: `${place}${issue?.message ?? "no answer"}` };
}

const known = new WeakMap<z.core.$ZodType, z.core.$ZodType>();

/** The same schema, whose objects take members that it does not name and drop them. */
function lenient(schema: z.core.$ZodType): z.ZodType {
  const made = known.get(schema) ?? loosened(schema as z.core.$ZodTypes);
  known.set(schema, made);
  return made as z.ZodType;
}

function loosened(schema: z.core.$ZodTypes): z.core.$ZodType {
  const { def } = schema._zod;
  switch (def.type) {
    case "object": {
      const members = Object.entries(def.shape).map(([name, one]) => [name, lenient(one)]);
      const { catchall, ...rest } = def;
      const shape = Object.fromEntries(members);
      // What an object may have beside its members, as an event of a lab's own has, is kept.
      const isOpen = catchall !== undefined && catchall._zod.def.type !== "never";
      return z.core.clone(schema, { ...rest, ...(isOpen && { catchall: z.unknown() }), shape });
    }
    case "array":
      return z.core.clone(schema, { ...def, element: lenient(def.element) });
    case "nullable":
    case "optional":
      return z.core.clone(schema, { ...def, innerType: lenient(def.innerType) });
    case "union":
      return z.core.clone(schema, { ...def, options: def.options.map(lenient) });
    case "tuple":
      return z.core.clone(schema, { ...def, items: def.items.map(lenient) });
    case "record":
      return z.core.clone(schema, { ...def, valueType: lenient(def.valueType) });
    default:
      return schema;
  }
}
