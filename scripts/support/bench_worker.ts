import { Hono } from "hono";
import { createApp } from "../../src/app.ts";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Run, Scenario } from "../../src/labs/lab.ts";
import { REGISTRY } from "../../src/labs/registry.ts";
import { seal, simulate } from "../../src/oracle/expected.ts";

/**
 * The oracle with a few addresses more, for `npm run bench`: a plain handler as the ceiling, and the
 * stages of the core without HTTP around them. The clock stands still here; the caller measures.
 */

const app = createApp();
/** The least that an app of the same framework does, in the same isolate. */
const hello = new Hono();
hello.get("/hello", (c) => c.text("hello"));
let finished: Run | null = null;

function scenarioOf(parameters: URLSearchParams): Scenario {
  const { lab: id, ...given } = Object.fromEntries(parameters);
  const lab = LABS.find((candidate) => candidate.id === id);
  if (lab === undefined) throw new Error(`no lab ${id}`);
  return lab.scenario(new Map(Object.entries(given)));
}

/** A hash that nothing gives: every known bug, pair, scenario and step is tried. */
async function diagnoseNothing(scenario: Scenario): Promise<Response> {
  const expected = await seal(scenario, simulate(scenario));
  const evidence = { sha256: "0".repeat(64), bytes: null, isHash: true, row: null, shape: null };
  return Response.json(await diagnose(expected, evidence, REGISTRY));
}

export default {
  fetch(request: Request, env: unknown, context: ExecutionContext): Response | Promise<Response> {
    if (request.url.endsWith("/hello")) return hello.fetch(request, env as object, context);
    // Before any URL is read, which the oracle would pay for.
    if (request.url.includes("/v1/")) return app.fetch(request, env as object, context);
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/plain") return new Response("ok");
    if (pathname === "/simulate") {
      const run = scenarioOf(searchParams).start();
      while (run.step_index < run.steps) run.step();
      finished = run;
      return new Response(String(run.messages));
    }
    if (pathname === "/diagnose") return diagnoseNothing(scenarioOf(searchParams));
    if (pathname === "/encode") return new Response(String(finished?.dump().length));
    return app.fetch(request, env as object, context);
  },
};
