import { createExecutionContext, env } from "cloudflare:test";
import { expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import { registryOf } from "../../src/labs/lab_entry.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { builtDocuments } from "../../src/routes/built_documents.ts";
import { ring } from "../support/ring/index.ts";

/** A third lab behind the API: every endpoint that takes one. */

const app = createApp(registryOf([ring]));
const [one] = ring.suites[0].scenarios;
if (one === undefined) throw new Error("no scenario");
const dump = simulate(scenarioOfSuite(ring, one));

async function call(path: string, init: RequestInit = {}): Promise<string> {
  const response = await app.request(path, init, env, createExecutionContext());
  expect([path, response.status]).toEqual([path, 200]);
  return response.text();
}

test("the documents that are built beside the page have it", () => {
  const documents = builtDocuments([ring]);
  expect(documents.get("/openapi.json")).toContain("TraceLine_ring");
  expect(documents.get("/schemas/trace-ring.json")).toContain('"passed"');
});

test.each([
  ["/v1/labs", '"ring"'],
  ["/v1/labs/ring", '"stations[].visits[].lap"'],
  ["/v1/labs/ring/scenarios", '"scenarios": []'],
  ["/v1/labs/ring/suites", '"examples"'],
  ["/v1/labs/ring/bugs", '"value-kept"'],
  ["/v1/labs/ring/expected?scenario=R1&format=text", one.sha256],
  ["/v1/labs/ring/expected?seed=1&stations=2&ticks=3", '"provenance": "computed"'],
  ["/v1/labs/ring/expected/annotated?scenario=R1", "stations[0].name = "],
  ["/v1/labs/ring/digests?scenario=R1&until=2", "1 "],
  ["/v1/labs/ring/trace?scenario=R1&until=9&events=1", "passes the token on with"],
  ["/v1/labs/ring/trace.svg?scenario=R1", "</svg>"],
  ["/v1/labs/ring/events?scenario=R1", '"kind":"passed"'],
  ["/healthz", '"R1"'],
  ["/", "ringctl"],
])("GET %s", async (path, shown) => {
  if (path !== "/") expect(await call(path)).toContain(shown);
  else expect(await call(path)).toContain("A token in a ring");
});

test.each([
  ["/v1/labs/ring/verify?scenario=R1&format=text", dump, "MATCH  ring scenario R1"],
  ["/v1/labs/ring/verify?scenario=R1&format=text", dump.with(30, 99), "stations[0].visits"],
  ["/v1/labs/ring/bisect?scenario=R1&format=text", "", "ASK  ring scenario R1"],
  ["/v1/labs/ring/digests/verify?scenario=R1&format=text", "", "TRUNCATED  ring scenario R1"],
  ["/v1/labs/ring/events/verify?scenario=R1&format=text", "", "TRUNCATED  ring scenario R1"],
  [
    "/v1/labs/ring/suites/examples/score?format=text",
    `R1 ${one.sha256}\n`,
    "suite examples 1: 1 of 2 scenarios passed, 1 without an answer",
  ],
])("POST %s", async (path, body, shown) => {
  expect(await call(path, { method: "POST", body })).toContain(shown);
});
