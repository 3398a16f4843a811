import type { Context } from "hono";

/** Where the built files of the page are, under names that change with their contents. */
export const PAGE_FILES = "/assets/";

interface Bindings {
  /** The static assets of wrangler.toml; missing where the app runs outside a Worker. */
  readonly ASSETS?: { fetch(request: Request): Promise<Response> };
}

/** Whether the page is there to be served. */
export function hasPage(c: Context): boolean {
  return (c.env as Bindings | undefined)?.ASSETS !== undefined;
}

/** A built file of the page, as the static assets answer it; null where there is none of that path. */
export async function pageFile(
  c: Context,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response | null> {
  const assets = (c.env as Bindings | undefined)?.ASSETS;
  if (assets === undefined) return null;
  const request = new Request(new URL(path, c.req.url), {
    method: c.req.method,
    headers: c.req.raw.headers,
  });
  const answer = await assets.fetch(request);
  if (answer.status === 404) return null;
  const response = new Response(answer.body, answer);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
