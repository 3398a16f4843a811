import { describe, expect, test } from "vitest";
import { findLab, LABS } from "../../src/labs/index.ts";
import { asText, expected, Problem, verify } from "../../src/library/index.ts";
import { LocalJudge } from "../../src/library/local_judge.ts";
import { renderText } from "../../src/report/text.ts";
import { published } from "../support/scenarios.ts";

const D = { lab: "zab", scenario: "D" } as const;

describe("expected", () => {
  test("gives what stands in the suites, of every lab", async () => {
    for (const { id: lab, suites } of LABS) {
      const [{ is_published, scenarios }] = suites;
      for (const { id: scenario, sha256, size_bytes } of scenarios) {
        const right = await expected({ lab, scenario });
        const provenance = is_published ? "published" : "computed";
        expect(right).toMatchObject({ sha256, provenance });
        expect(right.dump).toHaveLength(size_bytes);
      }
    }
  });

  test("takes a number, a bigint and digits for the same parameter", async () => {
    const of = (seed: string | number | bigint) =>
      expected({ lab: "kv", parameters: { seed, ops: 3, keys: 2, workload: "default" } });
    const right = await of("7");
    expect(await of(7)).toEqual(right);
    expect(await of(7n)).toEqual(right);
    expect(right.provenance).toBe("computed");
  });

  test("after a step gives the state after it", async () => {
    const states = await Promise.all([0, 100, 199].map((after) => expected({ ...D, after })));
    expect(states.at(-1)?.sha256).toBe((await expected(D)).sha256);
    expect(new Set(states.map(({ sha256 }) => sha256)).size).toBe(3);
  });
});

describe("verify", () => {
  test("gives the report of the judge that every shell has", async () => {
    const { dump } = await expected(D);
    const wrong = dump.slice().fill(0, 33, 41);
    const report = await verify(D, wrong);
    expect(report).toEqual(
      await new LocalJudge().onDump(published(findLab("zab"), "D"), wrong, "diagnosis"),
    );
    expect(report.verdict).toBe("mismatch");
    expect(report.diagnosis).not.toBeNull();
    expect(asText(report)).toBe(renderText(report));
  });

  test("takes a hash in either case, and as sha256sum prints it, which says whether and not where", async () => {
    const { sha256 } = await expected(D);
    expect(await verify(D, sha256.toUpperCase())).toMatchObject({ verdict: "match" });
    expect(await verify(D, `${sha256}  dump.bin\n`)).toMatchObject({ verdict: "match" });
    const other = await verify(D, "0".repeat(64));
    expect(other).toMatchObject({ verdict: "mismatch", first_divergence: null });
  });
});

test.each([
  ["an unknown lab", { lab: "x" }, "not-found", 'there is no lab "x"; expected one of '],
  ["an unknown scenario", { lab: "zab", scenario: "Z" }, "invalid-parameters", 'scenario is "Z"'],
  ["both ways", { ...D, parameters: {} }, "invalid-parameters", "either scenario or parameters"],
  ["no parameters", { lab: "zab" }, "invalid-parameters", "seed is missing"],
  ["a fraction", { lab: "zab", parameters: { seed: 1.5 } }, "invalid-parameters", "seed is 1.5"],
  ["too large", { lab: "zab", parameters: { seed: 2 ** 60 } }, "invalid-parameters", "seed is "],
  ["no step", { ...D, after: 200 }, "invalid-parameters", "after is "],
  ["a negative step", { ...D, after: -1 }, "invalid-parameters", "after is "],
])("%s is refused by name", async (_, request, code, words) => {
  const refusal = await expected(request).catch((error) => error);
  expect(refusal).toBeInstanceOf(Problem);
  expect(refusal.code).toBe(code);
  expect(refusal.message).toContain(words);
});

test.each([
  ["a word", "not a hash", 'submission is "not a hash"; expected 64 hex digits'],
  ["an array", [1, 2], "submission is an object; expected a Uint8Array, or 64 hex digits"],
  ["nothing", undefined, "submission is undefined; expected a Uint8Array, or 64 hex digits"],
])("a submission that is %s is refused", async (_, submission, words) => {
  const refusal = await verify(D, submission as string).catch((error) => error);
  expect(refusal).toBeInstanceOf(Problem);
  expect(refusal.message).toContain(words);
});
