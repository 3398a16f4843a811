import {
  bisectAnswer,
  bisectAnswerSchema,
  bisectRequestSchema,
  knownStates,
  renderBisectAnswer,
} from "../bisect/answer.ts";
import { Problem } from "../errors.ts";
import { readJson } from "../http/json_body.ts";
import { requireMediaType } from "../http/media_type.ts";
import { negotiate } from "../http/negotiate.ts";
import { originOf } from "../http/origin.ts";
import { jsonResponse, textResponse } from "../http/respond.ts";
import { findLab } from "../labs/index.ts";
import { choice } from "../labs/parameters.ts";
import { LIMITS } from "../limits.ts";
import { versionsOf } from "../version.ts";
import { JSON_OR_TEXT } from "./digests_verify.ts";
import { type Endpoint, readQuery, scenarioOf } from "./endpoint.ts";

const EXPECTED = '{"digests": [{"step": 999, "sha256": "<64 hex digits>"}], "of": "dump"}';

export const bisect: Endpoint = {
  method: "POST",
  path: "/v1/labs/:lab/bisect",
  operationId: "bisect",
  summary: "Find the first tick after which a program is wrong, by a few hashes of its states",
  description:
    "The client sends the hashes that it knows, none to begin with, and is told which one to send next, or what " +
    "was found: then also what the right run does in that tick. Nothing is remembered between two questions, and " +
    "a run of n ticks takes about log2(n) of them.",
  query: {
    format: {
      type: choice(...JSON_OR_TEXT.map(({ name }) => name)),
      description: "The rendering of the answer; goes before Accept",
    },
  },
  takes: "run",
  requestBody: {
    description: `What is known: at most ${LIMITS.bisect_digests} hashes`,
    content: {
      "application/json": { schema: bisectRequestSchema },
      "application/x-www-form-urlencoded": { example: null },
      "text/plain": { example: '{"digests": []}' },
    },
  },
  headers: {
    "Content-Encoding": "gzip, where the body is compressed",
    "Content-Digest": "sha-256 or sha-512 of the body as it is sent (RFC 9530); checked",
  },
  responses: {
    200: {
      description: "The next question, or what was found",
      content: {
        "application/json": { schema: bisectAnswerSchema },
        "text/plain": { example: null },
      },
    },
  },
  async handle(c) {
    const lab = findLab(c.req.param("lab") ?? "");
    const query = readQuery(c.req.url, bisect, lab);
    const format = query.own["format"] ?? negotiate(c.req.header("Accept"), JSON_OR_TEXT);
    const scenario = scenarioOf(lab, query);
    if (scenario.steps === 0) {
      throw new Problem("invalid-parameters", [
        { detail: `the run has no ${lab.step_name}; expected one of at least one` },
      ]);
    }
    // curl -d calls any JSON a form, and fetch() calls any string a text.
    requireMediaType(c.req.header("Content-Type"), [
      "application/json",
      "application/x-www-form-urlencoded",
      "text/plain",
      "",
    ]);
    const origin = originOf(c.req.url);
    const request = await readJson(
      c.req.raw,
      bisectRequestSchema,
      LIMITS.bisect_body_bytes,
      EXPECTED,
    );
    const known = knownStates(scenario, request);
    const answer = await bisectAnswer(scenario, known, request.of, await versionsOf(lab), origin);
    const headers = { "Cache-Control": "no-store", Vary: "Accept" };
    return format === "text"
      ? textResponse(renderBisectAnswer(scenario, answer), 200, headers)
      : jsonResponse(answer, 200, headers);
  },
};
