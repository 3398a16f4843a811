/**
 * What every answer says of what a browser may do with it. The headers stand here once, ready to be copied: a
 * middleware that sets them one by one takes longer than it takes to find the answer.
 */

const PLAIN = "default-src 'none'; frame-ancestors 'none'";

type HeaderSet = Readonly<Record<string, string>>;

function securityHeaders(contentSecurityPolicy: string, resourcePolicy: string): HeaderSet {
  return {
    "Content-Security-Policy": contentSecurityPolicy,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": resourcePolicy,
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=15552000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Download-Options": "noopen",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-XSS-Protection": "0",
  };
}

/** Of answers of the API. */
export const API_HEADERS = securityHeaders(PLAIN, "cross-origin");
const API_PROTOTYPE = new Headers(API_HEADERS);
/** A drawing is styled by its own style element, and by nothing else. */
export const DRAWING_HEADERS = securityHeaders(
  `${PLAIN}; style-src 'unsafe-inline'`,
  "cross-origin",
);
/** Of the page and its files: they need nothing but each other and the API. */
export const PAGE_HEADERS = securityHeaders(
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "same-origin",
);

/** How long a file may be kept whose name is a hash of its contents. */
export const FOREVER = "public, max-age=31536000, immutable";

/** A response of the API that has {@link API_HEADERS} from the beginning, and `headers`. */
export function apiResponse(body: BodyInit, status: number, headers: HeaderSet): Response {
  // To copy headers and to set some more is faster than to have all of them read from an object.
  const response = new Response(body, { status, headers: API_PROTOTYPE });
  for (const name in headers) response.headers.set(name, headers[name] as string);
  return response;
}

/** One that only these headers have: where it is, the others are. */
const MARK = "X-XSS-Protection";

/** Sets `headers`, one of the above, on a response, unless it has those of the API from the beginning. */
export function setHeaders(response: Response, headers: HeaderSet): void {
  if (headers === API_HEADERS && response.headers.has(MARK)) return;
  for (const name in headers) response.headers.set(name, headers[name] as string);
}
