import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hex } from "../../src/dump/value.ts";
import { LABS } from "../../src/labs/index.ts";
import { LIMITS } from "../../src/limits.ts";
import { call, dumpOf, type ProblemBody, post } from "./client.ts";

const MCP = "https://oracle.test/mcp";

async function connected(): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const transport = new StreamableHTTPClientTransport(new URL(MCP), {
    fetch: (url, init) => call(new URL(url).pathname, init as RequestInit),
  });
  await client.connect(transport);
  return client;
}

interface Told {
  readonly isError: boolean;
  readonly text: string;
}

describe("a client of the SDK", () => {
  let client: Client;
  beforeAll(async () => {
    client = await connected();
  });
  afterAll(() => client.close());

  const use = async (name: string, given: Record<string, unknown>): Promise<Told> => {
    const { content, isError = false } = await client.callTool({ name, arguments: given });
    const [first] = content as { text: string }[];
    return { isError: isError as boolean, text: first?.text ?? "" };
  };

  test("is told who answers, and which tools there are, each with a schema of its arguments", async () => {
    expect(client.getServerVersion()).toMatchObject({ name: "assay" });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "list_labs",
      "expected",
      "verify",
      "explain",
      "trace",
    ]);
    for (const { inputSchema, annotations } of tools) {
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(annotations?.readOnlyHint).toBe(true);
    }
  });

  test("lists the labs, and one lab in full", async () => {
    const { labs } = JSON.parse((await use("list_labs", {})).text);
    expect(labs.map(({ id }: { id: string }) => id)).toEqual(LABS.map(({ id }) => id));
    const lab = JSON.parse((await use("list_labs", { lab: "kv" })).text);
    expect(lab.parameters.map(({ name }: { name: string }) => name)).toContain("ops");
  });

  test("gets what the API answers: a hash, a listing of fields, a trace", async () => {
    const api = await (await call("/v1/labs/zab/expected?scenario=A")).text();
    expect(await use("expected", { lab: "zab", scenario: "A" })).toEqual({
      isError: false,
      text: api,
    });
    const parameters = { seed: "42", nodes: 3, rounds: 1000, proposals: 5 };
    const { sha256 } = JSON.parse((await use("expected", { lab: "zab", parameters })).text);
    expect(api).toContain(sha256);
    const annotated = await use("expected", { lab: "zab", scenario: "D", as: "annotated" });
    expect(annotated.text).toContain("nodes[0].role = Leading (2)");
    const trace = await use("trace", { lab: "zab", scenario: "A", until: 60, events: true });
    const query = "scenario=A&until=60&changes=1&events=1";
    expect(trace.text).toBe(await (await call(`/v1/labs/zab/trace?${query}`)).text());
  });

  test("verifies a dump as hex and as base64, a hash, and a listing", async () => {
    const dump = await dumpOf("zab", "scenario=D");
    const wrong = dump.with(33, 0);
    const base64 = btoa(String.fromCharCode(...wrong));
    const named = { lab: "zab", scenario: "D" };
    const right = await use("verify", { ...named, dump_hex: hex(dump) });
    expect(right.text).toMatch(/^MATCH /);
    const of = await post("/v1/labs/zab/verify?scenario=D&format=text", wrong, {
      "Content-Type": "application/octet-stream",
    });
    expect((await use("verify", { ...named, dump_base64: base64 })).text).toBe(await of.text());
    const hash = await use("verify", { ...named, sha256: "0".repeat(64), format: "json" });
    expect(JSON.parse(hash.text)).toMatchObject({ verdict: "mismatch" });
    const listing = await (await call("/v1/labs/zab/digests?scenario=D")).text();
    const digests = listing.replace(/^7 \w{8}/m, "7 deadbeef");
    expect((await use("verify", { ...named, digests })).text).toContain("tick 7");
  });

  test("is asked what to run, and told what explains a program", async () => {
    const first = await use("explain", { lab: "kv", observations: [], format: "json" });
    expect(JSON.parse(first.text).next).not.toBeNull();
    const seen = { scenario: "A", sha256: "0".repeat(64) };
    const then = await use("explain", { lab: "kv", observations: [seen] });
    expect(then.isError).toBe(false);
  });

  test.each<[string, string, Record<string, unknown>, RegExp]>([
    ["an unknown lab", "expected", { lab: "nosuch", scenario: "A" }, /lab/],
    ["an unknown scenario", "expected", { lab: "zab", scenario: "Z9" }, /Z9.*expected one of/s],
    ["no scenario", "expected", { lab: "zab" }, /no scenario is given/],
    [
      "both names of a scenario",
      "expected",
      { lab: "zab", scenario: "A", parameters: { seed: "1" } },
      /both given/,
    ],
    ["a parameter out of bounds", "trace", { lab: "zab", parameters: { nodes: 99 } }, /nodes is/],
    ["an unknown member", "expected", { lab: "zab", scenario: "A", format: "svg" }, /format/],
    ["no submission", "verify", { lab: "zab", scenario: "A" }, /none is given; expected exactly/],
    [
      "two submissions",
      "verify",
      { lab: "zab", scenario: "A", dump_hex: "00", sha256: "0".repeat(64) },
      /sha256 and dump_hex are given/,
    ],
    ["half a byte", "verify", { lab: "zab", scenario: "A", dump_hex: "0" }, /dump_hex/],
    ["no base64", "verify", { lab: "zab", scenario: "A", dump_base64: "*" }, /not base64/],
    [
      "a listing after a step",
      "verify",
      { lab: "zab", scenario: "A", digests: "", after: 3 },
      /after is given beside digests/,
    ],
    [
      "an answer that is too large",
      "trace",
      { lab: "zab", scenario: "B", all: true },
      new RegExp(`more than ${LIMITS.mcp_answer_bytes} bytes; expected a smaller window`),
    ],
  ])("is refused %s, and told why", async (_, tool, given, why) => {
    const { isError, text } = await use(tool, given);
    expect(isError).toBe(true);
    expect(text).toMatch(why);
  });
});

const JSON_RPC = {
  "Content-Type": "application/json",
  Accept: "application/json, text/event-stream",
};
const rpc = (method: string, params: object = {}, id: unknown = 1) =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params });

describe("whoever sends something else", () => {
  const refusal = async (body: string, headers: Record<string, string> = JSON_RPC) => {
    const response = await post("/mcp", body, headers);
    return { status: response.status, text: await response.text() };
  };

  test.each([
    ["no JSON", "{", 400, "invalid-body"],
    ["an array of messages", `[${rpc("tools/list")},${rpc("tools/list")}]`, 400, "invalid-body"],
    ["a member twice", '{"jsonrpc":"2.0","method":"ping","id":1,"id":2}', 400, "invalid-body"],
    ["levels without end", "[".repeat(100_000), 400, "invalid-body"],
    ["a body over the limit", `"${"x".repeat(LIMITS.mcp_body_bytes)}"`, 413, "body-too-large"],
  ])("%s is refused", async (_, body, status, code) => {
    const answer = await refusal(body);
    expect(answer.status).toBe(status);
    expect((JSON.parse(answer.text) as ProblemBody).code).toBe(code);
  });

  test.each([
    ["a text", { "Content-Type": "text/plain" }, 415],
    ["from a page elsewhere", { ...JSON_RPC, Origin: "https://evil.example" }, 403],
    ["from no page", { ...JSON_RPC, Origin: "null" }, 403],
    ["without Accept", { "Content-Type": "application/json", Accept: "text/html" }, 406],
  ])("%s is refused", async (_, headers, status) => {
    const { status: answered } = await refusal(rpc("tools/list"), headers);
    expect(answered).toBe(status);
  });

  test.each(["https://oracle.test", "http://localhost:6274", "http://127.0.0.1:3000"])(
    "a page of %s is answered",
    async (origin) => {
      const { status, text } = await refusal(rpc("tools/list"), { ...JSON_RPC, Origin: origin });
      expect(status).toBe(200);
      expect(text).toContain("list_labs");
    },
  );

  test.each([
    ["an unknown method", rpc("nosuch/method")],
    ["an unknown tool", rpc("tools/call", { name: "rm", arguments: {} })],
    ["no arguments", rpc("tools/call", { name: "verify" })],
    ["a wrong version", '{"jsonrpc":"1.0","id":1,"method":"tools/list"}'],
    ["no method", '{"jsonrpc":"2.0","id":1}'],
  ])("%s gets an error of JSON-RPC or of the tool, and no 5xx", async (_, body) => {
    const { status, text } = await refusal(body);
    expect(status).toBeLessThan(500);
    expect(text).toMatch(/"error"|"isError":true/);
  });

  test("another method is told which one is answered", async () => {
    for (const method of ["GET", "DELETE", "PUT"]) {
      const response = await call("/mcp", { method });
      expect(response.status).toBe(405);
      expect(response.headers.get("Allow")).toBe("POST");
      await response.body?.cancel();
    }
  });

  test("a stream of changes is refused: there are none", async () => {
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const { text } = await refusal(
      rpc("subscriptions/listen", { notifications: {}, _meta: meta }),
      {
        ...JSON_RPC,
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "subscriptions/listen",
      },
    );
    expect(text).toMatch(/Subscription limit reached/);
  });
});

describe("/llms.txt", () => {
  test("has the form of llmstxt.org, and every link in it is answered", async () => {
    const response = await call("/llms.txt");
    expect(response.headers.get("Content-Type")).toBe("text/markdown; charset=utf-8");
    const text = await response.text();
    expect(text).toMatch(/^# Assay\n\n> .+\n/);
    const links = [...text.matchAll(/\]\((https:\/\/oracle\.test[^)]*)\)/g)];
    expect(links.length).toBeGreaterThan(10);
    for (const [, link] of links) {
      const url = new URL(link as string);
      const answer = await call(url.pathname + url.search);
      expect({ link, status: answer.status }).toEqual({ link, status: 200 });
      await answer.body?.cancel();
    }
    for (const { id } of LABS) expect(text).toContain(`/v1/labs/${id})`);
  });
});
