import { Hono } from "hono";
import { cors } from "hono/cors";
import { Problem } from "./errors.ts";
import { API_HEADERS, DRAWING_HEADERS, PAGE_HEADERS, setHeaders } from "./http/headers.ts";
import { requireUrl } from "./http/origin.ts";
import { PAGE_FILES, pageFile } from "./http/page.ts";
import { problemResponse } from "./http/problem.ts";
import { LABS } from "./labs/index.ts";
import type { Labs } from "./routes/endpoint.ts";
import { ENDPOINTS } from "./routes/index.ts";

/** Any page may read what the oracle says (GET); posting a dump is for programs. */
const ORIGIN = "*";
const EXPOSED = ["ETag", "Repr-Digest", "Assay-Provenance", "Assay-Expected"];
const EXPOSED_TEXT = EXPOSED.join(",");
/** What a browser is told that asks first. */
const PREFLIGHT = cors({
  origin: ORIGIN,
  allowMethods: ["GET", "HEAD"],
  // A fixed list: what the caller asks for is not echoed into a header.
  allowHeaders: ["Accept", "If-None-Match"],
  exposeHeaders: EXPOSED,
  maxAge: 86_400,
});

/** The names of the files are hashes of their contents. */
const FOREVER = "public, max-age=31536000, immutable";

function headersOf(path: string) {
  if (path === "/" || path.startsWith(PAGE_FILES)) return PAGE_HEADERS;
  return path.endsWith(".svg") ? DRAWING_HEADERS : API_HEADERS;
}

/** The application, for the labs of a registry: middleware, the endpoints, and one form for every error. */
export function createApp(labs: Labs = LABS): Hono {
  const app = new Hono({ strict: true });
  app.use(async (c, next) => {
    await next();
    const { res, req } = c;
    setHeaders(res, headersOf(req.path));
    if (req.method !== "GET" && req.method !== "HEAD") return;
    res.headers.set("Access-Control-Allow-Origin", ORIGIN);
    res.headers.set("access-control-expose-headers", EXPOSED_TEXT);
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
      const preflight = known.includes("GET") ? await PREFLIGHT(c, async () => {}) : undefined;
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
  app.onError((error) => {
    if (error instanceof Problem) return problemResponse(error);
    console.error(error);
    return problemResponse(
      new Problem("internal-error", [{ detail: "the oracle failed; this is a fault of ours" }]),
    );
  });
  return app;
}
