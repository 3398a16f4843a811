import * as z from "zod";
import { jsonResponse } from "../http/respond.ts";
import { scenarioOfSuite } from "../labs/define.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { loadLabs, type Registry } from "../labs/lab_entry.ts";
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
      .describe("One hash of each suite of each lab, as this instance of the oracle simulated it"),
  })
  .meta({ id: "Health" });

export const healthz = defineEndpoint({
  method: "GET",
  path: "/healthz",
  operationId: "healthz",
  summary: "Whether the oracle works",
  description:
    "One scenario of each suite of each lab was simulated, and its hash compared with the suite's, when this " +
    "instance was first asked; 500 with the code oracle-inconsistent where they differ.",
  query: {},
  takes: "nothing",
  responses: {
    200: { description: "It does", content: { "application/json": { schema: healthSchema } } },
  },
  async handle({ registry }) {
    const derived = known.get(registry) ?? (await derive(registry));
    known.set(registry, derived);
    return jsonResponse({ status: "ok", engine: ENGINE_VERSION, derived }, 200, {
      "Cache-Control": "no-store",
    });
  },
});

type Derived = z.infer<typeof healthSchema>["derived"];

/** What an isolate has derived: the same code gives the same again, and a check every few seconds shall cost nothing. */
const known = new WeakMap<Registry, Derived>();

async function derive(registry: Registry): Promise<Derived> {
  const derived: Derived = [];
  for (const lab of await loadLabs(registry)) {
    for (const suite of lab.suites) {
      const scenario = smallest(lab, suite);
      const { sha256 } = await seal(scenario, simulate(scenario));
      derived.push({
        lab: lab.id,
        suite: suite.id,
        scenario: scenario.listed?.id ?? "",
        sha256,
      });
    }
  }
  return derived;
}

function smallest(lab: Lab, { scenarios }: Suite): Scenario {
  const [first] = scenarios.toSorted((a, b) => a.size_bytes - b.size_bytes);
  return scenarioOfSuite(lab, first as SuiteScenario);
}
