import { planBody, readText } from "../http/body.ts";
import { parseJson } from "../http/json_body.ts";
import { anything, recordOf } from "../http/json_shape.ts";
import { originOf } from "../http/origin.ts";
import { apiOf } from "../http/own_api.ts";
import { requireOwnOrigin } from "../http/own_origin.ts";
import { LIMITS } from "../limits.ts";
import { defineEndpoint } from "./endpoint.ts";

const EXPECTED =
  'one message of JSON-RPC 2.0, {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}; no array of them';

export const mcp = defineEndpoint({
  method: "POST",
  path: "/mcp",
  operationId: "mcp",
  summary: "The oracle as tools for coding agents (Model Context Protocol)",
  description:
    "Streamable HTTP without sessions: each request is complete in itself. The tools list_labs, expected, verify, explain " +
    "and trace ask this API, so its limits and errors hold. docs/agents.md has examples.",
  query: {},
  takes: "nothing",
  requestBody: {
    description: `A message of JSON-RPC 2.0, at most ${LIMITS.mcp_body_bytes} bytes.`,
    content: { "application/json": { example: null, is: "a message of JSON-RPC 2.0" } },
  },
  headers: {
    Accept: "application/json, text/event-stream",
    Origin: "None, or the oracle's own: another one is refused",
  },
  responses: {
    200: {
      description: "The answer, as JSON or as one event of a stream",
      content: { "application/json": { example: null }, "text/event-stream": { example: null } },
    },
    202: { description: "A notification was taken", content: {} },
  },
  async handle({ c, registry }) {
    requireOwnOrigin(c.req.header("Origin"), c.req.url);
    const origin = originOf(c.req.url);
    const text = await readText(c.req.raw, planBody(c.req.raw.headers), LIMITS.mcp_body_bytes);
    const message = parseJson(text, recordOf(anything), EXPECTED);
    const labs = registry.map(({ id }) => id);
    const api = apiOf(registry);
    // Agents alone need it, and it is as large as the rest of the Worker.
    const { answerMcp } = await import("../mcp/server.ts");
    return answerMcp(c.req.raw, message, labs, async ({ path, type, body }) => {
      const { signal } = c.req.raw;
      const asked =
        body === undefined
          ? new Request(origin + path, { signal })
          : new Request(origin + path, {
              method: "POST",
              headers: { "Content-Type": type as string },
              body,
              signal,
            });
      return api(asked, c.env);
    });
  },
});
