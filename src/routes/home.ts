import { html } from "hono/html";
import { negotiate } from "../http/negotiate.ts";
import { originOf } from "../http/origin.ts";
import { textResponse } from "../http/respond.ts";
import { LABS } from "../labs/index.ts";
import { ENGINE_VERSION } from "../version.ts";
import { type Endpoint, readQuery } from "./endpoint.ts";

const OFFERS = [
  { name: "text", mediaType: "text/plain" },
  { name: "html", mediaType: "text/html" },
] as const;

export const home: Endpoint = {
  method: "GET",
  path: "/",
  operationId: "home",
  summary: "What this is and how to call it",
  description: "As text, or as HTML for a browser.",
  query: {},
  takes: "nothing",
  responses: {
    200: {
      description: "The page",
      content: { "text/plain": { example: null }, "text/html": { example: null } },
    },
  },
  async handle(c) {
    readQuery(c.req.url, home);
    const text = page(originOf(c.req.url));
    const headers = { Vary: "Accept" };
    if (negotiate(c.req.header("Accept"), OFFERS) === "text")
      return textResponse(text, 200, headers);
    const markup = await html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Assay, a conformance oracle</title>
<pre>${text}</pre>
</html>`;
    return c.html(markup, 200, headers);
  },
};

function page(origin: string): string {
  const labs = LABS.map(
    ({ id, title, scenarios }) =>
      `  ${id.padEnd(4)} ${title}; scenarios ${scenarios.map((scenario) => scenario.id).join(" ")}`,
  );
  const [lab] = LABS;
  const url = `${origin}/v1/labs/${lab.id}`;
  const id = lab.scenarios[0]?.id;
  const parameters = Object.entries(lab.parameters)
    .filter(([, parameter]) => parameter.required)
    .map(([name, parameter]) => `${name}=${parameter.example}`);
  return `Assay ${ENGINE_VERSION}, a conformance oracle

It runs a deterministic simulation itself, knows what the bytes of its dump must be, and says
where the dump of your program first differs, in which node and field, and why that usually happens.

Labs
${labs.join("\n")}

What must the hash be? (64 hex digits, no newline)
  curl -s '${url}/expected?scenario=${id}&format=text'

What must the dump be, field by field?
  curl -s '${url}/expected/annotated?scenario=${id}'

Where does my dump differ?
  curl -s --data-binary @dump.bin '${url}/verify?scenario=${id}&format=text'

In which ${lab.step_name} does my run go wrong? (what the program prints with --digests)
  curl -s --data-binary @digests.txt '${url}/digests/verify?scenario=${id}&format=text'

What does a right run do?
  curl -s '${url}/trace?scenario=${id}&changes=1&events=1'   (and trace.svg draws it)

The same in a CI job, where a difference must fail it
  curl -sS --fail-with-body --data-binary @dump.bin '${url}/verify?scenario=${id}&format=text&fail=1'

Any other scenario, by its parameters
  curl -s '${url}/expected?${parameters.join("&")}'

More: ${origin}/v1/labs  ${origin}/v1/problems  ${origin}/openapi.json  ${origin}/healthz
`;
}
