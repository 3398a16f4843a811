import { alignFields } from "../align/align.ts";
import { diagnose } from "../diagnose/diagnose.ts";
import { LABS } from "../labs/index.ts";
import type { Expected } from "../oracle/expected.ts";
import { alignmentDocument } from "../report/alignment_words.ts";
import type { Report } from "../report/schema.ts";

/**
 * The report with alignment and diagnosis, unless its verdict is a match. `bytes` are the submission's; null where
 * only a hash was submitted, or where the dump was too large to be kept.
 */
export async function explained(
  report: Report,
  expected: Expected,
  bytes: Uint8Array | null,
): Promise<Report> {
  if (report.verdict === "match") return report;
  const map = expected.scenario.lab.field_map;
  const alignment = bytes && alignmentDocument(alignFields(map, expected.dump, bytes));
  return diagnosed({ ...report, alignment }, expected, bytes);
}

/** The same of a report that has its alignment already. */
export async function diagnosed(
  report: Report,
  expected: Expected,
  bytes: Uint8Array | null,
): Promise<Report> {
  if (report.verdict === "match") return report;
  const { sha256, size_bytes } = report.actual;
  // The runbook speaks of fields that are wrong: of bytes that are only shifted it would mislead.
  const row = report.alignment === null ? (report.first_divergence?.culprit ?? null) : null;
  const evidence = { sha256, bytes, isHash: size_bytes === null, row };
  return { ...report, diagnosis: await diagnose(expected, evidence, LABS) };
}
