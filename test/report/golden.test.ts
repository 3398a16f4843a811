import { describe, expect, test } from "vitest";
import { LABS } from "../../src/labs/index.ts";
import { seal, simulate } from "../../src/oracle/expected.ts";
import { reportOf } from "../../src/report/build.ts";
import { reportSchema } from "../../src/report/schema.ts";
import { renderText } from "../../src/report/text.ts";
import { versionsOf } from "../../src/version.ts";
import { judgedDump } from "../support/diagnoses.ts";
import { FIXTURES } from "../support/files.ts";
import { fromHex } from "../support/hex.ts";

const CASES = Object.keys(FIXTURES)
  .filter((path) => path.endsWith("/dump.hex"))
  .map((path) => {
    const [, lab, name] = path.match(/fixtures\/(\w+)\/([\w-]+)\//) as [string, string, string];
    return { lab, name, folder: path.replace("dump.hex", "") };
  });

test("there are cases of every lab", () => {
  expect(new Set(CASES.map(({ lab }) => lab))).toEqual(new Set(LABS.map(({ id }) => id)));
});

describe.each(CASES)("the report on $lab $name", ({ lab: id, folder }) => {
  test("is the golden one, as JSON and as text", async () => {
    const lab = LABS.find((candidate) => candidate.id === id);
    if (lab === undefined) throw new Error(id);
    const scenario = lab.scenario(
      new Map(new URLSearchParams(FIXTURES[`${folder}scenario.txt`]?.trim())),
    );
    const expected = await seal(scenario, simulate(scenario));
    const dump = fromHex(FIXTURES[`${folder}dump.hex`] ?? "");
    const findings = await judgedDump(expected, dump);
    const report = reportOf(findings, await versionsOf(lab), "http://127.0.0.1:8787");
    expect(reportSchema.parse(report)).toEqual(JSON.parse(FIXTURES[`${folder}report.json`] ?? ""));
    expect(renderText(report)).toBe(FIXTURES[`${folder}report.txt`]);
  });
});

describe("the text of a report", () => {
  test("is plain ASCII, whatever was submitted, and no line of it can be taken for a command", async () => {
    const [lab] = LABS;
    const scenario = lab.scenario(new Map(Object.entries(lab.scenarios[0]?.parameters ?? {})));
    const expected = await seal(scenario, simulate(scenario));
    for (const hostile of [
      "##[error]x##vso[task.setvariable]",
      "::error::boo\n##[error]x\x1b[31m\r\n%0A",
      "é日本",
      "\x00\x07\x7f\\",
    ]) {
      const body = new TextEncoder().encode(hostile.repeat(9));
      const findings = await judgedDump(expected, body);
      const text = renderText(reportOf(findings, await versionsOf(lab), "http://x"));
      expect(text).toMatch(/^[\x20-\x7e\n]*$/);
      expect(text).not.toMatch(/^\s*::|##\w*\[/m);
      expect(text.endsWith("\n")).toBe(true);
    }
  });
});
