import { createExecutionContext, env } from "cloudflare:test";
import { expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab } from "../../src/labs/lab.ts";
import { registryOf } from "../../src/labs/lab_entry.ts";
import { builtDocuments } from "../../src/routes/built_documents.ts";
import type { ProblemBody } from "./client.ts";

/** The app with another registry than ours: the last of our labs alone. */

const only = LABS.at(-1) as Lab;
const others = LABS.slice(0, -1).map(({ id }) => id);
const app = createApp(registryOf([only]));

async function text(path: string, status = 200): Promise<string> {
  const response = await app.request(path, {}, env, createExecutionContext());
  expect([path, response.status]).toEqual([path, status]);
  return response.text();
}

test.each(["/", "/v1/labs", "/healthz", `/v1/labs/${only.id}`])(
  "%s tells of the labs of its app, and of no other",
  async (path) => {
    const answer = await text(path);
    expect(answer).toMatch(new RegExp(`\\b${only.id}\\b`));
    for (const id of others) expect(answer).not.toMatch(new RegExp(`(\\b|_)${id}\\b`));
  },
);

test("its OpenAPI document tells of them, and of no other", () => {
  const document = builtDocuments([only]).get("/openapi.json") as string;
  expect(document).toMatch(new RegExp(`_${only.id}\\b`));
  for (const id of others) expect(document).not.toMatch(new RegExp(`(\\b|_)${id}\\b`));
});

test("a lab that the app does not have is not found", async () => {
  for (const id of others) {
    const problem = JSON.parse(await text(`/v1/labs/${id}`, 404)) as ProblemBody;
    expect(problem.detail).toBe(`there is no lab "${id}"; expected one of ${only.id}`);
  }
});

test("a scenario of the app's lab is answered", async () => {
  for (const { id, sha256 } of only.scenarios) {
    const path = `/v1/labs/${only.id}/expected?scenario=${id}&format=text`;
    expect(await text(path)).toBe(sha256);
  }
});
