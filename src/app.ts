import { Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import { CLIENT_GONE, Problem } from "./errors.ts";
import { requireUrl } from "./http/origin.ts";
import { PAGE_FILES, pageFile } from "./http/page.ts";
import { problemResponse } from "./http/problem.ts";
import { LABS } from "./labs/index.ts";
import type { Labs } from "./routes/endpoint.ts";
import { ENDPOINTS } from "./routes/index.ts";

/** Any page may read what the oracle says (GET); posting a dump is for programs. */
const CORS = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD"],
  // A fixed list: what the caller asks for is not echoed into a header.
  allowHeaders: ["Accept", "If-None-Match"],
  exposeHeaders: ["ETag", "Repr-Digest", "Assay-Provenance", "Assay-Expected"],
  maxAge: 86_400,
});

const security = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: "cross-origin",
  referrerPolicy: "no-referrer",
};
const SECURITY_HEADERS = secureHeaders(security);
/** A drawing is styled by its own style element, and by nothing else. */
const DRAWING_HEADERS = secureHeaders({
  ...security,
  contentSecurityPolicy: { ...security.contentSecurityPolicy, styleSrc: ["'unsafe-inline'"] },
});

/** Of the page and its files: they need nothing but each other and the API. */
const PAGE_HEADERS = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    connectSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  crossOriginResourcePolicy: "same-origin",
  referrerPolicy: "no-referrer",
});

/** The names of the files are hashes of their contents. */
const FOREVER = "public, max-age=31536000, immutable";

function headersOf(path: string): MiddlewareHandler {
  if (path === "/" || path.startsWith(PAGE_FILES)) return PAGE_HEADERS;
  return path.endsWith(".svg") ? DRAWING_HEADERS : SECURITY_HEADERS;
}

/** The application, for the labs of a registry: middleware, the endpoints, and one form for every error. */
export function createApp(labs: Labs = LABS): Hono {
  const app = new Hono({ strict: true });
  app.use((c, next) => headersOf(c.req.path)(c, next));
  app.use(async (c, next) => {
    return c.req.method === "GET" || c.req.method === "HEAD" ? CORS(c, next) : next();
  });

  app.use((c, next) => {
    requireUrl(c.req.url);
    return next();
  });

  const methods = new Map<string, string[]>();
  for (const endpoint of ENDPOINTS) {
    app.on(endpoint.method, endpoint.path, (c) => endpoint.answer(c, labs));
    const known = methods.get(endpoint.path) ?? [];
    known.push(...(endpoint.method === "GET" ? ["GET", "HEAD"] : [endpoint.method]));
    methods.set(endpoint.path, known);
  }
  for (const [path, known] of methods) {
    const options = [...known, "OPTIONS"].join(", ");
    app.options(path, async (c) => {
      const preflight = known.includes("GET") ? await CORS(c, async () => {}) : undefined;
      const response = preflight ?? c.body(null, 204);
      response.headers.set("Allow", options);
      return response;
    });
    app.all(path, (c) => {
      const allow = known.join(", ");
      throw new Problem(
        "method-not-allowed",
        [{ detail: `${c.req.method.slice(0, 80)} is not answered here; expected ${allow}` }],
        { Allow: allow },
      );
    });
  }

  app.get(`${PAGE_FILES}:file`, async (c) => {
    const file = await pageFile(c, c.req.path, { "Cache-Control": FOREVER });
    return file ?? c.notFound();
  });

  app.notFound((c) => {
    const detail = `there is no ${JSON.stringify(c.req.path.slice(0, 200))}; expected one of the paths in /openapi.json`;
    return problemResponse(new Problem("not-found", [{ detail }]));
  });
  app.onError((error, c) => {
    if (error instanceof Problem) return problemResponse(error);
    // Nobody is there to be answered, and nothing is wrong.
    if (c.req.raw.signal.aborted) return new Response(null, { status: CLIENT_GONE });
    console.error(error);
    return problemResponse(
      new Problem("internal-error", [{ detail: "the oracle failed; this is a fault of ours" }]),
    );
  });
  return app;
}
