import type * as z from "zod";
import { Problem } from "../errors.ts";

/**
 * Reads a text as JSON of a schema. `expected` says what it must be. Throws `invalid-body` with a pointer to
 * everything that is not as it must be.
 */
export function parseJson<T>(text: string, schema: z.ZodType<T>, expected: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Problem("invalid-body", [
      { pointer: "", detail: `the body is not JSON; expected ${expected}` },
    ]);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Problem(
    "invalid-body",
    parsed.error.issues.map((issue) => ({
      pointer: issue.path.map((part) => `/${String(part)}`).join(""),
      detail: `${whatIsWrong(json, issue)}; expected ${expected}`,
    })),
  );
}

/** An issue in our own words: the schema library's are of its types, and may change with it. */
function whatIsWrong(json: unknown, issue: z.core.$ZodIssue): string {
  const name = issue.path.join(".") || "the body";
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => JSON.stringify(key.slice(0, 80)));
    return `${name} has ${keys.slice(0, 5).join(", ")}, which is not known`;
  }
  const value = issue.path.reduce<unknown>(
    (at, part) => (at as Record<PropertyKey, unknown>)[part],
    json,
  );
  if (value === undefined) return `${name} is missing`;
  if (issue.code === "too_big" && Array.isArray(value)) {
    return `${name} has ${value.length} entries, and may have ${issue.maximum}`;
  }
  return `${name} is ${JSON.stringify(value).slice(0, 80)}`;
}
