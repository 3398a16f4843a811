import * as z from "zod";
import { PROBLEMS, type ProblemCode } from "../errors.ts";
import { diagnosisWorkOf } from "../http/bindings.ts";
import { DOCUMENT_CACHE } from "../http/conditional.ts";
import { jsonResponse } from "../http/respond.ts";
import { LIMITS } from "../limits.ts";
import { defineEndpoint } from "./endpoint.ts";

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** Problem details (RFC 9457). */
export const problemSchema = z
  .strictObject({
    type: z.string().describe("A URI reference to the table of codes"),
    title: z.string(),
    status: z.int(),
    code: z.enum(codes),
    detail: z.string(),
    errors: z.array(
      z.strictObject({
        detail: z.string(),
        parameter: z.string().optional(),
        header: z.string().optional(),
        pointer: z.string().optional().describe("A JSON pointer into the body"),
        offset: z.int().optional().describe("A 0-based offset into the body, in bytes"),
      }),
    ),
  })
  .meta({ id: "Problem" });

const tableSchema = z
  .strictObject({
    problems: z.array(
      z.strictObject({ code: z.enum(codes), status: z.int(), exit: z.int(), title: z.string() }),
    ),
    limits: z.record(z.string(), z.int()),
  })
  .meta({ id: "ProblemTable" });

export const listProblems = defineEndpoint({
  method: "GET",
  path: "/v1/problems",
  operationId: "listProblems",
  summary: "The error codes and the limits",
  description:
    "Every code that an error answer can bear, with its status, and every limit in force.",
  query: {},
  takes: "nothing",
  responses: {
    200: { description: "The tables", content: { "application/json": { schema: tableSchema } } },
  },
  handle({ c }) {
    const problems = codes.map((code) => ({ code, ...PROBLEMS[code] }));
    const diagnosis_work = diagnosisWorkOf(c) ?? LIMITS.diagnosis_work;
    return jsonResponse({ problems, limits: { ...LIMITS, diagnosis_work } }, 200, DOCUMENT_CACHE);
  },
});
