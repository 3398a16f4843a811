import { describe, expect, test } from "vitest";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { LABS } from "../../src/labs/index.ts";
import { expectedSchema } from "../../src/routes/expected.ts";
import { call, dumpOf, getJson, type ProblemBody } from "./client.ts";

const A = "16af5aa6dbd5ce09b259755f3339d6cf23966ce115b0e30d9c2990487783047d";
const SUBJECTS = LABS.flatMap((lab) =>
  lab.scenarios.map((scenario) => ({ lab: lab.id, ...scenario })),
);

describe.each(SUBJECTS)("$lab $id", ({ lab, id, sha256, size_bytes, parameters }) => {
  test("as JSON, text and dump, by id and by parameters", async () => {
    const json = await getJson(`/v1/labs/${lab}/expected?scenario=${id}`);
    expect(expectedSchema.parse(json)).toMatchObject({
      lab,
      scenario: id,
      sha256,
      size_bytes,
      provenance: "published",
    });
    const query = new URLSearchParams(parameters);
    expect(await getJson(`/v1/labs/${lab}/expected?${query}`)).toEqual(json);

    const text = await call(`/v1/labs/${lab}/expected?${query}&format=text`);
    expect(await text.text()).toBe(sha256);

    const dump = await dumpOf(lab, `scenario=${id}`);
    expect(dump.length).toBe(size_bytes);
    expect(await sha256Hex(dump)).toBe(sha256);
  });
});

describe("the representation", () => {
  const path = "/v1/labs/zab/expected?scenario=A";

  test.each([
    ["text/plain", "text/plain; charset=utf-8"],
    ["application/octet-stream", "application/octet-stream"],
    ["application/json", "application/json"],
    ["*/*", "application/json"],
    ["text/*", "text/plain; charset=utf-8"],
    ["text/html, text/plain;q=0.5, application/json;q=0.4", "text/plain; charset=utf-8"],
    ["application/json;q=0, */*;q=0.1", "text/plain; charset=utf-8"],
    ["", "application/json"],
  ])("Accept: %s gives %s", async (accept, contentType) => {
    const response = await call(path, { headers: { Accept: accept } });
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe(contentType);
    expect(response.headers.get("Vary")).toContain("Accept");
  });

  test("format goes before Accept", async () => {
    const response = await call(`${path}&format=hash`, { headers: { Accept: "application/json" } });
    expect(await response.text()).toBe(A);
  });

  test("nothing acceptable is 406 and says what there is", async () => {
    const response = await call(path, { headers: { Accept: "image/png" } });
    expect(response.status).toBe(406);
    const problem = await response.json<ProblemBody>();
    expect(problem.code).toBe("not-acceptable");
    expect(problem.detail).toContain("application/octet-stream");
  });

  test("the dump has its Repr-Digest (RFC 9530)", async () => {
    const response = await call(`${path}&format=dump`);
    const base64 = btoa(
      String.fromCharCode(...(A.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))),
    );
    expect(response.headers.get("Repr-Digest")).toBe(`sha-256=:${base64}:`);
    expect(response.headers.get("Content-Disposition")).toBe('attachment; filename="zab-A.bin"');
  });

  test("HEAD answers like GET, without a body", async () => {
    const response = await call(`${path}&format=text`, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("ETag")).not.toBeNull();
    expect(await response.text()).toBe("");
  });
});

describe("caching", () => {
  const path = "/v1/labs/zab/expected?seed=77&nodes=3&rounds=400&proposals=2";

  test("a strong tag for each representation, and 304 for the client that has it", async () => {
    const tags = new Set<string>();
    for (const format of ["json", "text", "dump"]) {
      const response = await call(`${path}&format=${format}`);
      const etag = response.headers.get("ETag") ?? "";
      expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
      expect(response.headers.get("Cache-Control")).toBe("public, max-age=3600, must-revalidate");
      tags.add(etag);
      for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
        const again = await call(`${path}&format=${format}`, {
          headers: { "If-None-Match": condition },
        });
        expect(again.status).toBe(304);
        expect(again.headers.get("ETag")).toBe(etag);
        expect(await again.text()).toBe("");
      }
      const other = await call(`${path}&format=${format}`, {
        headers: { "If-None-Match": '"other"' },
      });
      expect(other.status).toBe(200);
    }
    expect(tags.size).toBe(3);
  });

  test("the second request finds the dump in the cache, and the same answer", async () => {
    const url = "/v1/labs/kv/expected?seed=12345&ops=100&keys=7&workload=default";
    const first = await call(url);
    expect(first.headers.get("Assay-Expected")).toBe("computed");
    const body = await first.text();
    await expect.poll(async () => (await call(url)).headers.get("Assay-Expected")).toBe("cached");
    expect(await (await call(url)).text()).toBe(body);
  });
});

test("a scenario that nobody published is computed, and says so", async () => {
  const json = await getJson(
    "/v1/labs/zab/expected?seed=18446744073709551615&nodes=3&rounds=1&proposals=1",
  );
  expect(json).toMatchObject({
    scenario: null,
    provenance: "computed",
    parameters: { seed: "18446744073709551615", nodes: 3, partition: [], outage: [] },
    sha256: "9f92230dd14d4df4d93c508b64a078ebe277d8df3f033d3b6f4f665d1ac61044",
    command: "zabctl --seed 18446744073709551615 --nodes 3 --rounds 1 --proposals 1",
  });
});

test("the annotated listing names every field of the dump", async () => {
  const response = await call("/v1/labs/zab/expected/annotated?scenario=D");
  expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
  const lines = (await response.text()).trimEnd().split("\n");
  expect(lines).toHaveLength(11 + 5 * 4);
  expect(lines[0]).toBe('0x00  44 53 45 5a 41 42 30 31  magic = "DSEZAB01"');
  expect(lines[3]).toBe("0x10  02                       nodes[0].role = Leading (2)");
  expect(lines[14]).toBe('0x39  7a 61 62 2d 30           nodes[0].history[0].payload = "zab-0"');
});

test("an annotated listing of a large dump is refused, not cut off", async () => {
  const query = "seed=1&nodes=9&rounds=1000&proposals=10000";
  const response = await call(`/v1/labs/zab/expected/annotated?${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "work-limit-exceeded" });
});
