import type { Context } from "hono";
import * as z from "zod";
import { annotate } from "../dump/annotate.ts";
import { WorkLimitError } from "../errors.ts";
import { conditional } from "../http/conditional.ts";
import { reprDigest } from "../http/digest.ts";
import { expectedOf } from "../http/expected_store.ts";
import { hotAnswersOf } from "../http/hot_answers.ts";
import { negotiate } from "../http/negotiate.ts";
import { inPieces, jsonResponse, LARGE_BODY, textResponse } from "../http/respond.ts";
import type { RequestPace } from "../http/turns.ts";
import type { Scenario } from "../labs/lab.ts";
import type { Registry } from "../labs/lab_entry.ts";
import { choice } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import type { Expected } from "../oracle/expected.ts";
import { provenanceSchema, sha256Schema, subjectFields, versionsSchema } from "../report/schema.ts";
import type { Versions } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";

export const HEADERS = {
  ETag: "A strong entity tag: of the parameters, the representation and the versions",
  "Assay-Provenance": "published or computed",
  "Assay-Expected": "computed for this answer, or cached",
};
export const NOT_MODIFIED = {
  description: "The client has it already (If-None-Match)",
  content: {},
  headers: { ETag: HEADERS.ETag },
};

export const expectedSchema = z
  .strictObject({
    ...subjectFields,
    after: z.int().nullable().describe("The step of the run, from 0; null at its end"),
    sha256: sha256Schema,
    size_bytes: z.int(),
    provenance: provenanceSchema,
    command: z.string().describe("The command line of a program under exam"),
    versions: versionsSchema,
  })
  .meta({ id: "Expected" });

export const OFFERS = [
  { name: "json", mediaType: "application/json" },
  { name: "text", mediaType: "text/plain" },
  { name: "dump", mediaType: "application/octet-stream" },
] as const;

type Format = (typeof OFFERS)[number]["name"];

export const FORMAT = {
  type: choice("json", "text", "hash", "dump", "binary"),
  description:
    "The representation; goes before Accept. hash is another word for text, binary for dump",
};

export const REPRESENTATIONS = {
  "application/json": { schema: expectedSchema },
  "text/plain": { example: null },
  "application/octet-stream": { example: null },
};

export const getExpected = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/expected",
  operationId: "getExpected",
  summary: "What the dump of a scenario must be",
  description:
    "As JSON (hash, size, provenance), as text/plain (the 64 hex digits of the hash, without a newline) " +
    "or as application/octet-stream (the dump). Chosen by `format`, else by Accept, else JSON.",
  query: { format: FORMAT },
  takes: "state",
  headers: { "If-None-Match": "ETags of answers that the client has" },
  responses: {
    200: {
      description: "The expected hash or dump",
      content: REPRESENTATIONS,
      headers: { ...HEADERS, "Repr-Digest": "sha-256 of the dump (RFC 9530), where it is a dump" },
    },
    304: NOT_MODIFIED,
  },
  async handle({ c, registry, scenario, query, pace }) {
    const format = formatNamed(query.format) ?? negotiate(c.req.header("Accept"), OFFERS);
    return answer({ c, registry, scenario, pace }, format, RENDERINGS[format]);
  },
});

export function formatNamed(name: string | undefined): Format | null {
  switch (name) {
    case "json":
      return "json";
    case "text":
    case "hash":
      return "text";
    case "dump":
    case "binary":
      return "dump";
    default:
      return null;
  }
}

export const getAnnotated = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/expected/annotated",
  operationId: "getAnnotated",
  summary: "The expected dump, field by field",
  description:
    "A listing like xxd's with a path and a value for each field. For dumps of up to " +
    `${LIMITS.annotated_dump_bytes} bytes.`,
  query: {
    format: { type: choice("text"), description: "The listing has no other representation" },
  },
  takes: "state",
  headers: { "If-None-Match": "ETags of answers that the client has" },
  responses: {
    200: {
      description: "The listing",
      content: { "text/plain": { example: "0x08  03 00 00 00              node_count = 3\n" } },
      headers: HEADERS,
    },
    304: NOT_MODIFIED,
  },
  async handle({ c, registry, lab, scenario, pace }) {
    return answer({ c, registry, scenario, pace }, "annotated", ({ dump }) => {
      if (dump.length > LIMITS.annotated_dump_bytes) {
        throw new WorkLimitError(
          "bytes of annotated dump",
          LIMITS.annotated_dump_bytes,
          `a dump of ${dump.length} bytes`,
        );
      }
      return textResponse(annotate(lab.field_map, dump));
    });
  },
});

type Render = (expected: Expected, versions: Versions, pace: RequestPace) => Response;

const RENDERINGS: Readonly<Record<Format, Render>> = {
  json: (expected, versions) => jsonResponse(expectedDocument(expected, versions)),
  text: ({ sha256 }) => textResponse(sha256),
  dump: ({ scenario, dump, sha256 }, _versions, pace) => {
    const { lab, listed, after } = scenario;
    const suffix = after === null ? "" : `-after-${after}`;
    const name = `${lab.id}-${listed?.id ?? sha256.slice(0, 12)}${suffix}.bin`;
    const body = dump.length > LARGE_BODY ? inPieces(dump, pace) : dump;
    return new Response(body as BodyInit, {
      headers: {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": `attachment; filename="${name}"`,
        "Repr-Digest": reprDigest(sha256),
      },
    });
  },
};

/** An answer about a larger dump is not tried to be kept. */
const HOT_DUMP_BYTES = 16 * 1024;

/** The expected dump in one of its representations. */
export async function expectedResponse(
  c: Context,
  scenario: Scenario,
  pace: RequestPace,
  format: Format,
  versions: Versions,
): Promise<Response> {
  const { response } = await rendered(c, scenario, pace, RENDERINGS[format], versions);
  return response;
}

/** The answer, and whether it is worth keeping: of a small dump that is asked for again. */
async function rendered(
  c: Context,
  scenario: Scenario,
  pace: RequestPace,
  render: Render,
  versions: Versions,
): Promise<{ response: Response; isKept: boolean }> {
  const { expected, origin } = await expectedOf(c, scenario, pace);
  const response = render(expected, versions, pace);
  response.headers.set("Assay-Provenance", expected.provenance);
  response.headers.set("Assay-Expected", origin);
  const isKept = origin === "cached" && expected.dump.length <= HOT_DUMP_BYTES;
  return { response, isKept };
}

/** Answers with a rendering of the expected dump. */
function answer(
  {
    c,
    registry,
    scenario,
    pace,
  }: { c: Context; registry: Registry; scenario: Scenario; pace: RequestPace },
  variant: string,
  render: Render,
): Promise<Response> {
  const parts = [variant, scenario.query, scenario.after];
  return conditional(c, scenario.lab, parts, async (versions) => {
    const { response, isKept } = await rendered(c, scenario, pace, render, versions);
    if (isKept) hotAnswersOf(registry).mayKeep(response);
    return response;
  });
}

function expectedDocument(
  { scenario, dump, sha256, provenance }: Expected,
  versions: Versions,
): z.infer<typeof expectedSchema> {
  return {
    lab: scenario.lab.id,
    scenario: scenario.listed?.id ?? null,
    parameters: { ...scenario.parameters },
    after: scenario.after,
    sha256,
    size_bytes: dump.length,
    provenance,
    command: scenario.command,
    versions,
  };
}
