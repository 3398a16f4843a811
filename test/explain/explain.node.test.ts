import { describe, expect, test } from "vitest";
import { explain, type ProgramExplanation } from "../../src/explain/explain.ts";
import type { Observation } from "../../src/explain/observations.ts";
import { listedScenarios, scenarioOfSuite } from "../../src/labs/define.ts";
import { findLab } from "../../src/labs/index.ts";
import type { Lab, RunOptions, Scenario } from "../../src/labs/lab.ts";
import { explainAnswer } from "../../src/report/explain_document.ts";
import { renderAnswerMarkdown } from "../../src/report/explain_markdown.ts";
import { explainAnswerSchema, explainReportSchema } from "../../src/report/explain_schema.ts";
import { renderAnswerText, renderExplainText } from "../../src/report/explain_text.ts";
import { versionsOf } from "../../src/version.ts";
import { seenOf } from "../support/evidence.ts";

const kv = findLab("kv");

const having = (...bugs: string[]): RunOptions => ({
  bugs: bugs.map((bug) => ({ bug, variant: 0 })),
});

interface Output {
  /** Whether the program offers --digests. */
  readonly listings: boolean;
}

/** What a program prints in a scenario; its listing is only shown where it is asked for. */
async function observe(
  scenario: Scenario,
  options: RunOptions,
  { listings }: Output,
): Promise<Observation & { readonly all: readonly string[] | null }> {
  const seen = await seenOf(scenario.start(options));
  return {
    scenario,
    sha256: seen.dump_sha256,
    digests_sha256: listings ? seen.listing_sha256 : null,
    digests: null,
    all: listings ? seen.digests : null,
  };
}

/** As much as the command line gives it. */
const PATIENT = { single: { work: 60_000_000, bytes: 1 << 29 }, several_work: 60_000_000 };

/** Answers every question, as the command line does; each explanation on the way, the last one last. */
async function conversation(
  lab: Lab,
  options: RunOptions,
  output: Output = { listings: true },
): Promise<ProgramExplanation[]> {
  const seen = new Map<string, Awaited<ReturnType<typeof observe>>>();
  const answers: ProgramExplanation[] = [];
  for (;;) {
    const answer = await explain(lab, [...seen.values()], PATIENT);
    answers.push(answer);
    if (answer.next === null || answers.length > 8) return answers;
    for (const scenario of answer.next.scenarios) {
      const one = seen.get(scenario.flags) ?? (await observe(scenario, options, output));
      const digests = answer.next.kind === "listings" ? one.all : null;
      seen.set(scenario.flags, { ...one, digests });
    }
  }
}

const last = (answers: ProgramExplanation[]): ProgramExplanation =>
  answers.at(-1) as ProgramExplanation;

describe("what explains a program", () => {
  test("is asked for step by step: all suites, then the listings of a few wrong scenarios", async () => {
    const answers = await conversation(kv, having("gap-refused"));
    expect(answers.slice(0, 2).map(({ next }) => next?.kind)).toEqual(["hashes", "listings"]);
    expect(answers[0]?.next?.scenarios).toHaveLength(listedScenarios(kv).length);
    const { diagnosis, several, first_wrong, next } = last(answers);
    expect(diagnosis?.findings[0]).toMatchObject({ certainty: "proven" });
    expect(diagnosis?.findings[0]?.bugs.map(({ id }) => id)).toEqual(["gap-refused"]);
    // One change alone gives everything.
    expect(several).toBeNull();
    expect(next).toBeNull();
    expect(first_wrong?.step).not.toBeNull();
    expect(first_wrong?.account?.step).toBe(first_wrong?.step);
    expect(first_wrong?.rules.map(({ section }) => section)).toContain('kv.md, "Operations"');
  });

  test("is several changes, where none alone does", async () => {
    const { several, diagnosis } = last(
      await conversation(kv, having("draws-on-demand", "no-commit-count")),
    );
    expect(diagnosis?.findings).toEqual([]);
    const sets = several?.sets.map(({ members }) =>
      members.map(({ bugs: [bug] }) => bug?.id).sort(),
    );
    expect(sets).toEqual([["draws-on-demand", "no-commit-count"]]);
  });

  test("is nothing, of a right program", async () => {
    const { first_wrong, diagnosis, next, extent } = last(await conversation(kv, {}));
    expect({ first_wrong, diagnosis, next }).toEqual({
      first_wrong: null,
      diagnosis: null,
      next: null,
    });
    expect(extent.scenarios).toBe(listedScenarios(kv).length);
  });

  test("is found by hashes alone, without a first wrong step", async () => {
    const found = last(await conversation(kv, having("commit-late"), { listings: false }));
    expect(found.first_wrong?.step).toBeNull();
    expect(found.diagnosis?.findings[0]?.bugs.map(({ id }) => id)).toEqual(["commit-late"]);
  });

  test("a scenario in which the program gave no answer is not asked for again, and proves nothing", async () => {
    const scenarios = listedScenarios(kv).map((one) => scenarioOfSuite(kv, one));
    const seen: Observation[] = [];
    for (const [i, scenario] of scenarios.entries()) {
      const { all, ...one } = await observe(scenario, having("commit-late"), { listings: false });
      seen.push(i === 0 ? { ...one, sha256: null } : one);
    }
    const found = await explain(kv, seen);
    expect(found.next?.kind).not.toBe("listings");
    expect(found.diagnosis?.findings[0]?.certainty).toBe("reproduces");
  });
});

describe("an answer", () => {
  test.each([
    ["nothing seen", {}, 0],
    ["a single bug", having("commit-late"), 3],
    ["two", having("draws-on-demand", "no-commit-count"), 3],
    ["a right program", {}, 3],
  ])("keeps its schema, and is told as text and as Markdown: %s", async (_, options, rounds) => {
    const answers = await conversation(kv, options);
    const found = answers[Math.min(rounds, answers.length - 1)] as ProgramExplanation;
    const answer = explainAnswer(found, await versionsOf(kv), "https://oracle.test");
    expect(explainAnswerSchema.parse(answer)).toEqual(answer);
    expect(renderAnswerText(kv, answer)).toContain(answer.message);
    expect(renderAnswerMarkdown(kv, answer)).toMatch(/^## \w/);
    if (answer.first_wrong !== null) {
      expect(answer.page).toMatch(/^https:\/\/oracle\.test\/#explore\?lab=kv&.*tick=\d+$/);
    }
  });
});

test("the first wrong event is told beside the first wrong state, where a program offers events", async () => {
  const seen = (await conversation(kv, having("commit-late"))).at(1) as ProgramExplanation;
  const answer = explainAnswer(seen, await versionsOf(kv), null);
  const report = {
    schema_version: 1,
    program: "./kvctl",
    contract: { kept: 14, broken: [] },
    lacks: [],
    is_ended: false,
    trouble: [],
    smallest: null,
    first_event: {
      sentence: "An event is missing.",
      section: 'kv.md, "Operations"',
      lines: ["Put k0 = 1"],
    },
    answer,
  } as const;
  const text = renderExplainText(kv, explainReportSchema.parse(report));
  expect(text).toContain(
    '\nthe first wrong event\n  An event is missing.\n  rule        kv.md, "Operations"\n  Put k0 = 1\n',
  );
});
