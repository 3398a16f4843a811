import { describe, expect, test } from "vitest";
import { catalogueOf } from "../../src/diagnose/catalogue.ts";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { scenarioOfFlags, scenarioOfSuite } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import type { SuiteScenario } from "../../src/labs/suite.ts";
import { dumpWith } from "../support/bugs.ts";
import { call, getJson, type ProblemBody, post } from "./client.ts";

interface Scored {
  readonly scenarios: readonly {
    id: string;
    verdict: string;
    actual: string | null;
    diagnosis: { findings: readonly { bug: string | null }[] } | null;
  }[];
  readonly conclusion: { diagnosis: { findings: readonly { bug: string | null }[] } | null } | null;
  readonly score: {
    readonly suite: { id: string; sha256: string };
    readonly scenarios: Record<string, number>;
    readonly bugs: readonly {
      kind: string;
      ruled_out_total: number;
      possible_total: number;
      possible: readonly string[];
    }[];
  };
}

const PUBLISHED = "/v1/labs/zab/suites/published";
const TEXT = { "Content-Type": "text/plain" };
const JSON_TYPE = { "Content-Type": "application/json" };
const ZERO = "0".repeat(64);

async function lines(path: string): Promise<string[][]> {
  const text = await (await call(`${path}?format=text`)).text();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
}

describe.each(LABS.flatMap(({ id, suites }) => suites.map((suite) => ({ lab: id, suite }))))(
  "the suite $suite.id of $lab",
  ({ lab, suite }) => {
    const path = `/v1/labs/${lab}/suites/${suite.id}`;

    test("is listed, with its hash", async () => {
      const { suites } = await getJson<{ suites: { id: string; href: string; sha256: string }[] }>(
        `/v1/labs/${lab}/suites`,
      );
      const found = suites.find(({ id }) => id === suite.id);
      expect(found).toMatchObject({ href: path, version: suite.version });
      expect(await getJson(path)).toMatchObject({ lab, id: suite.id, sha256: found?.sha256 });
    });

    test("as text has a scenario to a line: flags, size, hash and id", async () => {
      const labOf = LABS.find(({ id }) => id === lab) as (typeof LABS)[number];
      const found = (await lines(path)).map(([flags, size, sha256, id]) => ({
        id,
        sha256,
        size_bytes: Number(size),
        listed: scenarioOfFlags(labOf, flags ?? "").listed?.id,
      }));
      expect(found).toEqual(
        suite.scenarios.map(({ id, sha256, size_bytes }) => ({
          id,
          sha256,
          size_bytes,
          listed: id,
        })),
      );
    });

    test("as text has the hash of the listing in a fifth column, if that is asked for", async () => {
      const text = await (await call(`${path}?format=text&digests=1`)).text();
      const last = text
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t").slice(3));
      expect(last).toEqual(suite.scenarios.map(({ id, digests_sha256 }) => [id, digests_sha256]));
    });

    test("has scenarios that every endpoint takes by their ids", async () => {
      for (const { id, sha256 } of suite.scenarios) {
        const answer = await getJson(`/v1/labs/${lab}/expected?scenario=${id}`);
        const isPublished = LABS.find((one) => one.id === lab)?.scenarios.some(
          (one) => one.id === id,
        );
        const provenance = isPublished ? "published" : "computed";
        expect(answer).toMatchObject({ scenario: id, sha256, provenance });
        const document = await getJson(`/v1/labs/${lab}/scenarios/${id}`);
        expect(document).toMatchObject({ id, sha256, provenance });
      }
    });

    test("is passed by its own hashes, as lines and as JSON", async () => {
      const hashes = Object.fromEntries(suite.scenarios.map(({ id, sha256 }) => [id, sha256]));
      const text = Object.entries(hashes).map(([id, sha256]) => `${id} ${sha256.toUpperCase()}\n`);
      const [byLines, byJson] = await Promise.all([
        post(`${path}/score?fail=1`, text.join(""), TEXT),
        post(`${path}/score?fail=1`, JSON.stringify({ hashes }), JSON_TYPE),
      ]);
      expect([byLines.status, byJson.status]).toEqual([200, 200]);
      const scored = await byLines.json<Scored>();
      expect(await byJson.json()).toEqual(scored);
      expect(scored.scenarios.every(({ verdict }) => verdict === "passed")).toBe(true);
      if (suite.id === "catalogue") {
        expect(scored.score.bugs.map(({ possible }) => possible)).toEqual([[], []]);
      }
    });
  },
);

describe("a score", () => {
  test("says what passed, failed and is missing, and what that rules out", async () => {
    const [a] = LABS[0].scenarios;
    const response = await post(`${PUBLISHED}/score`, `A ${a?.sha256}\n\nB  ${ZERO}\n`, TEXT);
    const { scenarios, score } = await response.json<Scored>();
    expect(scenarios.map(({ verdict }) => verdict)).toEqual([
      "passed",
      "failed",
      ...Array(4).fill("missing"),
    ]);
    expect(score.scenarios).toEqual({ total: 6, passed: 1, failed: 1, missing: 4 });
    expect(score.bugs.map(({ kind }) => kind)).toEqual(["protocol", "encoding"]);
    expect(score.bugs[0]?.possible).toContain("vigna-constant");
  });

  test("takes an id without a hash, of a program that crashed, for a scenario without an answer", async () => {
    const [a] = LABS[0].scenarios;
    const response = await post(`${PUBLISHED}/score?fail=1`, `A ${a?.sha256}\nB \nC\n`, TEXT);
    expect(response.status).toBe(422);
    const { scenarios, score } = await response.json<Scored>();
    expect(scenarios.slice(0, 3).map(({ verdict }) => verdict)).toEqual([
      "passed",
      "missing",
      "missing",
    ]);
    expect(score.scenarios).toEqual({ total: 6, passed: 1, failed: 0, missing: 5 });
  });

  test("fails a right dump whose listing is wrong, and takes what a refusal gives for none", async () => {
    const [a, b, c] = LABS[0].scenarios as readonly SuiteScenario[] as [
      SuiteScenario,
      SuiteScenario,
      SuiteScenario,
    ];
    const nothing = await sha256Hex(new Uint8Array());
    const given = `A ${a.sha256} ${ZERO}  -\nB ${b.sha256} ${b.digests_sha256}\nC ${c.sha256} ${nothing}\n`;
    const { scenarios } = await (await post(`${PUBLISHED}/score`, given, TEXT)).json<Scored>();
    expect(scenarios.slice(0, 3).map(({ verdict }) => verdict)).toEqual([
      "failed",
      "passed",
      "passed",
    ]);
    const asText = await (await post(`${PUBLISHED}/score?format=text`, given, TEXT)).text();
    expect(asText).toContain("A  failed by its listing: the final dump is right, the run is not\n");
    const json = JSON.stringify({ hashes: { A: a.sha256 }, digests: { A: ZERO } });
    const byJson = await (await post(`${PUBLISHED}/score`, json, JSON_TYPE)).json<Scored>();
    expect(byJson.scenarios[0]).toMatchObject({ verdict: "failed", diagnosis: null });
  });

  test("of a suite by the name that it once had is one of the suite", async () => {
    const { score } = await (
      await post("/v1/labs/zab/suites/complete/score", `K01 ${ZERO}`, TEXT)
    ).json<Scored>();
    expect(score.suite.id).toBe("catalogue");
  });

  test("as text begins with the verdict; with fail=1 it is 422", async () => {
    const response = await post(`${PUBLISHED}/score?format=text&fail=1`, `A ${ZERO}`);
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text).toMatch(/^FAILED {2}zab\nA {2}failed\nB {2}missing\n/);
    expect(text).toContain("suite published 1: 0 of 6 scenarios passed, 5 without an answer\n");
    expect(text).toContain("protocol: 0 of 29 known bugs ruled out; possible: vigna-constant,");
  });

  test("diagnoses the wrong hashes, and says what gives all of them", async () => {
    const [zab] = LABS;
    const bug = { bug: "propose-no-try-commit", variant: 0 };
    const given: string[] = [];
    for (const one of zab.suites[0].scenarios) {
      given.push(`${one.id} ${await sha256Hex(dumpWith(scenarioOfSuite(zab, one), bug))}\n`);
    }
    const scored = await (await post(`${PUBLISHED}/score`, given.join(""), TEXT)).json<Scored>();
    const wrong = scored.scenarios.filter(({ verdict }) => verdict === "failed");
    expect(wrong.map(({ id }) => id)).toEqual(["D"]);
    expect(wrong[0]?.diagnosis?.findings.map((finding) => finding.bug)).toContain(bug.bug);
    expect(scored.scenarios[0]?.diagnosis).toBeNull();
    expect(scored.conclusion?.diagnosis?.findings.map((found) => found.bug)).toContain(bug.bug);
    const text = await (await post(`${PUBLISHED}/score?format=text`, given.join(""))).text();
    expect(text).toMatch(/^D {2}failed; reproduced by .*propose-no-try-commit/m);
    expect(text).toMatch(/^conclusion: .*the failure/m);
  });

  const hashes = (value: unknown): string => JSON.stringify({ hashes: value });
  test.each<
    [string, BodyInit, Record<string, string>, Partial<ProblemBody["errors"][number]>, string]
  >([
    ["no line", "\n \n", TEXT, { offset: 0 }, "the body has no line"],
    ["an unknown id", `A ${ZERO}\nK99 ${ZERO}\n`, TEXT, { offset: 67 }, 'no scenario "K99"'],
    ["an id alone twice", "A \nA\n", TEXT, { offset: 3 }, "line 2: A is given twice"],
    ["a short hash", `B ${ZERO.slice(1)}`, TEXT, { offset: 0 }, "the hash of B is not one"],
    ["a word too many", `B ${ZERO} x`, TEXT, { offset: 0 }, "the hash of B is not one"],
    ["an id twice", `A ${ZERO}\nA ${ZERO}`, TEXT, { offset: 67 }, "line 2: A is given twice"],
    [
      "what a shell's loop sends of a program that prints CR LF",
      `A ${ZERO}\r\nB ${ZERO}\r\n`,
      TEXT,
      { offset: 0 },
      "line 1: there is a carriage return (CR); expected none: a program prints nothing after its hash",
    ],
    ["no text", Uint8Array.of(0xff), TEXT, {}, "not UTF-8"],
    ["no JSON", "A", JSON_TYPE, { pointer: "" }, "not JSON"],
    [
      "another member",
      '{"hashes":{},"x":1}',
      JSON_TYPE,
      { pointer: "" },
      'the body has "x", which is not known',
    ],
    ["an array", "[]", JSON_TYPE, { pointer: "" }, "expected"],
    [
      "no hash",
      hashes({ A: "x" }),
      JSON_TYPE,
      { pointer: "/hashes/A" },
      'hashes.A is "x"; expected',
    ],
    ["a number", hashes({ A: 1 }), JSON_TYPE, { pointer: "/hashes/A" }, "hashes.A is 1; expected"],
    ["an unknown id", hashes({ "a/b": ZERO }), JSON_TYPE, { pointer: "/hashes/a~1b" }, "a/b"],
    [
      "__proto__",
      `{"hashes":{"__proto__":"${ZERO}"}}`,
      JSON_TYPE,
      { pointer: "/hashes/__proto__" },
      "hashes.__proto__ is not known; expected",
    ],
    [
      "an id twice",
      `{"hashes":{"A":"${ZERO}","\\u0041":"${ZERO}"}}`,
      JSON_TYPE,
      { pointer: "/hashes/A" },
      "hashes.A is given twice; expected",
    ],
  ])("of %s is refused by name: %s", async (_, body, headers, where, words) => {
    const response = await post(`${PUBLISHED}/score`, body, headers);
    const problem = await response.json<ProblemBody>();
    expect(problem).toMatchObject({ status: 400, code: "invalid-body" });
    expect(problem.errors[0]).toMatchObject(where);
    expect(problem.errors[0]?.detail).toContain(words);
  });

  test.each<[string, BodyInit, Record<string, string>, number, string]>([
    ["a body of 20 KB", "\n".repeat(20_000), TEXT, 413, "body-too-large"],
    ["a picture", "x", { "Content-Type": "image/png" }, 415, "unsupported-media-type"],
  ])("of %s is refused", async (_, body, headers, status, code) => {
    const response = await post(`${PUBLISHED}/score`, body, headers);
    expect(await response.json()).toMatchObject({ status, code });
  });
});

describe("known bugs", () => {
  test.each(LABS.map((lab) => ({ lab })))(
    "of $lab.id are listed, and each by itself",
    async ({ lab }) => {
      const { bugs } = await getJson<{ bugs: { id: string; href: string }[] }>(
        `/v1/labs/${lab.id}/bugs`,
      );
      expect(bugs.map(({ id }) => id)).toEqual(catalogueOf(lab).map(({ id }) => id));
      expect(bugs.length).toBeGreaterThan(lab.bugs.length);
      const [first] = bugs as [(typeof bugs)[number]];
      expect(await getJson(first.href)).toEqual(first);
    },
  );

  test("say which scenarios they fail", async () => {
    expect(await getJson("/v1/labs/zab/bugs/propose-no-try-commit")).toMatchObject({
      kind: "protocol",
      is_observable: true,
      readings: 1,
      fails: [
        { suite: "published", always: ["D"], sometimes: [] },
        { suite: "catalogue" },
        { suite: "thorough" },
      ],
    });
    expect(await getJson("/v1/labs/kv/bugs/heal-forgotten")).toMatchObject({
      is_observable: false,
      fails: [
        { always: [], sometimes: [] },
        { always: [], sometimes: [] },
        { always: [], sometimes: [] },
      ],
    });
  });
});

test.each([
  ["/v1/labs/zab/suites/other", "suite", "expected one of published, catalogue, thorough"],
  ["/v1/labs/zab/bugs/other", "bug", "/v1/labs/zab/bugs"],
  ["/v1/labs/zab/bugs/constructor", "bug", "no known bug"],
])("%s is not found, by name", async (path, parameter, words) => {
  const response = await call(path);
  const problem = await response.json<ProblemBody>();
  expect(problem).toMatchObject({ status: 404, code: "not-found" });
  expect(problem.errors[0]).toMatchObject({ parameter });
  expect(problem.errors[0]?.detail).toContain(words);
});
