import { describe, expect, test } from "vitest";
import { diagnoseEvidence } from "../../src/diagnose/diagnose_evidence.ts";
import type { Evidence } from "../../src/diagnose/evidence.ts";
import type { Diagnosis } from "../../src/diagnose/findings.ts";
import { scenarioById } from "../../src/labs/define.ts";
import { kv } from "../../src/labs/kv/index.ts";
import type { Run, Scenario } from "../../src/labs/lab.ts";
import { zab } from "../../src/labs/zab/index.ts";
import {
  examEvidence,
  having,
  hypothesis,
  listingEvidence,
  type Program,
} from "../support/evidence.ts";

const PATIENT = { work: 40_000_000, bytes: 400_000_000 };
const SPREAD = "`ELECTION_SPREAD` is `151` in place of `150`.";

const named = ({ findings }: Diagnosis): string[] =>
  findings.map(({ certainty, bugs, changes }) => {
    const name = bugs[0]?.id ?? changes[0]?.sentence;
    return `${certainty}: ${name}`;
  });

/** A program that does something in the scenarios of its choice, and is right in the others. */
function only(program: Program, where: (scenario: Scenario) => boolean): Program {
  return (scenario) => (where(scenario) ? program(scenario) : scenario.start());
}

const programOf = async (lab: typeof zab, words: string): Promise<Program> =>
  having(await hypothesis(lab, words));

describe("everything that an exam of the thorough suite sees", () => {
  test.each([
    [zab, SPREAD, SPREAD],
    [zab, "bug:heartbeat-no-reset/0", "heartbeat-no-reset"],
    [kv, "bug:commit-late/0", "commit-late"],
  ])("proves what alone gives it: %o %s", async (lab, words, name) => {
    const evidence = await examEvidence(lab, await programOf(lab, words), "thorough");
    const diagnosis = await diagnoseEvidence(evidence, PATIENT);
    expect(named(diagnosis)).toEqual([`proven: ${name}`]);
    expect(diagnosis).toMatchObject({ next: null, left_out: [], shared: { classes: 1 } });
  });

  test("finds nothing for a program that fails a scenario in one way and another in another", async () => {
    const [a, b] = [
      await programOf(zab, SPREAD),
      await programOf(zab, "bug:no-commit-broadcast/0"),
    ];
    const program: Program = (scenario) => (scenario.steps % 2 === 0 ? a(scenario) : b(scenario));
    const diagnosis = await diagnoseEvidence(await examEvidence(zab, program, "thorough"), PATIENT);
    expect(diagnosis.findings).toEqual([]);
    expect(diagnosis.tried.changes).toBeGreaterThan(1000);
  });

  test("finds nothing where one of many passes refutes what gives every failure", async () => {
    // As (nodes + 1) / 2 does: too small a quorum where the number of nodes is even.
    const small = await programOf(zab, "bug:quorum-minus-one/0");
    const program = only(small, ({ parameters }) => (parameters["nodes"] as number) % 2 === 0);
    const all = await examEvidence(zab, program, "thorough");
    const wrong = all.cases.filter(({ final, listing }) => !(final?.agrees && listing?.agrees));
    expect(wrong.length).toBeGreaterThan(0);
    const ofWrong = await diagnoseEvidence({ lab: zab, cases: wrong }, PATIENT);
    expect(named(ofWrong)).toContain("reproduces: quorum-minus-one");
    expect((await diagnoseEvidence(all, PATIENT)).findings).toEqual([]);
  });
});

describe("less than that", () => {
  const E = scenarioById(zab, "E");

  test("a listing names what gives every line, and proves nothing", async () => {
    const evidence = await listingEvidence(await programOf(zab, "bug:heartbeat-no-reset/0"), E);
    const diagnosis = await diagnoseEvidence(evidence);
    expect(named(diagnosis)).toEqual(["reproduces: heartbeat-no-reset"]);
    expect(diagnosis.next).toEqual({ kind: "suite", id: "thorough" });
  });

  test("an exam of the published suite proves nothing", async () => {
    const program = await programOf(zab, "bug:heartbeat-no-reset/0");
    const diagnosis = await diagnoseEvidence(await examEvidence(zab, program, "published"));
    expect(named(diagnosis)).toEqual(["reproduces: heartbeat-no-reset"]);
  });

  test("final dumps ask for a listing next", async () => {
    const program = await programOf(zab, "bug:heartbeat-no-reset/0");
    const seen = await examEvidence(zab, program, "published", { listings: false });
    expect((await diagnoseEvidence(seen)).next).toEqual({ kind: "listing" });
  });

  test.each<[string, (states: States) => States]>([
    ["a wrong line too early", (states) => states.with(5, wrong(states, 5))],
    ["a right line after the first wrong one", (states) => states.with(-1, wrong(states, -1))],
  ])("one line that it does not give refutes a bug: %s", async (_, edited) => {
    const { cases } = await listingEvidence(await programOf(zab, "bug:heartbeat-no-reset/0"), E);
    const changed = cases.map((one) => ({ ...one, states: edited(one.states) }));
    expect((await diagnoseEvidence({ lab: zab, cases: changed })).findings).toEqual([]);
  });

  test("what the budget leaves out is said, and then nothing is proven", async () => {
    const program = await programOf(kv, "bug:commit-late/0");
    const evidence = await examEvidence(kv, program, "thorough");
    const little = await diagnoseEvidence(evidence, { work: 200_000 });
    expect(little.left_out.length).toBeGreaterThan(0);
    expect(named(little).filter((name) => name.startsWith("proven"))).toEqual([]);
  });
});

type States = Evidence["cases"][number]["states"];

function wrong(states: States, at: number): States[number] {
  const state = states.at(at) as States[number];
  return { ...state, sha256: "0".repeat(64), agrees: false };
}

test("digests that nothing gives are explained by nothing", async () => {
  const ending: Program = (scenario): Run => scenario.start();
  const { cases } = await listingEvidence(ending, scenarioById(zab, "D"));
  const states = cases[0]?.states.map((state) => ({
    ...state,
    sha256: "1".repeat(64),
    agrees: false,
  }));
  const seen = {
    scenario: scenarioById(zab, "D"),
    final: null,
    listing: null,
    states: states ?? [],
  };
  expect((await diagnoseEvidence({ lab: zab, cases: [seen] })).findings).toEqual([]);
});
