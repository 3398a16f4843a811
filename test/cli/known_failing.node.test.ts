import { describe, expect, test } from "vitest";
import { KnownFailing } from "../../src/cli/known_failing.ts";
import { type Case, examOf } from "../../src/report/exam.ts";
import { caseOf, mismatch, trouble } from "../report/exams.ts";

/** `mismatch`, the report of every failure here, diverges in this field. */
const FIELD = "nodes[0].last_committed.epoch";
const KIND = "nodes[].last_committed.epoch";
const ELSEWHERE = "nodes[0].role";

const passed = (name: string): Case => caseOf(name, "passed");
const failed = (name: string): Case => caseOf(name, "failed", { report: mismatch });
const byHash = (name: string): Case =>
  caseOf(name, "failed", { report: { ...mismatch, first_divergence: null, differences: null } });
const gone = (name: string): Case =>
  caseOf(name, "trouble", { trouble: trouble("crashed", "it crashed") });

function judge(text: string, given: readonly Case[], others: readonly string[] = []) {
  const list = new KnownFailing(text, "list.txt");
  const { cases, stale } = list.apply(given, others);
  const facts = { program: "p", lab: "zab", suite: "published", versions: mismatch.versions };
  return {
    outcomes: cases.map(({ outcome }) => outcome),
    notes: cases.map(({ note }) => note),
    stale,
    isWrong: list.isWrong(examOf(facts, cases, stale)),
    corrected: list.corrected(cases, others),
  };
}

const [A, B, C] = ["zab/A", "zab/B", "zab/C"] as const;

/** A list, the cases, what they become, stale entries, and the corrected list (null: as it is). */
const TABLE: readonly (readonly [
  title: string,
  list: string,
  cases: readonly Case[],
  outcomes: readonly Case["outcome"][],
  stale: readonly string[],
  corrected: string | null,
])[] = [
  ["nothing listed", "", [passed(A), failed(B)], ["passed", "failed"], [], null],
  ["a listed failure", `${B}\n`, [passed(A), failed(B)], ["passed", "known-failing"], [], null],
  [
    "a listed pass",
    `${A}\n${B}\n`,
    [passed(A), failed(B)],
    ["unexpectedly-passed", "known-failing"],
    [],
    `${B}\n`,
  ],
  ["the only entry passes", `${A}\n`, [passed(A)], ["unexpectedly-passed"], [], ""],
  [
    "an entry that matches nothing",
    `zab/Z\n${B}\n`,
    [failed(B)],
    ["known-failing"],
    ["zab/Z"],
    `${B}\n`,
  ],
  ["a name may stand without its lab", "B\n", [failed(B)], ["known-failing"], [], "B\n"],
  [
    "a glob whose cases all fail",
    "zab/*\n",
    [failed(A), failed(B)],
    ["known-failing", "known-failing"],
    [],
    null,
  ],
  [
    "a glob whose cases half pass",
    "zab/* # why\n",
    [failed(A), passed(B), failed(C)],
    ["known-failing", "unexpectedly-passed", "known-failing"],
    [],
    `${A} # why\n${C} # why\n`,
  ],
  [
    "a glob whose cases all pass",
    "zab/?\n",
    [passed(A), passed(B)],
    ["unexpectedly-passed", "unexpectedly-passed"],
    [],
    "",
  ],
  ["pinned to the very field", `${B} ${FIELD}\n`, [failed(B)], ["known-failing"], [], null],
  ["pinned to the kind of field", `${B} ${KIND}\n`, [failed(B)], ["known-failing"], [], null],
  ["pinned by a pattern", `${B} *.epoch\n`, [failed(B)], ["known-failing"], [], null],
  [
    "pinned to another field",
    `${B}  ${ELSEWHERE}\t# bug 7\n`,
    [failed(B)],
    ["failed"],
    [],
    `${B} ${FIELD} # bug 7\n`,
  ],
  [
    "pinned to another node",
    `${B} nodes[1].last_committed.epoch\n`,
    [failed(B)],
    ["failed"],
    [],
    `${B} ${FIELD}\n`,
  ],
  [
    "pinned, and only its hash is known",
    `${B} ${FIELD}\n`,
    [byHash(B)],
    ["failed"],
    [],
    `${B} *\n`,
  ],
  ["not pinned, and only its hash is known", `${B}\n`, [byHash(B)], ["known-failing"], [], null],
  [
    "a pinned glob, one case elsewhere",
    `zab/* ${KIND}\n`,
    [failed(A), byHash(B)],
    ["known-failing", "failed"],
    [],
    `${A} ${KIND}\n${B} *\n`,
  ],
  [
    "two entries, one of them right",
    `${B} ${ELSEWHERE}\n${B} ${FIELD}\n`,
    [failed(B)],
    ["known-failing"],
    [],
    `${B} ${FIELD}\n`,
  ],
  ["trouble is no known failure", `${B} ${FIELD}\n`, [gone(B)], ["trouble"], [], null],
  [
    "trouble under a glob",
    `zab/* ${FIELD}\n`,
    [failed(A), gone(B)],
    ["known-failing", "trouble"],
    [],
    null,
  ],
  [
    "trouble under a glob that half passes",
    `zab/* ${FIELD}\n`,
    [passed(A), gone(B)],
    ["unexpectedly-passed", "trouble"],
    [],
    `${B} ${FIELD}\n`,
  ],
  [
    "comments and blank lines stay",
    `# a list\n\n  # indented # twice\n${A}\n${B}   # B#7\n\n# the end\n`,
    [passed(A), failed(B)],
    ["unexpectedly-passed", "known-failing"],
    [],
    `# a list\n\n  # indented # twice\n${B}   # B#7\n\n# the end\n`,
  ],
  [
    "lines that end in CRLF",
    `# x\r\n${A}\r\n${B} ${FIELD}\r\n`,
    [passed(A), failed(B)],
    ["unexpectedly-passed", "known-failing"],
    [],
    `# x\n${B} ${FIELD}\n`,
  ],
  ["no newline at the end", B, [failed(B)], ["known-failing"], [], `${B}\n`],
  ["a comment right after the entry", `${B}#x\n`, [failed(B)], ["known-failing"], [], null],
];

describe("a known-failing list", () => {
  test.each(TABLE)("%s", (_, list, cases, outcomes, stale, corrected) => {
    const judged = judge(list, cases);
    expect(judged).toMatchObject({ outcomes, stale, corrected: corrected ?? list });
  });

  test.each(TABLE)("%s: the corrected list, fed back in, is clean", (_, list, cases) => {
    const { corrected } = judge(list, cases);
    const again = judge(corrected, cases);
    expect(again.isWrong).toBe(false);
    expect(again.stale).toEqual([]);
    expect(again.outcomes).not.toContain("unexpectedly-passed");
    expect(again.corrected).toBe(corrected);
  });

  test.each([
    ["is right", `${B}\n`, [passed(A), failed(B)], false],
    ["has no word on a failure", `${B}\n`, [failed(A), failed(B)], false],
    ["has no word on trouble", `${B}\n`, [gone(A), failed(B)], false],
    ["lists a pass", `${A}\n`, [passed(A)], true],
    ["is stale", "zab/Z\n", [passed(A)], true],
    ["pins another field", `${B} ${ELSEWHERE}\n`, [failed(B)], true],
  ])("is wrong or not: %s", (_, list, cases, isWrong) => {
    expect(judge(list, cases).isWrong).toBe(isWrong);
  });

  test("says in a note why a case counts, or does not", () => {
    expect(
      judge(`${A}\n${B}\n${C} ${ELSEWHERE}\n`, [passed(A), failed(B), failed(C)]).notes,
    ).toEqual([
      "it is listed as known to fail, and passes",
      "it is listed as known to fail",
      `it is listed as known to fail in ${ELSEWHERE}, and fails elsewhere`,
    ]);
  });

  test("keeps the entries of cases that were not examined: they are neither stale nor passed", () => {
    const list = `${B} ${FIELD}\nzab/Z\n`;
    expect(judge(list, [passed(A)], [B, C])).toMatchObject({
      outcomes: ["passed"],
      stale: ["zab/Z"],
      corrected: `${B} ${FIELD}\n`,
    });
    expect(judge(`zab/* ${KIND} # x\n`, [passed(A)], [B, C]).corrected).toBe(
      `${B} ${KIND} # x\n${C} ${KIND} # x\n`,
    );
  });

  test("a line of three words is refused: it would be half read", () => {
    expect(() => new KnownFailing(`# x\n${A} ${FIELD} bug\n`, "list.txt")).toThrow(
      'list.txt, line 2: "bug" is a word too many; expected GLOB [FIELD]',
    );
  });
});
