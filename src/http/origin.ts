import { Problem } from "../errors.ts";

/**
 * The origin of a request's URL, for command lines that people paste: a Host that could mean something
 * to a shell is refused.
 */
export function originOf(url: string): string {
  const { origin } = new URL(url);
  if (/^https?:\/\/[A-Za-z0-9.:[\]_-]+$/.test(origin)) return origin;
  throw new Problem("invalid-header", [
    {
      header: "Host",
      detail: "Host is not a plain name; expected letters, digits, dots and hyphens",
    },
  ]);
}
