import * as z from "zod";
import { Problem } from "../errors.ts";
import { jsonResponse } from "../http/respond.ts";
import { listedScenarios } from "../labs/define.ts";
import { findLab, LABS } from "../labs/index.ts";
import { versionsOf } from "../version.ts";
import {
  labDocument,
  labSchema,
  labSummary,
  labSummarySchema,
  scenarioDocument,
  scenarioSchema,
} from "./documents.ts";
import { type Endpoint, readQuery } from "./endpoint.ts";

const none = { query: {}, takes: "nothing" } as const;
const labsSchema = z.strictObject({ labs: z.array(labSummarySchema) }).meta({ id: "LabList" });
const scenariosSchema = z
  .strictObject({ scenarios: z.array(scenarioSchema) })
  .meta({ id: "ScenarioList" });

export const listLabs: Endpoint = {
  ...none,
  method: "GET",
  path: "/v1/labs",
  operationId: "listLabs",
  summary: "The labs",
  description: "Every lab that the oracle knows.",
  responses: {
    200: { description: "The labs", content: { "application/json": { schema: labsSchema } } },
  },
  handle(c) {
    readQuery(c.req.url, listLabs);
    return jsonResponse({ labs: LABS.map(labSummary) });
  },
};

export const getLab: Endpoint = {
  ...none,
  method: "GET",
  path: "/v1/labs/:lab",
  operationId: "getLab",
  summary: "One lab",
  description:
    "Parameters with types, bounds and defaults; published scenarios; the dump's layout; the runbook; " +
    "invariants; and what the published hashes do not pin.",
  responses: {
    200: { description: "The lab", content: { "application/json": { schema: labSchema } } },
  },
  async handle(c) {
    const lab = findLab(c.req.param("lab") ?? "");
    readQuery(c.req.url, getLab, lab);
    return jsonResponse(labDocument(lab, await versionsOf(lab)));
  },
};

export const listScenarios: Endpoint = {
  ...none,
  method: "GET",
  path: "/v1/labs/:lab/scenarios",
  operationId: "listScenarios",
  summary: "The published scenarios of a lab",
  description: "With parameters, command line, published hash and size.",
  responses: {
    200: {
      description: "The scenarios",
      content: { "application/json": { schema: scenariosSchema } },
    },
  },
  handle(c) {
    const lab = findLab(c.req.param("lab") ?? "");
    readQuery(c.req.url, listScenarios, lab);
    return jsonResponse({ scenarios: lab.scenarios.map((s) => scenarioDocument(lab, s)) });
  },
};

export const getScenario: Endpoint = {
  ...none,
  method: "GET",
  path: "/v1/labs/:lab/scenarios/:id",
  operationId: "getScenario",
  summary: "One scenario of a suite",
  description: "With parameters, command line, hash and size.",
  responses: {
    200: {
      description: "The scenario",
      content: { "application/json": { schema: scenarioSchema } },
    },
  },
  handle(c) {
    const lab = findLab(c.req.param("lab") ?? "");
    readQuery(c.req.url, getScenario, lab);
    const id = c.req.param("id") ?? "";
    const all = listedScenarios(lab);
    const scenario = all.find((candidate) => candidate.id === id);
    if (scenario !== undefined) return jsonResponse(scenarioDocument(lab, scenario));
    const known = all.map((candidate) => candidate.id).join(", ");
    throw new Problem("not-found", [
      {
        parameter: "id",
        detail: `${lab.id} has no scenario ${JSON.stringify(id.slice(0, 80))}; expected one of ${known}`,
      },
    ]);
  },
};
