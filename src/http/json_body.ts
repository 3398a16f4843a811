import type * as z from "zod";
import { Problem } from "../errors.ts";
import { planBody, readBody } from "./body.ts";

/**
 * Reads a request's body as JSON of a schema, of at most `limit` bytes. `expected` says what it must be. Throws
 * `invalid-body` with a pointer to everything that is not as it must be.
 */
export async function readJson<T>(
  request: Request,
  schema: z.ZodType<T>,
  limit: number,
  expected: string,
): Promise<T> {
  let text = "";
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let json: unknown;
  try {
    await readBody(request, planBody(request.headers), limit, (piece) => {
      text += decoder.decode(piece, { stream: true });
    });
    text += decoder.decode();
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("invalid-body", [
      { pointer: "", detail: `the body is not JSON; expected ${expected}` },
    ]);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Problem(
    "invalid-body",
    parsed.error.issues.map(({ path, message }) => {
      const pointer = path.map((part) => `/${String(part)}`).join("");
      return {
        pointer,
        detail: `${pointer || "the body"} is not as it must be (${message}); expected ${expected}`,
      };
    }),
  );
}
