import * as z from "zod";
import { jsonResponse } from "../http/respond.ts";
import { scenarioOfSuite } from "../labs/define.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import type { Suite, SuiteScenario } from "../labs/suite.ts";
import { seal, simulate } from "../oracle/expected.ts";
import { ENGINE_VERSION } from "../version.ts";
import { defineEndpoint } from "./endpoint.ts";

const healthSchema = z
  .strictObject({
    status: z.literal("ok"),
    engine: z.string(),
    derived: z
      .array(
        z.strictObject({
          lab: z.string(),
          suite: z.string(),
          scenario: z.string(),
          sha256: z.string(),
        }),
      )
      .describe("One hash of each suite of each lab, simulated anew for this answer"),
  })
  .meta({ id: "Health" });

export const healthz = defineEndpoint({
  method: "GET",
  path: "/healthz",
  operationId: "healthz",
  summary: "Whether the oracle works",
  description:
    "Simulates one scenario of each suite of each lab and compares its hash with the suite's; " +
    "500 with the code oracle-inconsistent where they differ.",
  query: {},
  takes: "nothing",
  responses: {
    200: { description: "It does", content: { "application/json": { schema: healthSchema } } },
  },
  async handle({ labs }) {
    const derived = await Promise.all(
      labs
        .flatMap((lab) => lab.suites.map((suite) => ({ lab, suite })))
        .map(async ({ lab, suite }) => {
          const scenario = smallest(lab, suite);
          const { sha256 } = await seal(scenario, simulate(scenario));
          return { lab: lab.id, suite: suite.id, scenario: scenario.listed?.id ?? "", sha256 };
        }),
    );
    return jsonResponse({ status: "ok", engine: ENGINE_VERSION, derived }, 200, {
      "Cache-Control": "no-store",
    });
  },
});

function smallest(lab: Lab, { scenarios }: Suite): Scenario {
  const [first] = scenarios.toSorted((a, b) => a.size_bytes - b.size_bytes);
  return scenarioOfSuite(lab, first as SuiteScenario);
}
