import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { sharedInWords } from "../../src/report/diagnosis_text.ts";
import type { Exam } from "../../src/report/exam.ts";
import { FORMATS } from "../../src/report/formats.ts";
import type { DiagnosisDocument } from "../../src/report/schema.ts";
import { visible } from "../../src/report/visible.ts";
import {
  caseOf,
  EXAMS,
  everyOutcome,
  examOf,
  HOSTILE_LINES,
  hostile,
  many,
  mismatch,
  trouble,
} from "./exams.ts";

const { text, json, markdown, junit, sarif, github, tap } = FORMATS;

/** What the runner of GitHub Actions takes for a command (actions/runner, ActionCommand.cs). */
const RUNNER_COMMAND = /^\s*::|##\[/;

/** What a dump of it is said to be where there is room for one line: how much is known goes with it. */
const IN_ONE_LINE =
  "mismatch at 0x21 (byte 33), nodes[0].last_committed.epoch: expected 1, actual 0; reproduced by propose-no-try-commit or " +
  `commit-quorum-excludes-self; ${sharedInWords(mismatch.diagnosis as DiagnosisDocument)}`;

describe("text that is made visible", () => {
  test.each([
    ["plain ASCII stays", "a [b] (c) 100%", "a [b] (c) 100%"],
    ["letters of any script stay", "é日本🙂", "é日本🙂"],
    ["controls", "\0\t\n\r\u001b[1m\u007f\u0085", "\\x00\\x09\\x0a\\x0d\\x1b[1m\\x7f\\x85"],
    ["bidi and zero-width marks", "a\u202eb\u200bc", "a\\u{202e}b\\u{200b}c"],
    ["line separators", "a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"],
    ["half a surrogate pair", "a\ud83d b\ude42", "a\\u{d83d} b\\u{de42}"],
    ["noncharacters and private use", "\ufffe\u{10ffff}\ue000", "\\u{fffe}\\u{10ffff}\\u{e000}"],
    ["a command at the start", "::error::x", "\\x3a:error::x"],
    ["a command after white space", "\u00a0 ::error::x", "\u00a0 \\x3a:error::x"],
    ["a command anywhere", "x ###[group]y ##vso[z]", "x ##\\x23[group]y #\\x23vso[z]"],
    ["colons elsewhere stay", "std::vector ## [a]", "std::vector ## [a]"],
  ])("%s", (_, given, expected) => {
    expect(visible(given)).toBe(expected);
  });
});

describe.each(Object.entries(FORMATS))("as %s", (name, { mediaType, render }) => {
  test.each(EXAMS)(
    "%s: ends with one newline, is well-formed Unicode without controls",
    async (_, make) => {
      const exam = await make();
      const rendered = render(exam);
      expect(rendered).toMatch(/[^\n]\n$/);
      expect(rendered.isWellFormed()).toBe(true);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(rendered).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
      expect(render(exam)).toBe(rendered);
    },
  );

  test("has a media type", () => {
    expect(mediaType).toMatch(/^(text|application)\/[a-z+]+$/);
  });

  test("says every failure, and every trouble, by name", async () => {
    const rendered = render(await everyOutcome());
    for (const one of ["B", "C", "E", "F", "short"]) {
      const shown = name === "sarif" ? `zab/${one}: ` : `zab/${one}`;
      expect(rendered).toContain(shown);
    }
    if (name !== "sarif") expect(rendered).toContain("nodes[0].last_committed.epoch");
    expect(rendered).toContain("SIGSEGV");
    expect(rendered).toContain("zab/Z");
  });

  if (name !== "json" && name !== "github") {
    test("nothing submitted becomes a command of a CI runner", async () => {
      for (const line of render(await hostile()).split("\n")) {
        if (name === "sarif" || name === "junit") expect(line).not.toMatch(/^\s*::/);
        else expect(line).not.toMatch(RUNNER_COMMAND);
      }
    });
  }

  test("an exam of nothing does not look like one that passed", () => {
    const rendered = render(examOf([]));
    if (name === "json") expect(JSON.parse(rendered)).toMatchObject({ cases: [] });
    else expect(rendered).toContain("no case was examined");
  });
});

test("the JSON is the exam", async () => {
  const exam = await everyOutcome();
  expect(JSON.parse(json.render(exam))).toEqual(exam);
});

describe("the text", () => {
  test("has a table, three whole reports, all trouble, and the totals in its last line", async () => {
    const lines = text.render(await everyOutcome()).split("\n");
    expect(lines.slice(0, 8)).toEqual([
      "case       outcome              offset          field",
      "zab/A      passed",
      "zab/B      failed               0x21 (byte 33)  nodes[0].last_committed.epoch",
      "zab/C      trouble: crashed",
      "zab/D      known failing        0x21 (byte 33)  nodes[0].last_committed.epoch",
      "zab/E      unexpectedly passed",
      "zab/F      failed",
      expect.stringMatching(/^zab\/short {2}failed {15}0x3c \(byte 60\) {2}nodes\[0\]\.history/),
    ]);
    expect(lines).toContain(
      "MISMATCH  zab scenario D: first divergence at 0x21 (byte 33), nodes[0].last_committed.epoch",
    );
    expect(lines).toContain("MISMATCH  zab scenario D");
    expect(lines.filter((line) => line === "  reproduce")).toHaveLength(3);
    expect(lines).toContain("TROUBLE  zab/C");
    expect(lines).toContain("  |   at main");
    expect(lines).toContain("FAILED  zab/E: match; it is listed, and passes");
    expect(lines.at(-2)).toBe(
      "1 passed, 3 failed, 1 in trouble, 1 known failing, 1 unexpectedly passed, 1 stale entry",
    );
  });

  test("counts the failures whose reports it leaves out", () => {
    const rendered = text.render(many(11));
    expect(rendered.match(/^FAILED {2}zab\/bad/gm)).toHaveLength(3);
    expect(rendered.match(/^TROUBLE {2}zab\/gone/gm)).toHaveLength(3);
    expect(rendered).toContain("and 8 more failures: --format json has all of them");
    expect(rendered).toContain("and 8 more in trouble: --format json has all of them");
    expect(rendered).toMatch(/\n0 passed, 11 failed, 11 in trouble\n$/);
  });

  test("shows both ends of standard error, and says how much there was between", () => {
    const stderr = Array.from({ length: 30 }, (_, i) => `line ${i}\r\n`).join("");
    const exam = examOf([caseOf("a", "trouble", { trouble: trouble("crashed", "m", stderr) })]);
    const bars = text.render(exam).match(/^ {2}\| .*$/gm);
    expect(bars).toHaveLength(20);
    expect(bars?.[0]).toBe("  | line 0");
    expect(text.render(exam)).toContain(
      "  | line 7\n  (10 lines of stderr between)\n  | line 18\n",
    );
  });
});

/** The parts of a Markdown text outside of its fenced blocks, by the rules of CommonMark 4.5. */
function outsideFences(rendered: string): string[] {
  const outside: string[] = [];
  let fence: string | null = null;
  for (const line of rendered.split("\n")) {
    const run: string | undefined = line.match(/^ {0,3}(`{3,})/)?.[1];
    if (fence === null) {
      if (run !== undefined) fence = run;
      else outside.push(line);
    } else if (run !== undefined && run.length >= fence.length && line.trim() === run) {
      fence = null;
    }
  }
  expect(fence).toBeNull();
  return outside;
}

describe("the Markdown", () => {
  test("has the verdict, the totals, a row for each case, and the reports of the failing ones", async () => {
    const rendered = markdown.render(await everyOutcome());
    expect(rendered).toMatch(/^## Assay: 5 of 7 cases did not pass\n\n1 passed, 3 failed, /);
    expect(rendered).toContain(
      "| `zab/B` | failed | 0x21 (byte 33) | `nodes[0].last_committed.epoch` | `1` | `0` |",
    );
    expect(rendered).toContain("| `zab/C` | trouble: crashed |  |  |  |  |");
    expect(rendered.match(/<details>/g)).toHaveLength(5);
    expect(rendered).toContain("```text\nMISMATCH  zab scenario D: first divergence at 0x21");
    expect(rendered).toContain("\n  |   at main\n```\n");
  });

  test.each([
    ["all passed", examOf([caseOf("a", "passed"), caseOf("b", "passed")]), "all 2 cases passed"],
    ["one passed", examOf([caseOf("a", "passed")]), "the case passed"],
    ["known", examOf([caseOf("a", "known-failing")]), "passed, but for 1 known failure"],
    [
      "stale",
      examOf([caseOf("a", "passed")], { stale_entries: ["x"] }),
      "the known-failing list has stale entries",
    ],
    ["none", examOf([]), "no case was examined"],
  ])("says the verdict in words: %s", (_, exam, words) => {
    expect(markdown.render(exam).split("\n")[0]).toBe(`## Assay: ${words}`);
  });

  test("nothing submitted becomes markup", async () => {
    for (const line of outsideFences(markdown.render(await hostile()))) {
      if (line.startsWith("|")) expect(line.match(/\|/g)).toHaveLength(8);
      // What is left without code spans is ours; a summary's text is HTML, and escaped.
      const rest = line
        .replace(
          /^<summary><code>[^<>"`]*<\/code><\/summary>$|^<summary><code>[^<>"]*<\/code><\/summary>$/,
          "",
        )
        .replace(/`[^`]*`/g, "");
      expect(rest).toMatch(/^(<\/?details>)?[\w #:,.|()-]*$/);
    }
  });

  test("a fence is longer than every run of backticks inside", async () => {
    const rendered = markdown.render(await hostile());
    expect(rendered).toContain("\n`````text\n");
    expect(outsideFences(rendered).filter((line) => line === "</details>")).toHaveLength(7);
  });

  test("shows ten reports and counts the rest", () => {
    const rendered = markdown.render(many(6));
    expect(rendered.match(/<details>/g)).toHaveLength(10);
    expect(rendered).toContain("2 more cases did not pass; only the first 10 reports are shown.");
  });

  test("stays below 1 MiB, with those that did not pass first, and says what it left out", () => {
    const long = "日".repeat(200);
    const passed = Array.from({ length: 4000 }, (_, i) => caseOf(`${i} ${long}`, "passed"));
    const failed = Array.from({ length: 12 }, (_, i) => {
      const report = structuredClone(mismatch);
      report.parameters = { outage: long.repeat(1000) };
      return caseOf(`bad-${i}`, "failed", { report });
    });
    const rendered = markdown.render(examOf([...passed, ...failed]));
    const bytes = new TextEncoder().encode(rendered).length;
    expect(bytes).toBeLessThan(1024 * 1024);
    expect(bytes).toBeGreaterThan(512 * 1024);
    for (let i = 0; i < 12; i++) expect(rendered).toContain(`| \`bad-${i}\` |`);
    expect(rendered).toMatch(/\n\d+ more cases left out of the table: a summary has 1 MiB\.\n/);
    expect(rendered).toContain("10 reports left out: a summary has 1 MiB.");
    expect(rendered).toContain("2 more cases did not pass;");
  });
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Parses XML strictly: throws at whatever is not well-formed. */
function parseXml(xml: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (piece) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.write(xml).close();
  return root.children[0] as Element;
}

function suiteOf(exam: Exam): { suite: Element; cases: Element[] } {
  const suites = parseXml(junit.render(exam));
  expect(suites.name).toBe("testsuites");
  const [suite] = suites.children as [Element];
  return { suite, cases: suite.children.filter(({ name }) => name === "testcase") };
}

describe("the JUnit XML", () => {
  test("has a test case for each case, and one for each stale entry", async () => {
    const { suite, cases } = suiteOf(await everyOutcome());
    expect(suite.attributes).toEqual({
      name: "./program zab published",
      tests: "8",
      failures: "5",
      errors: "1",
      skipped: "1",
      time: "1.750",
    });
    expect(
      cases.map(({ attributes, children: [inner] }) => [
        attributes["name"],
        attributes["time"],
        inner?.name,
        inner?.attributes["type"],
      ]),
    ).toEqual([
      ["zab/A", "0.250", undefined, undefined],
      ["zab/B", "1.500", "failure", "mismatch"],
      ["zab/C", "0.000", "error", "crashed"],
      ["zab/D", undefined, "skipped", undefined],
      ["zab/E", undefined, "failure", "unexpectedly-passed"],
      ["zab/F", undefined, "failure", "mismatch"],
      ["zab/short", undefined, "failure", "truncated"],
      ["known-failing list: zab/Z", undefined, "failure", "stale-entry"],
    ]);
    for (const { attributes } of cases) expect(attributes["classname"]).toBe("zab.published");
  });

  test("says a failure in one line, and whole in the body", async () => {
    const { cases } = suiteOf(await everyOutcome());
    const failure = cases[1]?.children[0];
    expect(failure?.attributes["message"]).toBe(IN_ONE_LINE);
    expect(failure?.text).toContain("\n  reproduce\n");
    expect(failure?.text).toMatch(/^MISMATCH {2}zab scenario D: .*\n {2}parameters /);
  });

  test("hostile content is only text: characters XML does not have are gone", async () => {
    const { cases } = suiteOf(await hostile());
    expect(cases).toHaveLength(10);
    const [name] = cases.map(({ attributes }) => attributes["name"]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const illegal = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu;
    expect(name).toBe(`1 ${HOSTILE_LINES}`.replace(illegal, ""));
    for (const { children } of cases) {
      expect(children.every(({ attributes }) => !attributes["message"]?.includes("\n"))).toBe(true);
    }
    const body = cases[4]?.children[0]?.text ?? "";
    expect(body).toContain("<script>alert(1)</script>");
    expect(body).toContain("]]>");
  });
});

describe("the SARIF log", () => {
  const runOf = (exam: Exam) => JSON.parse(sarif.render(exam)).runs[0];

  test("has a rule for the bugs that reproduce a dump, and each row of the runbook, that occurs, and results that point at the program and the field", async () => {
    const run = runOf(await everyOutcome());
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      "zab/one-of/propose-no-try-commit,commit-quorum-excludes-self",
      "zab/trouble",
      "zab/unexpectedly-passed",
      "zab/mismatch",
      "zab/ends-early",
    ]);
    expect(run.tool.driver).toMatchObject({ name: "Assay", version: mismatch.versions.engine });
    expect(run.tool.driver).not.toHaveProperty("informationUri");
    expect(run.results[0]).toMatchObject({
      ruleId: "zab/one-of/propose-no-try-commit,commit-quorum-excludes-self",
      ruleIndex: 0,
      level: "error",
      message: {
        text: `zab/B: ${IN_ONE_LINE}`,
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "bin/the%20program" },
            region: { startLine: 1 },
          },
          logicalLocations: [
            { fullyQualifiedName: "zab/B nodes[0].last_committed.epoch", kind: "member" },
          ],
        },
      ],
      properties: { byteOffset: 33, byteLength: 4 },
      suppressions: [],
    });
    expect(run.results[1]).toMatchObject({
      ruleId: "zab/trouble",
      locations: [{ physicalLocation: { region: { startLine: 1 } } }],
    });
    expect(run.results[1].locations[0]).not.toHaveProperty("logicalLocations");
    expect(run.results[2].suppressions).toMatchObject([{ kind: "external", status: "accepted" }]);
    // It ended where it ends: a place between bytes.
    expect(run.results[5].properties).toMatchObject({
      byteOffset: 60,
      byteLength: 0,
    });
    for (const { ruleId, ruleIndex } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    }
    expect(run.invocations[0].toolConfigurationNotifications).toHaveLength(1);
  });

  test("a result's fingerprint stays when the offset moves, and differs between cases", () => {
    const moved = structuredClone(mismatch);
    Object.assign(moved.first_divergence ?? {}, { offset: 34, offset_hex: "0x22" });
    const fingerprints = [mismatch, moved].map(
      (report) =>
        runOf(examOf([caseOf("zab/D", "failed", { report })])).results[0].partialFingerprints,
    );
    expect(fingerprints[0]).toEqual(fingerprints[1]);
    const all = runOf(many(5)).results.map((result: { partialFingerprints: object }) =>
      JSON.stringify(result.partialFingerprints),
    );
    expect(new Set(all).size).toBe(10);
  });

  test("points at no file where none is known", async () => {
    const { results } = runOf({ ...(await everyOutcome()), artifact: null });
    expect(JSON.stringify(results)).not.toContain("physicalLocation");
    expect(results[0].locations).toHaveLength(1);
    expect(results[1].locations).toEqual([]);
  });

  test("a message has no placeholder and no link", async () => {
    for (const { message } of runOf(await hostile()).results) {
      expect(message.text.replaceAll("{{", "").replaceAll("}}", "")).not.toMatch(/[{}]/);
      expect(message.text).not.toMatch(/\[[^\]]*\]\([^)]+\)/);
      expect(message.text).not.toContain("\n");
    }
  });
});

/** Workflow commands as the runner reads them; throws at a line that is none. */
function parseCommands(rendered: string): { name: string; title: string; data: string }[] {
  const lines = rendered.trimEnd().split("\n");
  return lines.map((line) => {
    const match = line.match(/^::(error|notice) title=([^:,]*)::(.*)$/);
    if (match === null) throw new Error(line);
    const [, name, title, data] = match as [string, string, string, string];
    // A percent sign that begins no escape would be one that was not escaped itself.
    expect(title).toMatch(/^([^%]|%(25|0D|0A|3A|2C))*$/);
    expect(data).toMatch(/^([^%]|%(25|0D|0A))*$/);
    return { name, title: unescaped(title), data: unescaped(data) };
  });
}

/** In the order of the runner's own table (actions/runner, ActionCommand.cs). */
function unescaped(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}

describe("the workflow commands", () => {
  test("an error for each failure and trouble, and a notice with the totals", async () => {
    const commands = parseCommands(github.render(await everyOutcome()));
    expect(commands.map(({ name }) => name)).toEqual([...Array(6).fill("error"), "notice"]);
    expect(commands[0]).toEqual({
      name: "error",
      title: "zab/B: failed",
      data: [
        IN_ONE_LINE,
        "propose() does not call try_commit(). Call try_commit at the end of propose: the leader's own copy may be the quorum.",
        "The leader does not count itself. 1 + |{p : acked[p] >= z}| >= quorum.",
        "reproduce: ./program zab/B",
      ].join("\n"),
    });
    expect(commands.at(-1)).toMatchObject({
      title: "Assay",
      data: expect.stringMatching(/^1 passed, 3 failed, /),
    });
  });

  test("an error of a crash has the program's standard error", async () => {
    const crashed = parseCommands(github.render(await everyOutcome()))[1];
    expect(crashed?.data.split("\n")).toEqual([
      "crashed: the program was killed by SIGSEGV",
      "  | panic",
      "  |   at main",
      "reproduce: ./program zab/C",
    ]);
  });

  test("hostile content stays in its own command", async () => {
    const commands = parseCommands(github.render(await hostile()));
    expect(commands.map(({ name }) => name)).toEqual([...Array(8).fill("error"), "notice"]);
    for (const { data } of commands) expect(data).not.toMatch(/^\s*::/m);
  });

  test.each([
    [5, 10, false],
    [6, 10, true],
    [40, 10, true],
  ])("of %i failures and as many troubles, %i are shown", (number, shown, hasRest) => {
    const commands = parseCommands(github.render(many(number)));
    expect(commands).toHaveLength(shown + 1);
    const rest = number * 2 - shown;
    const last = commands[shown - 1]?.data ?? "";
    if (hasRest) {
      expect(last).toMatch(new RegExp(`\\nand ${rest} more errors like it in this exam$`));
    } else {
      expect(last).not.toContain("more error");
    }
  });
});

interface TestPoint {
  readonly isOk: boolean;
  readonly number: number;
  readonly name: string;
  readonly directive: string | null;
  readonly diagnostic: Record<string, unknown> | null;
}

/** TAP 14 as far as it is written here; throws at a line that is anything else. */
function parseTap(rendered: string): { plan: number; points: TestPoint[] } {
  const lines = rendered.trimEnd().split("\n");
  expect(lines.shift()).toBe("TAP version 14");
  const plan = Number(lines.shift()?.match(/^1\.\.(\d+)$/)?.[1]);
  const points: TestPoint[] = [];
  expect(lines.pop()).toMatch(/^# \d+ passed, /);
  for (let i = 0; i < lines.length; i++) {
    const match = lines[i]?.match(/^(not )?ok (\d+) - ((?:[^\\#]|\\[\\#])*?)(?: # (.*))?$/);
    if (match === null || match === undefined) throw new Error(lines[i]);
    const [, not, number, name, directive] = match;
    let diagnostic: Record<string, unknown> | null = null;
    if (lines[i + 1] === "  ---") {
      const end = lines.indexOf("  ...", i);
      diagnostic = parseYaml(lines.slice(i + 2, end));
      i = end;
    }
    points.push({
      isOk: not === undefined,
      number: Number(number),
      name: (name ?? "").replace(/\\([\\#])/g, "$1"),
      directive: directive ?? null,
      diagnostic,
    });
  }
  return { plan, points };
}

/** A mapping of JSON scalars and lists of them, which is all of YAML that is used. */
function parseYaml(lines: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  let list: unknown[] = [];
  for (const line of lines) {
    const item = line.match(/^ {4}- (".*")$/)?.[1];
    const pair = line.match(/^ {2}(\w+):(?: (".*"|\d+))?$/);
    if (item !== undefined) list.push(JSON.parse(item));
    else if (pair?.[1] === undefined) throw new Error(line);
    else if (pair[2] !== undefined) values[pair[1]] = JSON.parse(pair[2]);
    else {
      list = [];
      values[pair[1]] = list;
    }
  }
  return values;
}

describe("the TAP", () => {
  test("has a point for each case, and one for each stale entry", async () => {
    const { plan, points } = parseTap(tap.render(await everyOutcome()));
    expect(plan).toBe(8);
    expect(
      points.map(({ isOk, number, name, directive }) => [isOk, number, name, directive]),
    ).toEqual([
      [true, 1, "zab/A", null],
      [false, 2, "zab/B", null],
      [false, 3, "zab/C", null],
      [false, 4, "zab/D", "TODO known failing"],
      [false, 5, "zab/E", null],
      [false, 6, "zab/F", null],
      [false, 7, "zab/short", null],
      [false, 8, "known-failing list: zab/Z", null],
    ]);
    expect(points[0]?.diagnostic).toBeNull();
    expect(points[1]?.diagnostic).toMatchObject({
      outcome: "failed",
      verdict: "mismatch",
      offset: 33,
      field: "nodes[0].last_committed.epoch",
      expected: "1",
      actual: "0",
      command: "./program zab/B",
    });
    expect(points[2]?.diagnostic).toMatchObject({
      trouble: "crashed",
      text: ["crashed: the program was killed by SIGSEGV", "  | panic", "  |   at main"],
    });
  });

  test("hostile content is neither directive, nor diagnostic, nor a point of its own", async () => {
    const { plan, points } = parseTap(tap.render(await hostile()));
    expect(points).toHaveLength(plan);
    expect(plan).toBe(10);
    expect(points.map(({ directive }) => directive)).toEqual([
      ...Array(5).fill(null),
      "TODO known failing",
      ...Array(4).fill(null),
    ]);
    expect(points[1]?.name).toBe(`${visible(`2 ${HOSTILE_LINES}`.slice(0, 200))}...`);
  });

  test("an exam of nothing is one failed point, not a plan of none", () => {
    expect(parseTap(tap.render(examOf([])))).toMatchObject({
      plan: 1,
      points: [{ isOk: false, name: "exam" }],
    });
  });
});
