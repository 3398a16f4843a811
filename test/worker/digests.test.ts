import { describe, expect, test } from "vitest";
import kvDigestsB from "../../fixtures/kv/digests-B.txt?raw";
import zabDigestsA from "../../fixtures/zab/digests-A.txt?raw";
import { LABS } from "../../src/labs/index.ts";
import { reportSchema } from "../../src/report/schema.ts";
import { call, dumpOf, getJson, type ProblemBody, post } from "./client.ts";

const lines = (file: string): string[] => file.trimEnd().split("\n").slice(1);

describe("the digests of a run", () => {
  test.each([
    ["zab", "A", zabDigestsA],
    ["kv", "B", kvDigestsB],
  ])("of %s %s, all of them", async (lab, id, file) => {
    const response = await call(`/v1/labs/${lab}/digests?scenario=${id}`);
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe(`${lines(file).join("\n")}\n`);
  });

  test("in a range, as NDJSON by format or Accept", async () => {
    const path = "/v1/labs/zab/digests?scenario=A&from=10&until=20&stride=4";
    const expected = [10, 14, 18].map((step) => {
      const [, sha256] = (lines(zabDigestsA)[step] as string).split(" ");
      return JSON.stringify({ step, sha256 });
    });
    for (const init of [{ headers: { Accept: "application/x-ndjson" } }, {}]) {
      const suffix = "headers" in init ? "" : "&format=ndjson";
      const response = await call(path + suffix, init);
      expect(response.headers.get("Content-Type")).toBe("application/x-ndjson");
      expect(await response.text()).toBe(`${expected.join("\n")}\n`);
    }
  });

  test.each(["digests", "trace"])("%s takes step too, the older name of stride", async (path) => {
    for (const { id } of LABS) {
      const url = `/v1/labs/${id}/${path}?scenario=A&from=3&until=90`;
      const [older, newer] = await Promise.all([call(`${url}&step=7`), call(`${url}&stride=7`)]);
      expect(older.headers.get("ETag")).toBe(newer.headers.get("ETag"));
      const text = await newer.text();
      expect(await older.text()).toBe(text);
      const listing = await post(
        `/v1/labs/${id}/digests/verify?scenario=A&from=3&until=90&step=7`,
        text,
      );
      if (path === "digests") {
        expect(listing.headers.get("Assay-Verdict")).toBe("match");
        expect(await listing.json()).toMatchObject({ part: { from: 3, until: 90, stride: 7 } });
      }
    }
  });

  test("in OpenAPI step is deprecated, and stride is not", async () => {
    const { paths } = await getJson<{
      paths: Record<string, Record<string, { parameters: { name: string; deprecated?: true }[] }>>;
    }>("/openapi.json");
    for (const [path, operations] of Object.entries(paths)) {
      const own = Object.values(operations).flatMap(({ parameters }) => parameters);
      const strides = own.filter(({ name }) => name === "step" || name === "stride");
      expect(strides.map(({ name, deprecated }) => [name, deprecated])).toEqual(
        /\/(digests|digests\/verify|trace)$/.test(path)
          ? [
              ["stride", undefined],
              ["step", true],
            ]
          : [],
      );
    }
  });

  test("of an empty range is empty, and has a tag", async () => {
    const response = await call("/v1/labs/zab/digests?scenario=A&from=7&until=7");
    expect(await response.text()).toBe("");
    const etag = response.headers.get("ETag") ?? "";
    const again = await call("/v1/labs/zab/digests?scenario=A&from=7&until=7", {
      headers: { "If-None-Match": etag },
    });
    expect(again.status).toBe(304);
  });

  test.each([
    ["scenario=A&until=1001", "until", "at most 1000"],
    ["scenario=A&from=9&until=8", "from", "at most until"],
    ["scenario=A&stride=0", "stride", "1 .. 4294967295"],
    ["scenario=A&step=0", "step", "1 .. 4294967295"],
    ["scenario=A&stride=2&step=2", "step", "beside stride, whose older name it is"],
    ["scenario=A&step=2&step=2", "step", "2 times"],
    ["scenario=A&after=5", "after", "not a parameter here"],
    ["seed=1&nodes=3&rounds=20001&proposals=0", "until", "more than 20000 digests"],
  ])("%s is refused", async (query, parameter, words) => {
    const problem = await getJson<ProblemBody>(`/v1/labs/zab/digests?${query}`, 400);
    expect(problem.errors[0]).toMatchObject({ parameter });
    expect(problem.errors[0]?.detail).toContain(words);
  });

  test("of more bytes than the limit is refused", async () => {
    const query = "seed=1&nodes=9&rounds=20000&proposals=2000";
    const problem = await getJson<ProblemBody>(`/v1/labs/zab/digests?${query}`, 400);
    expect(problem).toMatchObject({ code: "work-limit-exceeded" });
    expect(problem.detail).toContain("bytes to hash");
    expect(problem.errors[0]).toMatchObject({ parameter: "until" });
    const { detail } = problem.errors[0] as { detail: string };
    const until = /expected until at most (\d+)/.exec(detail)?.[1];
    expect((await call(`/v1/labs/zab/digests?${query}&until=${until}`)).status).toBe(200);
  });
});

describe("the state after a step", () => {
  test("has the digest of that step", async () => {
    for (const step of [0, 1, 400, 999]) {
      const response = await call(`/v1/labs/zab/expected?scenario=A&after=${step}&format=text`);
      expect(`${step} ${await response.text()}`).toBe(lines(zabDigestsA)[step]);
    }
  });

  test("is computed, even after the last step of a published scenario", async () => {
    const whole = await getJson<{ sha256: string }>("/v1/labs/zab/expected?scenario=A");
    const last = await getJson("/v1/labs/zab/expected?scenario=A&after=999");
    expect(last).toMatchObject({
      after: 999,
      scenario: "A",
      provenance: "computed",
      sha256: whole.sha256,
    });
  });

  test("is what a submission is compared with", async () => {
    const path = "/v1/labs/kv/verify?scenario=B&after=700";
    const dump = await dumpOf("kv", "scenario=B&after=700");
    const right = reportSchema.parse(await (await post(path, dump)).json());
    expect(right).toMatchObject({ verdict: "match", after: 700, scenario: "B" });
    const final = reportSchema.parse(
      await (await post(path, await dumpOf("kv", "scenario=B"))).json(),
    );
    expect(final.first_divergence).toMatchObject({ field: "commit_index", expected_value: "701" });
    expect(final.reproduce).toMatchObject({
      program:
        "kvctl --seed 7 --ops 2000 --keys 128 --scenario partition --dump-after 700 > dump.bin",
      curl: expect.stringContaining("verify?scenario=B&after=700&format=text"),
    });
    const text = await (await post(`${path}&format=text`, new Uint8Array(1))).text();
    expect(text).toContain("  after       step 700 of the run, counted from 0\n");
  });

  test.each([
    ["scenario=A&after=1000", "a tick 0 .. 999"],
    ["scenario=A&after=-1", "a tick 0 .. 999"],
    ["seed=1&nodes=1&rounds=0&proposals=0&after=0", "the run has no tick"],
    ["after=3", "no scenario is given"],
  ])("%s is refused", async (query, words) => {
    const problem = await getJson<ProblemBody>(`/v1/labs/zab/expected?${query}`, 400);
    expect(problem.detail).toContain(words);
  });

  test("of another lab is refused in its own word for a step", async () => {
    const path = "/v1/labs/kv/expected?scenario=A&after=999999999";
    const { detail } = await getJson<ProblemBody>(path, 400);
    expect(detail).toContain("expected an operation 0 .. ");
  });

  test("has a listing", async () => {
    const listing = await (
      await call("/v1/labs/zab/expected/annotated?scenario=D&after=40")
    ).text();
    expect(listing).toContain("nodes[0].history_len = 1");
  });
});
