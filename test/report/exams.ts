import { judge } from "../../src/judge/judge.ts";
import { submissionOf } from "../../src/judge/submission.ts";
import { registryOf } from "../../src/labs/lab_entry.ts";
import { zab } from "../../src/labs/zab/index.ts";
import { seal, simulate } from "../../src/oracle/expected.ts";
import { reportOf } from "../../src/report/build.ts";
import { type Case, type Exam, examSchema, type Trouble } from "../../src/report/exam.ts";
import { type Report, reportSchema } from "../../src/report/schema.ts";
import { versionsOf } from "../../src/version.ts";
import { FIXTURES } from "../support/files.ts";

/** Exams for the tests of the renderings: one case of every outcome, with and without malice. */

/** What a program could print, or be called, to be more than text in some format. */
export const HOSTILE = [
  "::error::boo",
  "##[error]x",
  "##vso[task.complete]",
  "a|b",
  "`c` ``d``",
  "````",
  "<script>alert(1)</script>",
  "</details>",
  "]]>",
  "&amp;",
  "\u0000\u0007\u001b[31m\u007f\u0085",
  "\ud800",
  "\udfff",
  "\ufffe",
  "é日本🙂",
  "\u202e\u200b\u2028",
  "# TODO",
  "\\# SKIP",
  "[x](http://example.org)",
  "{0}",
  "100%0A",
  "'\"",
  "...",
  "tab\there",
].join(" ");
export const HOSTILE_LINES = `${HOSTILE}\r\n::warning::x\n  ::set-output name=a::b\n\u00a0::debug::c\n  ...\n\`\`\`\n</details>\n${HOSTILE}\n`;

async function expectedOfD() {
  const published = zab.scenarios.find(({ id }) => id === "D");
  const scenario = zab.scenario(new Map(Object.entries(published?.parameters ?? {})));
  return seal(scenario, simulate(scenario));
}

/** The report on scenario D's dump with `change` made to it. */
export async function reportOn(change: (dump: Uint8Array) => Uint8Array): Promise<Report> {
  const expected = await expectedOfD();
  const submission = await submissionOf(expected, change(expected.dump.slice()));
  const findings = await judge(expected, submission, "place", registryOf([zab]));
  return reportOf(findings, await versionsOf(zab), "http://127.0.0.1:8787");
}

export async function hashReport(sha256: string): Promise<Report> {
  const findings = await judge(
    await expectedOfD(),
    { kind: "hash", sha256 },
    "place",
    registryOf([zab]),
  );
  return reportOf(findings, await versionsOf(zab), "http://x");
}

/** The first transaction's payload of scenario D, `zab-0`, replaced by bytes of the same number. */
export function withPayload(text: string): (dump: Uint8Array) => Uint8Array {
  return (dump) => {
    const bytes = new TextEncoder().encode(text);
    dump.set(bytes.subarray(0, 5), 57);
    return dump;
  };
}

export const mismatch: Report = reportSchema.parse(
  JSON.parse(FIXTURES["fixtures/zab/no-commit/report.json"] as string),
);

export function caseOf(name: string, outcome: Case["outcome"], rest: Partial<Case> = {}): Case {
  return {
    name,
    outcome,
    command: `./program ${name}`,
    report: null,
    trouble: null,
    note: null,
    seconds: null,
    ...rest,
  };
}

export function trouble(kind: Trouble["kind"], message: string, stderr = ""): Trouble {
  return { kind, message, stderr };
}

export function examOf(cases: Case[], rest: Partial<Exam> = {}): Exam {
  const count = (outcome: Case["outcome"]): number =>
    cases.filter((one) => one.outcome === outcome).length;
  return examSchema.parse({
    program: "./program",
    lab: "zab",
    suite: "published",
    cases,
    totals: {
      passed: count("passed"),
      failed: count("failed"),
      trouble: count("trouble"),
      known_failing: count("known-failing"),
      unexpectedly_passed: count("unexpectedly-passed"),
    },
    not_run: 0,
    stale_entries: [],
    score: null,
    conclusion: null,
    lacks: [],
    artifact: "bin/the program",
    versions: mismatch.versions,
    ...rest,
  });
}

/** One case of every outcome. */
export async function everyOutcome(): Promise<Exam> {
  const match = await reportOn((dump) => dump);
  return examOf(
    [
      caseOf("zab/A", "passed", { report: match, seconds: 0.25 }),
      caseOf("zab/B", "failed", { report: mismatch, seconds: 1.5 }),
      caseOf("zab/C", "trouble", {
        trouble: trouble("crashed", "the program was killed by SIGSEGV", "panic\n  at main\n"),
        seconds: 0,
      }),
      caseOf("zab/D", "known-failing", { report: mismatch, note: "it is listed as known to fail" }),
      caseOf("zab/E", "unexpectedly-passed", { report: match, note: "it is listed, and passes" }),
      caseOf("zab/F", "failed", { report: await hashReport("0".repeat(64)) }),
      caseOf("zab/short", "failed", { report: await reportOn((dump) => dump.subarray(0, 60)) }),
    ],
    { stale_entries: ["zab/Z"] },
  );
}

/** The same with malice in every place that a program or its author writes. */
export async function hostile(): Promise<Exam> {
  const payload = await reportOn(withPayload("|`<\u0000\n"));
  const trailing = await reportOn((dump) => {
    const tail = new TextEncoder().encode("\n::error::x");
    const bytes = new Uint8Array(dump.length + tail.length);
    bytes.set(dump);
    bytes.set(tail, dump.length);
    return bytes;
  });
  const forged = structuredClone(payload);
  Object.assign(forged.first_divergence ?? {}, { field: HOSTILE_LINES, actual_value: HOSTILE });
  forged.scenario = HOSTILE;
  const evil = {
    command: `./program ${HOSTILE_LINES}`,
    note: HOSTILE_LINES,
  };
  const match = await reportOn((dump) => dump);
  return examOf(
    [
      caseOf(`1 ${HOSTILE_LINES}`, "passed", { ...evil, report: match }),
      caseOf(`2 ${HOSTILE_LINES}`, "failed", { ...evil, report: payload }),
      caseOf(`3 ${HOSTILE_LINES}`, "failed", { ...evil, report: trailing }),
      caseOf(`4 ${HOSTILE_LINES}`, "failed", { ...evil, report: forged }),
      caseOf(`5 ${HOSTILE_LINES}`, "trouble", {
        ...evil,
        trouble: trouble("bad-output", HOSTILE_LINES, HOSTILE_LINES.repeat(9)),
      }),
      caseOf(`6 ${HOSTILE_LINES}`, "known-failing", { ...evil, report: payload }),
      caseOf(`7 ${HOSTILE_LINES}`, "unexpectedly-passed", { ...evil, report: match }),
      caseOf(HOSTILE, "failed", evil),
      caseOf("", "failed", { report: payload }),
    ],
    { program: HOSTILE_LINES, suite: HOSTILE_LINES, stale_entries: [HOSTILE_LINES] },
  );
}

/** So many failures, and as many cases in trouble. */
export function many(number: number): Exam {
  return examOf(
    Array.from({ length: number }, (_, i) => [
      caseOf(`zab/bad-${i}`, "failed", { report: mismatch }),
      caseOf(`zab/gone-${i}`, "trouble", { trouble: trouble("timed-out", "it took too long") }),
    ]).flat(),
  );
}

export const EXAMS: readonly (readonly [string, () => Promise<Exam>])[] = [
  ["one case of every outcome", everyOutcome],
  ["hostile content", hostile],
  ["no case", async () => examOf([])],
  ["one case that passed", async () => examOf([caseOf("zab/A", "passed")])],
  ["thirty cases that did not pass", async () => many(15)],
];
