import * as z from "zod";
import { scenarioOfSuite } from "../labs/define.ts";
import type { Lab } from "../labs/lab.ts";
import type { SuiteScenario } from "../labs/suite.ts";
import {
  parametersSchema,
  provenanceSchema,
  sha256Schema,
  versionsSchema,
} from "../report/schema.ts";
import type { Versions } from "../version.ts";

/** The JSON documents that describe labs and scenarios: their schemas, and how they are made. */

export const scenarioSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    parameters: parametersSchema,
    command: z.string().describe("The command line of a program under exam"),
    sha256: sha256Schema.describe("The hash that its suite has for it"),
    size_bytes: z.int(),
    digests_sha256: sha256Schema.describe(
      "SHA-256 of the whole listing as --digests prints it; computed, whatever the provenance of the other hash",
    ),
    provenance: provenanceSchema,
    expected: z.string().describe("Where the oracle computes it: a path"),
  })
  .meta({ id: "Scenario" });

const parameterSchema = z.strictObject({
  name: z.string(),
  flag: z.string().describe("The flag of a program under exam"),
  type: z.string(),
  required: z.boolean(),
  default: z.string().nullable(),
  minimum: z.string().nullable(),
  maximum: z.string().nullable(),
  values: z.array(z.string()).nullable(),
  expected: z.string(),
  description: z.string(),
  extension: z.boolean().describe("Whether the published lab lacks it"),
  example: z.string(),
});

const scopeSchema = z.strictObject({
  row_name: z.string().describe("What a row is of: node, replica"),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(["integer", "text"]),
      values: z.array(z.string()).nullable().describe("All values, if they are few"),
      description: z.string(),
    }),
  ),
});

const layoutRowSchema = z.strictObject({
  field: z.string().describe("The path; [] stands for an index"),
  type: z.string(),
  size: z.string().describe("Bytes, or the field that holds their number"),
  note: z.string(),
});

export const labSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    summary: z.string(),
    program: z.string(),
    parameters: z.array(parameterSchema),
    scenarios: z.array(scenarioSchema).describe("The published ones"),
    suites: z.array(z.strictObject({ id: z.string(), title: z.string(), href: z.string() })),
    layout: z.array(layoutRowSchema),
    scope: scopeSchema.describe("What a trace tells of every node after every step"),
    runbook: z.array(
      z.strictObject({
        id: z.string(),
        where: z.string(),
        culprit: z.string(),
        source: z.enum(["published", "assay"]),
      }),
    ),
    invariants: z.array(z.strictObject({ id: z.string(), statement: z.string() })),
    not_pinned: z.array(z.string()).describe("What the published hashes do not pin"),
    versions: versionsSchema,
  })
  .meta({ id: "Lab" });

export const labSummarySchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    summary: z.string(),
    scenarios: z.array(z.string()),
    href: z.string(),
  })
  .meta({ id: "LabSummary" });

export function labSummary(lab: Lab): z.infer<typeof labSummarySchema> {
  const { id, title, summary } = lab;
  const scenarios = lab.scenarios.map((scenario) => scenario.id);
  return { id, title, summary, scenarios, href: `/v1/labs/${id}` };
}

export function scenarioDocument(
  lab: Lab,
  scenario: SuiteScenario,
): z.infer<typeof scenarioSchema> {
  const { parameters, command, published } = scenarioOfSuite(lab, scenario);
  return {
    id: scenario.id,
    title: scenario.title,
    parameters: { ...parameters },
    command,
    sha256: scenario.sha256,
    size_bytes: scenario.size_bytes,
    digests_sha256: scenario.digests_sha256,
    provenance: published === null ? "computed" : "published",
    expected: `/v1/labs/${lab.id}/expected?scenario=${scenario.id}`,
  };
}

/** The rows of a lab's layout table, from its one declaration. */
export function layoutTable(lab: Lab): z.infer<typeof layoutRowSchema>[] {
  return lab.field_map.leaves.map(({ kind, type, size, sizeFrom, note }) => ({
    field: kind,
    type,
    size: String(size ?? sizeFrom),
    note,
  }));
}

export function labDocument(lab: Lab, versions: Versions): z.infer<typeof labSchema> {
  return {
    id: lab.id,
    title: lab.title,
    summary: lab.summary,
    program: lab.program,
    parameters: Object.entries(lab.parameters).map(([name, parameter]) => ({
      name,
      flag: parameter.flag,
      type: parameter.type.name,
      required: parameter.required,
      default: parameter.default,
      minimum: parameter.type.minimum ?? null,
      maximum: parameter.type.maximum ?? null,
      values: parameter.type.values ? [...parameter.type.values] : null,
      expected: parameter.type.expected,
      description: parameter.description,
      extension: parameter.extension,
      example: parameter.example,
    })),
    scenarios: lab.scenarios.map((scenario) => scenarioDocument(lab, scenario)),
    suites: lab.suites.map(({ id, title }) => ({
      id,
      title,
      href: `/v1/labs/${lab.id}/suites/${id}`,
    })),
    layout: layoutTable(lab),
    scope: {
      row_name: lab.scope.row_name,
      columns: lab.scope.columns.map(({ name, type, values, description }) => ({
        name,
        type,
        values: values ? [...values] : null,
        description,
      })),
    },
    runbook: lab.runbook.map(({ id, where, culprit, source }) => ({ id, where, culprit, source })),
    invariants: lab.invariants.map(({ id, statement }) => ({ id, statement })),
    not_pinned: [...lab.not_pinned],
    versions,
  };
}
