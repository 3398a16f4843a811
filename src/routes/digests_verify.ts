import { planBody, readBody } from "../http/body.ts";
import { FORM_TYPE } from "../http/media_type.ts";
import { JSON_OR_TEXT, negotiate } from "../http/negotiate.ts";
import { originOf } from "../http/origin.ts";
import { SWITCH } from "../http/query.ts";
import { jsonResponse, judged, textResponse } from "../http/respond.ts";
import { judgeListing } from "../judge/judge_listing.ts";
import { choice } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import {
  listingReport,
  listingReportSchema,
  renderListingReport,
} from "../report/listing_report.ts";
import { versionsOf } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";
import { FROM, rangeOf, STRIDE, UNTIL } from "./range.ts";

const CONTENT = {
  "application/json": { schema: listingReportSchema },
  "text/plain": { example: null },
};
const HEADERS = { "Assay-Verdict": "match, mismatch, truncated, partial or trailing-lines" };

export const verifyDigests = defineEndpoint({
  method: "POST",
  path: "/v1/labs/:lab/digests/verify",
  operationId: "verifyDigests",
  summary: "Compare a listing of a run's digests with what it must be",
  description:
    "Says after which tick (operation) a program's state is wrong for the first time, and what the right run " +
    "does in exactly that tick: the messages that arrive and are lost, timers, proposals, and the fields that " +
    "change. A listing may begin at any tick and be of every n-th one, as its first two lines show: it is compared, " +
    "and `partial` where no line of it is wrong. from, until and stride declare the part that is meant, and then a " +
    "listing of exactly that part is a match. A listing that is right, but for another tick, is recognised, and " +
    "so is one that is numbered from 1.",
  query: {
    from: FROM,
    until: UNTIL,
    stride: STRIDE,
    format: {
      type: choice(...JSON_OR_TEXT.map(({ name }) => name)),
      description: "The rendering of the report; goes before Accept",
    },
    diagnosis: {
      type: SWITCH,
      description:
        "With 0, no known bugs and single changes are tried, which costs the most of all",
    },
    fail: {
      type: SWITCH,
      description: "With 1, every verdict but `match` is answered with status 422",
    },
  },
  takes: "run",
  requestBody: {
    description:
      `What a program prints with --digests, or NDJSON as GET …/digests gives it: at most ${LIMITS.digest_lines} lines ` +
      "(also gzip, by Content-Encoding). Content-Digest is checked when sent.",
    content: {
      "text/plain": {
        example: "0 9f92230dd14d4df4d93c508b64a078ebe277d8df3f033d3b6f4f665d1ac61044\n",
      },
      "application/x-ndjson": { example: null },
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
    const part = rangeOf(scenario, query);
    const plan = planBody(c.req.raw.headers);
    const origin = originOf(c.req.url);
    const findings = await judgeListing(
      scenario,
      part,
      (push) => readBody(c.req.raw, plan, LIMITS.body_bytes, push),
      { pace, diagnoses: query.diagnosis !== false },
    );
    const report = listingReport(findings, await versionsOf(scenario.lab), origin);
    const { status, headers } = judged(report, query.fail);
    return format === "text"
      ? textResponse(renderListingReport(scenario, report), status, headers)
      : jsonResponse(report, status, headers);
  },
});
