import { conditional } from "../http/conditional.ts";
import { negotiate, TEXT_OR_NDJSON } from "../http/negotiate.ts";
import { builtDocument } from "../http/page.ts";
import { SWITCH } from "../http/query.ts";
import { textInPieces, textResponse } from "../http/respond.ts";
import type { Lab } from "../labs/lab.ts";
import { choice, u32, withArticle } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import { paced } from "../oracle/pace.ts";
import { traceLineSchema } from "../report/trace_schema.ts";
import { traceAsNdjson, traceInPieces } from "../report/trace_text.ts";
import { tracing } from "../trace/lines.ts";
import { defaultWindow, windowing } from "../trace/window.ts";
import { defineEndpoint } from "./endpoint.ts";
import { HEADERS, NOT_MODIFIED } from "./expected.ts";
import { FROM, rangeOf, refused, STRIDE, UNTIL } from "./range.ts";

const REVALIDATION = { "If-None-Match": "ETags of answers that the client has" };

export const getTrace = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/trace",
  operationId: "getTrace",
  summary: "The state of every node after every step of a run",
  description:
    "A table, or a line of NDJSON for each tick (operation): what the lab's scope has of a node, and the nodes of " +
    `which something changed. At most ${LIMITS.trace_rows} rows, of a tick and a node each.`,
  query: {
    from: FROM,
    until: UNTIL,
    stride: STRIDE,
    changes: {
      type: SWITCH,
      description: "With 1, only the steps after which something is other than before them",
    },
    events: {
      type: SWITCH,
      description: "With 1, also the messages, timers and proposals of each step",
    },
    fields: {
      type: choice("scope", "all"),
      description:
        "With all, also what no dump shows of a node: votes, deadlines, acknowledgements, what waits",
    },
    format: {
      type: choice(...TEXT_OR_NDJSON.map(({ name }) => name)),
      description: "The representation; goes before Accept",
    },
  },
  takes: "run",
  headers: REVALIDATION,
  responses: {
    200: {
      description: "The trace. The schema of NDJSON is that of a line",
      content: {
        "text/plain": { example: null },
        "application/x-ndjson": { schema: traceLineSchema },
      },
      headers: { ETag: HEADERS.ETag },
    },
    304: NOT_MODIFIED,
  },
  async handle({ c, lab, scenario, query, pace }) {
    const range = rangeOf(scenario, query);
    const { changes = false, events = false, fields = "scope" } = query;
    const selection = { changes, events, fields };
    const format = query.format ?? negotiate(c.req.header("Accept"), TEXT_OR_NDJSON);
    return conditional(c, lab, ["trace", format, scenario.query, range, selection], async () => {
      // All lines are made before the first is sent, so that a limit can still be answered as such.
      const lines = await paced(tracing(scenario, range, selection), pace);
      if (format === "text")
        return textResponse(await textInPieces(traceInPieces(lab, lines), pace));
      const ndjson = await textInPieces(traceAsNdjson(lab, lines), pace);
      return textResponse(ndjson, 200, { "Content-Type": "application/x-ndjson" });
    });
  },
});

const SCHEMA_TYPE = "application/schema+json";

/** The path of the built file that has the schema of a line of a lab's trace. */
export function traceSchemaFile({ id }: Lab): string {
  return `/schemas/trace-${id}.json`;
}

export const getTraceSchema = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/trace/schema",
  operationId: "getTraceSchema",
  summary: "The JSON schema of a line of a trace",
  description: "JSON Schema, draft 2020-12; the OpenAPI document has it too, as a component.",
  query: {},
  takes: "lab",
  responses: {
    200: { description: "The schema", content: { [SCHEMA_TYPE]: { example: null } } },
  },
  handle({ c, lab }) {
    return builtDocument(c, traceSchemaFile(lab), SCHEMA_TYPE);
  },
});

export const getDiagram = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/trace.svg",
  operationId: "getDiagram",
  summary: "A space-time diagram of a part of a run",
  description:
    "A line for each node, time from left to right, and every message an arrow from where and when it was sent to " +
    `where and when it arrived, or was lost. At most ${LIMITS.diagram_steps} ticks and ${LIMITS.diagram_messages} messages.`,
  query: {
    from: FROM,
    until: { ...UNTIL, description: "The step before which the diagram ends" },
    mark: {
      type: u32(),
      description:
        "A step to be marked; without from and until, the diagram is of what is around it",
    },
  },
  takes: "run",
  headers: REVALIDATION,
  responses: {
    200: {
      description: "The diagram",
      content: { "image/svg+xml": { example: null } },
      headers: { ETag: HEADERS.ETag },
    },
    304: NOT_MODIFIED,
  },
  async handle({ c, lab, scenario, query, pace }) {
    const { mark = null, from = null, until = null } = query;
    if (mark !== null && mark >= scenario.steps) {
      const expected = `${withArticle(lab.step_name)} below ${scenario.steps}, their number`;
      throw refused("mark", `mark is ${mark}; expected ${expected}`);
    }
    const range = rangeOf(scenario, query, defaultWindow(scenario, { from, until }, mark));
    return conditional(c, lab, ["diagram", scenario.query, range, mark], async () => {
      const window = await paced(windowing(scenario, range.from, range.until), pace);
      const type = { "Content-Type": "image/svg+xml; charset=utf-8" };
      // Few ask for one: an isolate that is not asked starts without it.
      const { diagram } = await import("../report/diagram.ts");
      return textResponse(diagram(scenario, window, mark), 200, type);
    });
  },
});
