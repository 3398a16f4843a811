/** TypeScript declarations of JSON schemas: those of the report, for who imports the package and has no zod. */

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: string | number | boolean | null;
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
}

const PLAIN: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

/** The declarations of a schema and of all that it names, as a module. Throws an Error for what it has no type for. */
export function declarationsOf(name: string, schema: object): string {
  const root = schema as JsonSchema;
  // A schema that has a name of its own is one of those that it names.
  const all = root.$ref === undefined ? { ...root.$defs, [name]: root } : (root.$defs ?? {});
  const declarations = Object.entries(all).map(
    ([one, its]) => `${comment(its, "")}export type ${one} = ${typeOf(its, "")};\n`,
  );
  return declarations.join("\n");
}

function typeOf(schema: JsonSchema, indent: string): string {
  const { $ref, anyOf, properties, items, prefixItems, additionalProperties } = schema;
  if ($ref !== undefined) return $ref.split("/").at(-1) as string;
  if (anyOf !== undefined) return anyOf.map((one) => typeOf(one, indent)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (properties !== undefined) return objectOf(schema, indent);
  if (prefixItems !== undefined) {
    return `readonly [${prefixItems.map((one) => typeOf(one, indent)).join(", ")}]`;
  }
  if (items !== undefined) return `readonly (${typeOf(items, indent)})[]`;
  if (schema.type === "object" && typeof additionalProperties === "object") {
    return `Readonly<Record<string, ${typeOf(additionalProperties, indent)}>>`;
  }
  // A schema without any word allows everything.
  if (schema.type === undefined && Object.keys(schema).every((key) => key === "description")) {
    return "unknown";
  }
  const plain = [schema.type ?? []].flat().map((type) => PLAIN[type]);
  if (plain.length === 0 || plain.includes(undefined)) {
    throw new Error(`no type is known for ${JSON.stringify(schema)}`);
  }
  return plain.join(" | ");
}

function objectOf({ properties = {}, required = [] }: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? "" : "?";
    return `${comment(schema, inner)}${inner}readonly ${name}${mark}: ${typeOf(schema, inner)};\n`;
  });
  return `{\n${members.join("")}${indent}}`;
}

function comment({ description }: JsonSchema, indent: string): string {
  return description === undefined
    ? ""
    : `${indent}/** ${description.replaceAll("*/", "* /")} */\n`;
}
