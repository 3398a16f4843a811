import { diagnose } from "../../src/diagnose/diagnose.ts";
import { type Findings, judge } from "../../src/judge/judge.ts";
import { submissionOf } from "../../src/judge/submission.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Scenario } from "../../src/labs/lab.ts";
import { REGISTRY } from "../../src/labs/registry.ts";
import { type Expected, seal, simulate } from "../../src/oracle/expected.ts";
import { diagnosisDocument } from "../../src/report/diagnosis_words.ts";
import type { DiagnosisDocument } from "../../src/report/schema.ts";
import { published } from "./scenarios.ts";

export const expectedOf = (scenario: Scenario): Promise<Expected> =>
  seal(scenario, simulate(scenario));

/** All that is known of a dump. */
export async function judgedDump(expected: Expected, dump: Uint8Array): Promise<Findings> {
  return judge(expected, await submissionOf(expected, dump), "diagnosis", REGISTRY);
}

export async function ofDump(expected: Expected, bytes: Uint8Array): Promise<DiagnosisDocument> {
  const { diagnosis } = await judgedDump(expected, bytes);
  if (diagnosis === null) throw new Error("the verdict is a match");
  return diagnosisDocument(expected.scenario.lab, diagnosis);
}

/** The diagnosis without the runbook and the alignment, of a submission that is known to differ. */
export async function ofMismatch(
  expected: Expected,
  sha256: string,
  bytes: Uint8Array | null,
): Promise<DiagnosisDocument> {
  const mismatch = { sha256, bytes, isHash: bytes === null, row: null, shape: null };
  return diagnosisDocument(expected.scenario.lab, await diagnose(expected, mismatch, REGISTRY));
}

export function ofHash(expected: Expected, sha256: string): Promise<DiagnosisDocument> {
  return ofMismatch(expected, sha256, null);
}

/** The known bugs that reproduce the submission: `bug`, or `bug+other`. */
export function reproducing({ findings }: DiagnosisDocument): string[] {
  return findings
    .filter(({ certainty, bug }) => certainty === "reproduces" && bug !== null)
    .map(({ bug, with: other }) => [bug, other].filter((part) => part !== null).join("+"));
}

export const text = (content: string): Uint8Array => new TextEncoder().encode(content);
export const joined = (...parts: Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((p) => [...p]));

/** Those of the small suites: each is diagnosed with every known bug. */
export const SCENARIOS = LABS.flatMap((lab) =>
  lab.suites
    .filter(({ id }) => id !== "thorough")
    .flatMap(({ scenarios }) => scenarios.map(({ id }) => published(lab, id))),
);

/** A byte as hex, as a translation of newlines leaves it. */
export function crlf(byte: string): string {
  return byte === "0a" ? "0d0a" : byte;
}
