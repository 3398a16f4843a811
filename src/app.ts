import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { CLIENT_GONE, Problem } from "./errors.ts";
import { API_HEADERS, DRAWING_HEADERS, FOREVER, PAGE_HEADERS, setHeaders } from "./http/headers.ts";
import { hotAnswersOf } from "./http/hot_answers.ts";
import { requireUrl } from "./http/origin.ts";
import { setApi } from "./http/own_api.ts";
import { PAGE_FILES, pageFile } from "./http/page.ts";
import { problemResponse } from "./http/problem.ts";
import { admit } from "./http/rate_limit.ts";
import { isLogged, logRequest } from "./http/request_log.ts";
import type { Registry } from "./labs/lab_entry.ts";
import { REGISTRY } from "./labs/registry.ts";
import type { Endpoint } from "./routes/endpoint.ts";
import { ENDPOINTS } from "./routes/index.ts";

/**
 * Any page may read what the oracle says of a scenario, by GET, or by POST at the same path where a URL cannot carry the
 * scenario; posting a dump is for programs.
 */
const ORIGIN = "*";
const EXPOSED = ["ETag", "Repr-Digest", "Assay-Provenance", "Assay-Expected"];
const EXPOSED_TEXT = EXPOSED.join(",");
/** What a browser is told that asks first. */
const preflightOf = (allowMethods: string[]) =>
  cors({
    origin: ORIGIN,
    allowMethods,
    // A fixed list: what the caller asks for is not echoed into a header.
    allowHeaders: [
      "Accept",
      "If-None-Match",
      ...(allowMethods.includes("POST") ? BODY_HEADERS : []),
    ],
    exposeHeaders: EXPOSED,
    maxAge: 86_400,
  });
const BODY_HEADERS = ["Content-Type", "Content-Encoding"];
/** Requests by POST at a path at which any page may ask. */
const forAnyPage = new WeakSet<Request>();

function headersOf(path: string) {
  if (path === "/" || path.startsWith(PAGE_FILES)) return PAGE_HEADERS;
  return path.endsWith(".svg") ? DRAWING_HEADERS : API_HEADERS;
}

/**
 * A handler whose answer gets the headers of every answer. In place of a middleware, which Hono runs in a chain of
 * promises, and which costs more than a small answer itself.
 */
function complete(handle: (c: Context) => Response | Promise<Response>) {
  return async (c: Context): Promise<Response> => {
    requireUrl(c.req.url);
    return withHeaders(c, await handle(c));
  };
}

function withHeaders({ req }: Context, response: Response): Response {
  setHeaders(response, headersOf(req.path));
  const isRead = req.method === "GET" || req.method === "HEAD";
  // What says nothing of it would be kept for two hours before the Worker, for whatever name of a host.
  if (isRead && !response.headers.has("Cache-Control")) {
    response.headers.set("Cache-Control", "no-store");
  }
  if (isRead || forAnyPage.has(req.raw)) {
    response.headers.set("Access-Control-Allow-Origin", ORIGIN);
    response.headers.set("access-control-expose-headers", EXPOSED_TEXT);
  }
  return response;
}

function failed(error: Error, c: Context): Response {
  if (error instanceof Problem) return withHeaders(c, problemResponse(error));
  // Nobody is there to be answered, and nothing is wrong.
  if (c.req.raw.signal.aborted) return new Response(null, { status: CLIENT_GONE });
  console.error(error);
  const problem = new Problem("internal-error", [
    { detail: "the oracle failed; this is a fault of ours" },
  ]);
  return withHeaders(c, problemResponse(problem));
}

/** Whether a request to an endpoint may have something to simulate. */
function isExpensive({ method, takes }: Endpoint): boolean {
  return method === "POST" || takes === "run" || takes === "state";
}

/** A handler of an endpoint that writes a line to the log, where there is one. */
function logged(
  { operationId: operation }: Endpoint,
  registry: Registry,
  answer: (c: Context) => Promise<Response>,
) {
  return async (c: Context): Promise<Response> => {
    if (!isLogged(c)) return answer(c);
    const id = c.req.param("lab");
    const lab = registry.find((one) => one.id === id)?.id ?? null;
    try {
      const response = await answer(c);
      const { status, headers } = response;
      logRequest(c, { operation, lab, status, code: null }, headers);
      return response;
    } catch (error) {
      const code = error instanceof Problem ? error.code : "internal-error";
      const response = failed(error as Error, c);
      logRequest(c, { operation, lab, status: response.status, code }, response.headers);
      return response;
    }
  };
}

/** The application, for the labs of a registry: the endpoints, and one form for every error. */
export function createApp(registry: Registry = REGISTRY): Hono {
  const app = new Hono({ strict: true });
  const hot = hotAnswersOf(registry);
  const methods = new Map<string, string[]>();
  for (const endpoint of ENDPOINTS) {
    const answer = async (c: Context): Promise<Response> => {
      const isPost = c.req.method === "POST";
      const kept = isPost ? await hot.getTo(c) : c.req.method === "GET" ? hot.get(c) : null;
      if (kept !== null) return kept;
      if (isPost && methods.get(endpoint.path)?.includes("GET")) forAnyPage.add(c.req.raw);
      requireUrl(c.req.url);
      if (isExpensive(endpoint)) await admit(c);
      const response = await endpoint.answer(c, registry);
      return hot.keep(c, withHeaders(c, response));
    };
    app.on(endpoint.method, endpoint.path, logged(endpoint, registry, answer));
    const known = methods.get(endpoint.path) ?? [];
    known.push(...(endpoint.method === "GET" ? ["GET", "HEAD"] : [endpoint.method]));
    methods.set(endpoint.path, known);
  }
  for (const [path, known] of methods) {
    const options = [...known, "OPTIONS"].join(", ");
    const invite = known.includes("GET") ? preflightOf(known) : null;
    const preflight = async (c: Context): Promise<Response> => {
      const response = (await invite?.(c, async () => {})) ?? c.body(null, 204);
      response.headers.set("Allow", options);
      return response;
    };
    app.options(path, complete(preflight));
  }

  app.get(
    `${PAGE_FILES}:file`,
    complete(async (c) => {
      const file = await pageFile(c, c.req.path, { "Cache-Control": FOREVER });
      return file ?? c.notFound();
    }),
  );

  const others = otherRequests(methods);
  app.notFound(async ({ req, env }) => others.fetch(req.raw, env));
  app.onError(failed);
  setApi(registry, app.fetch);
  return app;
}

/**
 * What no endpoint answers: other methods, and other paths. An app of its own, since Hono goes through a chain wherever
 * more than one handler could take a request.
 */
function otherRequests(methods: ReadonlyMap<string, readonly string[]>): Hono {
  const others = new Hono({ strict: true });
  for (const [path, known] of methods) {
    const refuse = (c: Context): never => {
      const allow = known.join(", ");
      throw new Problem(
        "method-not-allowed",
        [{ detail: `${c.req.method.slice(0, 80)} is not answered here; expected ${allow}` }],
        { Allow: allow },
      );
    };
    others.all(path, complete(refuse));
  }
  others.notFound(
    complete((c) => {
      const detail = `there is no ${JSON.stringify(c.req.path.slice(0, 200))}; expected one of the paths in /openapi.json`;
      return problemResponse(new Problem("not-found", [{ detail }]));
    }),
  );
  others.onError(failed);
  return others;
}
