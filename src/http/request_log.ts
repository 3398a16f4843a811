import type { Context } from "hono";
import type { ProblemCode } from "../errors.ts";
import { bindingsOf } from "./bindings.ts";

/** What a handler leaves for the log, among the variables of its request. */
export const PIECES = "pieces";

/** What is known of a request that an endpoint answered. */
export interface Answered {
  readonly operation: string;
  /** The lab that it was about, if that is one of ours. */
  readonly lab: string | null;
  readonly status: number;
  /** The code of a problem. */
  readonly code: ProblemCode | null;
}

/** Whether requests are logged: a local start does not. A variable that was set in the dashboard is a text. */
export function isLogged(c: Context): boolean {
  return String(bindingsOf(c).REQUEST_LOG) === "true";
}

/**
 * One line of JSON to a request. Nothing in it was written by who asked: names are of our own registries, and the rest are
 * numbers. `pieces` counts the pieces of work after which others had a turn (kernel/work.ts).
 */
export function logRequest(c: Context, answered: Answered, headers: Headers): void {
  const verdict = headers.get("Assay-Verdict");
  const from = headers.get("Assay-Expected");
  const pieces = (c.get(PIECES) as number | undefined) ?? 0;
  console.log(JSON.stringify({ ...answered, verdict, expected: from, pieces }));
}
