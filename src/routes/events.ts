import { listedEvents } from "../events/events_of_run.ts";
import { conditional } from "../http/conditional.ts";
import { textInPieces, textResponse } from "../http/respond.ts";
import { LIMITS } from "../limits.ts";
import { eventLineSchema } from "../report/events_schema.ts";
import { defineEndpoint } from "./endpoint.ts";
import { HEADERS, NOT_MODIFIED } from "./expected.ts";
import { FROM, rangeOf, UNTIL } from "./range.ts";

export const getEvents = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/events",
  operationId: "getEvents",
  summary: "Every event of a run, in order",
  description:
    "What a program prints with --events: a line of NDJSON for each message that is sent, delivered or lost, each timer " +
    `that runs out, each proposal, and what else the lab tells. At most ${LIMITS.event_lines} events: of a longer run they are asked for in ranges.`,
  query: { from: FROM, until: UNTIL },
  takes: "run",
  headers: { "If-None-Match": "ETags of answers that the client has" },
  responses: {
    200: {
      description: "The events. The schema is that of a line",
      content: { "application/x-ndjson": { schema: eventLineSchema } },
      headers: { ETag: HEADERS.ETag },
    },
    304: NOT_MODIFIED,
  },
  async handle({ c, lab, scenario, query, pace }) {
    const range = rangeOf(scenario, query);
    return conditional(c, lab, ["events", scenario.query, range], async () => {
      await pace.begin();
      // All lines are made before the first is sent, so that a limit can still be answered as such.
      const most = { most: LIMITS.event_lines, mostInStep: LIMITS.step_events };
      const lines = listedEvents(scenario, range, most);
      const type = { "Content-Type": "application/x-ndjson" };
      return textResponse(await textInPieces(lines, pace), 200, type);
    });
  },
});
