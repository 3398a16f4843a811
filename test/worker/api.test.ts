import { createExecutionContext, env } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { LABS } from "../../src/labs/index.ts";
import { labSchema, scenarioSchema } from "../../src/routes/documents.ts";
import { ENDPOINTS } from "../../src/routes/index.ts";
import { problemSchema } from "../../src/routes/problems.ts";
import { call, getJson, type ProblemBody } from "./client.ts";

async function problemOf(path: string, init: RequestInit = {}): Promise<ProblemBody> {
  const response = await call(path, init);
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem as ProblemBody;
}

describe("labs", () => {
  test("are listed, each with a document of the documented shape", async () => {
    const { labs } = await getJson<{ labs: { id: string; href: string }[] }>("/v1/labs");
    expect(labs.map(({ id }) => id)).toEqual(LABS.map(({ id }) => id));
    for (const { href } of labs) labSchema.parse(await getJson(href));
  });

  test("have parameters with bounds and defaults", async () => {
    const { parameters } = labSchema.parse(await getJson("/v1/labs/kv"));
    expect(parameters.find(({ name }) => name === "workload")).toMatchObject({
      flag: "--scenario",
      values: ["default", "partition"],
      required: true,
    });
    expect(parameters.find(({ name }) => name === "cut_until")).toMatchObject({
      default: "ops*3/4",
      extension: true,
    });
    expect(parameters.find(({ name }) => name === "seed")).toMatchObject({
      type: "u64",
      maximum: "18446744073709551615",
    });
  });

  test("have their scenarios, one by one too", async () => {
    const { scenarios } = await getJson<{ scenarios: unknown[] }>("/v1/labs/zab/scenarios");
    expect(scenarios).toHaveLength(6);
    expect(scenarioSchema.parse(await getJson("/v1/labs/zab/scenarios/E"))).toEqual(scenarios[4]);
  });
});

describe("parameters that are refused, by name", () => {
  const ok = "seed=1&nodes=3&rounds=10&proposals=1";
  const many = Array.from({ length: 2001 }, () => "1,2,0,1").join(",");
  test.each([
    ["zab", "", "scenario", "no scenario"],
    ["zab", "scenario=Z", "scenario", "one of A, B, C, D, E, F"],
    ["zab", "scenario=a", "scenario", "one of"],
    ["zab", "scenario=A&seed=1", "seed", "one or the other"],
    ["zab", "scenario=A&scenario=A", "scenario", "2 times"],
    ["zab", `${ok}&round=10`, "round", "not a parameter here"],
    ["zab", `${ok}&Seed=10`, "Seed", "not a parameter here"],
    ["zab", `${ok}&workload=default`, "workload", "not a parameter here"],
    ["zab", `${ok}&seed=2`, "seed", "2 times"],
    ["zab", "nodes=3&rounds=10&proposals=1", "seed", "missing"],
    ["zab", ok.replace("seed=1", "seed=-1"), "seed", "0 .. 18446744073709551615"],
    ["zab", ok.replace("seed=1", "seed=18446744073709551616"), "seed", "expected"],
    ["zab", ok.replace("seed=1", "seed=1e3"), "seed", "expected"],
    ["zab", ok.replace("seed=1", "seed="), "seed", "expected"],
    ["zab", ok.replace("seed=1", "seed=%2b1"), "seed", "expected"],
    ["zab", ok.replace("seed=1", "seed=%ff"), "seed", "expected"],
    ["zab", ok.replace("seed=1", "seed=0x10"), "seed", "expected"],
    ["zab", ok.replace("nodes=3", "nodes=0"), "nodes", "1 .. 64"],
    ["zab", ok.replace("nodes=3", "nodes=65"), "nodes", "1 .. 64"],
    ["zab", ok.replace("rounds=10", "rounds=2000001"), "rounds", "2000000"],
    ["zab", ok.replace("rounds=10", "rounds=4294967296"), "rounds", "2000000"],
    ["zab", ok.replace("proposals=1", "proposals=1000001"), "proposals", "1000000"],
    ["zab", `${ok}&partition=`, "partition", "a list"],
    ["zab", `${ok}&partition=0`, "partition", "multiple of 2"],
    ["zab", `${ok}&partition=0,1,2`, "partition", "multiple of 2"],
    ["zab", `${ok}&partition=0,1,`, "partition", "expected"],
    ["zab", `${ok}&partition=0,%201`, "partition", "expected"],
    ["zab", `${ok}&partition=0,3`, "partition", "partition[0] names node 3"],
    ["zab", `${ok}&partition=0,1,1,1`, "partition", "partition[1] goes from node 1 to itself"],
    ["zab", `${ok}&outage=1,2,3`, "outage", "multiple of 4"],
    ["zab", `${ok}&outage=5,4,0,1`, "outage", "from 5 after until 4"],
    ["zab", `${ok}&outage=4294967296,4294967297,0,1`, "outage", "expected"],
    ["zab", `${ok}&outage=${many}`, "outage", "1 .. 2000 groups"],
    ["kv", "seed=1&ops=5&keys=0&workload=default", "keys", "1 .. 4294967295"],
    ["kv", "seed=1&ops=5&keys=1", "workload", "missing"],
    ["kv", "seed=1&ops=5&keys=1&workload=other", "workload", '"default" or "partition"'],
    ["kv", "seed=1&ops=1000001&keys=1&workload=default", "ops", "1000000"],
    ["kv", "seed=1&ops=5&keys=1&workload=default&cut=3", "cut", 'workload "partition"'],
    ["kv", "seed=1&ops=5&keys=1&workload=default&cut_from=3", "cut_from", 'workload "partition"'],
    ["kv", "seed=1&ops=5&keys=1&workload=partition&cut=5", "cut", "0 .. 4"],
    ["kv", "seed=1&ops=5&keys=1&workload=partition&cut=3,3", "cut", "repeats 3"],
    ["kv", "seed=1&ops=5&keys=1&workload=partition&cut=", "cut", "a list"],
    ["kv", "seed=1&ops=5&keys=1&workload=partition&cut_from=4", "cut_from", "cut_until 3"],
    ["kv", "seed=1&ops=8&keys=1&workload=partition&cut_until=1", "cut_until", "cut_from is 2"],
    ["kv", "seed=1&ops=5&keys=1&workload=default&replica=5", "replica", "0 .. 4"],
    ["kv", "scenario=A&format=xml", "format", "expected"],
    ["kv", "seed=42&ops=500&keys=32&scenario=default", "scenario", "expected workload=default"],
    ["kv", "seed=1&ops=5&keys=1&workload=partition&cut=4294967296", "cut", "0 .. 4"],
  ])("%s?%s: %s", async (lab, query, parameter, words) => {
    const problem = await problemOf(`/v1/labs/${lab}/expected?${query}`);
    expect(problem).toMatchObject({ status: 400, code: "invalid-parameters" });
    expect(problem.errors[0]?.parameter).toBe(parameter);
    expect(problem.errors[0]?.detail).toContain(words);
    expect(problem.errors[0]?.detail.length).toBeLessThan(400);
  });

  test("several at once are all named, and a flood of them is counted", async () => {
    const several = await problemOf("/v1/labs/zab/expected?seed=x&nodes=y&rounds=1");
    expect(several.errors.map(({ parameter }) => parameter)).toEqual([
      "seed",
      "nodes",
      "proposals",
    ]);
    const pairs = Array.from({ length: 50 }, () => "7,7").join(",");
    const flood = await problemOf(
      `/v1/labs/zab/expected?seed=1&nodes=3&rounds=1&proposals=1&partition=${pairs}`,
    );
    expect(flood.errors).toHaveLength(21);
    expect(flood.errors[20]?.detail).toContain("130 more");
  });

  test("what is legal is not refused", async () => {
    for (const query of [
      "seed=00018446744073709551615&nodes=03&rounds=0&proposals=0",
      `${ok}&partition=0,1,0,1`,
      `${ok}&outage=5,5,0,1,5,5,0,1`,
      `${ok}&outage=0,4294967295,0,1`,
    ]) {
      expect((await call(`/v1/labs/zab/expected?${query}`)).status).toBe(200);
    }
    const cut = "cut=4,0,1,2,3&cut_from=9&cut_until=4294967295&replica=4";
    const kv = `/v1/labs/kv/expected?seed=1&ops=5&keys=4294967295&workload=partition&${cut}`;
    expect((await call(kv)).status).toBe(200);
  });

  test("also where an endpoint takes none", async () => {
    for (const path of [
      "/",
      "/healthz",
      "/openapi.json",
      "/v1/labs",
      "/v1/labs/zab",
      "/v1/problems",
      "/v1/labs/kv/scenarios/A",
      "/v1/labs/kv/suites",
      "/v1/labs/kv/suites/catalogue",
      "/v1/labs/kv/bugs",
      "/v1/labs/kv/bugs/magic-nul",
    ]) {
      expect(await problemOf(`${path}?x=1`)).toMatchObject({ status: 400 });
    }
  });
});

describe("work", () => {
  test("beyond the message limit is refused", async () => {
    const query = "seed=1&nodes=64&rounds=2000000&proposals=1";
    const cut = Array.from({ length: 64 * 63 }, (_, i) => {
      const src = Math.floor(i / 63);
      return `${src},${(src + 1 + (i % 63)) % 64}`;
    });
    const problem = await problemOf(`/v1/labs/zab/expected?${query}&partition=${cut.join(",")}`);
    expect(problem).toMatchObject({ status: 400, code: "work-limit-exceeded" });
    expect(problem.detail).toContain("10000000 messages");
  });

  test("beyond the limit of messages under way is refused", async () => {
    // Every command waits for the first leader, who then proposes all of them in one tick.
    const problem = await problemOf(
      "/v1/labs/zab/expected?seed=3&nodes=11&rounds=100&proposals=900000&outage=0,80,0,1",
    );
    expect(problem).toMatchObject({ status: 400, code: "work-limit-exceeded" });
    expect(problem.detail).toContain("messages under way at once");
  });

  test("beyond the dump limit is refused", async () => {
    const problem = await problemOf(
      "/v1/labs/zab/expected?seed=1&nodes=20&rounds=9000&proposals=100000",
    );
    expect(problem).toMatchObject({ status: 400, code: "work-limit-exceeded" });
    expect(problem.detail).toContain("bytes of dump");
  });
});

describe("addresses and methods", () => {
  test.each([
    "/nothing",
    "/v1",
    "/v1/labs/",
    "/v1/labs/nosuch",
    "/v1/labs/nosuch/expected?scenario=A",
    "/v1/labs/zab/scenarios/Z",
    "/v1/labs/zab/verify/now",
    "/v1/labs/%00/expected",
    "/v1/labs/%zz",
    "/v1/labs/__proto__",
  ])("%s is 404", async (path) => {
    expect(await problemOf(path)).toMatchObject({ status: 404, code: "not-found" });
  });

  test.each([
    ["POST", "/v1/labs/zab/expected/annotated?scenario=A", "GET, HEAD"],
    ["GET", "/v1/labs/zab/verify?scenario=A", "POST"],
    ["HEAD", "/v1/labs/zab/verify?scenario=A", "POST"],
    ["DELETE", "/v1/labs", "GET, HEAD"],
    ["PUT", "/", "GET, HEAD"],
    ["PATCH", "/healthz", "GET, HEAD"],
  ])("%s %s is 405 with Allow: %s", async (method, path, allow) => {
    const response = await call(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe(allow);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  });
});

test.each([
  [
    "verify",
    "application/octet-stream (a dump, as by curl --data-binary @FILE) or application/json (a hash)",
  ],
  ["digests/verify", "text/plain or application/x-ndjson or application/octet-stream"],
  ["events/verify", "application/x-ndjson or text/plain or application/octet-stream"],
  ["bisect", "application/json or application/octet-stream or text/plain"],
  ["suites/published/score", "application/json or text/plain"],
  ["explain", "application/json or text/plain"],
  [
    "expected",
    "application/x-www-form-urlencoded (a form) or application/json (an object of parameters)",
  ],
])("a body of another type is 415 and told which ones are taken: %s", async (path, expected) => {
  const scenario = /^(expected$|explain$|suites)/.test(path) ? "" : "?scenario=A";
  for (const { id } of LABS) {
    const type = `Image/PNG; charset="${"x".repeat(300)}"`;
    const init = { method: "POST", body: "x", headers: { "Content-Type": type } };
    const response = await call(`/v1/labs/${id}/${path}${scenario}`, init);
    const { code, errors } = await response.json<ProblemBody>();
    expect(code).toBe("unsupported-media-type");
    const detail = `Content-Type is "image/png"; expected ${expected}`;
    expect(errors).toEqual([{ header: "Content-Type", detail }]);
    const types = expected.replace(/ \([^)]*\)/g, "").replaceAll(" or ", ", ");
    expect(response.headers.get("Accept-Post")).toBe(types);
  }
});

describe("a Host", () => {
  /** Over TCP, workerd puts the URL together of Host as it was sent; a Request of ours cannot have such a URL. */
  const answer = async (url: string, method = "GET"): Promise<Response> => {
    const request = new Request("https://oracle.test/", { method });
    Object.defineProperty(request, "url", { value: url });
    return createApp().fetch(request, env, createExecutionContext());
  };
  const paths: [string, string][] = [
    ["GET", "/"],
    ["GET", "/healthz"],
    ["GET", "/assets/x.js"],
    ["GET", "/nothing"],
    ...LABS.map(({ id }): [string, string] => ["POST", `/v1/labs/${id}/verify?scenario=A`]),
  ];

  test.each(["a b", "[", "a:99999", "a%00", "a<b", "%", "1.2.3.4.5:", "a\u0085b"])(
    "that makes no URL is 400, in our form: %j",
    async (host) => {
      for (const [method, path] of paths) {
        const response = await answer(`http://${host}${path}`, method);
        const { code, errors } = problemSchema.parse(await response.json());
        expect([path, response.status, code]).toEqual([path, 400, "invalid-header"]);
        expect(errors[0]?.header).toBe("Host");
        expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
      }
    },
  );

  test("that is longer than a name can be is not repeated", async () => {
    const response = await answer(`http://${"x".repeat(300)}/`);
    expect(response.status).toBe(400);
    expect((await response.text()).length).toBeLessThan(700);
    expect((await answer(`http://${"x.".repeat(126)}x:65535/`)).status).toBe(200);
  });
});

test("an error repeats no character that cannot be seen", async () => {
  const hidden = "\u0085\u009b\u007f\u202e\u2066\u200b\u2028\ufeff\u{e0041}";
  const ofUrl = encodeURIComponent(hidden);
  const [{ id }] = LABS;
  const json = { method: "POST", headers: { "Content-Type": "application/json" } };
  const answers = await Promise.all([
    call(`/${ofUrl}`),
    call(`/v1/labs/${ofUrl}`),
    call(`/v1/labs/${id}/suites/${ofUrl}`),
    call(`/v1/labs/${id}/expected?scenario=${ofUrl}`),
    call(`/v1/labs/${id}/expected?${ofUrl}=1`),
    call(`/v1/labs/${id}/expected?scenario=A&format=${ofUrl}`),
    call(`/v1/labs/${id}/bisect?scenario=A`, { ...json, body: `{"${hidden}":1}` }),
    call(`/v1/labs/${id}/bisect?scenario=A`, { ...json, body: `{"digests":"${hidden}"}` }),
    call(`/v1/labs/${id}/suites/published/score`, {
      ...json,
      body: `{"hashes":{"${hidden}":1,"${hidden}":2}}`,
    }),
    call(`/v1/labs/${id}/digests/verify?scenario=A`, { method: "POST", body: hidden }),
    call(`/v1/labs/${id}/events/verify?scenario=A`, { method: "POST", body: hidden }),
    call(`/v1/labs/${id}/events/verify?scenario=A`, {
      method: "POST",
      body: JSON.stringify({ kind: hidden, [hidden]: hidden }),
    }),
    call(`/v1/labs/${id}/events/verify?scenario=A`, {
      method: "POST",
      body: JSON.stringify({ kind: "sent", type: hidden }),
    }),
  ]);
  for (const response of answers) {
    const text = await response.text();
    expect(text).not.toMatch(/[^\n\P{C}]|[\p{Zl}\p{Zp}]/u);
    const { status, detail, errors } = problemSchema.parse(JSON.parse(text));
    expect([400, 404]).toContain(status);
    for (const sentence of [detail, ...errors.map((error) => error.detail)]) {
      expect(sentence).not.toMatch(/\p{C}|[\p{Zl}\p{Zp}]/u);
    }
  }
  const { errors } = JSON.parse(await (await call(`/v1/labs/${id}?${ofUrl}=1`)).text());
  expect(errors[0].parameter).toBe(hidden);
});

describe("OPTIONS", () => {
  test.each([
    ["/v1/labs", "GET, HEAD, OPTIONS", "GET,HEAD"],
    ["/v1/labs/zab/verify", "POST, OPTIONS", null],
    ["/v1/labs/zab/expected", "GET, HEAD, POST, OPTIONS", "GET,HEAD,POST"],
  ])("%s allows %s", async (path, allow, crossOrigin) => {
    const headers = {
      Origin: "https://elsewhere.test",
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "x-evil, ::error::",
    };
    const response = await call(path, { method: "OPTIONS", headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("Allow")).toBe(allow);
    expect(response.headers.get("Access-Control-Allow-Methods")).toBe(crossOrigin);
    expect([...response.headers.values()].join()).not.toContain("evil");
  });

  test("of nothing is 404", async () => {
    expect(await problemOf("/nope", { method: "OPTIONS" })).toMatchObject({ status: 404 });
  });
});

describe("headers", () => {
  test("every answer is nosniff and locked down", async () => {
    for (const path of [
      "/",
      "/v1/labs",
      "/nothing",
      "/v1/labs/zab/expected?scenario=A&format=dump",
    ]) {
      const { headers } = await call(path);
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
      expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    }
  });

  test("any page may GET, errors included, and POST a scenario; none is invited to POST a dump", async () => {
    for (const path of ["/v1/labs", "/nothing", "/v1/labs/zab/expected?seed=x"]) {
      const { headers } = await call(path, { headers: { Origin: "https://elsewhere.test" } });
      expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
    }
    const preflight = await call("/v1/labs", {
      method: "OPTIONS",
      headers: { Origin: "https://elsewhere.test", "Access-Control-Request-Method": "GET" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("Access-Control-Allow-Methods")).toBe("GET,HEAD");
    const posted = await call("/v1/labs/zab/verify?scenario=A", {
      method: "POST",
      body: "x",
      headers: { Origin: "https://elsewhere.test" },
    });
    expect(posted.headers.get("Access-Control-Allow-Origin")).toBeNull();
    for (const body of ["scenario=A", "seed=x"]) {
      const asked = await call("/v1/labs/zab/expected", {
        method: "POST",
        body,
        headers: {
          Origin: "https://elsewhere.test",
          "Content-Type": "application/x-www-form-urlencoded",
        },
      });
      expect(asked.headers.get("Access-Control-Allow-Origin")).toBe("*");
    }
  });
});

test("healthz derives a hash of each suite of each lab", async () => {
  expect(await getJson("/healthz")).toMatchObject({
    status: "ok",
    derived: LABS.flatMap(({ id, suites }) =>
      suites.map((suite) => ({ lab: id, suite: suite.id })),
    ),
  });
});

describe("the first page", () => {
  const browser = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

  test("is text for curl", async () => {
    const response = await call("/");
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toContain("'https://oracle.test/v1/labs/zab/verify?scenario=A");
  });

  test("is the page for a browser, under a policy that allows its own files only", async () => {
    const response = await call("/", { headers: browser });
    expect(response.headers.get("Content-Type")).toMatch(/^text\/html/);
    expect(response.headers.get("Vary")).toBe("Accept");
    const policy = response.headers.get("Content-Security-Policy");
    expect(policy).toContain("script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    const markup = await response.text();
    const files = [...markup.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
    expect(files.filter((file) => file?.endsWith(".css"))).toHaveLength(1);
    expect(files.filter((file) => file?.endsWith(".js")).length).toBeGreaterThan(0);
    for (const file of files) {
      const asset = await call(file as string);
      expect(asset.status).toBe(200);
      expect(asset.headers.get("Cache-Control")).toContain("immutable");
      expect(asset.headers.get("Content-Security-Policy")).toBe(policy);
      await asset.arrayBuffer();
    }
  });

  test("has no other files", async () => {
    expect(await problemOf("/assets/nothing.js")).toMatchObject({ status: 404 });
    expect(await problemOf("/index.html")).toMatchObject({ status: 404 });
  });
});

describe("the OpenAPI document", () => {
  interface Document {
    openapi: string;
    paths: Record<
      string,
      Record<string, { operationId: string; parameters: { name: string; in: string }[] }>
    >;
    components: { schemas: Record<string, unknown> };
  }

  test("has every endpoint of every lab, each operation under an id of its own", async () => {
    const document = await getJson<Document>("/openapi.json");
    expect(document.openapi).toMatch(/^3\.1/);
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ofLabs = ENDPOINTS.filter(({ path }) => path.includes(":lab")).length;
    expect(operations).toHaveLength(ENDPOINTS.length - ofLabs + ofLabs * LABS.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(
      document.paths["/v1/labs/kv/verify"]?.["post"]?.parameters.flatMap((p) =>
        p.in === "query" ? [p.name] : [],
      ),
    ).toEqual([
      "scenario",
      "seed",
      "ops",
      "keys",
      "workload",
      "cut",
      "cut_from",
      "cut_until",
      "replica",
      "after",
      "format",
      "fail",
      "diagnosis",
    ]);
  });

  test("has a lab in the path of what takes one, and of nothing else", () => {
    for (const { path, takes } of ENDPOINTS) {
      expect([path, path.startsWith("/v1/labs/:lab")]).toEqual([path, takes !== "nothing"]);
    }
  });

  test("refers only to schemas that it has", async () => {
    const text = await (await call("/openapi.json")).text();
    const { components } = JSON.parse(text) as Document;
    const references = [...text.matchAll(/"\$ref": "([^"]+)"/g)].map(
      ([, reference]) => reference as string,
    );
    expect(references.length).toBeGreaterThan(10);
    for (const reference of new Set(references)) {
      expect(reference).toMatch(/^#\/components\/schemas\//);
      expect(Object.keys(components.schemas)).toContain(reference.split("/").at(-1));
    }
  });
});
