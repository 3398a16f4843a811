import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findLab } from "../../src/labs/index.ts";
import { episodesSchema } from "../../src/report/episodes_answer.ts";
import { traceLineSchema } from "../../src/report/trace_schema.ts";
import { temporaryFolder, within } from "./support.ts";

const trace = (...more: string[]) => within(["trace", "--lab", "zab", "--scenario", "A", ...more]);

describe("assay trace", () => {
  test("prints a table of the whole run, or of a part", async () => {
    const whole = await trace();
    expect(whole.code).toBe(0);
    expect(whole.stdout.trimEnd().split("\n")).toHaveLength(1 + 3 * 1000);
    const { stdout } = await trace("--from", "100", "--until", "200", "--step", "20");
    expect(stdout.trimEnd().split("\n")).toHaveLength(1 + 3 * 5);
  });

  test("prints only what changes, with what happens there", async () => {
    const { stdout } = await trace("--changes", "--events", "--from", "160", "--until", "200");
    expect(stdout.match(/^ *\d+ /gm)).toHaveLength(4 * 3);
    expect(stdout).toContain(" 166     2  *  Leading ");
    expect(stdout).toContain("    node 2 proposes zab-0\n");
  });

  test("prints NDJSON as its schema says, of any lab by its parameters", async () => {
    const flags = ["--seed", "1", "--ops", "60", "--keys", "5", "--workload", "partition"];
    const { stdout, code } = await within(["trace", "--lab", "kv", ...flags, "--format", "ndjson"]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(60);
    for (const line of lines) traceLineSchema(findLab("kv")).parse(JSON.parse(line));
  });

  test("prints what no dump shows with --fields all", async () => {
    const { stdout } = await trace("--fields", "all", "--from", "166", "--until", "167");
    expect(stdout.split("\n")[0]).toContain("  leader_acks  established  ");
    expect((await trace("--fields", "some")).stderr).toContain("expected scope or all");
  });

  test("draws a diagram to a file, beside a table", async () => {
    const file = join(temporaryFolder(), "trace.svg");
    const outputs = ["--format", "text", "--format", "svg", "--output", file];
    const { stdout, code } = await trace(
      "--from",
      "160",
      "--until",
      "180",
      "--mark",
      "170",
      ...outputs,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^tick /);
    const svg = readFileSync(file, "utf8");
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain("ticks 160 to 179");
    const { stdout: around } = await trace("--format", "svg", "--mark", "500");
    expect(around).toContain("ticks 475 to 514");
  });

  test.each([
    [["--from", "9", "--until", "8"], "--from is 9; expected at most --until, which is 8"],
    [["--until", "1001"], '--until is "1001"; expected a decimal integer 0 .. 1000'],
    [
      ["--format", "svg", "--mark", "1000"],
      '--mark is "1000"; expected a decimal integer 0 .. 999',
    ],
    [["--step", "0"], "--step is"],
    [["--format", "json"], "expected one of text, ndjson, svg"],
    [["--format", "svg", "--until", "600", "--from", "0"], "more than 300 ticks"],
    [["--after", "5"], "--after"],
  ])("%j is refused", async (more, words) => {
    const { code, stderr, stdout } = await trace(...more);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
  });
});

describe("assay episodes", () => {
  const episodes = (...more: string[]) => within(["episodes", "--lab", "zab", ...more]);

  test("tells a run in sentences, or as JSON as its schema says", async () => {
    const { stdout, code } = await episodes("--scenario", "A");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ticks 0 to \d+: Election 1: node 2 leads epoch 1\n {4}Nodes 0, 1 and 2 /,
    );
    const json = await episodes("--scenario", "A", "--format", "json");
    expect(episodesSchema.parse(JSON.parse(json.stdout)).episodes_total).toBe(2);
  });

  test.each([
    [["--scenario", "A", "--format", "svg"], '--format is "svg"; expected one of text, json'],
    [["--scenario", "A", "--from", "3"], "--from"],
  ])("%j is refused: 2", async (words, why) => {
    const { stderr, code } = await episodes(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });
});
