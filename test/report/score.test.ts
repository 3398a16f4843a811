import { describe, expect, test } from "vitest";
import { type ScenarioVerdict, scoreOf } from "../../src/judge/judge_suite.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Suite } from "../../src/labs/suite.ts";
import { scoreSchema } from "../../src/report/exam.ts";
import { FORMATS } from "../../src/report/formats.ts";
import { scoreDocument, scoreLines, verdictsOf } from "../../src/report/score.ts";
import { caseOf, examOf } from "./exams.ts";

const [lab] = LABS;
const [published] = lab.suites;
const HASH = "0".repeat(64);

const verdicts = (suite: Suite, of: (id: string) => ScenarioVerdict) =>
  new Map(suite.scenarios.map(({ id }) => [id, of(id)]));
const score = (suite: Suite, of: (id: string) => ScenarioVerdict) =>
  scoreDocument(scoreOf(suite, lab.bugs, verdicts(suite, of)), HASH);

describe("a score", () => {
  test.each(LABS.flatMap((one) => one.suites.map((suite) => ({ one, suite }))))(
    "of a passed suite counts what docs/bugs.md says it fails",
    ({ one, suite }) => {
      const passed = verdicts(suite, () => "passed");
      const { bugs } = scoreSchema.parse(scoreDocument(scoreOf(suite, one.bugs, passed), HASH));
      for (const { kind, ruled_out, possible, ...totals } of bugs) {
        const known = one.bugs.filter((bug) => bug.kind === kind && bug.is_observable);
        // The dumb twin: a bug is ruled out where no row of it is all dots.
        const dead = known.filter(({ id }) => suite.kills[id]?.every((row) => /[^.]/.test(row)));
        expect(ruled_out).toEqual(dead.map(({ id }) => id));
        expect([...ruled_out, ...possible].sort()).toEqual(known.map(({ id }) => id).sort());
        expect(totals).toEqual({
          known_total: known.length,
          ruled_out_total: ruled_out.length,
          possible_total: possible.length,
        });
      }
    },
  );

  test("of nothing that passed rules out nothing", () => {
    for (const verdict of ["failed", "missing"] as const) {
      for (const { ruled_out_total } of score(published, () => verdict).bugs) {
        expect(ruled_out_total).toBe(0);
      }
    }
  });

  test("counts what passed, failed and is missing; an unknown scenario is missing", () => {
    const some = score(published, (id) =>
      id === "A" ? "passed" : id === "B" ? "failed" : "missing",
    );
    expect(some.scenarios).toEqual({ total: 6, passed: 1, failed: 1, missing: 4 });
    expect(scoreOf(published, lab.bugs, new Map()).counts.missing).toBe(6);
  });

  test("takes an exam's outcomes: trouble is no answer, a known failure is one, and the rest was not asked", () => {
    const cases = [
      caseOf("zab/A", "passed"),
      caseOf("zab/B", "failed"),
      caseOf("zab/C", "trouble"),
      caseOf("zab/D", "known-failing"),
      caseOf("zab/E", "unexpectedly-passed"),
    ];
    expect([...verdictsOf("zab", published, cases)]).toEqual([
      ["A", "passed"],
      ["B", "failed"],
      ["C", "missing"],
      ["D", "failed"],
      ["E", "passed"],
      ["F", "not-asked"],
    ]);
  });

  test("of a part of a suite speaks of what was asked", () => {
    const cases = [caseOf("zab/A", "trouble"), caseOf("zab/B", "passed")];
    const verdictsOfPart = verdictsOf("zab", published, cases);
    const part = scoreDocument(scoreOf(published, lab.bugs, verdictsOfPart), HASH);
    expect(part.scenarios).toEqual({ total: 6, passed: 1, failed: 0, missing: 1, not_asked: 4 });
    expect(scoreLines(part)[0]).toBe(
      "suite published 1: 1 of 2 asked passed, 1 without an answer; 4 not asked",
    );
  });
});

describe("an exam shows its score", () => {
  const known = score(published, (id) => (id === "F" ? "missing" : "passed"));
  const exam = examOf([caseOf("zab/A", "passed")], { score: known });
  const lines = scoreLines(known);

  test("in a line for the scenarios and one for each kind of bug", () => {
    expect(lines).toEqual([
      "suite published 1: 5 of 6 scenarios passed, 1 without an answer",
      expect.stringMatching(
        /^protocol: 10 of 29 known bugs ruled out; possible: vigna-constant, (\S+, ){3}\S+ and 14 more$/,
      ),
      expect.stringMatching(/^encoding: 13 of 16 known bugs ruled out; possible: \S+, \S+, \S+$/),
      expect.stringMatching(
        /^mutation score of published: \d+ of \d+ single changes that were ever seen, \d+ of them by final hashes alone$/,
      ),
    ]);
  });

  test.each([
    ["text", (line: string) => `${line}\n`],
    ["markdown", (line: string) => `- ${line}\n`],
    ["tap", (line: string) => `# ${line}\n`],
  ] as const)("as %s", (format, shown) => {
    const rendered = FORMATS[format].render(exam);
    for (const line of lines) expect(rendered).toContain(shown(line));
  });

  test("not where there is none", () => {
    const rendered = FORMATS.text.render(examOf([caseOf("zab/A", "passed")]));
    expect(rendered).not.toContain("known bugs");
  });
});
