import { Hono } from "hono";
import { createApp } from "../../src/app.ts";

/** The oracle, and the least that a Hono app does beside it, for `npm run bench`: both in one isolate. */

const app = createApp();
const hello = new Hono();
hello.get("/hello", (c) => c.text("hello"));

export default {
  fetch(request: Request, env: object, context: ExecutionContext): Response | Promise<Response> {
    return request.url.endsWith("/hello")
      ? hello.fetch(request, env, context)
      : app.fetch(request, env, context);
  },
};
