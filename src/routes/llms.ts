import { originOf } from "../http/origin.ts";
import { textResponse } from "../http/respond.ts";
import { type Labs, loadLabs } from "../labs/lab_entry.ts";
import { defineEndpoint } from "./endpoint.ts";

export const llms = defineEndpoint({
  method: "GET",
  path: "/llms.txt",
  operationId: "llms",
  summary: "What this is and how to call it, for language models",
  description: "Markdown in the form of https://llmstxt.org.",
  query: {},
  takes: "nothing",
  responses: {
    200: { description: "The document", content: { "text/markdown": { example: null } } },
  },
  async handle({ c, registry }) {
    // It names the host that was asked for, and what is kept before the Worker is kept for all hosts.
    return textResponse(overview(await loadLabs(registry), originOf(c.req.url)), 200, {
      "Content-Type": "text/markdown; charset=utf-8",
      "Cache-Control": "no-store",
    });
  },
});

function overview(labs: Labs, origin: string): string {
  const [lab] = labs;
  const id = lab.scenarios[0]?.id ?? lab.suites[0].scenarios[0]?.id;
  const url = `${origin}/v1/labs/${lab.id}`;
  const named = `scenario=${id}&format=text`;
  const list = labs.map(
    (one) => `- [${one.id}](${origin}/v1/labs/${one.id}): ${one.title}. ${one.summary}`,
  );
  return `# Assay

> A conformance oracle for deterministic simulations: it runs the simulation itself, knows what the bytes of a program's dump must be, and says where a submitted dump first differs (offset, node, field, both values) and what explains it. Answers say how much is known; only what is called proven is.

A scenario is named by \`scenario=ID\` or by the lab's parameters, as in \`seed=42&nodes=3&rounds=1000&proposals=5\`. A wrong dump is a result (200 with a verdict); a wrong request is a problem (RFC 9457) that names the parameter. Nobody needs a key, and nothing is remembered.

The same as tools: POST ${origin}/mcp (Model Context Protocol, streamable HTTP, no session): list_labs, expected, verify, explain, trace.

## Labs

${list.join("\n")}

## API

- [Labs](${origin}/v1/labs): each with its parameters, scenarios, layout and invariants
- [Expected](${url}/expected?${named}): what the hash of a dump must be; format=dump is the dump
- [Annotated](${url}/expected/annotated?scenario=${id}): the expected dump field by field
- Verify: \`curl --data-binary @dump.bin '${url}/verify?${named}'\` says where a dump differs, and why
- Listing: \`curl --data-binary @digests.txt '${url}/digests/verify?${named}'\` says in which ${lab.step_name} a run goes wrong
- Events: \`curl --data-binary @events.txt '${url}/events/verify?${named}'\` says which message, timer or proposal is wrong first; [the right ones](${url}/events?scenario=${id}&until=30)
- Explain: \`curl --json '{"observations": []}' '${url}/explain'\` says which scenarios to run, then what explains all that was seen
- [Trace](${url}/trace?scenario=${id}&until=30&changes=1): what a right run does, ${lab.step_name} by ${lab.step_name}
- [Bugs](${url}/bugs): known bugs, with what each changes
- [Problems](${origin}/v1/problems): error codes and limits
- [OpenAPI](${origin}/openapi.json): every request

## Optional

- [The page](${origin}/): both dumps side by side in a browser
`;
}
