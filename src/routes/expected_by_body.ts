import * as z from "zod";
import { Problem } from "../errors.ts";
import { planBody, readText } from "../http/body.ts";
import { parseJson } from "../http/json_body.ts";
import { either, integer, recordOf, text as textOf } from "../http/json_shape.ts";
import { FORM_TYPE } from "../http/media_type.ts";
import { negotiate } from "../http/negotiate.ts";
import { readQuery } from "../http/query.ts";
import { scenarioOf, scenarioParameters } from "../http/scenario_query.ts";
import { LIMITS } from "../limits.ts";
import { versionsOf } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";
import {
  expectedResponse,
  FORMAT,
  formatNamed,
  HEADERS,
  OFFERS,
  REPRESENTATIONS,
} from "./expected.ts";

const JSON_TYPE = "application/json";

const EXPECTED =
  'a scenario by its parameters, each a text, or an integer of at most 2^53 - 1 (a larger one as a text): {"seed": "42", …}';

/** What {@link scenarioSchema} documents. */
export const scenarioShape = recordOf(either(textOf(), integer()));
export const scenarioSchema = z
  .record(z.string(), z.union([z.string(), z.int()]))
  .meta({ id: "ScenarioSubmission" });

export const postExpected = defineEndpoint({
  method: "POST",
  path: "/v1/labs/:lab/expected",
  operationId: "postExpected",
  summary: "The same of a scenario that is sent as a body",
  description:
    "For a scenario that a URL cannot carry: Cloudflare takes URLs of up to 16 KB, and many links or outages are " +
    "longer. The body is what would stand in the query, as a form or as an object of JSON; the answer is that of GET.",
  query: { format: FORMAT },
  takes: "lab",
  requestBody: {
    description: `The parameters of the scenario, at most ${LIMITS.scenario_body_bytes} bytes.`,
    content: {
      [FORM_TYPE]: { example: "seed=42&nodes=3&rounds=1000&proposals=5", is: "a form" },
      [JSON_TYPE]: { schema: scenarioSchema, is: "an object of parameters" },
    },
  },
  headers: { "Content-Encoding": "gzip, where the body is compressed" },
  responses: {
    200: {
      description: "The expected hash or dump",
      content: REPRESENTATIONS,
      headers: {
        "Assay-Provenance": HEADERS["Assay-Provenance"],
        "Assay-Expected": HEADERS["Assay-Expected"],
      },
    },
  },
  async handle({ c, lab, query, bodyType, pace }) {
    const format = formatNamed(query.format) ?? negotiate(c.req.header("Accept"), OFFERS);
    const plan = planBody(c.req.raw.headers);
    const text = await readText(c.req.raw, plan, LIMITS.scenario_body_bytes);
    const given = bodyType === JSON_TYPE ? ofJson(text) : new URLSearchParams(text.trim());
    const { rest } = readQuery(`form:?${given}`, {}, scenarioParameters(lab, "state"));
    const scenario = scenarioOf(lab, rest);
    pace.weigh(scenario.weight);
    const response = await expectedResponse(c, scenario, pace, format, await versionsOf(lab));
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("Vary", "Accept");
    return response;
  },
});

function ofJson(text: string): URLSearchParams {
  const object = parseJson(text, scenarioShape, EXPECTED);
  if (Object.keys(object).length === 0) {
    throw new Problem("invalid-body", [
      { pointer: "", detail: `the body is empty; expected ${EXPECTED}` },
    ]);
  }
  return new URLSearchParams(Object.entries(object).map(([name, value]) => [name, String(value)]));
}
