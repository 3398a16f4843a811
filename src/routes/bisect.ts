import { knownLines } from "../digests/known_lines.ts";
import { knownStates } from "../digests/known_states.ts";
import type { KnownState, StateKind } from "../digests/search.ts";
import { Problem } from "../errors.ts";
import { planBody, readText } from "../http/body.ts";
import { parseJson } from "../http/json_body.ts";
import { choiceOf, integer, listOf, membersOf, text as textOf } from "../http/json_shape.ts";
import { FORM_TYPE } from "../http/media_type.ts";
import { JSON_OR_TEXT, negotiate } from "../http/negotiate.ts";
import { originOf } from "../http/origin.ts";
import { jsonResponse, textResponse } from "../http/respond.ts";
import { judgeBisection } from "../judge/judge_bisection.ts";
import type { Scenario } from "../labs/lab.ts";
import { choice } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import {
  bisectAnswer,
  bisectAnswerSchema,
  bisectRequestSchema,
  renderBisectAnswer,
} from "../report/bisect_answer.ts";
import { versionsOf } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";

const EXPECTED =
  '{"digests": []}, or with what is known {"digests": [{"step": 999, "sha256": "<64 hex digits>"}], "of": "dump"}';
const JSON_TYPE = "application/json";

const known = membersOf({ step: integer(0), sha256: textOf(/^[0-9A-Fa-f]{64}$/) });
/** What {@link bisectRequestSchema} documents. */
export const bisectRequestShape = membersOf<{
  digests: { step: number; sha256: string }[];
  of: StateKind;
}>(
  { digests: listOf(known, LIMITS.bisect_digests), of: choiceOf("dump", "digest") },
  { of: "dump" },
);

export const bisect = defineEndpoint({
  method: "POST",
  path: "/v1/labs/:lab/bisect",
  operationId: "bisect",
  summary: "Find the first tick after which a program is wrong, by a few hashes of its states",
  description:
    "The client sends the hashes that it knows, as JSON or as lines, none to begin with, and is told which one to send next, or what " +
    "was found: then also what the right run does in that tick. Nothing is remembered between two questions, and " +
    "a run of n ticks takes about log2(n) of them.",
  query: {
    of: {
      type: choice("dump", "digest"),
      description:
        "What the hashes of lines are of: what --dump-after prints, or --digests; dump if it is left out. JSON says it itself",
    },
    format: {
      type: choice(...JSON_OR_TEXT.map(({ name }) => name)),
      description: "The rendering of the answer; goes before Accept",
    },
  },
  takes: "run",
  requestBody: {
    description:
      `What is known: at most ${LIMITS.bisect_digests} hashes, as JSON or as lines \`T sha256\` (also as sha256sum ends them, ` +
      "with ` -`); an empty body where nothing is.",
    content: {
      [JSON_TYPE]: { schema: bisectRequestSchema },
      [FORM_TYPE]: { example: null },
      "application/octet-stream": { example: null },
      "text/plain": {
        example: "999 16af5aa6dbd5ce09b259755f3339d6cf23966ce115b0e30d9c2990487783047d\n",
      },
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
  async handle({ c, lab, scenario, query, bodyType, pace }) {
    const format = query.format ?? negotiate(c.req.header("Accept"), JSON_OR_TEXT);
    if (scenario.steps === 0) {
      throw new Problem("invalid-parameters", [
        { detail: `the run has no ${lab.step_name}; expected one of at least one` },
      ]);
    }
    const origin = originOf(c.req.url);
    const text = await readText(c.req.raw, planBody(c.req.raw.headers), LIMITS.bisect_body_bytes);
    // curl -d calls any JSON a form, and fetch() calls any string a text: no line begins with a brace.
    const isJson = bodyType === JSON_TYPE || text.trimStart().startsWith("{");
    const { known, of } = isJson
      ? readObject(scenario, text, query.of)
      : { known: readLines(scenario, text), of: query.of ?? "dump" };
    const findings = await judgeBisection(scenario, known, of, undefined, pace);
    const answer = bisectAnswer(findings, await versionsOf(lab), origin);
    const headers = { "Cache-Control": "no-store", Vary: "Accept" };
    return format === "text"
      ? textResponse(renderBisectAnswer(scenario, answer), 200, headers)
      : jsonResponse(answer, 200, headers);
  },
});

/** What is known, from JSON, which says itself what its hashes are of. */
function readObject(
  scenario: Scenario,
  text: string,
  ofQuery: StateKind | undefined,
): { known: KnownState[]; of: StateKind } {
  if (ofQuery !== undefined) {
    throw new Problem("invalid-parameters", [
      {
        parameter: "of",
        detail: "of is given in the query, beside JSON; expected it as a member of the body",
      },
    ]);
  }
  const { digests, of } = parseJson(text, bisectRequestShape, EXPECTED);
  const known = knownStates(scenario, digests, (index, member) => ({
    pointer: `/digests/${index}/${member}`,
  }));
  return { known, of };
}

function readLines(scenario: Scenario, text: string): KnownState[] {
  const lines = knownLines(text);
  return knownStates(scenario, lines, (index) => ({ offset: lines[index]?.offset ?? 0 }));
}
