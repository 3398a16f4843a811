import { planBody, readBody } from "../http/body.ts";
import { FORM_TYPE } from "../http/media_type.ts";
import { JSON_OR_TEXT, negotiate } from "../http/negotiate.ts";
import { originOf } from "../http/origin.ts";
import { SWITCH } from "../http/query.ts";
import { jsonResponse, judged, textResponse } from "../http/respond.ts";
import { choice } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import { eventsReport, eventsReportSchema, renderEventsReport } from "../report/events_report.ts";
import { versionsOf } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";
import { FROM, rangeOf, UNTIL } from "./range.ts";

const CONTENT = {
  "application/json": { schema: eventsReportSchema },
  "text/plain": { example: null },
};
const HEADERS = { "Assay-Verdict": "match, mismatch, truncated or trailing-lines" };

export const verifyEvents = defineEndpoint({
  method: "POST",
  path: "/v1/labs/:lab/events/verify",
  operationId: "verifyEvents",
  summary: "Compare a listing of a run's events with what they must be",
  description:
    "Says which event of a program is wrong for the first time: one that is missing, additional, different (in which members) " +
    "or in another order; the last ones that agree, the state before it, the rule of the specification by which it came " +
    "about, and whether what follows agrees again. A listing that ends too early is a finding. from and until declare the part that the listing is of.",
  query: {
    from: FROM,
    until: UNTIL,
    format: {
      type: choice(...JSON_OR_TEXT.map(({ name }) => name)),
      description: "The rendering of the report; goes before Accept",
    },
    fail: {
      type: SWITCH,
      description: "With 1, every verdict but `match` is answered with status 422",
    },
  },
  takes: "run",
  requestBody: {
    description:
      `What a program prints with --events: at most ${LIMITS.verified_events} lines (also gzip, by Content-Encoding). ` +
      "Content-Digest is checked when sent.",
    content: {
      "application/x-ndjson": { example: null },
      "text/plain": { example: null },
      "application/octet-stream": { example: null },
      [FORM_TYPE]: { example: null },
    },
  },
  headers: {
    "Content-Encoding": "gzip, where the body is compressed",
    "Content-Digest": "sha-256 or sha-512 of the body as it is sent (RFC 9530); checked",
  },
  responses: {
    200: { description: "The report", content: CONTENT, headers: HEADERS },
    422: {
      description: "The report, with a verdict other than match, where fail=1 was given",
      content: CONTENT,
      headers: HEADERS,
    },
  },
  async handle({ c, scenario, query, pace }) {
    const format = query.format ?? negotiate(c.req.header("Accept"), JSON_OR_TEXT);
    const range = rangeOf(scenario, query);
    const plan = planBody(c.req.raw.headers);
    const origin = originOf(c.req.url);
    // Few ask for it: an isolate that is not asked starts without it.
    const { judgeEvents } = await import("../judge/judge_events.ts");
    const findings = await judgeEvents(
      scenario,
      range,
      (push) => readBody(c.req.raw, plan, LIMITS.body_bytes, push),
      { pace },
    );
    const report = eventsReport(findings, await versionsOf(scenario.lab), origin);
    const { status, headers } = judged(report, query.fail);
    return format === "text"
      ? textResponse(renderEventsReport(scenario, report), status, headers)
      : jsonResponse(report, status, headers);
  },
});
