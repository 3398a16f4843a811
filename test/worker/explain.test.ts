import { describe, expect, test } from "vitest";
import { listedScenarios, scenarioOfSuite } from "../../src/labs/define.ts";
import { findLab, LABS } from "../../src/labs/index.ts";
import type { RunOptions } from "../../src/labs/lab.ts";
import { type ExplainAnswer, explainAnswerSchema } from "../../src/report/explain_schema.ts";
import { seenOf } from "../support/evidence.ts";
import { type ProblemBody, post } from "./client.ts";

const JSON_TYPE = { "Content-Type": "application/json" };
const ZERO = "0".repeat(64);

async function explained(lab: string, observations: unknown): Promise<ExplainAnswer> {
  const body = JSON.stringify({ observations });
  const response = await post(`/v1/labs/${lab}/explain`, body, JSON_TYPE);
  expect(response.status).toBe(200);
  return explainAnswerSchema.parse(await response.json());
}

/** What a client does: it sends all that it has seen, and looks at what is asked next. */
async function conversation(labId: string, options: RunOptions): Promise<ExplainAnswer> {
  const lab = findLab(labId);
  const seen = new Map<string, object>();
  let answer = await explained(labId, []);
  for (let i = 0; i < 6 && answer.next !== null; i++) {
    const { ask, scenarios } = answer.next;
    for (const { scenario: id, query } of scenarios) {
      const scenario = lab.scenario(new Map(Object.entries(query)));
      const { dump_sha256, listing_sha256, digests } = await seenOf(scenario.start(options));
      seen.set(scenario.flags, {
        ...(id === null ? { parameters: query } : { scenario: id }),
        sha256: dump_sha256,
        digests_sha256: listing_sha256,
        digests: ask === "listings" ? digests : null,
      });
    }
    answer = await explained(labId, [...seen.values()]);
  }
  return answer;
}

describe("explain", () => {
  test.each(LABS)("asks for every scenario of the suites of $id first", async (lab) => {
    const { status, next } = await explained(lab.id, []);
    expect(status).toBe("ask");
    expect(next?.ask).toBe("hashes");
    const ids = listedScenarios(lab).map(({ id }) => id);
    expect(next?.scenarios.map(({ scenario }) => scenario)).toEqual(ids);
  });

  test("names two bugs of a program, by what a client without a memory sends", async () => {
    const bugs = ["kind-two-deletes", "draws-on-demand"].map((bug) => ({ bug, variant: 0 }));
    const { status, explanations, first_wrong, page } = await conversation("kv", { bugs });
    expect(status).toBe("explained");
    const named = explanations.map(({ changes }) => changes.map(({ bug }) => bug).sort());
    expect(named).toContainEqual(["draws-on-demand", "kind-two-deletes"]);
    expect(first_wrong?.account).not.toBeNull();
    expect(page).toMatch(/^https:\/\/oracle\.test\/#explore\?lab=kv&/);
  });

  test("finds nothing wrong in a right program", async () => {
    const { status, first_wrong, next } = await conversation("kv", {});
    expect({ status, first_wrong, next }).toEqual({
      status: "right",
      first_wrong: null,
      next: null,
    });
  });

  test.each([
    ["text", "text/plain; charset=utf-8", /^OPEN {2}not enough was seen yet/],
    ["markdown", "text/markdown; charset=utf-8", /^## OPEN {2}not enough was seen yet/],
  ])("is told as %s", async (format, type, begin) => {
    const response = await post(`/v1/labs/zab/explain?format=${format}`, '{"observations":[]}');
    expect(response.headers.get("Content-Type")).toBe(type);
    expect(await response.text()).toMatch(begin);
  });

  test.each([
    [[{ scenario: "NOSUCH", sha256: ZERO }], "/observations/0", "expected one of A, "],
    [[{ scenario: "A", sha256: "zz" }], "/observations/0/sha256", "expected"],
    [
      [{ scenario: "A", parameters: { ops: "1" }, sha256: null }],
      "/observations/0",
      "one or the other",
    ],
    [
      [{ scenario: "A", sha256: null, digests: [ZERO] }],
      "/observations/0",
      "for each of the 500 operations",
    ],
    [
      [
        { scenario: "A", sha256: null },
        { scenario: "A", sha256: null },
      ],
      "/observations/1",
      "twice",
    ],
  ])("refuses %j, by its pointer", async (observations, pointer, why) => {
    const response = await post("/v1/labs/kv/explain", JSON.stringify({ observations }), JSON_TYPE);
    const { code, errors } = await response.json<ProblemBody>();
    expect(code).toBe("invalid-body");
    expect(errors[0]?.pointer).toBe(pointer);
    expect(errors[0]?.detail).toContain(why);
  });

  test("does not simulate more than a request may", async () => {
    const parameters = { seed: "1", nodes: "3", proposals: "1" };
    const observations = ["1999998", "1999999"].map((rounds) => ({
      parameters: { ...parameters, rounds },
      sha256: ZERO,
    }));
    const response = await post(
      "/v1/labs/zab/explain",
      JSON.stringify({ observations }),
      JSON_TYPE,
    );
    expect((await response.json<ProblemBody>()).code).toBe("work-limit-exceeded");
  });

  test("takes a scenario of a suite by its parameters as well", async () => {
    const [first] = listedScenarios(findLab("kv"));
    if (first === undefined) throw new Error("the lab has no suite");
    const scenario = scenarioOfSuite(findLab("kv"), first);
    const parameters = Object.fromEntries(scenario.query);
    const { seen } = await explained("kv", [{ parameters, sha256: ZERO }]);
    expect(seen).toEqual({ scenarios: 1, wrong_scenarios: 1, whole: 0 });
  });
});
