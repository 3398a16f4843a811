import { builtDocument } from "../http/page.ts";
import { defineEndpoint } from "./endpoint.ts";

/** The OpenAPI document's path, and that of the built file. */
export const OPENAPI = "/openapi.json";

export const openApi = defineEndpoint({
  method: "GET",
  path: OPENAPI,
  operationId: "openapi",
  summary: "This document",
  description: "OpenAPI 3.1.",
  query: {},
  takes: "nothing",
  responses: {
    200: { description: "The document", content: { "application/json": { example: null } } },
  },
  handle({ c }) {
    return builtDocument(c, OPENAPI, "application/json");
  },
});
