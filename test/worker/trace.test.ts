import { describe, expect, test } from "vitest";
import { findLab, LABS } from "../../src/labs/index.ts";
import { traceLineSchema } from "../../src/report/trace_schema.ts";
import { call, getJson, type ProblemBody } from "./client.ts";

const A = "/v1/labs/zab/trace?scenario=A";

describe("the trace of a run", () => {
  test("is a table", async () => {
    const response = await call(`${A}&from=166&until=168`);
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    const [head, ...rows] = (await response.text()).trimEnd().split("\n");
    expect(head).toMatch(/^tick {2}node +role +current_epoch +accepted_epoch +last_zxid/);
    expect(rows).toHaveLength(6);
    expect(rows[2]).toMatch(/^ 166 +2 {2}\* {2}Leading +1 +1 {2}1\.1 +0\.0 +1$/);
  });

  test.each(LABS.map(({ id }) => [id]))(
    "of %s is NDJSON by format or Accept, as its schema says",
    async (id) => {
      const path = `/v1/labs/${id}/trace?scenario=A&from=100&until=200&stride=3&events=1`;
      const Accept = "application/x-ndjson";
      for (const [suffix, init] of [
        ["&format=ndjson", {}],
        ["", { headers: { Accept } }],
      ] as const) {
        const response = await call(path + suffix, init);
        expect(response.headers.get("Content-Type")).toBe("application/x-ndjson");
        const lines = (await response.text())
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line));
        expect(lines.map(({ step }) => step)).toEqual(
          Array.from({ length: 34 }, (_, i) => 100 + 3 * i),
        );
        for (const line of lines) traceLineSchema(findLab(id)).parse(line);
      }
    },
  );

  test("with changes=1 has only the steps that change something", async () => {
    const text = await (await call(`${A}&changes=1&format=ndjson`)).text();
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.length).toBeLessThan(40);
    expect(lines.map(({ step }) => step)).toContain(169);
    expect(lines.find(({ step }) => step === 169)?.changed).toEqual([0, 2]);
  });

  test("with fields=all has what no dump shows", async () => {
    const text = await (await call(`${A}&from=166&until=167&fields=all&format=ndjson`)).text();
    expect(JSON.parse(text).nodes[2]).toMatchObject({
      role: "Leading",
      leader_acks: "0 1",
      heard: "0 1",
    });
  });

  test("has a tag, of all that was asked for", async () => {
    const tags = await Promise.all(
      [
        A,
        `${A}&fields=all`,
        `${A}&changes=1`,
        `${A}&events=1`,
        `${A}&until=999`,
        `${A}&format=ndjson`,
      ].map(async (path) => (await call(path)).headers.get("ETag") ?? ""),
    );
    expect(new Set(tags).size).toBe(tags.length);
    const again = await call(A, { headers: { "If-None-Match": tags[0] as string } });
    expect(again.status).toBe(304);
  });

  test.each([
    ["scenario=A&until=1001", "until", "at most 1000"],
    ["scenario=A&from=3&until=2", "from", "at most until, which is 2"],
    ["scenario=A&fields=some", "fields", '"scope" or "all"'],
    ["scenario=A&changes=yes", "changes", '"0" or "1"'],
    ["scenario=A&after=3", "after", "not a parameter here"],
    ["scenario=A&mark=3", "mark", "not a parameter here"],
  ])("%s is refused", async (query, parameter, words) => {
    const { errors } = await getJson<ProblemBody>(`/v1/labs/zab/trace?${query}`, 400);
    expect(errors[0]).toMatchObject({ parameter });
    expect(errors[0]?.detail).toContain(words);
  });

  test("of too many rows is refused", async () => {
    const query = "seed=1&nodes=20&rounds=6000&proposals=0";
    const problem = await getJson<ProblemBody>(`/v1/labs/zab/trace?${query}`, 400);
    expect(problem).toMatchObject({ code: "work-limit-exceeded" });
    expect(problem.detail).toContain("more than 100000 rows (the limit was reached at step 5000)");
  });
});

test.each(LABS.map(({ id }) => [id]))(
  "the schema of a line of a trace of %s has an address",
  async (id) => {
    const response = await call(`/v1/labs/${id}/trace/schema`);
    expect(response.headers.get("Content-Type")).toBe("application/schema+json");
    const { $schema, $ref, $defs } = await response.json<{
      $schema: string;
      $ref: string;
      $defs: Record<string, { properties: { nodes: { items: { properties: object } } } }>;
    }>();
    expect($ref).toBe(`#/$defs/TraceLine_${id}`);
    expect($schema).toContain("2020-12");
    const { scope } = findLab(id);
    const columns = [...scope.columns, ...(scope.hidden ?? [])].map(({ name }) => name);
    expect(Object.keys($defs[`TraceLine_${id}`]?.properties.nodes.items.properties ?? {})).toEqual([
      "node",
      ...columns,
    ]);
    const { components, paths } = await getJson<{
      components: { schemas: object };
      paths: Record<string, unknown>;
    }>("/openapi.json");
    expect(components.schemas).toHaveProperty(`TraceLine_${id}`);
    expect(JSON.stringify(paths[`/v1/labs/${id}/trace`])).toContain(`TraceLine_${id}`);
  },
);

describe("the diagram of a part of a run", () => {
  const svg = "/v1/labs/zab/trace.svg?scenario=A";

  test("is SVG, may be styled by itself alone, and has a tag", async () => {
    const response = await call(`${svg}&from=160&until=180&mark=170`);
    expect(response.headers.get("Content-Type")).toBe("image/svg+xml; charset=utf-8");
    const policy = response.headers.get("Content-Security-Policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("style-src 'unsafe-inline'");
    expect(policy).not.toContain("script");
    const text = await response.text();
    expect(text).toMatch(/^<svg xmlns=/);
    expect(text).toContain("ticks 160 to 179");
    const headers = { "If-None-Match": response.headers.get("ETag") ?? "" };
    expect((await call(`${svg}&from=160&until=180&mark=170`, { headers })).status).toBe(304);
    expect((await call(`${svg}&from=160&until=180&mark=171`, { headers })).status).toBe(200);
  });

  test("is of what is around the mark, or of the beginning, unless it is said", async () => {
    expect(await (await call(`${svg}&mark=500`)).text()).toContain("ticks 475 to 514");
    expect(await (await call(svg)).text()).toContain("ticks 0 to 39");
  });

  test.each([
    ["scenario=A&mark=1000", "mark", "a tick below 1000"],
    ["scenario=A&until=1001", "until", "at most 1000"],
    ["scenario=A&from=0&until=301", "until", "more than 300 ticks"],
    ["seed=1&nodes=64&rounds=9&proposals=0", "until", "more than 4000 messages"],
    ["scenario=A&step=2", "step", "not a parameter here"],
    ["scenario=A&stride=2", "stride", "not a parameter here"],
  ])("%s is refused", async (query, parameter, words) => {
    const { errors } = await getJson<ProblemBody>(`/v1/labs/zab/trace.svg?${query}`, 400);
    expect(errors[0]).toMatchObject({ parameter });
    expect(errors[0]?.detail).toContain(words);
  });
});
