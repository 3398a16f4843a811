import * as z from "zod";
import { jsonResponse } from "../http/respond.ts";
import { scenarioOfPublished } from "../labs/define.ts";
import { LABS } from "../labs/index.ts";
import type { Lab, PublishedScenario, Scenario } from "../labs/lab.ts";
import { seal, simulate } from "../oracle.ts";
import { ENGINE_VERSION } from "../version.ts";
import { type Endpoint, readQuery } from "./endpoint.ts";

const healthSchema = z
  .strictObject({
    status: z.literal("ok"),
    engine: z.string(),
    derived: z
      .array(z.strictObject({ lab: z.string(), scenario: z.string(), sha256: z.string() }))
      .describe("One published hash of each lab, simulated anew for this answer"),
  })
  .meta({ id: "Health" });

export const healthz: Endpoint = {
  method: "GET",
  path: "/healthz",
  operationId: "healthz",
  summary: "Whether the oracle works",
  description:
    "Simulates one published scenario of each lab and compares its hash with the published one; " +
    "500 with the code oracle-inconsistent where they differ.",
  query: {},
  takes: "nothing",
  responses: {
    200: { description: "It does", content: { "application/json": { schema: healthSchema } } },
  },
  async handle(c) {
    readQuery(c.req.url, healthz);
    const derived = await Promise.all(
      LABS.map(async (lab) => {
        const scenario = smallestPublished(lab);
        const { sha256 } = await seal(scenario, simulate(scenario));
        return { lab: lab.id, scenario: scenario.published?.id ?? "", sha256 };
      }),
    );
    return jsonResponse({ status: "ok", engine: ENGINE_VERSION, derived }, 200, {
      "Cache-Control": "no-store",
    });
  },
};

function smallestPublished(lab: Lab): Scenario {
  const [smallest] = lab.scenarios.toSorted((a, b) => a.size_bytes - b.size_bytes);
  return scenarioOfPublished(lab, smallest as PublishedScenario);
}
