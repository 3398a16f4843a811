import { negotiate } from "../http/negotiate.ts";
import { originOf } from "../http/origin.ts";
import { hasPage, pageFile } from "../http/page.ts";
import { textResponse } from "../http/respond.ts";
import { listedScenarios } from "../labs/define.ts";
import { type Labs, loadLabs } from "../labs/lab_entry.ts";
import { ENGINE_VERSION } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";

const OFFERS = [
  { name: "text", mediaType: "text/plain" },
  { name: "html", mediaType: "text/html" },
] as const;

export const home = defineEndpoint({
  method: "GET",
  path: "/",
  operationId: "home",
  summary: "What this is and how to call it",
  description: "As text; for a browser the page that shows reports, dumps and runs.",
  query: {},
  takes: "nothing",
  responses: {
    200: {
      description: "The page",
      content: { "text/plain": { example: null }, "text/html": { example: null } },
    },
  },
  async handle({ c, registry }) {
    const headers = { Vary: "Accept" };
    if (hasPage(c) && negotiate(c.req.header("Accept"), OFFERS) === "html") {
      const page = await pageFile(c, "/index.html", headers);
      if (page !== null) return page;
    }
    // It names the host that was asked for, and what is kept before the Worker is kept for all hosts.
    const own = { ...headers, "Cache-Control": "no-store" };
    return textResponse(firstPage(await loadLabs(registry), originOf(c.req.url)), 200, own);
  },
});

function firstPage(labs: Labs, origin: string): string {
  const list = labs.map(
    ({ id, title, scenarios }) =>
      `  ${id.padEnd(4)} ${title}; scenarios ${scenarios.map((scenario) => scenario.id).join(" ")}`,
  );
  const [lab] = labs;
  const url = `${origin}/v1/labs/${lab.id}`;
  const id = listedScenarios(lab)[0]?.id;
  const parameters = Object.entries(lab.parameters)
    .filter(([, parameter]) => parameter.required)
    .map(([name, parameter]) => `${name}=${parameter.example}`);
  return `Assay ${ENGINE_VERSION}, a conformance oracle

It runs a deterministic simulation itself, knows what the bytes of its dump must be, and says
where the dump of your program first differs, in which node and field, and why that usually happens.

Labs
${list.join("\n")}

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

To look at it, open ${origin}/ in a browser: it shows both dumps side by side.

More: ${origin}/v1/labs  ${origin}/v1/problems  ${origin}/openapi.json  ${origin}/healthz
`;
}
