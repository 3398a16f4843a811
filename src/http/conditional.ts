import type { Context } from "hono";
import { sha256Hex } from "../dump/sha256.ts";
import type { Lab } from "../labs/lab.ts";
import { type Versions, versionsOf } from "../version.ts";
import { bindingsOf } from "./bindings.ts";

/**
 * An answer is a function of its parameters and the versions, and the versions are part of its tag;
 * the URL outlives them, so a client may keep an answer for an hour and must then revalidate.
 */
const CACHE_CONTROL = "public, max-age=3600, must-revalidate";

/** The same of what is a function of the versions alone, such as a list of labs. */
export const DOCUMENT_CACHE = { "Cache-Control": CACHE_CONTROL };

/** What a representation varies by: by Accept, unless `format` says which it is; so all who say it share a kept answer. */
export function variesBy(format: string | undefined): Readonly<Record<string, string>> {
  return format === undefined ? { Vary: "Accept" } : {};
}

/**
 * The deployment that answers: of two deployments with the same version number, neither takes what the
 * other has computed for its own. A local start is a deployment of its own.
 */
export function deploymentOf(c: Context): string {
  return bindingsOf(c).CF_VERSION_METADATA?.id ?? "";
}

/**
 * Answers with what `make` makes, under a strong tag of `parts` (what the answer is a function of, beside
 * the versions), or 304 where the client has that already: then nothing is simulated.
 */
export async function conditional(
  c: Context,
  lab: Lab,
  parts: unknown,
  make: (versions: Versions) => Promise<Response>,
): Promise<Response> {
  const versions = await versionsOf(lab);
  const etag = await strongEtag([lab.id, JSON.stringify([parts, versions]), deploymentOf(c)]);
  const headers = { ETag: etag, ...DOCUMENT_CACHE, ...variesBy(formatIn(c.req.url)) };
  const condition = c.req.header("If-None-Match");
  if (isNoneMatchHit(condition, etag)) return new Response(null, { status: 304, headers });
  const response = await make(versions);
  // "*" is any answer that there is, so it has to be made first.
  if (condition?.trim() === "*") return new Response(null, { status: 304, headers });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** The parameter `format` of a query that was read already: wherever it stands, it is one of the endpoint's. */
function formatIn(url: string): string | undefined {
  return /[?&]format=([^&#]*)/.exec(url)?.[1];
}

/**
 * A strong entity tag for an answer that is a function of `parts`: parameters, representation and
 * versions. It is known before anything is simulated, so a revalidation costs no simulation.
 */
async function strongEtag(parts: readonly string[]): Promise<string> {
  const digest = await sha256Hex(new TextEncoder().encode(JSON.stringify(parts)));
  return `"${digest.slice(0, 32)}"`;
}

/** Whether an If-None-Match header lists `etag` (RFC 9110, section 13.1.2: the comparison is weak). */
function isNoneMatchHit(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((item) => item.trim().replace(/^W\//, "") === etag);
}
