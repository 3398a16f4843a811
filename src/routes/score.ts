import * as z from "zod";
import { Problem, type ProblemItem } from "../errors.ts";
import { planBody, readText } from "../http/body.ts";
import { parseJson, pointerTo } from "../http/json_body.ts";
import { membersOf, recordOf, text as textOf } from "../http/json_shape.ts";
import { FORM_TYPE } from "../http/media_type.ts";
import { JSON_OR_TEXT, negotiate } from "../http/negotiate.ts";
import { SWITCH } from "../http/query.ts";
import { jsonResponse, textResponse } from "../http/respond.ts";
import { type GivenHashes, judgeHashes } from "../judge/judge_suite.ts";
import type { Lab } from "../labs/lab.ts";
import type { Registry } from "../labs/lab_entry.ts";
import { choice } from "../labs/parameter_types.ts";
import type { Suite } from "../labs/suite.ts";
import { LIMITS } from "../limits.ts";
import type { Pace } from "../oracle/pace.ts";
import { concludingLines } from "../report/concluding.ts";
import { conclusionOf } from "../report/conclusion.ts";
import { diagnosisDocument } from "../report/diagnosis_words.ts";
import { conclusionSchema, scoreSchema } from "../report/exam.ts";
import { diagnosisSchema, sha256Schema, versionsSchema } from "../report/schema.ts";
import { scoreDocument } from "../report/score.ts";
import { reproducedBy } from "../report/summary.ts";
import { suiteSha256, versionsOf } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";
import { findSuite } from "./suites.ts";

const JSON_TYPE = "application/json";

const HASH = /^[0-9A-Fa-f]{64}$/;
const EXPECTED = '{"hashes": {"ID": "<64 hex digits>", …}}';
const EXPECTED_LINE =
  "expected the id of a scenario, a space and 64 hex digits, and perhaps those of the listing's hash";
/** The hash of no bytes: what sha256sum makes of a program that refuses --digests. Every run of a suite has a step. */
const HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const EXPECTED_NO_CR =
  "expected none: a program prints nothing after its hash, and lines end with LF (tr -d '\\r' mends a file)";

const hashesOfIds = recordOf(textOf(HASH));
/** What {@link hashesSchema} documents. */
export const hashesShape = membersOf<z.output<typeof hashesSchema>>(
  { hashes: hashesOfIds, digests: hashesOfIds },
  { digests: {} },
);

export const hashesSchema = z
  .strictObject({
    hashes: z.record(z.string(), z.string().regex(HASH)),
    digests: z
      .record(z.string(), z.string().regex(HASH))
      .default({})
      .describe("The SHA-256 of whole listings as --digests prints them, of any of the scenarios"),
  })
  .meta({ id: "SuiteHashes" });

const answerSchema = z
  .strictObject({
    lab: z.string(),
    scenarios: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        verdict: z.enum(["passed", "failed", "missing"]),
        expected: sha256Schema,
        actual: sha256Schema.nullable().describe("null where no hash was given"),
        expected_digests: sha256Schema.describe("SHA-256 of the right listing"),
        actual_digests: sha256Schema
          .nullable()
          .describe("null where none was given: then the dump alone decides"),
        diagnosis: diagnosisSchema
          .nullable()
          .describe(`What gives a wrong hash, of the first ${LIMITS.diagnosed_cases} of them`),
      }),
    ),
    score: scoreSchema,
    conclusion: conclusionSchema.nullable().describe("null where no hash is wrong"),
    versions: versionsSchema,
  })
  .meta({ id: "ScoredSuite" });

const CONTENT = {
  [JSON_TYPE]: { schema: answerSchema },
  "text/plain": { example: null },
};

export const scoreSuite = defineEndpoint({
  method: "POST",
  path: "/v1/labs/:lab/suites/:suite/score",
  operationId: "scoreSuite",
  summary: "What the hashes of a program say of the known bugs",
  description:
    "Compares the hashes that a program gave for the scenarios of a suite, and says which known bugs " +
    "the passed ones rule out, and which remain possible. A scenario for which the hash of the whole listing " +
    "is given as well is passed only where both are right. With fail=1 the answer is 422 unless every " +
    "scenario passed.",
  query: {
    format: { type: choice("json", "text"), description: "The representation; goes before Accept" },
    fail: {
      type: SWITCH,
      description: "With 1, anything but a pass of every scenario is answered with status 422",
    },
  },
  takes: "lab",
  requestBody: {
    description: `The hashes by the scenarios' ids, as JSON or as lines \`ID sha256\`, or \`ID\` alone where there is none, or with the listing's hash as a third word; at most ${LIMITS.score_body_bytes} bytes.`,
    content: {
      [JSON_TYPE]: { schema: hashesSchema },
      "text/plain": { example: null },
      [FORM_TYPE]: { example: null },
    },
  },
  headers: {
    "Content-Encoding": "gzip, where the body is compressed",
    "Content-Digest": "sha-256 or sha-512 of the body as it is sent (RFC 9530); checked",
  },
  responses: {
    200: { description: "The score", content: CONTENT },
    422: { description: "The score, where fail=1 was given and not all passed", content: CONTENT },
  },
  async handle({ c, registry, lab, query, bodyType, pace }) {
    const suite = findSuite(lab, c.req.param("suite") ?? "");
    const format = query.format ?? negotiate(c.req.header("Accept"), JSON_OR_TEXT);
    const text = await readText(c.req.raw, planBody(c.req.raw.headers), LIMITS.score_body_bytes);
    const hashes = bodyType === JSON_TYPE ? hashesOfJson(suite, text) : hashesOfLines(suite, text);

    const answer = await scoredDocument(lab, suite, hashes, registry, pace);
    const isPassed = answer.score.scenarios.passed === answer.score.scenarios.total;
    const status = query.fail === true && !isPassed ? 422 : 200;
    const headers = { "Cache-Control": "no-store", Vary: "Accept" };
    return format === "text"
      ? textResponse(renderScored(answer, isPassed), status, headers)
      : jsonResponse(answer, status, headers);
  },
});

/** What the hashes say, and what gives the wrong ones. */
async function scoredDocument(
  lab: Lab,
  suite: Suite,
  hashes: ReadonlyMap<string, GivenHashes>,
  registry: Registry,
  pace: Pace,
): Promise<z.infer<typeof answerSchema>> {
  const judged = await judgeHashes(lab, suite, hashes, registry, pace);
  const scenarios = judged.scenarios.map((one) => {
    const { scenario, verdict, actual, actual_digests, findings } = one;
    const { id, title, sha256: expected, digests_sha256: expected_digests } = scenario;
    const found = findings?.diagnosis ?? null;
    const diagnosis = found && diagnosisDocument(lab, found);
    const hashes = { expected, actual, expected_digests, actual_digests };
    return { id, title, verdict, ...hashes, diagnosis };
  });
  const cases = scenarios.map(({ id: scenario, verdict, diagnosis }) => ({
    outcome: verdict === "missing" ? ("trouble" as const) : verdict,
    report: { scenario, diagnosis },
  }));
  return {
    lab: lab.id,
    scenarios,
    score: scoreDocument(judged.score, await suiteSha256(suite)),
    conclusion: conclusionOf(lab, cases, judged.diagnosis),
    versions: await versionsOf(lab),
  };
}

function renderScored(
  { lab, scenarios, score, conclusion }: z.infer<typeof answerSchema>,
  isPassed: boolean,
): string {
  const lines = [
    `${isPassed ? "PASSED" : "FAILED"}  ${lab}`,
    ...scenarios.map(({ id, verdict, expected, actual, diagnosis }) => {
      const bugs = reproducedBy({ diagnosis });
      const isListing = verdict === "failed" && actual === expected;
      const what = isListing ? " by its listing: the final dump is right, the run is not" : "";
      return `${id}  ${verdict}${what}${bugs === "" ? "" : `; reproduced by ${bugs}`}`;
    }),
    ...concludingLines({ score, conclusion }),
  ];
  return `${lines.join("\n")}\n`;
}

function hashesOfJson(suite: Suite, text: string): Map<string, GivenHashes> {
  const { hashes, digests } = parseJson(text, hashesShape, EXPECTED);
  const problems = Object.entries({ hashes, digests }).flatMap(([member, given]) =>
    Object.keys(given).flatMap((id) => {
      const pointer = pointerTo([member, id]);
      if (!isScenario(suite, id)) return [{ pointer, detail: unknownId(suite, id) }];
      if (Object.hasOwn(hashes, id)) return [];
      return [{ pointer, detail: `hashes has no ${id}; expected the hash of its dump as well` }];
    }),
  );
  if (problems.length > 0) throw new Problem("invalid-body", problems);
  return new Map(
    Object.entries(hashes).map(([id, hash]) => [id, givenHashes(hash, digests[id])] as const),
  );
}

function givenHashes(sha256: string, digests: string | undefined): GivenHashes {
  const given = digests?.toLowerCase() ?? null;
  return {
    sha256: sha256.toLowerCase(),
    digests_sha256: given === HASH_OF_NOTHING ? null : given,
  };
}

/**
 * Lines `ID sha256`, or `ID sha256 sha256` with the listing's hash, behind which sha256sum writes a `-`; empty ones are
 * skipped. An id alone is what a shell's loop prints for a program that
 * crashed: no hash was given for it. A carriage return is refused, though an editor may have put it there: a shell
 * takes the newline from what a program prints and leaves this, and the contract has neither. Offsets are of
 * the line that is wrong.
 */
function hashesOfLines(suite: Suite, text: string): Map<string, GivenHashes> {
  const hashes = new Map<string, GivenHashes>();
  const named = new Set<string>();
  const problems: ProblemItem[] = [];
  let offset = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const [id = "", hash = "", digests, ...rest] = line.trim().split(/\s+/);
    const isEnd = rest.length === 0 || (rest.length === 1 && rest[0] === "-");
    const areHashes = HASH.test(hash) && (digests === undefined || HASH.test(digests)) && isEnd;
    const where = `line ${index + 1}`;
    const refuse = (detail: string): void => {
      problems.push({ offset, detail: `${where}: ${detail}` });
    };
    if (id !== "") {
      if (!isScenario(suite, id)) refuse(unknownId(suite, id));
      else if (named.has(id)) refuse(`${id} is given twice; expected it once`);
      else if (line.includes("\r")) refuse(`there is a carriage return (CR); ${EXPECTED_NO_CR}`);
      else if (hash !== "" && !areHashes) {
        const shown = JSON.stringify(line.trim().slice(0, 100));
        refuse(`the hash of ${id} is not one: ${shown}; ${EXPECTED_LINE}`);
      } else if (hash !== "") hashes.set(id, givenHashes(hash, digests));
      named.add(id);
    }
    offset += new TextEncoder().encode(line).length + 1;
  }
  if (problems.length === 0 && named.size === 0) {
    problems.push({ offset: 0, detail: `the body has no line; ${EXPECTED_LINE}` });
  }
  if (problems.length > 0) throw new Problem("invalid-body", problems);
  return hashes;
}

function isScenario({ scenarios }: Suite, id: string): boolean {
  return scenarios.some((scenario) => scenario.id === id);
}

function unknownId({ id: suite, scenarios }: Suite, id: string): string {
  const known = scenarios.map((scenario) => scenario.id).join(", ");
  return `the suite ${suite} has no scenario ${JSON.stringify(id.slice(0, 80))}; expected one of ${known}`;
}
