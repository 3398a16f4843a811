import { API_HEADERS, FOREVER, PAGE_HEADERS } from "./headers.ts";
import { PAGE_FILES } from "./page.ts";

/** What any page may read. */
const PUBLIC = { ...API_HEADERS, "Access-Control-Allow-Origin": "*" };

const RULES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [`${PAGE_FILES}*`]: { ...PAGE_HEADERS, "Cache-Control": FOREVER },
  "/index.html": PAGE_HEADERS,
  "/openapi.json": PUBLIC,
  "/schemas/*": PUBLIC,
};

/**
 * The file `_headers` of the static assets: the platform sets these headers where it answers with a file by itself, the
 * same that the Worker sets where it does (https://developers.cloudflare.com/workers/static-assets/headers/).
 */
export const HEADERS_FILE = Object.entries(RULES)
  .map(([path, headers]) => [path, ...Object.entries(headers).map(([n, v]) => `  ${n}: ${v}`)])
  .map((lines) => `${lines.join("\n")}\n`)
  .join("\n");
