import { createMcpHandler, fromJsonSchema, McpServer } from "@modelcontextprotocol/server";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/server/validators/cf-worker";
import { LIMITS } from "../limits.ts";
import { ENGINE_VERSION } from "../version.ts";
import { ArgumentError, type Arguments, type Ask, type Tool, toolsOf } from "./tools.ts";

/**
 * The Model Context Protocol (https://modelcontextprotocol.io/specification/2026-07-28, and the revisions of 2025), without
 * sessions: each request is answered by a server of its own, which asks the API.
 */

/** Asks the API, as one who sends it a request would. */
export type AskApi = (ask: Ask) => Promise<Response>;

const INSTRUCTIONS =
  "Assay is a conformance oracle: it runs a deterministic simulation itself and knows what the bytes of a program's dump must be. " +
  "Start with list_labs. verify says where a dump first differs and what explains it; explain leads from several observations " +
  "to the rule that the program gets wrong. Answers say how much is known: only what is called proven is.";

// The runtime forbids code that is made of text, which the usual validator makes.
const VALIDATOR = new CfWorkerJsonSchemaValidator();

type Content = { content: { type: "text"; text: string }[]; isError?: true };

/** Answers a request whose body has been read: `body` is what it holds. */
export async function answerMcp(
  request: Request,
  body: unknown,
  labs: readonly string[],
  askApi: AskApi,
): Promise<Response> {
  const handler = createMcpHandler(() => serverFor(labs, askApi), {
    keepAliveMs: 0,
    // Nothing ever changes of which a client could be told.
    maxSubscriptions: 0,
    maxRequestBodySize: LIMITS.mcp_body_bytes,
  });
  return handler.fetch(request, { parsedBody: body });
}

function serverFor(labs: readonly string[], askApi: AskApi): McpServer {
  const server = new McpServer(
    { name: "assay", title: "Assay", version: ENGINE_VERSION },
    { instructions: INSTRUCTIONS, jsonSchemaValidator: VALIDATOR },
  );
  for (const tool of toolsOf(labs)) {
    const { name, title, description, input } = tool;
    const inputSchema = fromJsonSchema<Arguments>(input, VALIDATOR);
    const annotations = { readOnlyHint: true, idempotentHint: true, openWorldHint: false };
    server.registerTool(name, { title, description, inputSchema, annotations }, (given) =>
      answered(tool, given, askApi),
    );
  }
  return server;
}

async function answered(tool: Tool, given: Arguments, askApi: AskApi): Promise<Content> {
  try {
    const response = await askApi(tool.ask(given));
    const text = await textOf(response);
    if (text === null) {
      return failure(
        `the answer has more than ${LIMITS.mcp_answer_bytes} bytes; expected a smaller window (from, until), or a smaller scenario`,
      );
    }
    return response.ok ? { content: [{ type: "text", text }] } : failure(text);
  } catch (error) {
    if (error instanceof ArgumentError) return failure(error.message);
    throw error;
  }
}

/** The body as text; null where it has more bytes than an agent is answered. */
async function textOf(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    // To leave the loop cancels the rest.
    if (bytes > LIMITS.mcp_answer_bytes) return null;
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

function failure(text: string): Content {
  return { content: [{ type: "text", text }], isError: true };
}
