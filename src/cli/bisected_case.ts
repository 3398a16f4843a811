import { sha256Hex } from "../dump/sha256.ts";
import { afterStep } from "../labs/define.ts";
import type { Scenario } from "../labs/lab.ts";
import { bugOf, isReproduced, isReproducing } from "../report/diagnosis_text.ts";
import type { Case, Trouble } from "../report/exam.ts";
import type { DiagnosisDocument, Report } from "../report/schema.ts";
import { reproducingFindings } from "../report/summary.ts";
import { dumpsOfDigest } from "./digest_dumps.ts";
import { commandOf, ofProgram } from "./examine.ts";
import type { ClaimedState, ProgramFinding } from "./first_divergence.ts";
import { runProgram } from "./program.ts";
import type { Judge } from "./verdict_oracle.ts";

/** A program under exam and who judges it. */
export interface Bisection {
  readonly program: string;
  readonly judge: Judge;
  readonly timeoutMilliseconds: number;
}

/** The state after a step as the program dumped it, and the report on it. */
interface DumpedState {
  readonly sha256: string;
  readonly report: Report;
}

/** The finding of a bisection as a case: its report is on the state after the step that was found. */
export async function bisectedCase(
  bisection: Bisection,
  scenario: Scenario,
  finding: ProgramFinding,
): Promise<Case> {
  const { lab, listed } = scenario;
  const name = `${lab.id}/${listed?.id ?? "scenario"}`;
  const facts = { name, command: commandOf(bisection.program, scenario), seconds: null };
  const troubled = (trouble: Trouble, note: string | null): Case => ({
    ...facts,
    outcome: "trouble",
    report: null,
    trouble,
    note,
  });
  if (finding.kind === "trouble") return troubled(finding.trouble, null);
  const step = finding.kind === "divergence" ? finding.step : scenario.steps - 1;
  const dumped = await dumpedState(bisection, scenario, step);
  if ("trouble" in dumped) {
    const note = `the state first differs after ${lab.step_name} ${step}, and its dump is not to be had`;
    return troubled(dumped.trouble, note);
  }
  // What is hashed in the end may be something else than the states that were right.
  const byHash = await bisection.judge.onHash(scenario, finding.hash, "bugs");
  const runs = `${finding.runs} runs of the program`;
  if (finding.kind === "agreement") {
    const what = finding.isComplete
      ? `the states after all ${scenario.steps} ${lab.step_name}s are right`
      : `the state after the last ${lab.step_name} is right; without --digests no other was compared`;
    const wrong = [dumped.report, byHash].find(({ verdict }) => verdict !== "match");
    if (wrong === undefined) {
      const note = `${what} (${runs})`;
      return { ...facts, outcome: "passed", report: dumped.report, trouble: null, note };
    }
    const note = `${what} (${runs}), but what the program prints in the end is not`;
    return { ...facts, outcome: "failed", report: wrong, trouble: null, note };
  }
  const report = await wrongState(bisection, scenario, step, finding.state, dumped);
  if ("trouble" in report) return troubled(report.trouble, null);
  const note = `the first state that is wrong is the one after ${lab.step_name} ${step} (${runs})${finding.remark}`;
  const diagnosis = diagnosedBy(finding.diagnosis, report, byHash);
  return { ...facts, outcome: "failed", report: { ...report, diagnosis }, trouble: null, note };
}

/** What the program dumps after a step, judged. */
async function dumpedState(
  { program, judge, timeoutMilliseconds }: Bisection,
  scenario: Scenario,
  step: number,
): Promise<DumpedState | { readonly trouble: Trouble }> {
  const flags = `${scenario.flags} --dump-after ${step}`;
  const dumped = await runProgram(program, flags, timeoutMilliseconds);
  if (dumped.kind === "trouble") return { trouble: dumped.trouble };
  const report = await judge.onDump(afterStep(scenario, String(step)), dumped.stdout, "bugs");
  return {
    sha256: await sha256Hex(dumped.stdout),
    report: ofProgram(report, `${program} ${flags} > dump.bin`),
  };
}

/**
 * The report on the wrong state that was claimed: on the scenario's own dump, or, where that is right and a
 * digest is of several dumps, on the first of the others that is wrong. Trouble where the program's
 * dumps do not bear its claim out.
 */
async function wrongState(
  bisection: Bisection,
  scenario: Scenario,
  step: number,
  claimed: ClaimedState,
  { sha256, report }: DumpedState,
): Promise<Report | { readonly trouble: Trouble }> {
  const claim = `its ${claimed.flag} has ${claimed.sha256} after ${scenario.lab.step_name} ${step}`;
  const others = claimed.flag === "--digests" ? dumpsOfDigest(scenario, step).slice(1) : [];
  if (others.length === 0) {
    if (sha256 === claimed.sha256) return report;
    const how = report.verdict === "match" ? "is right" : "is wrong as well, and another";
    return contradiction(`${claim}, but its --dump-after ${step} has ${sha256}, which ${how}`);
  }
  if (report.verdict !== "match") return report;
  for (const other of others) {
    const dumped = await dumpedState(bisection, other, step);
    if ("trouble" in dumped) return dumped;
    if (dumped.report.verdict !== "match") return dumped.report;
  }
  return contradiction(
    `${claim}, but each of the ${others.length + 1} dumps that it is of is right`,
  );
}

function contradiction(what: string): { readonly trouble: Trouble } {
  const message = `the program contradicts itself: ${what}`;
  return { trouble: { kind: "bad-output", message, stderr: "" } };
}

/**
 * What explains all states that were seen, the right ones before the first wrong one among them. Where no single bug or
 * change does, what else the wrong state alone suggests: two bugs that give it and the program's final hash,
 * what explains it in part. A single bug that gives this state is no finding then: it fails another one.
 */
function diagnosedBy(
  ofAll: DiagnosisDocument | null,
  { diagnosis: ofState }: Report,
  final: Report,
): DiagnosisDocument | null {
  if (ofAll === null || isReproduced(ofAll)) return ofAll ?? ofState;
  const inTheEnd = reproducingFindings(final).map(bugOf);
  const findings = (ofState?.findings ?? []).filter((finding) =>
    isReproducing(finding) ? finding.with !== null && inTheEnd.includes(bugOf(finding)) : true,
  );
  return { ...ofAll, findings };
}
