import { describe, expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { LIMITS } from "../../src/limits.ts";
import { eventsReportSchema } from "../../src/report/events_report.ts";
import { call, getJson, type ProblemBody, post } from "./client.ts";

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

describe("a listing of events that is sent", () => {
  const path = (id: string, query: string) => `/v1/labs/${id}/events/verify?${query}`;
  const eventsOf = async (id: string, query: string): Promise<string> =>
    (await call(`/v1/labs/${id}/events?${query}`)).text();

  test.each(LABS.map(({ id }) => [id]))(
    "is a match where it is that of %s, whole or of a part",
    async (id) => {
      for (const query of ["scenario=A", "scenario=A&from=100&until=300"]) {
        const response = await post(path(id, query), await eventsOf(id, query));
        expect(response.headers.get("Assay-Verdict")).toBe("match");
        expect(response.headers.get("Cache-Control")).toBe("no-store");
        const report = eventsReportSchema.parse(await response.json());
        expect(report).toMatchObject({ lab: id, verdict: "match", first_difference: null });
      }
    },
  );

  test.each(LABS.map(({ id }) => [id]))(
    "that lacks a line of %s is told which, as JSON and as text",
    async (id) => {
      const lines = (await eventsOf(id, "scenario=B")).split("\n");
      const wrong = lines.toSpliced(50, 1).join("\n");
      const response = await post(path(id, "scenario=B"), wrong);
      expect(response.status).toBe(200);
      const report = eventsReportSchema.parse(await response.json());
      expect(report).toMatchObject({
        verdict: "mismatch",
        listing: { agreeing_lines: 50 },
        first_difference: { line: 51, expected: JSON.parse(lines[50] as string) },
      });
      const failing = await post(path(id, "scenario=B&format=text&fail=1"), wrong);
      expect(failing.status).toBe(422);
      expect(await failing.text()).toContain(`MISMATCH  ${id} scenario B: line 51`);
    },
  );

  test("may be compressed", async () => {
    const text = await eventsOf("zab", "scenario=A");
    const gzip = new Response(text).body?.pipeThrough(new CompressionStream("gzip"));
    const body = await new Response(gzip).arrayBuffer();
    const response = await post(path("zab", "scenario=A"), body, { "Content-Encoding": "gzip" });
    expect(response.headers.get("Assay-Verdict")).toBe("match");
  });

  test.each([
    ["{}\n", 0, "line 1 is of the kind (none)"],
    ["\n", 0, 'line 1 is ""'],
    ["x".repeat(10_000), 0, "line 1 has more than 4096 bytes"],
    ["\u00e9\n", 0, "line 1 has a byte that is not ASCII"],
  ])("that is none is refused with its line: %j", async (body, offset, words) => {
    const response = await post(path("zab", "scenario=A"), body);
    expect(response.status).toBe(400);
    const { code, errors } = await response.json<ProblemBody>();
    expect(code).toBe("invalid-body");
    expect(errors[0]).toMatchObject({ offset });
    expect(errors[0]?.detail).toContain(words);
  });

  test("of too many lines is refused", async () => {
    const line = JSON.stringify({ kind: "timer", tick: 0, node: 0, timer: "election" });
    const body = `${line}\n`.repeat(LIMITS.verified_events + 1);
    const response = await post(path("zab", "scenario=A"), body);
    expect((await response.json<ProblemBody>()).detail).toContain("from and until");
  });

  test.each([
    ["scenario=A&stride=2", "stride"],
    ["scenario=A&until=1001", "until"],
    ["scenario=A&after=3", "after"],
  ])("with %s is refused", async (query, parameter) => {
    const response = await post(path("zab", query), "");
    expect((await response.json<ProblemBody>()).errors[0]).toMatchObject({ parameter });
  });
});
