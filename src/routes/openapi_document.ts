import * as z from "zod";
import { catalogueOf } from "../diagnose/catalogue.ts";
import { AFTER } from "../http/scenario_query.ts";
import { listedScenarios } from "../labs/define.ts";
import type { Lab } from "../labs/lab.ts";
import type { Labs } from "../labs/lab_entry.ts";
import { type ParameterType, u32 } from "../labs/parameter_types.ts";
import { examSchema } from "../report/exam.ts";
import { ENGINE_VERSION } from "../version.ts";
import type { Content, Endpoint } from "./endpoint.ts";
import { problemSchema } from "./problems.ts";

type Json = Record<string, unknown>;

const COMPONENTS = "#/components/schemas/";

/**
 * The OpenAPI 3.1 document of `endpoints`, which is built beside the page: written from the declarations that the app itself uses:
 * the endpoints, the labs' parameters, and the schemas of the answers. An endpoint under a lab is
 * written once for each lab, because its parameters are the lab's.
 */
export function openApiDocument(endpoints: readonly Endpoint[], labs: Labs): Json {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const ofEach: readonly (Lab | null)[] = endpoint.takes === "nothing" ? [null] : labs;
    for (const lab of ofEach) {
      const path = endpoint.path.replace(":lab", lab?.id ?? "").replace(/:(\w+)/g, "{$1}");
      paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, lab) };
    }
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Assay",
      version: ENGINE_VERSION,
      summary: "A conformance oracle",
      description:
        "It runs a deterministic simulation itself, answers what the bytes of its dump must be, and " +
        "names the first byte, node and field in which a submitted dump differs.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths,
    components: { schemas: componentsOf(paths) },
  };
}

function operation(endpoint: Endpoint, lab: Lab | null): Json {
  return {
    operationId: lab === null ? endpoint.operationId : `${endpoint.operationId}_${lab.id}`,
    summary: endpoint.summary,
    description: endpoint.description,
    parameters: [
      ...pathParameters(endpoint, lab),
      ...queryParameters(endpoint, lab),
      ...headerParameters(endpoint),
    ],
    ...(endpoint.requestBody && {
      requestBody: {
        required: true,
        description: endpoint.requestBody.description,
        content: contents(endpoint.requestBody.content, lab),
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(endpoint.responses).map(([status, { description, content, headers }]) => [
          status,
          {
            description,
            ...(headers && { headers: responseHeaders(headers) }),
            ...(Object.keys(content).length > 0 && { content: contents(content, lab) }),
          },
        ]),
      ),
      default: {
        description: "The request cannot be answered (RFC 9457)",
        content: { "application/problem+json": { schema: schemaOf(problemSchema) } },
      },
    },
  };
}

function pathParameters(endpoint: Endpoint, lab: Lab | null): Json[] {
  if (lab === null) return [];
  return Object.entries(PATH_VALUES).flatMap(([name, valuesOf]) => {
    if (!endpoint.path.split("/").includes(`:${name}`)) return [];
    const schema = { type: "string", enum: valuesOf(lab) };
    return [{ name, in: "path", required: true, schema }];
  });
}

/** What a path may name, beside the lab. */
const PATH_VALUES: Readonly<Record<string, (lab: Lab) => string[]>> = {
  id: (lab) => listedScenarios(lab).map(({ id }) => id),
  suite: ({ suites }) => suites.map(({ id }) => id),
  bug: (lab) => catalogueOf(lab).map(({ id }) => id),
};

function headerParameters({ headers = {} }: Endpoint): Json[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  }));
}

function responseHeaders(headers: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [
      name,
      { description, schema: { type: "string" } },
    ]),
  );
}

function queryParameters(endpoint: Endpoint, lab: Lab | null): Json[] {
  const own = Object.entries(endpoint.query).flatMap(([name, parameter]) => {
    const { type, description, older_name: older } = parameter;
    const declared = {
      name,
      in: "query",
      required: false,
      description: `${description}. Expected: ${type.expected}.`,
      schema: textSchema(type),
    };
    if (older === undefined) return [declared];
    const instead = `The older name of ${name}; never both. Expected: ${type.expected}.`;
    return [declared, { ...declared, name: older, deprecated: true, description: instead }];
  });
  if (lab === null || endpoint.takes === "nothing" || endpoint.takes === "lab") return own;
  const scenario = {
    name: "scenario",
    in: "query",
    required: false,
    description: "A scenario of a suite; stands for all of the lab's parameters and excludes them.",
    schema: { type: "string", enum: listedScenarios(lab).map(({ id }) => id) },
  };
  const ofLab = Object.entries(lab.parameters).map(([name, parameter]) => ({
    name,
    in: "query",
    required: false,
    description:
      `${parameter.description} Expected: ${parameter.type.expected}. ` +
      (parameter.required
        ? "Required unless scenario is given."
        : `Default: ${parameter.default}.`),
    schema: textSchema(parameter.type),
    example: parameter.example,
  }));
  const after = {
    name: AFTER,
    in: "query",
    required: false,
    description: `The ${lab.step_name}, from 0, after which the state is asked for; without it, the end of the run.`,
    schema: textSchema(u32()),
  };
  return [scenario, ...ofLab, ...(endpoint.takes === "state" ? [after] : []), ...own];
}

function textSchema({ pattern, values }: ParameterType<unknown>): Json {
  return values === undefined ? { type: "string", pattern } : { type: "string", enum: values };
}

function contents(content: Readonly<Record<string, Content>>, lab: Lab | null): Json {
  return Object.fromEntries(
    Object.entries(content).map(([mediaType, representation]) => {
      if ("schema" in representation) {
        const { schema } = representation;
        const resolved = typeof schema === "function" ? schema(lab as Lab) : schema;
        return [mediaType, { schema: schemaOf(resolved) }];
      }
      if (mediaType.startsWith("text/")) {
        const { example } = representation;
        return [mediaType, { schema: { type: "string" }, ...(example !== null && { example }) }];
      }
      return [mediaType, {}];
    }),
  );
}

/** A reference to the schema's component. Every schema of an answer has an id. */
function schemaOf(schema: z.ZodType): Json {
  const id = schema.meta()?.id;
  if (id === undefined) throw new Error("a schema of an answer has no id");
  return { $ref: `${COMPONENTS}${id}` };
}

/** Answers of the command line alone, whose schemas stand in the document too. */
const OF_THE_COMMAND_LINE = [examSchema];

/**
 * Every schema that `paths` or the command line's answers refer to, directly or by another one; the
 * registry may have others, such as those of labs that this app does not have.
 */
function componentsOf(paths: Json): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    uri: (id) => `${COMPONENTS}${id}`,
  });
  const components: Json = {};
  const open = [paths, ...OF_THE_COMMAND_LINE.map(schemaOf)].flatMap(referencesOf);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (Object.hasOwn(components, id)) continue;
    const { $id: _id, $schema: _dialect, ...schema } = schemas[id] as Json;
    components[id] = schema;
    open.push(...referencesOf(schema));
  }
  return Object.fromEntries(Object.entries(components).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function referencesOf(json: Json): string[] {
  return [...JSON.stringify(json).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) =>
    (reference as string).slice(COMPONENTS.length),
  );
}
