import type { Context } from "hono";
import { Problem } from "../errors.ts";
import { bindingsOf } from "./bindings.ts";
import { DOCUMENT_CACHE } from "./conditional.ts";
import { apiResponse } from "./headers.ts";

/** Where the built files of the page are, under names that change with their contents. */
export const PAGE_FILES = "/assets/";

/** Whether the page is there to be served. */
export function hasPage(c: Context): boolean {
  return bindingsOf(c).ASSETS !== undefined;
}

/** A built file of the page, as the static assets answer it; null where there is none of that path. */
export async function pageFile(
  c: Context,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response | null> {
  const answer = await asset(c, path, c.req.raw.headers);
  if (answer === null) return null;
  const response = new Response(answer.body, answer);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/**
 * A document that was built beside the page, as an answer of the API. Throws `not-found` where the Worker runs without
 * them, and where it was built for other labs.
 */
export async function builtDocument(c: Context, path: string, type: string): Promise<Response> {
  const answer = await asset(c, path, new Headers());
  if (answer === null || answer.body === null) {
    throw new Problem("not-found", [
      { detail: `${path} is built beside the page (npm run build); this oracle has none` },
    ]);
  }
  return apiResponse(answer.body, 200, { "Content-Type": type, ...DOCUMENT_CACHE });
}

async function asset(c: Context, path: string, headers: Headers): Promise<Response | null> {
  const { ASSETS: assets } = bindingsOf(c);
  if (assets === undefined) return null;
  const request = new Request(new URL(path, c.req.url), { method: c.req.method, headers });
  const answer = await assets.fetch(request);
  return answer.status === 404 ? null : answer;
}
