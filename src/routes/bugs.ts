import * as z from "zod";
import { catalogueOf } from "../diagnose/catalogue.ts";
import { DOCUMENT_CACHE } from "../http/conditional.ts";
import { jsonResponse } from "../http/respond.ts";
import type { Bug } from "../labs/bug.ts";
import type { Lab } from "../labs/lab.ts";
import { failingOf, isKnownTo } from "../labs/suite.ts";
import { defineEndpoint } from "./endpoint.ts";
import { find } from "./find.ts";

const bugSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(["protocol", "encoding", "transport"]),
    title: z.string(),
    description: z.string().describe("Exactly what is done differently"),
    effect: z.string(),
    cause: z.string(),
    runbook: z.string().nullable().describe("The runbook row that points at it"),
    fix: z.string(),
    readings: z.int().describe("In how many ways the description can be read; each of them is run"),
    is_observable: z.boolean().describe("Whether any scenario can show it"),
    fails: z
      .array(
        z.strictObject({
          suite: z.string(),
          always: z.array(z.string()).describe("Scenarios that fail in every reading"),
          sometimes: z.array(z.string()).describe("Scenarios that fail in some readings only"),
        }),
      )
      .describe(
        "What fails a program that has the bug, and no other, by suite; none for a bug of transport",
      ),
    href: z.string(),
  })
  .meta({ id: "Bug" });

const bugsSchema = z
  .strictObject({ lab: z.string(), bugs: z.array(bugSchema) })
  .meta({ id: "BugList" });

function bugDocument(lab: Lab, bug: Bug): z.infer<typeof bugSchema> {
  const { variants, is_observable, kind, ...text } = bug;
  return {
    id: text.id,
    kind,
    title: text.title,
    description: text.description,
    effect: text.effect,
    cause: text.cause,
    runbook: text.runbook,
    fix: text.fix,
    readings: variants,
    is_observable,
    fails: lab.suites.flatMap((suite) => {
      if (!isKnownTo(suite, bug.id)) return [];
      const { always, sometimes } = failingOf(suite, bug.id);
      return [{ suite: suite.id, always: [...always], sometimes: [...sometimes] }];
    }),
    href: `/v1/labs/${lab.id}/bugs/${bug.id}`,
  };
}

export const listBugs = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/bugs",
  operationId: "listBugs",
  summary: "The known bugs of a lab",
  description:
    "What programs are known to get wrong, each as a small change of the right one; with the scenarios " +
    "that fail a program that has it.",
  query: {},
  takes: "lab",
  responses: {
    200: { description: "The bugs", content: { "application/json": { schema: bugsSchema } } },
  },
  handle({ lab }) {
    const bugs = catalogueOf(lab).map((bug) => bugDocument(lab, bug));
    return jsonResponse({ lab: lab.id, bugs }, 200, DOCUMENT_CACHE);
  },
});

export const getBug = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/bugs/:bug",
  operationId: "getBug",
  summary: "One known bug",
  description: "With its effect, cause and fix, and the scenarios that fail a program that has it.",
  query: {},
  takes: "lab",
  responses: {
    200: { description: "The bug", content: { "application/json": { schema: bugSchema } } },
  },
  handle({ c, lab }) {
    const id = c.req.param("bug") ?? "";
    const known = `one of those in /v1/labs/${lab.id}/bugs`;
    const bug = find(catalogueOf(lab), id, "bug", `${lab.id} has no known bug`, known);
    return jsonResponse(bugDocument(lab, bug), 200, DOCUMENT_CACHE);
  },
});
