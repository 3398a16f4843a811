import { Problem } from "../errors.ts";

/** Characters of an origin: the longest name of DNS has 253, and there are a scheme and a port. */
const LONGEST_ORIGIN = 267;

/**
 * Throws `invalid-header` where a request's URL is none: a server puts it together of Host, as it was sent,
 * and of the path. What comes after this may read it.
 */
export function requireUrl(url: string): void {
  if (prefixOf(url) === latest.prefix) return;
  if (!URL.canParse(url)) throw invalidHost();
}

/**
 * The origin of a request's URL, for command lines that people paste: a Host that could mean something
 * to a shell is refused.
 */
export function originOf(url: string): string {
  const prefix = prefixOf(url);
  if (prefix === latest.prefix) return latest.origin;
  const { origin } = new URL(url);
  const isPlain = /^https?:\/\/[A-Za-z0-9.:[\]_-]+$/.test(origin);
  if (!isPlain || origin.length > LONGEST_ORIGIN) throw invalidHost();
  latest = { prefix, origin };
  return origin;
}

/** The latest URL's beginning that was found to be plain, and its origin: most requests have the same one. */
let latest = { prefix: "http:", origin: "" };

/** Scheme and authority as they are written: whether a URL is one, and its origin, are a function of them. */
function prefixOf(url: string): string {
  return /^https?:\/\/[^/?#\\]+/.exec(url)?.[0] ?? url;
}

function invalidHost(): Problem {
  return new Problem("invalid-header", [
    {
      header: "Host",
      detail: "Host is not a plain name; expected at most 253 letters, digits, dots and hyphens",
    },
  ]);
}
