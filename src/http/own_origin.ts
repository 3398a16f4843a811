import { Problem } from "../errors.ts";
import { originOf } from "./origin.ts";

const LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Throws `origin-not-allowed` for a page of another origin: what MCP asks of servers against DNS rebinding
 * (https://modelcontextprotocol.io/specification/2026-07-28/basic/transports). Programs send no Origin; pages on the
 * user's own machine may ask.
 */
export function requireOwnOrigin(origin: string | undefined, url: string): void {
  if (origin === undefined || origin === originOf(url)) return;
  if (URL.canParse(origin) && LOCAL_NAMES.includes(new URL(origin).hostname)) return;
  throw new Problem("origin-not-allowed", [
    { header: "Origin", detail: "Origin is another one; expected none, or the oracle's own" },
  ]);
}
