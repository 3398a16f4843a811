import { describe, expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { call, getJson, type ProblemBody } from "./client.ts";

describe("the events of a run", () => {
  test.each(LABS.map(({ id }) => [id]))(
    "of %s are NDJSON, a line each, and have a tag",
    async (id) => {
      const path = `/v1/labs/${id}/events?scenario=A&from=100&until=400`;
      const response = await call(path);
      expect(response.headers.get("Content-Type")).toBe("application/x-ndjson");
      const text = await response.text();
      expect(text.endsWith("\n")).toBe(true);
      const lines = text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(lines.length).toBeGreaterThan(10);
      for (const { kind, tick } of lines) {
        expect(typeof kind).toBe("string");
        expect(tick >= 100 && tick < 400).toBe(true);
      }
      const headers = { "If-None-Match": response.headers.get("ETag") ?? "" };
      expect((await call(path, { headers })).status).toBe(304);
    },
  );

  test.each([
    ["scenario=A&until=1001", "until", "at most 1000"],
    ["scenario=A&from=3&until=2", "from", "at most until, which is 2"],
    ["scenario=A&stride=2", "stride", "not a parameter here"],
    ["scenario=A&after=3", "after", "not a parameter here"],
  ])("%s is refused", async (query, parameter, words) => {
    const { errors } = await getJson<ProblemBody>(`/v1/labs/zab/events?${query}`, 400);
    expect(errors[0]).toMatchObject({ parameter });
    expect(errors[0]?.detail).toContain(words);
  });

  test("that are too many are refused, and it is said where to begin anew", async () => {
    const query = "seed=1&ops=200000&keys=2&workload=default";
    const problem = await getJson<ProblemBody>(`/v1/labs/kv/events?${query}`, 400);
    expect(problem).toMatchObject({ code: "work-limit-exceeded" });
    expect(problem.detail).toContain("more than 100000 events");
    expect(problem.detail).toContain("until at most 100000");
    const rest = await call(`/v1/labs/kv/events?${query}&from=199999`);
    expect((await rest.text()).match(/\n/g)).toHaveLength(1);
  });
});
