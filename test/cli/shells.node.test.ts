import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Examination, examineAndDiagnose } from "../../src/cli/examine.ts";
import { type Oracle, startOracle } from "../../src/cli/local_oracle.ts";
import { RemoteJudge } from "../../src/cli/verdict_oracle.ts";
import { concatenated } from "../../src/dump/bytes.ts";
import { Draws } from "../../src/kernel/draws.ts";
import { scenarioOfFlags } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { LocalJudge } from "../../src/library/local_judge.ts";
import { LIMITS } from "../../src/limits.ts";
import { simulate } from "../../src/oracle/expected.ts";
import { queryOf } from "../../src/report/build.ts";
import { subjectOf } from "../../src/report/page_url.ts";
import type { Report } from "../../src/report/schema.ts";
import { HANDLERS } from "../../src/web/engine/engine.ts";
import { program, temporaryFolder } from "./support.ts";

/**
 * Whoever asks gets the same report: HTTP, the command line with and without an oracle, an exam, and the page. What may
 * differ is how to reproduce it: the origin and the command line.
 */

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
}, 60_000);
afterAll(() => oracle.stop());

type Comparable = Omit<Report, "reproduce">;

function comparable({ reproduce: _, ...report }: Report): Comparable {
  return report;
}

async function overHttp(scenario: Scenario, dump: Uint8Array): Promise<Report> {
  const url = `${oracle.url}/v1/labs/${scenario.lab.id}/verify?${queryOf(scenario)}`;
  const response = await fetch(url, { method: "POST", body: Uint8Array.from(dump) });
  return (await response.json()) as Report;
}

async function onThePage(scenario: Scenario, dump: Uint8Array): Promise<Report> {
  const given = { subject: subjectOf(scenario), submission: { dump, sha256: null }, origin: "" };
  const { report } = await HANDLERS.verify(given);
  return report.verdict === "match" ? report : (await HANDLERS.explain(given)).report;
}

async function inAnExam(scenario: Scenario, dump: Uint8Array): Promise<Report> {
  const command = program(temporaryFolder(), "program", [scenario], () => dump);
  const exam: Examination = {
    program: command,
    judge: new LocalJudge(),
    timeoutMilliseconds: 30_000,
  };
  const { report, trouble } = await examineAndDiagnose(exam, { name: "x", scenario });
  if (report === null) throw new Error(trouble?.message);
  return report;
}

async function expectOneReport(scenario: Scenario, dump: Uint8Array): Promise<Comparable> {
  const first = comparable(await new LocalJudge().onDump(scenario, dump, "diagnosis"));
  expect(comparable(await overHttp(scenario, dump))).toEqual(first);
  expect(comparable(await new RemoteJudge(oracle.url).onDump(scenario, dump, "diagnosis"))).toEqual(
    first,
  );
  expect(comparable(await onThePage(scenario, dump))).toEqual(first);
  const exam = comparable(await inAnExam(scenario, dump));
  // An exam asks for the hash first, and for no dump where that is right. What it tries single changes on is all it has seen.
  const withoutChanges = comparable(await new LocalJudge().onDump(scenario, dump, "bugs"));
  if (first.verdict !== "match") expect(exam).toEqual(withoutChanges);
  return first;
}

function inserted(dump: Uint8Array, at: number, bytes: readonly number[]): Uint8Array {
  return concatenated([dump.subarray(0, at), Uint8Array.from(bytes), dump.subarray(at)]);
}

const [zab] = LABS;
const A = scenarioOfFlags(zab, "--seed 42 --nodes 3 --rounds 1000 --proposals 5");

test("a byte that was inserted is said to be inserted, in an exam as well", async () => {
  const report = await expectOneReport(A, inserted(simulate(A), 20, [0]));
  expect(report.alignment?.edits_total).toBe(1);
  expect(report.diagnosis?.findings.filter(({ certainty }) => certainty === "likely")).toEqual([]);
});

/** A scenario of each lab whose dump is larger than every bound but that of what is kept. */
const LARGE = [
  scenarioOfFlags(zab, "--seed 7 --nodes 3 --rounds 40000 --proposals 18000"),
  scenarioOfFlags(LABS[1] ?? zab, "--seed 7 --ops 120000 --keys 90000 --scenario default"),
] as const;

test.each(LARGE)(
  "the dump of $flags is larger than what is looked at as a whole to be aligned",
  (scenario) => {
    expect(simulate(scenario).length).toBeGreaterThan(LIMITS.ordered_bytes + 100);
  },
);

const BOUNDS = [
  LIMITS.logged_dump_bytes,
  LIMITS.linked_dump_bytes,
  LIMITS.weighed_dump_bytes,
  LIMITS.diagnosed_dump_bytes,
  LIMITS.ordered_bytes,
  LIMITS.kept_submission_bytes,
] as const;

describe.each(BOUNDS)("around %i bytes", (bound) => {
  test.each([-1, 0, 1])("by %i, a dump that was cut off or goes on, and damaged", async (by) => {
    const draws = new Draws({ hi: by & 0xff, lo: bound });
    const cutOff = (scenario: Scenario) => {
      const cut = simulate(scenario).slice(0, bound + by);
      cut[draws.below(cut.length)] = draws.below(256);
      return cut;
    };
    const [one, other] = by === 0 ? LARGE : LARGE.toReversed();
    if (one === undefined || other === undefined) throw new Error("two scenarios are needed");
    await expectOneReport(one, cutOff(one));
    const at = draws.below(bound - 10);
    await expectOneReport(other, inserted(cutOff(other).subarray(1), at, [7]));
  });
});

describe("a small dump", () => {
  test("that was damaged at random", async () => {
    const draws = new Draws({ hi: 0, lo: 1 });
    for (const lab of LABS) {
      const scenario = lab.scenario(lab.random(draws));
      const right = simulate(scenario);
      const at = draws.below(right.length + 1);
      const changed = right.slice();
      changed[draws.below(right.length)] = draws.below(256);
      const damaged = draws.pick([
        right.slice(0, at),
        changed,
        inserted(right, at, [draws.below(256)]),
        concatenated([right.subarray(0, at), right.subarray(at + 3)]),
        inserted(changed, at, [0, 0, 0]),
      ]);
      await expectOneReport(scenario, damaged);
    }
  }, 60_000);
});
