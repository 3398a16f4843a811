import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeStates, nextFinding } from "../../src/digests/search.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { published } from "../support/scenarios.ts";

/** Answers every question by `agrees`; returns what was found, and how many questions it took. */
function play(steps: number, agrees: (step: number) => boolean) {
  const known: { step: number; agrees: boolean }[] = [];
  let atMost = Number.POSITIVE_INFINITY;
  for (;;) {
    const finding = nextFinding(steps, known);
    if (finding.kind !== "ask") return { finding, questions: known.length };
    expect(finding.at_most).toBeLessThan(atMost);
    expect(known.map(({ step }) => step)).not.toContain(finding.step);
    atMost = finding.at_most;
    known.push({ step: finding.step, agrees: agrees(finding.step) });
  }
}

const steps = fc.integer({ min: 1, max: 3000 });

describe("a bisection", () => {
  test("finds the first wrong step of a run that stays wrong, in log2(steps) questions", () => {
    fc.assert(
      fc.property(steps, fc.nat(3000), (count, any) => {
        const wrong = any % count;
        const { finding, questions } = play(count, (step) => step < wrong);
        expect(finding).toMatchObject({ kind: "divergence", step: wrong, agrees_again: null });
        expect(questions).toBeLessThanOrEqual(1 + Math.ceil(Math.log2(count)));
      }),
    );
  });

  test("finds a step that is wrong after a right one, whatever the answers are", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 300 }), (answers) => {
        const { finding } = play(answers.length, (step) => answers[step] as boolean);
        if (answers.at(-1) === true) {
          const isAll = answers.length === 1;
          expect(finding).toEqual({ kind: "agreement", is_complete: isAll });
          return;
        }
        const { step } = finding as { step: number };
        expect(answers[step]).toBe(false);
        if (step > 0) expect(answers[step - 1]).toBe(true);
      }),
    );
  });

  test("goes on from whatever is known", () => {
    fc.assert(
      fc.property(
        steps,
        fc.nat(3000),
        fc.array(fc.nat(3000), { maxLength: 20 }),
        (count, any, asked) => {
          const wrong = any % count;
          const judged = [...new Set(asked.map((step) => step % count))].map((step) => ({
            step,
            agrees: step < wrong,
          }));
          const finding = nextFinding(count, judged);
          const lowest = Math.min(
            count,
            ...judged.filter(({ agrees }) => !agrees).map(({ step }) => step),
          );
          if (finding.kind === "ask") expect(finding.step).toBeLessThan(Math.max(lowest, count));
          if (finding.kind === "divergence") expect(finding.step).toBe(wrong);
        },
      ),
    );
  });

  test.each([
    ["nothing", [], { kind: "ask", step: 9, at_most: 5 }],
    ["a right end", [[9, true]], { kind: "agreement", is_complete: false }],
    ["a wrong end", [[9, false]], { kind: "ask", step: 4, at_most: 4 }],
    [
      "a difference, and a right end",
      [
        [9, true],
        [5, false],
      ],
      { kind: "ask", step: 2, at_most: 3 },
    ],
    [
      "a difference between right states",
      [
        [9, true],
        [5, false],
        [4, true],
      ],
      { kind: "divergence", step: 5, agrees_again: 9, is_first: false },
    ],
    [
      "everything before the difference",
      [
        [0, true],
        [1, true],
        [2, false],
        [7, true],
        [3, false],
      ],
      { kind: "divergence", step: 2, agrees_again: 7, is_first: true },
    ],
    [
      "a wrong first step",
      [[0, false]],
      { kind: "divergence", step: 0, agrees_again: null, is_first: true },
    ],
  ] as const)("of ten steps that knows %s", (_, known, finding) => {
    const judged = known.map(([step, agrees]) => ({ step, agrees }));
    expect(nextFinding(10, judged)).toEqual(finding);
  });

  test("that knows every state and none wrong is complete", () => {
    const all = Array.from({ length: 10 }, (_, step) => ({ step, agrees: true }));
    expect(nextFinding(10, all)).toEqual({ kind: "agreement", is_complete: true });
  });
});

test("states are judged in one run, whatever their order", async () => {
  const A = published(zab, "A");
  const published_hash = A.published?.sha256 as string;
  const nobody = "0".repeat(64);
  const known = [
    { step: 999, sha256: published_hash },
    { step: 3, sha256: nobody },
  ];
  const judged = await judgeStates(A, known, "dump", 1000);
  expect(judged.map(({ step, agrees }) => [step, agrees])).toEqual([
    [3, false],
    [999, true],
  ]);
  expect(judged[1]?.expected).toBe(published_hash);
  await expect(judgeStates(A, known, "dump", 400)).rejects.toThrow("bytes to hash");
});
