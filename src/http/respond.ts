/** Answers are indented: people read them in a terminal, and programs do not mind. */
export function jsonResponse(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${JSON.stringify(value, null, 2)}\n`, {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

export function textResponse(
  text: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(text, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", ...headers },
  });
}

/** How a verdict is answered: a difference is a result, and 200, but 422 where `fail` is on. Never kept. */
export function judged({ verdict }: { readonly verdict: string }, fail = false) {
  return {
    status: fail && verdict !== "match" ? 422 : 200,
    headers: { "Assay-Verdict": verdict, "Cache-Control": "no-store", Vary: "Accept" },
  };
}
