import { sha256Hex } from "../dump/sha256.ts";

/**
 * A strong entity tag for an answer that is a function of `parts`: parameters, representation and
 * versions. It is known before anything is simulated, so a revalidation costs no simulation.
 */
export async function strongEtag(parts: readonly string[]): Promise<string> {
  const digest = await sha256Hex(new TextEncoder().encode(JSON.stringify(parts)));
  return `"${digest.slice(0, 32)}"`;
}

/** Whether an If-None-Match header lists `etag` (RFC 9110, section 13.1.2: the comparison is weak). */
export function isNoneMatchHit(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((item) => item.trim().replace(/^W\//, "") === etag);
}
