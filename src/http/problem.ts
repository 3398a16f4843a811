import { PROBLEMS, type Problem, type ProblemItem } from "../errors.ts";
import { visible, visibleJson } from "../report/visible.ts";

/** Errors that one answer lists; the rest is counted. */
const LISTED_ERRORS = 20;

/**
 * Problem details (RFC 9457), with our own members `code` and `errors`. They repeat what a caller sent, and a
 * terminal may show them: characters that cannot be seen are written as escapes.
 */
export function problemResponse(problem: Problem): Response {
  const { status, title } = PROBLEMS[problem.code];
  const items: ProblemItem[] = problem.items
    .slice(0, LISTED_ERRORS)
    .map((item) => ({ ...item, detail: visible(item.detail) }));
  const more = problem.items.length - items.length;
  if (more > 0) items.push({ detail: `and ${more} more errors of this kind` });
  const body = {
    type: `/v1/problems#${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: items.map(({ detail }) => detail).join("; "),
    errors: items,
  };
  return new Response(`${visibleJson(JSON.stringify(body, null, 2))}\n`, {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      ...problem.headers,
    },
  });
}
