import * as z from "zod";
import { areEqual } from "../dump/bytes.ts";
import { hex } from "../dump/value.ts";
import { type BodyPlan, planBody, readBody, readText } from "../http/body.ts";
import { StreamedDigest } from "../http/digest.ts";
import { expectedOf } from "../http/expected_store.ts";
import { hotAnswersOf } from "../http/hot_answers.ts";
import { parseJson } from "../http/json_body.ts";
import { membersOf, text as textOf } from "../http/json_shape.ts";
import { FORM_TYPE } from "../http/media_type.ts";
import { negotiate } from "../http/negotiate.ts";
import { originOf } from "../http/origin.ts";
import { SWITCH } from "../http/query.ts";
import { jsonResponse, judged, textResponse } from "../http/respond.ts";
import { judge } from "../judge/judge.ts";
import { type DumpSubmission, type HashSubmission, SubmissionReader } from "../judge/submission.ts";
import { choice } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import type { Expected } from "../oracle/expected.ts";
import { reportOf } from "../report/build.ts";
import { examOfReport } from "../report/exam.ts";
import { FORMATS } from "../report/formats.ts";
import { type Report, reportSchema } from "../report/schema.ts";
import { renderText } from "../report/text.ts";
import { versionsOf } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";

/** JSON first: it is the default. */
const FORMAT_NAMES = ["json", "text", "markdown", "junit", "sarif", "github", "tap"] as const;

/** Offers by Accept: of formats that share a media type the first one. */
const OFFERS = [
  { name: "json", mediaType: FORMATS.json.mediaType },
  { name: "text", mediaType: FORMATS.text.mediaType },
  { name: "markdown", mediaType: FORMATS.markdown.mediaType },
  { name: "junit", mediaType: FORMATS.junit.mediaType },
  { name: "sarif", mediaType: FORMATS.sarif.mediaType },
] as const;

const JSON_TYPE = "application/json";

const EXPECTED_HASH =
  '{"sha256": "<64 hex digits>"}, since application/json means a hash; a dump is sent as application/octet-stream';

/** A hash alone. Upper-case digits are the same hash: some tools print them. */
const HASH = /^[0-9A-Fa-f]{64}$/;
export const hashBodyShape = membersOf({ sha256: textOf(HASH) });
export const hashBodySchema = z
  .strictObject({ sha256: z.string().regex(HASH) })
  .meta({ id: "HashSubmission" });

const REPORT_CONTENT = {
  ...Object.fromEntries(
    Object.values(FORMATS).map(({ mediaType }) => [mediaType, { example: null }]),
  ),
  [JSON_TYPE]: { schema: reportSchema },
};
const REPORT_HEADERS = { "Assay-Verdict": "match, mismatch, truncated or trailing-bytes" };

/** How far a submission is judged, by what the query asks for. */
const DEPTHS = { "0": "place", bugs: "bugs", "1": "diagnosis" } as const;

export const verify = defineEndpoint({
  method: "POST",
  path: "/v1/labs/:lab/verify",
  operationId: "verify",
  summary: "Compare a dump, or a hash, with what it must be",
  description:
    "A difference is a result: the answer is 200 with a verdict. With fail=1 every verdict but `match` " +
    "is answered with 422, for `curl --fail`. The header Assay-Verdict repeats the verdict.",
  query: {
    format: {
      type: choice(...FORMAT_NAMES),
      description: "The rendering of the report; goes before Accept",
    },
    fail: {
      type: SWITCH,
      description: "With 1, every verdict but `match` is answered with status 422",
    },
    diagnosis: {
      type: choice("0", "bugs", "1"),
      description:
        "With 0, the answer says only where, not why: nothing is aligned, and nothing tried. With bugs, the known bugs are " +
        "tried, and no single changes, which cost the most; 1 if it is left out",
    },
  },
  takes: "state",
  requestBody: {
    description:
      `The dump as raw bytes, at most ${LIMITS.body_bytes} (also gzip, by Content-Encoding), or its hash ` +
      "as JSON. Content-Digest is checked when sent.",
    content: {
      "application/octet-stream": {
        example: null,
        is: "a dump, as by curl --data-binary @FILE",
      },
      // `curl --data-binary @dump` says so unless told otherwise, and the shortest command must be a right one.
      [FORM_TYPE]: { example: null },
      [JSON_TYPE]: { schema: hashBodySchema, is: "a hash" },
    },
  },
  headers: {
    "Content-Encoding": "gzip, where the body is compressed",
    "Content-Digest": "sha-256 or sha-512 of the body as it is sent (RFC 9530); checked",
  },
  responses: {
    200: { description: "The report", content: REPORT_CONTENT, headers: REPORT_HEADERS },
    422: {
      description: "The report, with a verdict other than match, where fail=1 was given",
      content: REPORT_CONTENT,
      headers: REPORT_HEADERS,
    },
  },
  async handle({ c, registry, lab, scenario, query, bodyType, pace }) {
    const format = query.format ?? negotiate(c.req.header("Accept"), OFFERS);
    const plan = planBody(c.req.raw.headers);
    const origin = originOf(c.req.url);
    // A hash is read before anything is simulated; a dump is compared while it comes in.
    const hash = bodyType === JSON_TYPE ? await readHash(c.req.raw, plan) : null;
    const { expected } = await expectedOf(c, scenario, pace);
    pace.leave();
    const dump = hash === null ? await readDump(c.req.raw, plan, expected) : null;
    const isRightDump = hash === null && dump === null;
    const submission = hash ?? dump ?? rightDump(expected);
    const until = DEPTHS[query.diagnosis ?? "1"];
    const findings = await judge(expected, submission, until, registry, pace);
    const report = reportOf(findings, await versionsOf(lab), origin);
    const name = `${lab.id}/${report.scenario ?? "scenario"}`;
    const response = rendered(report, format, query.fail, [name, scenario.command]);
    if (isRightDump) hotAnswersOf(registry).mayKeep(response, expected.dump);
    return response;
  },
});

/** A report in the format that was asked for, as one on the case `name` of the program with the command line `command`. */
function rendered(
  report: Report,
  format: (typeof FORMAT_NAMES)[number],
  fail: boolean | undefined,
  [name, command]: readonly [name: string, command: string],
): Response {
  const { status, headers } = judged(report, fail);
  if (format === "json") return jsonResponse(report, status, headers);
  if (format === "text") return textResponse(renderText(report), status, headers);
  const { mediaType, render } = FORMATS[format];
  return textResponse(render(examOfReport(report, name, command)), status, {
    ...headers,
    "Content-Type": mediaType.startsWith("text/") ? `${mediaType}; charset=utf-8` : mediaType,
  });
}

/**
 * Reads a dump, which is compared while it comes in; null where it is the expected one, and came in one piece: then
 * neither its hash nor its fields need to be looked at.
 */
async function readDump(
  request: Request,
  plan: BodyPlan,
  expected: Expected,
): Promise<DumpSubmission | null> {
  let isRight = false;
  const begin = () => ({
    reader: new SubmissionReader(expected),
    digest: new StreamedDigest("sha-256"),
  });
  let parts: ReturnType<typeof begin> | null = null;
  const take = async (piece: Uint8Array): Promise<void> => {
    parts ??= begin();
    parts.reader.push(piece);
    await parts.digest.write(piece);
  };
  await readBody(request, plan, LIMITS.body_bytes, async (piece) => {
    if (isRight) {
      isRight = false;
      await take(expected.dump);
    } else if (parts === null && areEqual(piece, expected.dump)) {
      isRight = true;
      return;
    }
    await take(piece);
  });
  if (isRight) return null;
  const { reader, digest } = parts ?? begin();
  return reader.finish(hex(await digest.finish()));
}

/** The expected dump as a submission. */
function rightDump(expected: Expected): DumpSubmission {
  const reader = new SubmissionReader(expected);
  reader.push(expected.dump);
  return reader.finish(expected.sha256);
}

/** The hash that a body of JSON holds. */
async function readHash(request: Request, plan: BodyPlan): Promise<HashSubmission> {
  const text = await readText(request, plan, LIMITS.json_body_bytes);
  const { sha256 } = parseJson(text, hashBodyShape, EXPECTED_HASH);
  return { kind: "hash", sha256: sha256.toLowerCase() };
}
