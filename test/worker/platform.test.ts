import { createExecutionContext, env } from "cloudflare:test";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import { clientOf } from "../../src/http/rate_limit.ts";
import { LABS } from "../../src/labs/index.ts";
import { RATE_PERIOD_SECONDS } from "../../src/limits.ts";
import type { Report } from "../../src/report/schema.ts";
import { ENDPOINTS } from "../../src/routes/index.ts";
import type { ProblemBody } from "./client.ts";

/** What the platform is told: what it may keep before the Worker, whom it lets pass, and what is logged. */

const app = createApp();

function ask(
  path: string,
  {
    host = "one.test",
    init = {},
    bindings = {},
  }: {
    host?: string;
    init?: RequestInit;
    bindings?: Partial<Env>;
  } = {},
): Promise<Response> {
  const request = new Request(`https://${host}${path}`, init);
  return Promise.resolve(app.fetch(request, { ...env, ...bindings }, createExecutionContext()));
}

/** An address of each endpoint that answers GET, for the first lab. */
const PATHS = ENDPOINTS.filter(({ method }) => method === "GET").map(({ path, takes }) => {
  const [lab] = LABS;
  const names: Record<string, string> = {
    ":lab": lab.id,
    ":id": lab.scenarios[0]?.id ?? "",
    ":suite": lab.suites[0]?.id ?? "",
    ":bug": lab.bugs[0]?.id ?? "",
  };
  const named = path.replace(/:\w+/g, (name) => names[name] as string);
  return takes === "run" || takes === "state" ? `${named}?scenario=${names[":id"]}` : named;
});

describe("what is kept before the Worker, by path and query alone, for all names of hosts", () => {
  test.each(PATHS)(
    "%s: an answer says how long it may be kept, and one that names its host may not be",
    async (path) => {
      const accepts = ["*/*", "application/json", "text/plain", "text/html"];
      for (const Accept of accepts) {
        const init = { headers: { Accept } };
        const response = await ask(path, { init });
        const control = response.headers.get("Cache-Control");
        expect([Accept, control]).toEqual([Accept, expect.stringMatching(/max-age=|no-store/)]);
        if (!response.ok) expect(control).toBe("no-store");
        const text = await response.text();
        const other = await (await ask(path, { host: "two.test", init })).text();
        if (text !== other || text.includes("one.test")) expect(control).toBe("no-store");
      }
    },
  );

  test.each(PATHS)("%s: of one that may be kept, Vary has what it depends on", async (path) => {
    const bodies = new Set<string>();
    let vary: string | null = null;
    for (const Accept of ["application/json", "text/plain", "application/x-ndjson", "text/html"]) {
      const response = await ask(path, { init: { headers: { Accept } } });
      if (!response.ok || response.headers.get("Cache-Control") === "no-store") continue;
      vary = response.headers.get("Vary");
      bodies.add(await response.text());
    }
    if (bodies.size > 1) expect(vary).toBe("Accept");
  });

  test("where format says which representation it is, Accept makes no difference, and Vary none", async () => {
    for (const path of ["expected", "digests", "trace"]) {
      const answers = ["application/json", "*/*", "image/png"].map(async (Accept) => {
        const url = `/v1/labs/zab/${path}?scenario=A&format=text`;
        const response = await ask(url, { init: { headers: { Accept } } });
        return [response.status, response.headers.get("Vary"), await response.text()];
      });
      const [first, ...others] = await Promise.all(answers);
      expect(first?.slice(0, 2)).toEqual([200, null]);
      for (const other of others) expect(other).toEqual(first);
    }
  });

  test.each([
    ["GET", "/nothing", 404],
    ["GET", "/v1/labs/zab/expected?scenario=Z", 400],
    ["GET", "/v1/labs/zab/verify?scenario=A", 405],
    ["DELETE", "/v1/labs", 405],
    ["GET", "/v1/labs/zab/trace?scenario=A&format=text&until=99999999", 400],
    ["POST", "/v1/labs/zab/verify?scenario=A", 200],
  ])("%s %s is not kept", async (method, path, status) => {
    const response = await ask(path, { init: { method } });
    expect([response.status, response.headers.get("Cache-Control")]).toEqual([status, "no-store"]);
  });

  test("no header but Host says which host a report links to", async () => {
    const headers = { "X-Forwarded-Host": "evil.test", Forwarded: "host=evil.test" };
    const init = { method: "POST", body: new Uint8Array(3), headers };
    const report = await ask("/v1/labs/zab/verify?scenario=D&format=text", { init });
    const text = await report.text();
    expect(text).toContain("https://one.test/");
    expect(text).not.toContain("evil");
  });
});

describe("a client that asks too much", () => {
  function limiter(allowed: number): { keys: string[]; RATE_LIMIT: RateLimit } {
    const keys: string[] = [];
    const limit = async ({ key }: RateLimitOptions): Promise<RateLimitOutcome> => {
      keys.push(key);
      return { success: keys.length <= allowed };
    };
    return { keys, RATE_LIMIT: { limit } };
  }

  const headers = { "CF-Connecting-IP": "203.0.113.9" };

  test("is told so, and when to ask again, where something would be computed", async () => {
    const { keys, RATE_LIMIT } = limiter(1);
    const bindings = { RATE_LIMIT };
    const asked = "/v1/labs/zab/digests?scenario=B";
    expect((await ask(asked, { bindings, init: { headers } })).status).toBe(200);
    const refused = await ask(asked, { bindings, init: { headers } });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("Retry-After")).toBe(String(RATE_PERIOD_SECONDS));
    expect(refused.headers.get("Cache-Control")).toBe("no-store");
    expect(await refused.json<ProblemBody>()).toMatchObject({ code: "too-many-requests" });
    const posted = await ask("/v1/labs/zab/verify?scenario=A", {
      bindings,
      init: { method: "POST", body: "x", headers },
    });
    expect(posted.status).toBe(429);
    expect(keys).toEqual(Array.from({ length: 3 }, () => "203.0.113.9"));
  });

  test("may read what is listed; and no one is counted where the platform does not", async () => {
    const { keys, RATE_LIMIT } = limiter(0);
    for (const path of ["/", "/v1/labs", "/healthz", "/v1/labs/zab/bugs"]) {
      expect((await ask(path, { bindings: { RATE_LIMIT }, init: { headers } })).status).toBe(200);
    }
    // No address is known, as under Miniflare.
    const asked = "/v1/labs/zab/digests?scenario=B";
    expect((await ask(asked, { bindings: { RATE_LIMIT } })).status).toBe(200);
    const none = { ...env, RATE_LIMIT: undefined };
    const request = new Request(`https://one.test${asked}`, { headers });
    expect((await app.fetch(request, none, createExecutionContext())).status).toBe(200);
    expect(keys).toEqual([]);
  });

  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:0DB8:0001:0002::6", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["::", "0:0:0:0"],
  ])("is known by its address, of IPv6 by its network: %s", (address, client) => {
    expect(clientOf(address)).toBe(client);
  });
});

describe("the log", () => {
  async function linesOf(path: string, init: RequestInit, REQUEST_LOG: boolean) {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    onTestFinished(() => log.mockRestore());
    await (await ask(path, { init, bindings: { REQUEST_LOG } })).arrayBuffer();
    return log.mock.calls.map(([line]) => line as string);
  }

  test("has a line of JSON to a request, and nothing that was sent", async () => {
    const secret = "c0ffee-of-a-user";
    const init = {
      method: "POST",
      body: new TextEncoder().encode(secret),
      headers: { "User-Agent": secret },
    };
    const path = "/v1/labs/zab/verify?scenario=D";
    const [line = "", ...more] = await linesOf(path, init, true);
    expect(more).toEqual([]);
    expect(line).not.toContain(secret);
    expect(JSON.parse(line)).toEqual({
      operation: "verify",
      lab: "zab",
      status: 200,
      code: null,
      verdict: "mismatch",
      expected: null,
      pieces: expect.any(Number),
    });
  });

  test("names the code of what is refused, and no lab that is none of ours", async () => {
    const [line = ""] = await linesOf("/v1/labs/mine/expected?scenario=secret", {}, true);
    expect(line).not.toMatch(/mine|secret/);
    expect(JSON.parse(line)).toMatchObject({ lab: null, status: 404, code: "not-found" });
  });

  test("is empty where it is off", async () => {
    expect(await linesOf("/v1/labs", {}, false)).toEqual([]);
  });
});

describe("a deployment that gives a diagnosis little", () => {
  const path = "/v1/labs/zab/verify?scenario=B";

  async function verify(DIAGNOSIS_WORK: number, text = false) {
    const right = await ask("/v1/labs/zab/expected?scenario=B&format=dump");
    const dump = new Uint8Array(await right.arrayBuffer());
    dump[dump.length - 1] = (dump.at(-1) as number) ^ 1;
    const bindings = { DIAGNOSIS_WORK };
    const answer = await ask(`${path}${text ? "&format=text" : ""}`, {
      init: { method: "POST", body: dump },
      bindings,
    });
    expect(answer.status).toBe(200);
    return answer;
  }

  test("says where all the same, what it left out, and how to have the rest", async () => {
    const report = await (await verify(6_000)).json<Report>();
    expect(report.first_divergence?.offset).toBe(1926);
    const { tried, left_out } = report.diagnosis as NonNullable<Report["diagnosis"]>;
    expect(tried.bugs).toBeGreaterThan(0);
    expect(left_out.length).toBeGreaterThan(0);
    for (const { why } of left_out) expect(why).toMatch(/the page .* bin\/assay verify/);
    expect(await (await verify(6_000, true)).text()).toContain(
      "this oracle gives a diagnosis little time",
    );
  });

  test("spends it on one wrong hash of a suite, and still scores them all", async () => {
    const hashes = { A: "0".repeat(64), B: "1".repeat(64) };
    const init = {
      method: "POST",
      body: JSON.stringify({ hashes }),
      headers: { "Content-Type": "application/json" },
    };
    const url = "/v1/labs/zab/suites/published/score";
    const answer = await ask(url, { init, bindings: { DIAGNOSIS_WORK: 6_000 } });
    const { scenarios } = await answer.json<{
      scenarios: { verdict: string; diagnosis: unknown }[];
    }>();
    const failed = scenarios.filter(({ verdict }) => verdict === "failed");
    expect(failed.map(({ diagnosis }) => diagnosis !== null)).toEqual([true, false]);
  });
});
