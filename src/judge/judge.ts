import type { Alignment, NoAlignment } from "../align/align.ts";
import type { Comparison, Verdict } from "../compare/comparator.ts";
import { type DifferenceShape, shapeOf } from "../diagnose/difference_shape.ts";
import type { Diagnosis } from "../diagnose/findings.ts";
import type { RunbookRow } from "../labs/lab.ts";
import type { Registry } from "../labs/lab_entry.ts";
import { LIMITS } from "../limits.ts";
import type { Expected } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import { kindsOf, rowOf } from "./runbook_row.ts";
import type { Submission } from "./submission.ts";
import { type Violation, violationsOf } from "./violations.ts";

/**
 * How far a submission is judged: only where it differs first; also what was inserted, lost or reordered; also
 * which known bugs give it; also which single changes do. Each stage costs more than all before it.
 */
export type Stage = "place" | "alignment" | "bugs" | "diagnosis";

const STAGES: readonly Stage[] = ["place", "alignment", "bugs", "diagnosis"];

/** The submission was too large to be kept, and so to be aligned. */
export interface NotKept {
  readonly skipped: "not-kept";
}

/** What is known of a submission to a scenario, as plain data. */
export interface Findings {
  readonly expected: Expected;
  readonly submission: Submission;
  readonly verdict: Verdict;
  /** Where a dump differs; null of a hash. */
  readonly comparison: Comparison | null;
  /** What the lab's runbook has on the first difference. */
  readonly row: RunbookRow | null;
  /** What the differences look like; null of a hash, and where they look like nothing in particular. */
  readonly shape: DifferenceShape | null;
  /** The lab's invariants that a wrong dump breaks by itself; none of a hash, and of a dump that was not kept. */
  readonly violations: readonly Violation[];
  /** The last stage that was made. */
  readonly stage: Stage;
  /** Null where there is nothing to align: on a match, of a hash, and where that stage was not made. */
  readonly alignment: Alignment | NoAlignment | NotKept | null;
  /** Null on a match, and where that stage was not made. */
  readonly diagnosis: Diagnosis | null;
}

/**
 * The one way from a scenario and a submission to what is known of it, whoever asks: HTTP, an exam, the command line
 * or the page. `registry` has those whose scenarios a submission may be by mistake.
 */
export function judge(
  expected: Expected,
  submission: Submission,
  until: Stage,
  registry: Registry,
  pace?: Pace,
): Promise<Findings> {
  return judgeFurther(located(expected, submission), until, registry, pace);
}

/** The same findings with the stages up to `until`; those that were made before are not made again. */
export async function judgeFurther(
  findings: Findings,
  until: Stage,
  registry: Registry,
  pace?: Pace,
): Promise<Findings> {
  let reached = findings;
  for (const stage of STAGES.slice(STAGES.indexOf(findings.stage) + 1, STAGES.indexOf(until) + 1)) {
    if (stage === "alignment") reached = await aligned(reached, pace);
    // The last stage tries the bugs as well.
    else if (stage === until) reached = await diagnosed(reached, stage, registry, pace);
  }
  return reached;
}

function located(expected: Expected, submission: Submission): Findings {
  const { scenario, dump } = expected;
  const comparison = submission.kind === "dump" ? submission.comparison : null;
  const isEqualHash = submission.sha256 === expected.sha256;
  const verdict = comparison?.verdict ?? (isEqualHash ? "match" : "mismatch");
  const bytes = submission.kind === "dump" && verdict !== "match" ? submission.bytes : null;
  const kinds = kindsOf(scenario.lab, dump, bytes);
  return {
    expected,
    submission,
    verdict,
    comparison,
    row: comparison && rowOf(scenario.lab, dump, comparison, kinds),
    shape: comparison && shapeOf(comparison, kinds),
    violations: violationsOf(scenario.lab, bytes),
    stage: "place",
    alignment: null,
    diagnosis: null,
  };
}

/** Loaded when it is needed: who asks only for the place, as a first view of the page does, does without it. */
async function aligned(findings: Findings, pace: Pace | undefined): Promise<Findings> {
  const { expected, submission, verdict } = findings;
  const stage = "alignment";
  if (verdict === "match" || submission.kind === "hash") return { ...findings, stage };
  const { bytes } = submission;
  if (bytes === null) return { ...findings, stage, alignment: { skipped: "not-kept" } };
  const { aligningFields, alignmentLimits } = await import("../align/align.ts");
  const limits = alignmentLimits(pace?.diagnosis_work);
  const work = aligningFields(expected.scenario.lab.field_map, expected.dump, bytes, limits);
  const alignment = await paced(work, pace);
  return { ...findings, stage, alignment };
}

async function diagnosed(
  findings: Findings,
  stage: Stage,
  registry: Registry,
  pace: Pace | undefined,
): Promise<Findings> {
  const { expected, submission, verdict, alignment, row, shape } = findings;
  if (verdict === "match") return { ...findings, stage };
  const { diagnose } = await import("../diagnose/diagnose.ts");
  const { kind, sha256 } = submission;
  const mismatch = {
    sha256,
    bytes: kind === "dump" ? diagnosable(submission.bytes) : null,
    isHash: kind === "hash",
    // The runbook speaks of fields that are wrong: of bytes that are only shifted it would mislead.
    row: alignment === null || "skipped" in alignment ? row : null,
    shape,
  };
  const diagnosis = await diagnose(expected, mismatch, registry, {
    pace,
    changes: stage === "diagnosis",
  });
  return { ...findings, stage, diagnosis };
}

function diagnosable(bytes: Uint8Array | null): Uint8Array | null {
  return bytes !== null && bytes.length <= LIMITS.diagnosed_dump_bytes ? bytes : null;
}
