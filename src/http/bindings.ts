/// <reference path="../worker_env.d.ts" />
import type { Context } from "hono";

/** What wrangler.toml binds; each of them may be missing: a local start has fewer, and a test none. */
export type Bindings = Partial<Env>;

/** The bindings of a request's Worker. */
export function bindingsOf(c: Context): Bindings {
  return (c.env as Bindings | undefined) ?? {};
}
