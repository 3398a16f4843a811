import { describe, expect, test } from "vitest";
import { alignFields } from "../../src/align/align.ts";
import { digestsOf } from "../../src/digests/digests.ts";
import { wholeRun } from "../../src/digests/listing_comparator.ts";
import { annotate } from "../../src/dump/annotate.ts";
import { fieldsOf } from "../../src/dump/fields.ts";
import { sha256Hex } from "../../src/dump/sha256.ts";
import { judge } from "../../src/judge/judge.ts";
import { judgeBisection } from "../../src/judge/judge_bisection.ts";
import { judgeDumps } from "../../src/judge/judge_dumps.ts";
import { judgeListing } from "../../src/judge/judge_listing.ts";
import { submissionOf } from "../../src/judge/submission.ts";
import { scenarioOfSuite } from "../../src/labs/define.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import type { SuiteScenario } from "../../src/labs/suite.ts";
import { runOf, seal, simulate } from "../../src/oracle/expected.ts";
import { alignmentDocument, toldOf } from "../../src/report/alignment_words.ts";
import { bisectAnswer, renderBisectAnswer } from "../../src/report/bisect_answer.ts";
import { reportOf } from "../../src/report/build.ts";
import { diagram } from "../../src/report/diagram.ts";
import { listingReport, renderListingReport } from "../../src/report/listing_report.ts";
import { reportSchema } from "../../src/report/schema.ts";
import { renderText } from "../../src/report/text.ts";
import { traceLineSchema } from "../../src/report/trace_schema.ts";
import { traceAsText, traceLineAsJson } from "../../src/report/trace_text.ts";
import { traceOf } from "../../src/trace/lines.ts";
import { defaultWindow, windowOf } from "../../src/trace/window.ts";
import { versionsOf } from "../../src/version.ts";
import { dumpWith, readings } from "../support/bugs.ts";
import { ring } from "../support/ring/index.ts";

/** A third lab, unlike the two, goes through every floor unchanged. */

const [suite] = ring.suites;
const SCENARIOS = suite.scenarios.map((one) => scenarioOfSuite(ring, one));
const [R1, R2] = SCENARIOS as readonly Scenario[] as readonly [Scenario, Scenario];
const expectedOf = (scenario: Scenario) => seal(scenario, simulate(scenario));

test.each(suite.scenarios)("scenario $id ends in the hash and size of its suite", async (one) => {
  const { dump, sha256, provenance } = await expectedOf(scenarioOfSuite(ring, one));
  const found: Pick<SuiteScenario, "sha256" | "size_bytes"> = { sha256, size_bytes: dump.length };
  expect(found).toEqual({ sha256: one.sha256, size_bytes: one.size_bytes });
  expect(provenance).toBe("computed");
});

test("its dump is tiled by fields of every kind, and written out", () => {
  const dump = simulate(R1);
  const fields = fieldsOf(ring.field_map, dump) ?? [];
  expect(
    fields.reduce((end, { offset, bytes }) => (offset === end ? end + bytes.length : -1), 0),
  ).toBe(dump.length);
  const listing = annotate(ring.field_map, dump);
  for (const shown of ["Köln-2", "mean_balance = ", "has_note = present (1)", "seal = a502"]) {
    expect(listing).toContain(shown);
  }
  expect(listing).toMatch(/balance = -\d/);
});

test("no invariant is violated in any tick", () => {
  for (const scenario of SCENARIOS) {
    const run = scenario.start();
    while (run.step_index < run.steps) {
      run.step();
      expect(run.violations()).toEqual([]);
    }
  }
});

describe("a submission", () => {
  test.each(readings(ring))("of a program with the bug $bug is judged", async (bug) => {
    const expected = await expectedOf(R2);
    const dump = dumpWith(R2, bug);
    const findings = await judge(expected, await submissionOf(expected, dump), "diagnosis", [ring]);
    const report = reportSchema.parse(reportOf(findings, await versionsOf(ring), "http://x"));
    expect(report.verdict).toBe("mismatch");
    expect(report.diagnosis?.findings.map((finding) => finding.bug)).toContain(bug.bug);
    expect(renderText(report)).toContain("scenario=R2");
  });

  test("with a byte too many is aligned", () => {
    const right = simulate(R1);
    const dump = Uint8Array.of(...right.subarray(0, 26), 9, ...right.subarray(26));
    const alignment = alignmentDocument(alignFields(ring.field_map, right, dump));
    expect(alignment && toldOf(alignment)).toEqual([
      "1 byte (09) was inserted after stations[0].balance",
    ]);
  });

  test("is compared with another dump, without an oracle", async () => {
    const { comparison, swapped_because } = await judgeDumps(ring, [
      Uint8Array.of(1, 2, 3),
      simulate(R1),
    ]);
    expect(swapped_because).not.toBeNull();
    expect(comparison.verdict).toBe("mismatch");
  });
});

describe("within a run", () => {
  test("a listing is compared, and its first wrong tick explained in the lab's words", async () => {
    const lines: string[] = [];
    for await (const { step, sha256 } of digestsOf(R1, wholeRun(R1))) {
      lines.push(`${step} ${step === 7 ? "0".repeat(64) : sha256}\n`);
    }
    const bytes = new TextEncoder().encode(lines.join(""));
    const findings = await judgeListing(R1, wholeRun(R1), (push) => push(bytes));
    const report = listingReport(findings, await versionsOf(ring), "http://x");
    expect(report).toMatchObject({ verdict: "mismatch", first_divergence: { step: 7 } });
    expect(renderListingReport(R1, report)).toMatch(/in tick 7 the right run does this\n {4}\w/);
  });

  test("a bisection asks, and finds", async () => {
    const wrong = { step: 39, sha256: "0".repeat(64) };
    const asked = await judgeBisection(R1, [wrong], "dump");
    expect(asked.finding).toMatchObject({ kind: "ask" });
    const found = await judgeBisection(R1, [{ step: 0, sha256: "1".repeat(64) }], "dump");
    const answer = bisectAnswer(found, await versionsOf(ring), "http://x");
    expect(renderBisectAnswer(R1, answer)).toContain("station 0 passes the token on with");
  });

  test("a trace is told as text, as JSON by the schema, and drawn", () => {
    const range = { from: 0, until: 12, stride: 1 };
    const lines = [...traceOf(R1, range, { changes: false, events: true })];
    expect(traceAsText(ring, lines)).toMatch(/^tick {2}station {5}mood/);
    for (const line of lines) {
      expect(() =>
        traceLineSchema(ring).parse(JSON.parse(traceLineAsJson(ring, line))),
      ).not.toThrow();
    }
    const { from, until } = defaultWindow(R1, { from: null, until: null }, null);
    const svg = diagram(R1, windowOf(R1, from, until), 3);
    expect(svg).toContain("passes the token on");
    expect(svg).toContain(">Holding<");
  });

  test("the digest of a tick is the hash of its dump", async () => {
    const run = runOf({ ...R1, after: 5 });
    const found: string[] = [];
    const range = { from: 5, until: 6, stride: 1 };
    for await (const { sha256 } of digestsOf(R1, range)) found.push(sha256);
    expect(found).toEqual([await sha256Hex(run.dump())]);
  });
});
