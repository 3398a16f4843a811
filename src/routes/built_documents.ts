import * as z from "zod";
import { jsonText } from "../http/respond.ts";
import type { Labs } from "../labs/lab_entry.ts";
import { traceLineSchema } from "../report/trace_schema.ts";
import { ENDPOINTS } from "./index.ts";
import { OPENAPI } from "./openapi.ts";
import { openApiDocument } from "./openapi_document.ts";
import { traceSchemaFile } from "./trace.ts";

/**
 * The documents that are written from schemas, as text by their paths: they are built beside the page, so that the
 * Worker needs neither the schemas nor the library of them.
 */
export function builtDocuments(labs: Labs): ReadonlyMap<string, string> {
  return new Map([
    [OPENAPI, jsonText(openApiDocument(ENDPOINTS, labs))],
    ...labs.map((lab): [string, string] => [
      traceSchemaFile(lab),
      jsonText(z.toJSONSchema(traceLineSchema(lab))),
    ]),
  ]);
}
