import * as z from "zod";
import { DOCUMENT_CACHE } from "../http/conditional.ts";
import { jsonResponse } from "../http/respond.ts";
import { listedScenarios } from "../labs/define.ts";
import { loadLabs } from "../labs/lab_entry.ts";
import { versionsOf } from "../version.ts";
import {
  labDocument,
  labSchema,
  labSummary,
  labSummarySchema,
  scenarioDocument,
  scenarioSchema,
} from "./documents.ts";
import { defineEndpoint } from "./endpoint.ts";
import { find } from "./find.ts";

const labsSchema = z.strictObject({ labs: z.array(labSummarySchema) }).meta({ id: "LabList" });
const scenariosSchema = z
  .strictObject({ scenarios: z.array(scenarioSchema) })
  .meta({ id: "ScenarioList" });

export const listLabs = defineEndpoint({
  method: "GET",
  path: "/v1/labs",
  operationId: "listLabs",
  summary: "The labs",
  description: "Every lab that the oracle knows.",
  query: {},
  takes: "nothing",
  responses: {
    200: { description: "The labs", content: { "application/json": { schema: labsSchema } } },
  },
  async handle({ registry }) {
    const labs = (await loadLabs(registry)).map(labSummary);
    return jsonResponse({ labs }, 200, DOCUMENT_CACHE);
  },
});

export const getLab = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab",
  operationId: "getLab",
  summary: "One lab",
  description:
    "Parameters with types, bounds and defaults; published scenarios; the dump's layout; the runbook; " +
    "invariants; and what the published hashes do not pin.",
  query: {},
  takes: "lab",
  responses: {
    200: { description: "The lab", content: { "application/json": { schema: labSchema } } },
  },
  async handle({ lab }) {
    return jsonResponse(labDocument(lab, await versionsOf(lab)), 200, DOCUMENT_CACHE);
  },
});

export const listScenarios = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/scenarios",
  operationId: "listScenarios",
  summary: "The published scenarios of a lab",
  description: "With parameters, command line, published hash and size.",
  query: {},
  takes: "lab",
  responses: {
    200: {
      description: "The scenarios",
      content: { "application/json": { schema: scenariosSchema } },
    },
  },
  handle({ lab }) {
    const scenarios = lab.scenarios.map((scenario) => scenarioDocument(lab, scenario));
    return jsonResponse({ scenarios }, 200, DOCUMENT_CACHE);
  },
});

export const getScenario = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/scenarios/:id",
  operationId: "getScenario",
  summary: "One scenario of a suite",
  description: "With parameters, command line, hash and size.",
  query: {},
  takes: "lab",
  responses: {
    200: {
      description: "The scenario",
      content: { "application/json": { schema: scenarioSchema } },
    },
  },
  handle({ c, lab }) {
    const id = c.req.param("id") ?? "";
    const scenario = find(listedScenarios(lab), id, "id", `${lab.id} has no scenario`);
    return jsonResponse(scenarioDocument(lab, scenario), 200, DOCUMENT_CACHE);
  },
});
