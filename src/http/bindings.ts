/// <reference path="./worker_env.d.ts" />
import type { Context } from "hono";
import { LIMITS } from "../limits.ts";

/** What wrangler.toml binds; each of them may be missing: a local start has fewer, and a test none. */
export type Bindings = Partial<Env>;

/** The bindings of a request's Worker. */
export function bindingsOf(c: Context): Bindings {
  return (c.env as Bindings | undefined) ?? {};
}

/**
 * The work that a diagnosis may spend here; undefined where all that the limits allow. A variable that was set in the
 * dashboard is a text.
 */
export function diagnosisWorkOf(c: Context): number | undefined {
  const work = Number(bindingsOf(c).DIAGNOSIS_WORK ?? Number.NaN);
  return work >= 0 && work < LIMITS.diagnosis_work ? Math.floor(work) : undefined;
}
