import { Problem, type ProblemItem } from "../errors.ts";
import type { Observation } from "../explain/observations.ts";
import { planBody, readText } from "../http/body.ts";
import { parseJson } from "../http/json_body.ts";
import {
  type BodyShape,
  either,
  listOf,
  membersOf,
  recordOf,
  text as textOf,
} from "../http/json_shape.ts";
import { FORM_TYPE } from "../http/media_type.ts";
import { negotiate } from "../http/negotiate.ts";
import { originOf } from "../http/origin.ts";
import { jsonResponse, textResponse } from "../http/respond.ts";
import { scenarioById } from "../labs/define.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { choice } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import { explainAnswer } from "../report/explain_document.ts";
import { renderAnswerMarkdown } from "../report/explain_markdown.ts";
import { explainAnswerSchema, explainRequestSchema } from "../report/explain_schema.ts";
import { renderAnswerText } from "../report/explain_text.ts";
import { versionsOf } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";

const EXPECTED =
  '{"observations": [{"scenario": "A", "sha256": "<64 hex digits>", "digests_sha256": …, "digests": […]}, …]}';
const JSON_TYPE = "application/json";

const hash = textOf(/^[0-9A-Fa-f]{64}$/);
const nothing: BodyShape<null> = (value, path, flaws) => {
  if (value !== null) flaws.push({ path, what: null });
  return null;
};

type Sent = {
  scenario: string | null;
  parameters: Record<string, string>;
  sha256: string | null;
  digests_sha256: string | null;
  digests: string[] | null;
};

/** What {@link explainRequestSchema} documents. */
export const explainRequestShape = membersOf<{ observations: Sent[] }>({
  observations: listOf(
    membersOf<Sent>(
      {
        scenario: either(textOf(), nothing),
        parameters: recordOf(textOf()),
        sha256: either(hash, nothing),
        digests_sha256: either(hash, nothing),
        digests: either(listOf(hash, LIMITS.kept_lines), nothing),
      },
      { scenario: null, parameters: {}, digests_sha256: null, digests: null },
    ),
    LIMITS.evidence_cases,
  ),
});

const FORMATS = [
  { name: "json", mediaType: JSON_TYPE },
  { name: "text", mediaType: "text/plain" },
  { name: "markdown", mediaType: "text/markdown" },
] as const;

export const explainProgram = defineEndpoint({
  method: "POST",
  path: "/v1/labs/:lab/explain",
  operationId: "explain",
  summary: "What explains everything that was seen of a program, and what to look at next",
  description:
    "The client sends all that it has seen of one program, none to begin with, and is told which scenarios to run it in " +
    "next, or what was found: where it goes wrong first, by which rules, and the known bugs, single changes or several " +
    "changes at once that give all of it. Nothing is remembered between two questions. `assay explain --endpoint` is such a client.",
  query: {
    format: {
      type: choice(...FORMATS.map(({ name }) => name)),
      description: "The rendering of the answer; goes before Accept",
    },
  },
  takes: "lab",
  requestBody: {
    description: `Everything that was seen, as JSON: at most ${LIMITS.explain_body_bytes} bytes and ${LIMITS.evidence_cases} scenarios.`,
    content: {
      [JSON_TYPE]: { schema: explainRequestSchema },
      [FORM_TYPE]: { example: null },
      "text/plain": { example: null },
    },
  },
  headers: {
    "Content-Encoding": "gzip, where the body is compressed",
    "Content-Digest": "sha-256 or sha-512 of the body as it is sent (RFC 9530); checked",
  },
  responses: {
    200: {
      description: "What was found, and the next question",
      content: {
        [JSON_TYPE]: { schema: explainAnswerSchema },
        "text/plain": { example: null },
        "text/markdown": { example: null },
      },
    },
  },
  async handle({ c, lab, query, pace }) {
    const format = query.format ?? negotiate(c.req.header("Accept"), FORMATS);
    const origin = originOf(c.req.url);
    const text = await readText(c.req.raw, planBody(c.req.raw.headers), LIMITS.explain_body_bytes);
    const { observations } = parseJson(text, explainRequestShape, EXPECTED);
    const seen = observationsOf(lab, observations);
    pace.weigh(Math.max(0, ...seen.map(({ scenario }) => scenario.weight)));
    const limits = { work: LIMITS.messages, steps: LIMITS.rounds };
    // What explains is much, and needed by nobody else.
    const { explain } = await import("../explain/explain.ts");
    const found = await explain(lab, seen, { pace, limits });
    const answer = explainAnswer(found, await versionsOf(lab), origin);
    const headers = { "Cache-Control": "no-store", Vary: "Accept" };
    if (format === "json") return jsonResponse(answer, 200, headers);
    return format === "text"
      ? textResponse(renderAnswerText(lab, answer), 200, headers)
      : textResponse(renderAnswerMarkdown(lab, answer), 200, {
          ...headers,
          "Content-Type": "text/markdown; charset=utf-8",
        });
  },
});

/** Throws `invalid-body` with a pointer to each observation that cannot be one. */
function observationsOf(lab: Lab, sent: readonly Sent[]): Observation[] {
  const problems: ProblemItem[] = [];
  const known = new Set<string>();
  const found = sent.flatMap((one, index): Observation[] => {
    const pointer = `/observations/${index}`;
    try {
      const scenario = scenarioOf(lab, one);
      if (known.has(scenario.flags)) {
        throw new Problem("invalid-body", [
          { detail: "its scenario is there twice; expected each once" },
        ]);
      }
      known.add(scenario.flags);
      return [{ scenario, ...hashesOf(scenario, one) }];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push({ pointer, detail: error.items.map(({ detail }) => detail).join("; ") });
      return [];
    }
  });
  if (problems.length > 0) throw new Problem("invalid-body", problems);
  return found;
}

function scenarioOf(lab: Lab, { scenario, parameters }: Sent): Scenario {
  if (scenario === null) return lab.scenario(new Map(Object.entries(parameters)));
  if (Object.keys(parameters).length === 0) return scenarioById(lab, scenario);
  throw new Problem("invalid-body", [
    { detail: "it has scenario and parameters; expected one or the other" },
  ]);
}

function hashesOf(scenario: Scenario, { sha256, digests_sha256, digests }: Sent) {
  const { steps, lab } = scenario;
  if (digests !== null && digests.length !== steps) {
    const detail = `digests has ${digests.length} entries; expected one for each of the ${steps} ${lab.step_name}s`;
    throw new Problem("invalid-body", [{ detail }]);
  }
  const lower = (text: string | null): string | null => text?.toLowerCase() ?? null;
  return {
    sha256: lower(sha256),
    digests_sha256: lower(digests_sha256),
    digests: digests?.map((text) => text.toLowerCase()) ?? null,
  };
}
