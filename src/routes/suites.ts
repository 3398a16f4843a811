import * as z from "zod";
import { DOCUMENT_CACHE, variesBy } from "../http/conditional.ts";
import { JSON_OR_TEXT, negotiate } from "../http/negotiate.ts";
import { SWITCH } from "../http/query.ts";
import { jsonResponse, textResponse } from "../http/respond.ts";
import { scenarioOfSuite } from "../labs/define.ts";
import type { Lab } from "../labs/lab.ts";
import { choice } from "../labs/parameter_types.ts";
import { type Suite, suiteById } from "../labs/suite.ts";
import { mutationScoreSchema } from "../report/exam.ts";
import { suiteSha256 } from "../version.ts";
import { scenarioDocument, scenarioSchema } from "./documents.ts";
import { defineEndpoint } from "./endpoint.ts";
import { find } from "./find.ts";

const summarySchema = z
  .strictObject({
    id: z.string(),
    version: z.string(),
    title: z.string(),
    sha256: z.string().describe("SHA-256 of the suite: its scenarios and hashes"),
    scenarios: z.array(z.string()).describe("Ids"),
    mutation: mutationScoreSchema
      .nullable()
      .describe("How many single changes of the simulation it shows; null where none were tried"),
    href: z.string(),
  })
  .meta({ id: "SuiteSummary" });

const suitesSchema = z
  .strictObject({ lab: z.string(), suites: z.array(summarySchema) })
  .meta({ id: "SuiteList" });

const suiteSchema = z
  .strictObject({
    lab: z.string(),
    ...summarySchema.shape,
    scenarios: z.array(scenarioSchema),
  })
  .meta({ id: "Suite" });

async function summary(lab: Lab, suite: Suite): Promise<z.infer<typeof summarySchema>> {
  const { id, version, title, scenarios, mutation } = suite;
  return {
    id,
    version,
    title,
    sha256: await suiteSha256(suite),
    scenarios: scenarios.map((scenario) => scenario.id),
    mutation: mutation && { ...mutation },
    href: `/v1/labs/${lab.id}/suites/${id}`,
  };
}

/** The suite `id` of a lab, or of a name that it once had. Throws a Problem that names the known ones. */
export function findSuite({ id: lab, suites }: Lab, id: string): Suite {
  return suiteById(suites, id) ?? find(suites, id, "suite", `${lab} has no suite`);
}

export const listSuites = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/suites",
  operationId: "listSuites",
  summary: "The suites of a lab",
  description: "Sets of scenarios that are run together; the published one first.",
  query: {},
  takes: "lab",
  responses: {
    200: { description: "The suites", content: { "application/json": { schema: suitesSchema } } },
  },
  async handle({ lab }) {
    const suites = await Promise.all(lab.suites.map((suite) => summary(lab, suite)));
    return jsonResponse({ lab: lab.id, suites }, 200, DOCUMENT_CACHE);
  },
});

export const getSuite = defineEndpoint({
  method: "GET",
  path: "/v1/labs/:lab/suites/:suite",
  operationId: "getSuite",
  summary: "One suite",
  description:
    "As JSON; or as text/plain, a line to a scenario: the program's flags, the size, the hash and the " +
    "scenario's id, with a tab between them, and with digests=1 the hash of the whole listing behind them.",
  query: {
    format: { type: choice("json", "text"), description: "The representation; goes before Accept" },
    digests: {
      type: SWITCH,
      description: "With 1, a line of text has a fifth column: the SHA-256 of the listing",
    },
  },
  takes: "lab",
  responses: {
    200: {
      description: "The suite",
      content: {
        "application/json": { schema: suiteSchema },
        "text/plain": { example: null },
      },
    },
  },
  async handle({ c, lab, query }) {
    const suite = findSuite(lab, c.req.param("suite") ?? "");
    const format = query.format ?? negotiate(c.req.header("Accept"), JSON_OR_TEXT);
    const headers = { ...DOCUMENT_CACHE, ...variesBy(query.format) };
    if (format === "text")
      return textResponse(suiteLines(lab, suite, query.digests === true), 200, headers);
    const scenarios = suite.scenarios.map((scenario) => scenarioDocument(lab, scenario));
    return jsonResponse({ lab: lab.id, ...(await summary(lab, suite)), scenarios }, 200, headers);
  },
});

/**
 * For a loop of a shell, and for `--suite FILE`, which reads the flags. The hashes of listings come only when asked for: a
 * loop that reads four columns would take a fifth for a part of the id.
 */
function suiteLines(lab: Lab, { scenarios }: Suite, hasDigests: boolean): string {
  return scenarios
    .map((one) => {
      const { flags } = scenarioOfSuite(lab, one);
      const listing = hasDigests ? `\t${one.digests_sha256}` : "";
      return `${flags}\t${one.size_bytes}\t${one.sha256}\t${one.id}${listing}\n`;
    })
    .join("");
}
