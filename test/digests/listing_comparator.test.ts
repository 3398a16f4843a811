import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestsOf, type StepRange } from "../../src/digests/digests.ts";
import { ListingComparator, wholeRun } from "../../src/digests/listing_comparator.ts";
import { judgeListing } from "../../src/judge/judge_listing.ts";
import { kv } from "../../src/labs/kv/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { listingReport, renderListingReport } from "../../src/report/listing_report.ts";
import { versionsOf } from "../../src/version.ts";
import { published } from "../support/scenarios.ts";

const D = published(zab, "D");
const A = published(zab, "A");
const NOBODY = "0".repeat(64);

async function digests(scenario: Scenario): Promise<string[]> {
  const all: string[] = [];
  const range = { from: 0, until: scenario.steps, stride: 1 };
  for await (const { sha256 } of digestsOf(scenario, range)) all.push(sha256);
  return all;
}
const OF_A = await digests(A);
const OF_D = await digests(D);

/** The lines of a listing of `all`, from..until, every `stride`-th. */
const listing = (all: readonly string[], from = 0, until = all.length, stride = 1): string =>
  all
    .map((sha256, step) => `${step} ${sha256}\n`)
    .filter((_, step) => step >= from && step < until && (step - from) % stride === 0)
    .join("");

async function compare(
  scenario: Scenario,
  text: string,
  part: Partial<StepRange> = {},
  cuts: readonly number[] = [],
) {
  const comparator = new ListingComparator(scenario, { ...wholeRun(scenario), ...part });
  const bytes = new TextEncoder().encode(text);
  const places = [
    0,
    ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ];
  for (const [i, from] of places.entries()) await comparator.push(bytes.slice(from, places[i + 1]));
  return comparator.finish();
}

describe("a right listing", () => {
  test.each([
    ["zab A", A],
    ["kv B", published(kv, "B")],
  ])("of %s matches", async (_, scenario) => {
    const all = await digests(scenario);
    expect(await compare(scenario, listing(all))).toEqual({
      verdict: "match",
      lines: all.length,
      first_step: 0,
      last_step: all.length - 1,
      stride: 1,
      missing_from: null,
      missing_lines: 0,
      extra_lines: 0,
      divergence: null,
    });
  });

  test("matches without its last newline, in upper case, as NDJSON, and mixed", async () => {
    const text = listing(OF_D);
    const ndjson = OF_D.map((sha256, step) => `${JSON.stringify({ step, sha256 })}\n`);
    const mixed = OF_D.map((sha256, step) =>
      step % 2 === 0 ? `{ "step": ${step}, "sha256": "${sha256}" }` : `${step} ${sha256}`,
    );
    for (const one of [text.trimEnd(), text.toUpperCase(), ndjson.join(""), mixed.join("\n")]) {
      expect(await compare(D, one)).toMatchObject({ verdict: "match", lines: 200 });
    }
  });

  test.each([
    // from, until, stride; the part that is meant; the verdict, where the end is missing, how many lines are
    [[120, 200, 1], {}, "partial", null, 120],
    [[199, 200, 1], {}, "partial", null, 199],
    [[3, 200, 10], {}, "partial", null, 180],
    [[0, 200, 2], {}, "partial", null, 100],
    [[0, 200, 199], {}, "partial", null, 198],
    [[7, 60, 1], {}, "truncated", 60, 147],
    [[0, 200, 200], {}, "truncated", 1, 199],
    [[7, 60, 1], { until: 60 }, "partial", null, 7],
    [[0, 60, 1], { until: 60 }, "match", null, 0],
    [[7, 60, 1], { from: 7, until: 60 }, "match", null, 0],
    [[120, 200, 1], { from: 120 }, "match", null, 0],
    [[3, 200, 10], { from: 3, stride: 10 }, "match", null, 0],
    [[3, 200, 20], { from: 3, stride: 10 }, "partial", null, 10],
    [[13, 200, 10], { from: 3, stride: 10 }, "partial", null, 1],
    [[0, 1, 1], { stride: 200 }, "match", null, 0],
    [[199, 200, 1], { from: 199 }, "match", null, 0],
    [[7, 50, 1], { from: 7, until: 60 }, "truncated", 50, 10],
    [[7, 61, 1], { from: 7, until: 60 }, "trailing-lines", null, 0],
  ] as const)(
    "from, until and every %j, where %j is meant, is %s",
    async ([from, until, stride], part, verdict, missing_from, missing_lines) => {
      const result = await compare(D, listing(OF_D, from, until, stride), part);
      const first_step = from;
      expect(result).toMatchObject({ verdict, first_step, missing_from, missing_lines });
    },
  );

  test("is a match exactly when it is the part that is meant", async () => {
    const range = fc
      .record({ from: fc.nat(20), until: fc.integer({ min: 190, max: 200 }), stride: fc.nat(4) })
      .map(({ stride, ...ends }) => ({ ...ends, stride: stride + 1 }));
    const steps = ({ from, until, stride }: StepRange): number[] =>
      OF_D.map((_, step) => step).filter(
        (step) => step >= from && step < until && (step - from) % stride === 0,
      );
    await fc.assert(
      fc.asyncProperty(range, range, async (given, meant) => {
        const [has, wanted] = [steps(given), steps(meant)];
        const text = listing(OF_D, given.from, given.until, given.stride);
        const verdict = await compare(D, text, meant).then(
          (result) => result.verdict,
          () => "refused",
        );
        expect(verdict === "match").toBe(has.join() === wanted.join());
      }),
      { numRuns: 40 },
    );
  });

  test("of nothing is truncated, unless there is nothing to list", async () => {
    expect(await compare(D, "")).toMatchObject({ verdict: "truncated", missing_from: 0, lines: 0 });
    expect(await compare(D, "", { until: 0 })).toMatchObject({ verdict: "match" });
  });

  test("with lines too many says so", async () => {
    const extra = `${listing(OF_D)}200 ${NOBODY}\n201 ${NOBODY}\n`;
    expect(await compare(D, extra)).toMatchObject({
      verdict: "trailing-lines",
      lines: 200,
      last_step: 199,
      extra_lines: 2,
    });
    expect(await compare(D, listing(OF_D), { until: 150 })).toMatchObject({
      extra_lines: 50,
      lines: 150,
    });
  });
});

describe("a wrong listing", () => {
  test.each([0, 1, 33, 199])("is wrong from step %i on", async (wrong) => {
    const lines = OF_D.with(wrong, NOBODY);
    const { verdict, divergence } = await compare(D, listing(lines));
    expect(verdict).toBe("mismatch");
    expect(divergence).toEqual({
      step: wrong,
      line: wrong + 1,
      expected_sha256: OF_D[wrong],
      actual_sha256: NOBODY,
      last_agreeing_step: wrong === 0 ? null : wrong - 1,
      differing_lines: 1,
      agrees_again: wrong === 199 ? null : wrong + 1,
      shift: null,
    });
  });

  test("that also ends early, or late, is a mismatch in the first place", async () => {
    const wrong = OF_D.with(5, NOBODY);
    expect(await compare(D, listing(wrong, 0, 50))).toMatchObject({
      verdict: "mismatch",
      missing_from: 50,
    });
    expect(await compare(D, `${listing(wrong)}200 ${NOBODY}\n`)).toMatchObject({
      verdict: "mismatch",
      extra_lines: 1,
    });
  });
});

describe("a listing that is one step off", () => {
  const initial = async (): Promise<string> => {
    const bytes = A.start().digestInput() as Uint8Array<ArrayBuffer>;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  test("is recognised: every line is that of the step before", async () => {
    const { divergence } = await compare(A, listing([await initial(), ...OF_A.slice(0, -1)]));
    expect(divergence?.shift).toEqual({
      steps: -1,
      lines: 1000 - (divergence?.step ?? 0),
      cause: "run",
    });
  });

  test("is recognised: every line is that of the step after", async () => {
    const { divergence } = await compare(A, listing([...OF_A.slice(1), NOBODY]));
    expect(divergence?.shift).toEqual({
      steps: 1,
      lines: 1000 - (divergence?.step ?? 0),
      cause: "run",
    });
  });

  test("is recognised from the step on in which it falls behind", async () => {
    const late = [...OF_A.slice(0, 170), OF_A[169] as string, ...OF_A.slice(170, -1)];
    const { divergence } = await compare(A, listing(late));
    expect(divergence).toMatchObject({ step: 170, shift: { steps: -1, lines: 830 } });
  });

  test("is recognised in a part, and in every other line", async () => {
    const late = [NOBODY, ...OF_A.slice(0, -1)];
    const part = await compare(A, listing(late, 160, 400));
    expect(part.divergence?.shift).toMatchObject({ steps: -1 });
    const other = await compare(A, listing(late, 1, 1000, 2));
    expect(other.divergence?.shift).toMatchObject({ steps: -1 });
  });

  const fromOne = (all: readonly string[]): string =>
    all.map((sha256, step) => `${step + 1} ${sha256}\n`).join("");

  test.each([
    ["all of 1 .. N is numbered from 1", fromOne(OF_A), "numbering"],
    ["1 .. N - 1 may be either", fromOne(OF_A.slice(0, -1)), "undecided"],
    ["1 .. N + 1 may be either", fromOne([...OF_A, NOBODY]), "undecided"],
    ["a later part may be either", fromOne(OF_A).split("\n").slice(150).join("\n"), "undecided"],
    ["a line of step 0 is late", `0 ${OF_A[0]}\n${fromOne(OF_A)}`, "run"],
    [
      "1 .. N of which the first are right is late",
      fromOne([...OF_A.slice(1, 170), OF_A[169] as string, ...OF_A.slice(170)]),
      "run",
    ],
  ])("%s", async (_, text, cause) => {
    const { divergence } = await compare(A, text);
    expect(divergence?.shift?.cause).toBe(cause);
  });

  test("is not taken for one where a single line says so, or one line says otherwise", async () => {
    const once = OF_A.with(169, OF_A[168] as string);
    expect((await compare(A, listing(once, 0, 170))).divergence?.shift).toBe(null);
    const late = [...OF_A.slice(0, 170), ...OF_A.slice(169, -1)];
    const broken = late.with(900, NOBODY);
    expect((await compare(A, listing(broken))).divergence?.shift).toBe(null);
  });
});

test("where the pieces of a listing are cut changes nothing", async () => {
  const wrong = listing(OF_D.with(77, NOBODY));
  const whole = await compare(D, wrong);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20_000), { maxLength: 30 }), async (cuts) => {
      expect(await compare(D, wrong, {}, cuts)).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

describe("what is no listing is refused, by line", () => {
  const [zero, one] = listing(OF_D, 0, 2).split("\n") as [string, string];
  test.each([
    ["hello", 1, "hello"],
    [`${zero}\n\n${one}\n`, 2, 'is ""'],
    [`${zero}\r\n`, 1, "CR LF"],
    [`${zero}\n${one} \n`, 2, "expected"],
    [`${zero}\n1  ${NOBODY}\n`, 2, "expected"],
    [`${zero}\n1 ${NOBODY.slice(1)}\n`, 2, "<64 hex digits>"],
    [`${zero}\n${zero}\n`, 2, "is of tick 0; expected a tick after 0"],
    [`${zero}\n${one}\n3 ${NOBODY}\n`, 3, "is of tick 3; expected tick 2"],
    [`0 ${NOBODY}\n5 ${NOBODY}\n9 ${NOBODY}\n`, 3, "expected tick 10"],
    [`{"step": 0, "sha256": "${NOBODY}", "more": 1}\n`, 1, "expected"],
    [`{"step": "0", "sha256": "${NOBODY}"}\n`, 1, "expected"],
    [`-1 ${NOBODY}\n`, 1, "expected"],
    [`12345678901 ${NOBODY}\n`, 1, "expected"],
    ["\u0000\u0001", 1, "\\\\x00"],
    ["x".repeat(257), 1, "more than 256 bytes"],
  ])("%j", async (text, line, words) => {
    const refused = compare(D, text);
    await expect(refused).rejects.toMatchObject({ code: "invalid-body" });
    await expect(refused).rejects.toThrow(`line ${line} `);
    await expect(refused).rejects.toThrow(words);
  });

  test.each([
    [{ from: 5 }, 0, 1, "is of tick 0; expected tick 5 or a later one"],
    [{ stride: 10 }, 15, 1, "is of tick 15; expected tick 0 or one of every 10 after it"],
  ])("and so is a line outside of the part %j", async (part, from, stride, words) => {
    const text = listing(OF_D, from, 200, stride);
    await expect(compare(D, text, part)).rejects.toThrow(words);
  });

  test("and so are more lines than the limit", async () => {
    const limits = { lines: 10, hashed_bytes: 1_000_000 };
    const comparator = new ListingComparator(D, wholeRun(D), limits);
    const bytes = new TextEncoder().encode(listing(OF_D, 0, 11));
    await expect(comparator.push(bytes)).rejects.toThrow("more than 10 lines");
  });

  test("and more bytes to hash than the limit", async () => {
    const comparator = new ListingComparator(D, wholeRun(D), { lines: 1000, hashed_bytes: 1000 });
    const bytes = new TextEncoder().encode(listing(OF_D));
    await expect(comparator.push(bytes)).rejects.toMatchObject({ code: "work-limit-exceeded" });
  });
});

describe("the report for a person", () => {
  const rendered = async (scenario: Scenario, text: string): Promise<string> => {
    const bytes = new TextEncoder().encode(text);
    const findings = await judgeListing(scenario, wholeRun(scenario), (push) => push(bytes));
    const report = listingReport(findings, await versionsOf(scenario.lab), "http://x");
    return renderListingReport(scenario, report);
  };

  test("of a match is short", async () => {
    expect(await rendered(D, listing(OF_D))).toBe(
      "MATCH  zab scenario D\n  listing     200 lines, ticks 0 .. 199 of 0 .. 199\n",
    );
  });

  test("of a mismatch says where, and what happens there", async () => {
    const text = await rendered(D, listing(OF_D.with(33, NOBODY)));
    expect(text).toContain(
      "MISMATCH  zab scenario D: the first line that is not right is line 34, of tick 33\n",
    );
    expect(text).toContain("  agreeing    up to and including tick 32\n");
    expect(text).toContain("  differing   1 of 200 lines; tick 34 agrees again\n");
    expect(text).toContain("  in tick 33 the right run does this\n    node 0 proposes zab-0\n");
    expect(text).toContain("    nodes[0].history_len: 0 -> 1\n");
    expect(text).toContain(
      "zabctl --seed 1 --nodes 1 --rounds 200 --proposals 5 --digests > digests.txt\n",
    );
    expect(text).toContain("'http://x/v1/labs/zab/digests/verify?scenario=D&format=text'");
  });

  test("of every tenth line says between which ticks it is", async () => {
    const text = await rendered(D, listing(OF_D.with(40, NOBODY), 0, 200, 10));
    expect(text).toContain("20 lines, ticks 0 .. 190 of 0 .. 199, every 10 of them");
    expect(text).toContain("in one of the ticks 31 .. 40: send their lines to learn in which");
    expect(text).not.toContain("the right run does this");
  });

  test("of one that is behind says so", async () => {
    const text = await rendered(A, listing([NOBODY, ...OF_A.slice(0, -1)], 1));
    expect(text).toMatch(
      /shifted {5}from there on every line is right for the tick before: the program is one tick behind, or the lines are numbered from 1, where ticks count from 0\n/,
    );
  });

  test("of one that is numbered from 1 says that alone, and of no tick what happens in it", async () => {
    const text = await rendered(A, OF_A.map((sha256, step) => `${step + 1} ${sha256}\n`).join(""));
    expect(text).toMatch(
      /shifted {5}every line is right for the tick before its number: the lines are numbered from 1, where ticks count from 0\n/,
    );
    expect(text).not.toContain("the right run does this");
    expect(text).not.toMatch(/behind|missing|too many/);
  });

  test("of a part says what is missing, and how to declare that it is meant", async () => {
    const text = await rendered(D, listing(OF_D, 120, 200, 2));
    expect(text).toMatch(
      /^PARTIAL {2}zab scenario D: every line that is there is right, but 160 of 200 are missing\n/,
    );
    expect(text).toContain(
      "missing     the lines of the ticks before 120, and of the ticks between two lines\n",
    );
    expect(text).toContain("if meant    from=120&stride=2 in the query declares such a part");
  });
});
