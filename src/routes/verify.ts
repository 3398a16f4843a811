import * as z from "zod";
import { Comparator } from "../compare/comparator.ts";
import { concatenated } from "../dump/bytes.ts";
import { hex } from "../dump/value.ts";
import { Problem } from "../errors.ts";
import { type BodyPlan, planBody, readBody } from "../http/body.ts";
import { StreamedDigest } from "../http/digest.ts";
import { expectedOf } from "../http/expected_store.ts";
import { essenceOf } from "../http/media_type.ts";
import { negotiate } from "../http/negotiate.ts";
import { originOf } from "../http/origin.ts";
import { SWITCH } from "../http/query.ts";
import { jsonResponse, judged, textResponse } from "../http/respond.ts";
import { explained } from "../judge/explain.ts";
import { choice } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import type { Expected } from "../oracle/expected.ts";
import { buildReport, type Submission } from "../report/build.ts";
import { examOfReport } from "../report/exam.ts";
import { FORMATS } from "../report/formats.ts";
import { reportSchema } from "../report/schema.ts";
import { renderText } from "../report/text.ts";
import { versionsOf } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";

type DumpSubmission = Extract<Submission, { kind: "dump" }>;
type HashSubmission = Extract<Submission, { kind: "hash" }>;

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

/**
 * Media types of a body that is a dump. `curl --data-binary @dump` says x-www-form-urlencoded unless
 * told otherwise, and the shortest command must be a right one; no form is ever sent here.
 */
const DUMP_TYPES = ["", "application/octet-stream", "application/x-www-form-urlencoded"];
const JSON_TYPE = "application/json";

const EXPECTED_HASH =
  'expected {"sha256": "<64 hex digits>"}, since application/json means a hash; a dump is sent as application/octet-stream';

/** A hash alone. Upper-case digits are the same hash: some tools print them. */
const hashBodySchema = z
  .strictObject({ sha256: z.string().regex(/^[0-9A-Fa-f]{64}$/) })
  .meta({ id: "HashSubmission" });

const REPORT_CONTENT = {
  ...Object.fromEntries(
    Object.values(FORMATS).map(({ mediaType }) => [mediaType, { example: null }]),
  ),
  [JSON_TYPE]: { schema: reportSchema },
};
const REPORT_HEADERS = { "Assay-Verdict": "match, mismatch, truncated or trailing-bytes" };

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
      type: SWITCH,
      description:
        "With 0, the answer says only where, not why: nothing is aligned, and no known bug tried",
    },
  },
  takes: "state",
  requestBody: {
    description:
      `The dump as raw bytes, at most ${LIMITS.body_bytes} (also gzip, by Content-Encoding), or its hash ` +
      "as JSON. Content-Digest is checked when sent.",
    content: {
      "application/octet-stream": { example: null },
      "application/x-www-form-urlencoded": { example: null },
      [JSON_TYPE]: { schema: hashBodySchema },
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
  async handle({ c, lab, scenario, query }) {
    const format = query.format ?? negotiate(c.req.header("Accept"), OFFERS);
    const isHash = isHashSubmission(c.req.header("Content-Type"));
    const plan = planBody(c.req.raw.headers);
    const origin = originOf(c.req.url);
    // A hash is read before anything is simulated; a dump is compared while it comes in.
    const hash = isHash ? await readHash(c.req.raw, plan) : null;
    const { expected } = await expectedOf(c, scenario);
    const submission = hash ?? (await readDump(c.req.raw, plan, expected));
    const plain = buildReport(expected, submission, await versionsOf(lab), origin);
    const bytes = submission.kind === "dump" ? submission.bytes : null;
    const report = query.diagnosis === false ? plain : await explained(plain, expected, bytes);
    const { status, headers } = judged(report, query.fail);
    if (format === "json") return jsonResponse(report, status, headers);
    if (format === "text") return textResponse(renderText(report), status, headers);
    const { mediaType, render } = FORMATS[format];
    const name = `${lab.id}/${report.scenario ?? "scenario"}`;
    return textResponse(render(examOfReport(report, name, scenario.command)), status, {
      ...headers,
      "Content-Type": mediaType.startsWith("text/") ? `${mediaType}; charset=utf-8` : mediaType,
    });
  },
});

/** Whether the body is a hash (JSON) and not a dump. Throws `unsupported-media-type` for any other. */
function isHashSubmission(contentType: string | undefined): boolean {
  const essence = essenceOf(contentType);
  if (essence === JSON_TYPE) return true;
  if (DUMP_TYPES.includes(essence)) return false;
  throw new Problem(
    "unsupported-media-type",
    [
      {
        header: "Content-Type",
        detail:
          `Content-Type is ${JSON.stringify(essence.slice(0, 80))}; ` +
          "expected application/octet-stream (a dump, as by curl --data-binary @FILE) or application/json (a hash)",
      },
    ],
    { "Accept-Post": "application/octet-stream, application/json" },
  );
}

/** Compares a dump while it comes in, and keeps it for the diagnosis unless it is too large for that. */
async function readDump(
  request: Request,
  plan: BodyPlan,
  expected: Expected,
): Promise<DumpSubmission> {
  const comparator = new Comparator(expected.scenario.lab.field_map, expected.dump);
  const digest = new StreamedDigest("sha-256");
  const pieces: Uint8Array[] = [];
  let size = 0;
  await readBody(request, plan, LIMITS.body_bytes, async (piece) => {
    comparator.push(piece);
    size += piece.length;
    if (size <= LIMITS.diagnosed_dump_bytes) pieces.push(piece.slice());
    else pieces.length = 0;
    await digest.write(piece);
  });
  const bytes = size <= LIMITS.diagnosed_dump_bytes ? concatenated(pieces) : null;
  const comparison = comparator.finish();
  return { kind: "dump", sha256: hex(await digest.finish()), comparison, bytes };
}

async function readHash(request: Request, plan: BodyPlan): Promise<HashSubmission> {
  let text = "";
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let json: unknown;
  try {
    await readBody(request, plan, LIMITS.json_body_bytes, (piece) => {
      text += decoder.decode(piece, { stream: true });
    });
    text += decoder.decode();
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("invalid-body", [
      { pointer: "", detail: `the body is not JSON; ${EXPECTED_HASH}` },
    ]);
  }
  // JSON.parse keeps the last of two members; which one was meant is not for us to say.
  if (text.split('"sha256"').length > 2) {
    throw new Problem("invalid-body", [
      { pointer: "/sha256", detail: `sha256 is given twice; ${EXPECTED_HASH}` },
    ]);
  }
  const parsed = hashBodySchema.safeParse(json);
  if (parsed.success) return { kind: "hash", sha256: parsed.data.sha256.toLowerCase() };
  throw new Problem(
    "invalid-body",
    parsed.error.issues.map(({ path, code }) => {
      const pointer = path.map((part) => `/${String(part)}`).join("");
      const what =
        code === "unrecognized_keys"
          ? "the body has a member too many"
          : `${pointer || "the body"} is not as it must be`;
      return { pointer, detail: `${what}; ${EXPECTED_HASH}` };
    }),
  );
}
