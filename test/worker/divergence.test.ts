import { describe, expect, test } from "vitest";
import kvDigestsB from "../../fixtures/kv/digests-B.txt?raw";
import zabDigestsA from "../../fixtures/zab/digests-A.txt?raw";
import { LABS } from "../../src/labs/index.ts";
import { type BisectAnswer, bisectAnswerSchema } from "../../src/report/bisect_answer.ts";
import { type ListingReport, listingReportSchema } from "../../src/report/listing_report.ts";
import { call, type ProblemBody, post } from "./client.ts";

/** The first divergent tick, over HTTP: by a listing of digests, and by questions. */

const listing = (file: string): string => `${file.trimEnd().split("\n").slice(1).join("\n")}\n`;
const OF_A = listing(zabDigestsA);
const NOBODY = "0".repeat(64);
const wrongAt = (text: string, step: number): string =>
  text.replace(new RegExp(`^${step} .*$`, "m"), `${step} ${NOBODY}`);

async function problemOf(response: Response, status: number): Promise<ProblemBody> {
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(response.status).toBe(status);
  return response.json<ProblemBody>();
}

describe("a listing of digests", () => {
  const path = (lab: string, query: string): string => `/v1/labs/${lab}/digests/verify?${query}`;
  const reportOn = async (
    body: BodyInit,
    headers: Record<string, string> = { "Content-Type": "text/plain" },
    query = "scenario=A",
    lab = "zab",
  ): Promise<ListingReport> => {
    const response = await post(path(lab, query), body, headers);
    const report = listingReportSchema.parse(await response.json());
    expect(response.status).toBe(200);
    expect(response.headers.get("Assay-Verdict")).toBe(report.verdict);
    return report;
  };

  test.each([
    ["zab", "A", OF_A],
    ["kv", "B", listing(kvDigestsB)],
  ])("of %s %s matches, and a wrong line is named", async (lab, id, text) => {
    const type = { "Content-Type": "application/octet-stream" };
    expect(await reportOn(text, type, `scenario=${id}`, lab)).toMatchObject({
      verdict: "match",
      first_divergence: null,
      account: null,
    });
    const report = await reportOn(wrongAt(text, 169), type, `scenario=${id}`, lab);
    expect(report).toMatchObject({
      verdict: "mismatch",
      first_divergence: { step: 169, line: 170, is_exact: true, agrees_again: 170 },
      account: { step: 169 },
    });
    expect(report.account?.changes_total).toBeGreaterThan(0);
  });

  test("tells what happens in the first divergent tick", async () => {
    const { account } = await reportOn(wrongAt(OF_A, 169));
    expect(account?.events).toEqual([
      {
        kind: "delivered",
        tick: 169,
        sent: 167,
        from: 1,
        to: 2,
        seq: 47,
        type: "Ack",
        contents: { zxid: { epoch: 1, counter: 1 } },
      },
      expect.objectContaining({ type: "Propose", from: 2, to: 0, sent: 166 }),
    ]);
    expect(account?.changes).toContainEqual({ field: "nodes[0].history_len", before: 0, after: 1 });
  });

  test("is taken as our own NDJSON, gzipped, and as curl sends it", async () => {
    const ndjson = await (await call("/v1/labs/zab/digests?scenario=A&format=ndjson")).text();
    const type = { "Content-Type": "application/x-ndjson" };
    expect(await reportOn(ndjson, type)).toMatchObject({ verdict: "match" });
    const packed = new Response(OF_A).body?.pipeThrough(new CompressionStream("gzip"));
    const bytes = await new Response(packed ?? null).arrayBuffer();
    const gzip = { "Content-Type": "text/plain", "Content-Encoding": "gzip" };
    expect(await reportOn(bytes, gzip)).toMatchObject({ verdict: "match" });
    const form = { "Content-Type": "application/x-www-form-urlencoded" };
    expect(await reportOn(OF_A, form)).toMatchObject({ verdict: "match" });
  });

  test("is taken in parts, as the other endpoint gives them", async () => {
    const query = "scenario=A&from=10&until=500&stride=7";
    const part = await (await call(`/v1/labs/zab/digests?${query}`)).text();
    expect(await reportOn(part)).toMatchObject({
      verdict: "truncated",
      listing: { first_step: 10, last_step: 493, stride: 7, missing_from: 500 },
    });
    const meant = await reportOn(part, undefined, query);
    expect(meant).toMatchObject({
      verdict: "match",
      part: { from: 10, until: 500, stride: 7 },
      listing: { missing_from: null, missing_lines: 0 },
    });
    expect(meant.reproduce.program).toMatch(
      / --digests \| awk '\$1 >= 10 && \$1 < 500 && \(\$1 - 10\) % 7 == 0' > digests.txt$/,
    );
    expect(meant.reproduce.curl).toContain(`${query}&format=text`);
  });

  test.each([
    ["without its beginning", OF_A.split("\n").slice(400).join("\n"), "from=400", 400],
    ["of the last line alone", OF_A.split("\n").slice(-2).join("\n"), "from=999", 999],
  ])("%s is partial, unless that is said to be meant", async (_, text, declared, missing) => {
    const partial = await reportOn(text);
    expect(partial).toMatchObject({ verdict: "partial", listing: { missing_lines: missing } });
    const failing = await post(path("zab", "scenario=A&fail=1"), text);
    expect(failing.status).toBe(422);
    expect(failing.headers.get("Assay-Verdict")).toBe("partial");
    const meant = await post(path("zab", `scenario=A&fail=1&${declared}`), text);
    expect(meant.status).toBe(200);
    expect(meant.headers.get("Assay-Verdict")).toBe("match");
  });

  test("of a program that is one tick behind is recognised", async () => {
    const hashes = OF_A.trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[1]);
    const late = [NOBODY, ...hashes.slice(0, -1)].map((hash, step) => `${step} ${hash}\n`).join("");
    const { first_divergence } = await reportOn(late.replace(/^.*\n/, ""));
    expect(first_divergence?.shift).toMatchObject({ steps: -1 });
  });

  test("is answered as text, and with 422 where that is asked for", async () => {
    const wrong = wrongAt(OF_A, 169);
    const headers = { "Content-Type": "text/plain", Accept: "text/plain" };
    const response = await post(path("zab", "scenario=A&fail=1"), wrong, headers);
    expect(response.status).toBe(422);
    expect(await response.text()).toMatch(
      /^MISMATCH {2}zab scenario A: the first line that is not right is line 170, of tick 169\n/,
    );
    const right = await post(path("zab", "scenario=A&fail=1&format=text"), OF_A);
    expect(right.status).toBe(200);
    expect(await right.text()).toMatch(/^MATCH {2}zab scenario A\n/);
  });

  test.each([
    ["a line that is none", OF_A.slice(0, 190), "text/plain", 400, "line 3 is"],
    ["a dump", "DSEZAB01\u0003", "application/octet-stream", 400, "line 1 is"],
    ["another type", OF_A, "application/json", 415, "expected text/plain or application/x-ndjson"],
  ])("%s is refused", async (_, body, type, status, words) => {
    const response = await post(path("zab", "scenario=A"), body, { "Content-Type": type });
    expect((await problemOf(response, status)).detail).toContain(words);
  });

  test("of too many lines is refused, with the place", async () => {
    const lines = Array.from({ length: 20_001 }, (_, step) => `${step} ${NOBODY}\n`).join("");
    const query = "seed=1&nodes=1&rounds=30000&proposals=0";
    const problem = await problemOf(await post(path("zab", query), lines), 400);
    expect(problem.errors[0]?.detail).toContain("more than 20000 lines");
    expect(problem.errors[0]?.offset).toBeGreaterThan(1_000_000);
  });

  test("is checked against a Content-Digest", async () => {
    const headers = {
      "Content-Type": "text/plain",
      "Content-Digest": `sha-256=:${btoa("x".repeat(32))}:`,
    };
    const problem = await problemOf(await post(path("zab", "scenario=A"), OF_A, headers), 400);
    expect(problem.code).toBe("digest-mismatch");
  });
});

describe("a bisection", () => {
  const ask = async (lab: string, query: string, body: unknown): Promise<BisectAnswer> => {
    const response = await post(`/v1/labs/${lab}/bisect?${query}`, JSON.stringify(body), {
      "Content-Type": "application/json",
    });
    expect(response.status).toBe(200);
    return bisectAnswerSchema.parse(await response.json());
  };
  const hashAfter = async (lab: string, id: string, step: number): Promise<string> =>
    (await call(`/v1/labs/${lab}/expected?scenario=${id}&after=${step}&format=text`)).text();

  test.each([
    ["zab", "A", 0],
    ["zab", "A", 613],
    ["kv", "B", 1500],
  ])("of %s %s, wrong from step %i on, finds it in log2 of its steps", async (lab, id, wrong) => {
    const digests: { step: number; sha256: string }[] = [];
    for (;;) {
      const answer = await ask(lab, `scenario=${id}`, { digests });
      if (answer.next === null) {
        expect(answer).toMatchObject({
          status: "divergence",
          first_divergence: { step: wrong, actual_sha256: NOBODY, agrees_again: null },
          account: { step: wrong },
          next: null,
        });
        expect(answer.reproduce.curl).toContain(`after=${wrong}&format=text`);
        break;
      }
      const { step } = answer.next;
      expect(answer.next.command).toMatch(new RegExp(`--dump-after ${step} \\| sha256sum$`));
      digests.push({ step, sha256: step < wrong ? await hashAfter(lab, id, step) : NOBODY });
    }
    expect(digests.length).toBeLessThanOrEqual(12);
  });

  test("takes digests too, of all five replicas of kv", async () => {
    const [, sha256] = (listing(kvDigestsB).split("\n")[1999] as string).split(" ");
    const digests = [{ step: 1999, sha256 }];
    expect(await ask("kv", "scenario=B", { digests, of: "digest" })).toMatchObject({
      status: "match",
    });
    const asDump = await ask("kv", "scenario=B", { digests });
    expect(asDump).toMatchObject({ status: "ask", next: { step: 999 } });
    const asDigest = await ask("kv", "scenario=B", { digests: [], of: "digest" });
    expect(asDigest.next?.command).toMatch(/--digests \| sed -n 's\/\^1999 \/\/p'$/);
  });

  test("that is sent a right state after a wrong one says so, and goes on before it", async () => {
    const known = [
      { step: 500, sha256: NOBODY },
      { step: 499, sha256: await hashAfter("zab", "A", 499) },
      { step: 999, sha256: await hashAfter("zab", "A", 999) },
    ];
    const answer = await ask("zab", "scenario=A", { digests: known });
    expect(answer).toMatchObject({
      status: "divergence",
      first_divergence: { step: 500, agrees_again: 999, is_first: false },
    });
    expect(answer.message).toContain("the one after tick 999 is right again");
  });

  test("is answered as text", async () => {
    const send = async (digests: unknown[]): Promise<string> =>
      (
        await post("/v1/labs/zab/bisect?scenario=A&format=text", JSON.stringify({ digests }))
      ).text();
    expect(await send([])).toBe(
      "ASK  zab scenario A: send the hash of the state after tick 999 too (11 at most to go)\n\n" +
        "    zabctl --seed 42 --nodes 3 --rounds 1000 --proposals 5 --dump-after 999 | sha256sum\n\n" +
        "  append      999 <the 64 hex digits>  to the lines, and send them all again\n",
    );
    expect(await send([{ step: 0, sha256: NOBODY }])).toMatch(
      /^DIVERGENCE {2}zab scenario A: the first state that is wrong is the one after tick 0\n {2}known {7}1 states, 0 of them right\n/,
    );
  });

  test.each([
    ["{", 400, "", "not JSON"],
    ["", 400, "", "not JSON"],
    ["[]", 400, "", 'the body is []; expected {"digests": []}'],
    ["{}", 400, "/digests", 'digests is missing; expected {"digests": []}'],
    ['{"digests": "x"}', 400, "/digests", 'digests is "x"; expected {"digests": []}'],
    ['{"digests": [{"step": 1}]}', 400, "/digests/0/sha256", "digests.0.sha256 is missing;"],
    [`{"digests": [{"step": 1000, "sha256": "${NOBODY}"}]}`, 400, "/digests/0/step", "0 .. 999"],
    [
      `{"digests": [{"step": -1, "sha256": "${NOBODY}"}]}`,
      400,
      "/digests/0/step",
      "digests.0.step is -1;",
    ],
    ['{"digests": [], "of": "state"}', 400, "/of", 'of is "state";'],
    ['{"digests": [], "digests": []}', 400, "/digests", "digests is given twice; expected {"],
    [
      `{"digests": [{"step": 1, "sha256": "${NOBODY}", "st\\u0065p": 2}]}`,
      400,
      "/digests/0/step",
      "digests.0.step is given twice;",
    ],
    [
      `{"of": ${"[".repeat(16_000)}${"]".repeat(16_000)}}`,
      400,
      `/of${"/0".repeat(15)}`,
      "is more than 16 levels deep",
    ],
    ['{"digests": [], "off": 1}', 400, "", 'the body has "off", which is not known;'],
    [
      JSON.stringify({ digests: [NOBODY, "1".repeat(64)].map((sha256) => ({ step: 4, sha256 })) }),
      400,
      "/digests/1/sha256",
      "tick 4 is given with two hashes",
    ],
    [
      JSON.stringify({
        digests: Array.from({ length: 201 }, (_, step) => ({ step, sha256: NOBODY })),
      }),
      400,
      "/digests",
      "digests has 201 entries, and may have 200; expected {",
    ],
    [" ".repeat(40_000), 413, undefined, "32768"],
  ])("%.60s is refused", async (body, status, pointer, words) => {
    const response = await post("/v1/labs/zab/bisect?scenario=A", body, {
      "Content-Type": "application/json",
    });
    const { errors } = await problemOf(response, status);
    expect(errors[0]?.pointer).toBe(pointer);
    expect(errors[0]?.detail).toContain(words);
    expect(errors[0]?.detail).not.toContain("Invalid");
  });

  const TYPES = ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream"];
  test.each(TYPES)("takes lines as %s, and nothing where nothing is known", async (type) => {
    const send = async (body: string, query = ""): Promise<BisectAnswer> => {
      const headers = { "Content-Type": type };
      const response = await post(`/v1/labs/zab/bisect?scenario=A${query}`, body, headers);
      return bisectAnswerSchema.parse(await response.json());
    };
    expect(await send("")).toMatchObject({ status: "ask", of: "dump", next: { step: 999 } });
    const right = await hashAfter("zab", "A", 498);
    const lines = `999 ${NOBODY}  -\n\n498 ${right.toUpperCase()}\r\n`;
    const digests = [
      { step: 999, sha256: NOBODY },
      { step: 498, sha256: right },
    ];
    expect(await send(lines)).toEqual(await ask("zab", "scenario=A", { digests }));
    expect(await send(OF_A.slice(-69), "&of=digest")).toMatchObject({ status: "match" });
    expect(await send('{"digests": [], "of": "digest"}')).toMatchObject({ of: "digest" });
  });

  test.each([
    [
      "no line",
      `999 ${NOBODY}\nhello\n`,
      "",
      69,
      'line 2 is "hello"; expected "T <64 hex digits>"',
    ],
    ["a tick too late", `1000 ${NOBODY}\n`, "", 0, "step is 1000; expected a tick 0 .. 999"],
    ["two hashes", `4 ${NOBODY}\n4 ${"1".repeat(64)}\n`, "", 67, "given with two hashes"],
    ["201 lines", `4 ${NOBODY}\n`.repeat(201), "", 13_400, "201 states; expected at most 200"],
    ["a query beside JSON", '{"digests": []}', "&of=digest", undefined, "as a member of the body"],
  ])("of lines with %s is refused", async (_, body, query, offset, words) => {
    const response = await post(`/v1/labs/zab/bisect?scenario=A${query}`, body);
    const { errors } = await problemOf(response, 400);
    expect(errors[0]?.offset).toBe(offset);
    expect(errors[0]?.detail).toContain(words);
  });

  test("of a run without a step is refused", async () => {
    const query = "seed=1&nodes=1&rounds=0&proposals=0";
    const response = await post(`/v1/labs/zab/bisect?${query}`, '{"digests": []}');
    expect((await problemOf(response, 400)).detail).toContain("has no tick");
  });
});

test("what the first divergent tick is told of is bounded, however much there is", async () => {
  const query = "seed=1&nodes=64&rounds=5&proposals=0";
  const digests = [0, 1, 2].map((step) => ({ step, sha256: NOBODY }));
  for (const step of [0, 1, 2]) {
    const response = await call(`/v1/labs/zab/expected?${query}&after=${step}&format=text`);
    if (step < 2) digests[step] = { step, sha256: await response.text() };
  }
  const response = await post(`/v1/labs/zab/bisect?${query}`, JSON.stringify({ digests }));
  const { account } = bisectAnswerSchema.parse(await response.json());
  expect(account?.events).toHaveLength(500);
  expect(account?.events_total).toBeGreaterThan(1000);
});

test.each(LABS.flatMap((lab) => lab.scenarios.map(({ id }) => [lab.id, id] as const)))(
  "there is a diagram of %s %s",
  async (lab, id) => {
    expect((await call(`/v1/labs/${lab}/trace.svg?scenario=${id}`)).status).toBe(200);
  },
);
