import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { RemoteJudge } from "../../src/cli/verdict_oracle.ts";
import { judge } from "../../src/judge/judge.ts";
import { submissionOf } from "../../src/judge/submission.ts";
import { scenarioOfFlags } from "../../src/labs/define.ts";
import { findLab } from "../../src/labs/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { registryOf } from "../../src/labs/lab_entry.ts";
import { LocalJudge } from "../../src/library/local_judge.ts";
import { seal, simulate } from "../../src/oracle/expected.ts";
import { reportOf } from "../../src/report/build.ts";
import type { Report } from "../../src/report/schema.ts";
import { versionsOf } from "../../src/version.ts";
import { flip, HASH_OF_A, program, published, temporaryFolder, within, write } from "./support.ts";

const zab = findLab("zab");
const A = published("A");
const NOBODY = "0".repeat(64);

type Handler = (request: IncomingMessage, body: Buffer, response: ServerResponse) => unknown;

/** A server on 127.0.0.1 for the length of a test; its origin, and what was asked of it. */
async function serve(handler: Handler): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    asked.push(`${request.method} ${request.url} ${request.headers["content-type"]}`);
    await handler(request, Buffer.concat(pieces), response);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** An oracle: the engine behind the verify route of the API, as far as it is asked here. */
const oracle: Handler = async (request, body, response) => {
  response.write(JSON.stringify(await answered(request, body)));
};

/** An oracle of another version, whose reports are made of ours. */
const changed =
  (change: (report: Report) => object): Handler =>
  async (request, body, response) => {
    response.write(JSON.stringify(change(await answered(request, body))));
  };

async function answered(request: IncomingMessage, body: Buffer): Promise<Report> {
  const query = new URL(request.url ?? "", "http://x").searchParams;
  query.delete("diagnosis");
  const id = query.get("scenario");
  const scenario = id === null ? zab.scenario(new Map(query)) : published(id);
  const judge = new LocalJudge();
  const report = request.headers["content-type"]?.includes("json")
    ? await judge.onHash(scenario, JSON.parse(body.toString()).sha256, "place")
    : await judge.onDump(scenario, body, "place");
  return { ...report, versions: { ...report.versions, engine: "9.9.9" } };
}

const answer =
  (status: number, text: string): Handler =>
  (_, __, response) =>
    response.writeHead(status).write(text);

/** An origin where nobody answers: its server has gone. */
async function vacant(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe("an oracle over HTTP", () => {
  test.each<[string, Scenario, string]>([
    ["a published scenario by its id", A, "scenario=A"],
    [
      "one that is published in other words",
      scenarioOfFlags(
        zab,
        "--seed 42 --nodes 3 --rounds 1000 --proposals 3 --partition 2,0,1,0,0,2,0,1",
      ),
      "scenario=E",
    ],
    [
      "another one by its parameters",
      scenarioOfFlags(
        zab,
        "--seed 18446744073709551615 --nodes 2 --rounds 9 --proposals 1 --partition 0,1",
      ),
      "seed=18446744073709551615&nodes=2&rounds=9&proposals=1&partition=0,1",
    ],
  ])("is asked about %s, as the engine here is", async (_, scenario, query) => {
    const { url, asked } = await serve(oracle);
    const remote = new RemoteJudge(`${url}//`);
    const dump = flip(9)(simulate(scenario), scenario);
    const local = await new LocalJudge().onDump(scenario, dump, "place");
    const report = await remote.onDump(scenario, dump, "place");
    expect(report.first_divergence).toEqual(local.first_divergence);
    expect(await remote.onHash(scenario, report.expected.sha256, "place")).toMatchObject({
      verdict: "match",
    });
    expect(asked).toEqual([
      `POST /v1/labs/zab/verify?${query}&diagnosis=0 application/octet-stream`,
      `POST /v1/labs/zab/verify?${query}&diagnosis=0 application/json`,
    ]);
  });

  test.each<[string, Handler, string]>([
    ["an error", answer(503, "try later\n"), "answered 503: try later"],
    [
      "a problem",
      answer(400, `{"code":"invalid-parameters"}`),
      'answered 400: {"code":"invalid-parameters"}',
    ],
    [
      "a page",
      answer(200, "<!doctype html>"),
      'answered what is no report of this version, beginning with "<!doctype html>"',
    ],
    ["nothing", answer(200, ""), 'answered what is no report of this version, beginning with ""'],
    [
      "other JSON",
      answer(200, `{"verdict":"match"}`),
      "answered what is no report of this version",
    ],
    ["no content", answer(204, ""), "answered 204: "],
    [
      "a report on another scenario",
      async (request, body, response) => {
        request.url = "/v1/labs/zab/verify?scenario=B";
        await oracle(request, body, response);
      },
      "answered with a report on another scenario",
    ],
    [
      "without an end",
      (_, __, response) =>
        new Promise((resolve) => {
          const piece = Buffer.alloc(1024 * 1024, "x");
          const timer = setInterval(() => response.write(piece), 1);
          response.once("close", () => {
            clearInterval(timer);
            resolve(null);
          });
        }),
      "cannot be asked: the answer has more than 4194304 bytes",
    ],
    ["an end of the connection", (_, __, response) => response.destroy(), "cannot be asked: "],
  ])("that answers %s gives no report", async (_, handler, message) => {
    const { url } = await serve(handler);
    await expect(new RemoteJudge(url).onHash(A, NOBODY, "place")).rejects.toMatchObject({
      name: "OracleError",
      message: expect.stringContaining(message),
    });
  });

  test("that is newer, with members that are not known here, gives its report all the same", async () => {
    const newer = changed(({ versions, ...report }) => ({
      ...report,
      versions: { ...versions, added_later: "x" },
      added_later: [{}],
    }));
    const { url } = await serve(newer);
    const file = write(temporaryFolder(), "dump", flip(9)(simulate(A), A));
    const line = `verify --lab zab --scenario A ${file} --endpoint ${url} --format json`;
    const { code, stdout } = await within(line.split(" "));
    expect(code).toBe(1);
    expect(stdout).toContain('"engine": "9.9.9"');
    expect(stdout).not.toContain("added_later");
  });

  test("that leaves a member out gives no report, and the member is named", async () => {
    const { url } = await serve(changed(({ unseen: _, ...report }) => report));
    const asked = new RemoteJudge(url).onHash(A, NOBODY, "place");
    await expect(asked).rejects.toThrow(/is no report of this version, .* \(unseen: /);
  });

  test("that is not there gives no report, and the reason is named", async () => {
    const url = await vacant();
    await expect(new RemoteJudge(url).onHash(A, NOBODY, "place")).rejects.toThrow(
      new RegExp(
        `^${url}/v1/labs/zab/verify\\?scenario=A&diagnosis=0 cannot be asked: .*ECONNREFUSED`,
      ),
    );
  });
});

describe("--endpoint", () => {
  const words = (line: string): string[] => line.split(" ");

  test("the exam is the oracle's, and says its version", async () => {
    const { url, asked } = await serve(oracle);
    const command = program(temporaryFolder(), "wrong", [A], flip(0x1d));
    const line = ["exam", "--lab", "zab", "--scenario", "A", "--program", command];
    const { code, stdout } = await within([...line, "--endpoint", url, "--format", "json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      totals: { failed: 1 },
      versions: { engine: "9.9.9" },
      cases: [{ report: { first_divergence: { offset: 0x1d } } }],
    });
    // By the hash, by the dump, and once more for a diagnosis.
    expect(asked).toHaveLength(3);
  });

  test("an oracle that gives no report is trouble for every case, and no program's failure", async () => {
    const { url } = await serve(answer(500, "oops"));
    const line = ["exam", "--lab", "zab", "--program", `printf ${HASH_OF_A} #`, "--endpoint", url];
    const { code, stdout } = await within(line);
    expect(code).toBe(2);
    expect(stdout).toContain(
      `TROUBLE  zab/A\noracle: the oracle gave no report: ${url} answered 500: oops`,
    );
    expect(stdout).toMatch(/\n0 passed, 0 failed, 6 in trouble\n$/);
  });

  test.each([
    ["the right dump", simulate(A), 0, /^MATCH /],
    ["a wrong dump", flip(9)(simulate(A), A), 1, /^MISMATCH .* at 0x09/],
  ])("verify of %s", async (_, dump, code, stdout) => {
    const { url } = await serve(oracle);
    const file = write(temporaryFolder(), "dump", dump);
    const ended = await within(words(`verify --lab zab --scenario A ${file} --endpoint ${url}`));
    expect(ended).toEqual({ code, stdout: expect.stringMatching(stdout), stderr: "" });
  });

  test("the report's lines are the oracle's own", async () => {
    const { url } = await serve(async (request, body, response) => {
      const origin = `http://${request.headers.host}`;
      const expected = await seal(A, simulate(A));
      const submission = await submissionOf(expected, body);
      const findings = await judge(expected, submission, "place", registryOf([zab]));
      response.write(JSON.stringify(reportOf(findings, await versionsOf(zab), origin)));
    });
    const file = write(temporaryFolder(), "dump", flip(9)(simulate(A), A));
    const line = `verify --lab zab --scenario A ${file} --endpoint ${url}`;
    const { stdout } = await within(words(line));
    expect(stdout).toContain(
      `    curl -sS --data-binary @dump.bin '${url}/v1/labs/zab/verify?scenario=A&format=text'\n`,
    );
    expect(stdout).toContain(`  look at it\n    ${url}/#verify?lab=zab`);
    expect(stdout).not.toContain("bin/assay");
  });

  test("verify without an oracle is trouble, and no divergence", async () => {
    const url = await vacant();
    const line = `verify --lab zab --scenario A --sha256 ${NOBODY} --endpoint ${url}`;
    expect(await within(words(line))).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(
        /^assay verify: http.* cannot be asked: [^\n]*ECONNREFUSED[^\n]*\n$/,
      ),
    });
  });
});
