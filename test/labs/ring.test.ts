import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readingsOf } from "../../scripts/support/mutation.ts";
import { killsOfScenarios, suiteOf } from "../../scripts/support/suite_files.ts";
import { searchSuite } from "../../scripts/support/suite_search.ts";
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
import { type GivenHashes, judgeHashes } from "../../src/judge/judge_suite.ts";
import { submissionOf } from "../../src/judge/submission.ts";
import { faultsOfLab } from "../../src/labs/check.ts";
import { scenarioById, scenarioOfFlags, scenarioOfSuite } from "../../src/labs/define.ts";
import { isMessage } from "../../src/labs/events.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { registryOf } from "../../src/labs/lab_entry.ts";
import { NOT_SEARCHED, type SuiteScenario } from "../../src/labs/suite.ts";
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
import { accountLines } from "../../src/report/trace_words.ts";
import { accountOf } from "../../src/trace/account.ts";
import { traceOf } from "../../src/trace/lines.ts";
import { defaultWindow, windowOf } from "../../src/trace/window.ts";
import { versionsOf } from "../../src/version.ts";
import { columnsByOffset } from "../../src/web/model/columns.ts";
import { differencesOf } from "../../src/web/model/differences.ts";
import { fieldsOfDump } from "../../src/web/model/dump_fields.ts";
import { timelineOf } from "../../src/web/model/timeline.ts";
import { groupsOf } from "../../src/web/model/tree.ts";
import { dumpWith, readings } from "../support/bugs.ts";
import { checkEveryStep } from "../support/invariants.ts";
import { anyScenario } from "../support/random.ts";
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
    const findings = await judge(
      expected,
      await submissionOf(expected, dump),
      "diagnosis",
      registryOf([ring]),
    );
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
      "1 byte (09) was inserted before stations[0].has_note",
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

test("is a sound lab, though it has published no hash", async () => {
  expect(faultsOfLab(ring)).toEqual([]);
  expect(ring.scenarios).toEqual([]);
  for (const { id } of ring.suites.flatMap(({ scenarios }) => scenarios)) {
    const { published, listed } = scenarioById(ring, id);
    expect([published, listed?.id]).toEqual([null, id]);
  }
});

test("its invariant holds after every tick of random scenarios", () => {
  fc.assert(
    fc.property(anyScenario(ring), (scenario) => {
      checkEveryStep(scenario);
    }),
    { numRuns: 200 },
  );
});

test("its suite of the catalogue is the one that a search from nothing finds", async () => {
  const found = searchSuite(ring, readingsOf(ring), [], 1);
  const { scenarios } = await suiteOf(NOT_SEARCHED, found.scenarios);
  const catalogue = ring.suites.find(({ id }) => id === "catalogue");
  expect(scenarios).toEqual(catalogue?.scenarios);
  expect(killsOfScenarios(ring, scenarios)).toEqual(catalogue?.kills);
});

test("the hashes of a suite are scored, and a wrong one is diagnosed", async () => {
  const hashes = new Map<string, GivenHashes>();
  for (const { id } of suite.scenarios) {
    const dump = dumpWith(scenarioById(ring, id), { bug: "value-kept", variant: 0 });
    hashes.set(id, { sha256: await sha256Hex(dump), digests_sha256: null });
  }
  const { scenarios, score } = await judgeHashes(ring, suite, hashes, registryOf([ring]));
  expect(score.counts).toMatchObject({ passed: 0, failed: suite.scenarios.length });
  for (const { findings } of scenarios) {
    const bugs = findings?.diagnosis?.findings.flatMap((one) => one.bugs.map(({ id }) => id));
    expect(bugs).toContain("value-kept");
  }
});

describe("a run over broken links", () => {
  const given = "--seed 7 --stations 4 --ticks 60 --broken 2,1,3,0";
  const broken = scenarioOfFlags(ring, given);
  const range = { from: 0, until: 60, stride: 1 };
  const events = [...traceOf(broken, range, { changes: false, events: true })].flatMap(
    (line) => line.events ?? [],
  );

  test("tells events of every kind, those of the lab's own among them", () => {
    const kinds = new Set(events.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(["delivered", "lost", "passed", "timer"]);
  });

  test("has messages that overtake older ones of their link", () => {
    const messages = events.filter(isMessage);
    const overtaken = messages.filter(({ from, to, seq }, i) =>
      messages.slice(0, i).some((one) => one.from === from && one.to === to && one.seq > seq),
    );
    expect(overtaken.length).toBeGreaterThan(0);
  });

  test("is drawn with the lab's own marks, its timer and what is lost", () => {
    const svg = diagram(broken, windowOf(broken, 0, 30), 7);
    for (const legend of ["passes the token on, first lap", "note timer", "lost", "Holding"]) {
      expect(svg).toContain(`>${legend}</text>`);
    }
  });

  test("is a timeline of the page", () => {
    const { marks, lost, tracks } = timelineOf(broken);
    expect(lost).toBeGreaterThan(0);
    expect(tracks).toHaveLength(4);
    expect(marks.length).toBe(events.filter((event) => !isMessage(event)).length);
  });

  test("refuses a link to no station", () => {
    const words = "broken[0] is 0,9; expected stations 0 .. 2";
    expect(() => scenarioOfFlags(ring, "--seed 1 --stations 3 --ticks 4 --broken 0,9")).toThrow(
      words,
    );
  });
});

test("what changes in a tick is told with the element of a map by its key", () => {
  const words = Array.from({ length: R2.steps }, (_, step) =>
    accountLines(ring, accountOf(R2, step, "dump")).join("\n"),
  ).join("\n");
  expect(words).toContain("stations[0].note.sent: (none) -> ");
  expect(words).toMatch(/stations\[\d\]\.visits\[1\]\.times: \(none\) -> 1/);
  expect(words).toMatch(/balance: -\d+ -> \d/);
});

test("the page has a tree of its fields, and finds the differing ones in it", () => {
  const right = simulate(R2);
  const wrong = dumpWith(R2, { bug: "laps-from-one", variant: 0 });
  const fields = fieldsOfDump(ring.field_map, right);
  const columns = columnsByOffset(right.length, wrong.length);
  const differences = differencesOf(columns, fields, right, wrong);
  expect(differences.length).toBeGreaterThan(0);
  const names = groupsOf(fields, differences).children.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(0);
});
